import { createHmac } from 'node:crypto'
import { getMigrations } from 'better-auth/db/migration'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import { authOptions } from '../../platform/auth/auth.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { asPage, cookiesOf, password, seedPeople, signIn } from './people.testing.ts'

const server = useServer(modules)
let people: { ada: string; sam: string }
beforeAll(async () => {
  people = await seedPeople(server)
})

const signInAs = (email: string, secret: string, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password: secret }, headers })
const auth = (cookie: string, path: string, payload: object) => server.app.inject(asPage(cookie, 'POST', `/api/auth${path}`, payload))
const whoAmI = (cookie: string) => server.app.inject(asPage(cookie, 'GET', '/api/v1/me'))

function totp(uri: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')]
    .map(letter => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('sign-in by password', () => {
  test('the tables are those that better-auth asks for', async () => {
    const log = pino({ level: 'silent' })
    const options = authOptions({
      db: server.db,
      secretKey: 'x'.repeat(40),
      baseUrl: 'http://hedgerow.test',
      log,
      sendMail: async () => {},
    })
    const { toBeCreated, toBeAdded } = await getMigrations(options)
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] })
  })

  test('the right one opens a session that the API knows', async () => {
    const answer = await signInAs('Ada@Hedgerow.test', password)
    expect(answer.statusCode).toBe(200)
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Lax/i)
    const me = await whoAmI(cookiesOf(answer.headers['set-cookie']))
    expect(me.json()).toMatchObject({ id: people.ada, email: 'ada@hedgerow.test', role: 'admin', two_factor: false, scopes: ['all'] })
  })

  test('nobody signs up, and other paths of the library do not exist', async () => {
    for (const path of ['/sign-up/email', '/update-user', '/delete-user', '/change-email']) {
      const answer = await server.app.inject({
        method: 'POST',
        url: `/api/auth${path}`,
        payload: { email: 'x@y.test', password, name: 'X' },
      })
      expect(answer.statusCode).toBe(404)
    }
  })

  test('a tampered cookie is nobody', async () => {
    const cookie = await signIn(server, 'ada@hedgerow.test')
    expect((await whoAmI(cookie.replace(/session_token=./, 'session_token=!'))).statusCode).toBe(401)
    expect((await whoAmI('hedgerow.session_token=nonsense')).statusCode).toBe(401)
  })

  test('a wrong password says so, the eleventh has to wait, and the right one does not help then', async () => {
    for (let n = 0; n < 10; n++) {
      const answer = await signInAs('nobody@hedgerow.test', 'wrong password')
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toMatchObject({ status: 401, code: 'auth.invalid_email_or_password' })
    }
    const locked = await signInAs('nobody@hedgerow.test', 'wrong password')
    expect(locked.statusCode).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0)
    expect(locked.json().detail).toMatch(/Try again in \d+ minutes/)
  })

  test('a burst from one network address has to wait, and says for how long', async () => {
    const request = asPage('', 'POST', '/api/auth/request-password-reset', { email: 'nobody@hedgerow.test' })
    const ask = () => server.app.inject({ ...request, remoteAddress: '203.0.113.9' })
    for (let n = 0; n < 5; n++) expect((await ask()).statusCode).toBe(200)
    const refused = await ask()
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'request.too_many' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('a page of another site cannot sign anybody in or out', async () => {
    const foreign = await signInAs('ada@hedgerow.test', password, { origin: 'https://evil.test' })
    expect(foreign.statusCode).toBe(403)
    expect((await signInAs('ada@hedgerow.test', password, { origin: 'http://hedgerow.test' })).statusCode).toBe(200)
  })
})

describe('second factor', () => {
  test('is asked for, and a code or a backup code opens the session', async () => {
    const cookie = await signIn(server, 'sam@hedgerow.test')
    const begun = await auth(cookie, '/two-factor/enable', { password })
    expect(begun.statusCode).toBe(200)
    const { totpURI, backupCodes } = begun.json()
    const verified = await auth(cookie, '/two-factor/verify-totp', { code: totp(totpURI) })
    expect(verified.statusCode).toBe(200)

    const first = await signInAs('sam@hedgerow.test', password)
    expect(first.json()).toMatchObject({ twoFactorRedirect: true })
    const half = cookiesOf(first.headers['set-cookie'])
    expect((await whoAmI(half)).statusCode).toBe(401)
    expect((await auth(half, '/two-factor/verify-totp', { code: '000000' })).statusCode).toBe(401)
    const second = await auth(half, '/two-factor/verify-totp', { code: totp(totpURI) })
    const me = await whoAmI(cookiesOf(second.headers['set-cookie']))
    expect(me.json()).toMatchObject({ id: people.sam, two_factor: true })

    const again = cookiesOf((await signInAs('sam@hedgerow.test', password)).headers['set-cookie'])
    const byBackup = await auth(again, '/two-factor/verify-backup-code', { code: backupCodes[0] })
    expect(byBackup.statusCode).toBe(200)
    expect((await auth(cookiesOf(second.headers['set-cookie']), '/two-factor/disable', { password })).statusCode).toBe(200)
  })

  test('its seed lies sealed in the database', async () => {
    const cookie = await signIn(server, 'sam@hedgerow.test')
    const { totpURI } = (await auth(cookie, '/two-factor/enable', { password })).json()
    const stored = await server.pool.query('select secret from auth_two_factor')
    expect(stored.rows[0].secret).not.toContain(new URL(totpURI).searchParams.get('secret'))
  })
})

describe('ending sessions', () => {
  test('switching a user off ends theirs at once and lets them in no more', async () => {
    const cookie = await signIn(server, 'sam@hedgerow.test')
    const admin = await signIn(server, 'ada@hedgerow.test')
    const off = await server.app.inject(asPage(admin, 'PATCH', `/api/v1/users/${people.sam}`, { active: false }))
    expect(off.statusCode).toBe(200)
    expect((await whoAmI(cookie)).statusCode).toBe(401)
    const refused = await signInAs('sam@hedgerow.test', password)
    expect(refused.statusCode).toBe(403)
    expect(refused.json().detail).toMatch(/switched off/)
    await server.app.inject(asPage(admin, 'PATCH', `/api/v1/users/${people.sam}`, { active: true }))
    expect((await signInAs('sam@hedgerow.test', password)).statusCode).toBe(200)
  })

  test('signing out everywhere keeps only the session that asks, if it wants', async () => {
    const [here, there] = [await signIn(server, 'sam@hedgerow.test'), await signIn(server, 'sam@hedgerow.test')]
    const sessions = (await server.app.inject(asPage(here, 'GET', '/api/v1/me/sessions'))).json().data
    expect(sessions.filter((one: { current: boolean }) => one.current)).toHaveLength(1)
    await server.app.inject(asPage(here, 'POST', '/api/v1/me/sign_out_everywhere', { keep_this: true }))
    expect((await whoAmI(here)).statusCode).toBe(200)
    expect((await whoAmI(there)).statusCode).toBe(401)
  })

  test('a password reset by mail sets a new password and ends all sessions', async () => {
    const cookie = await signIn(server, 'sam@hedgerow.test')
    const unknown = await server.app.inject({ method: 'POST', url: '/api/auth/request-password-reset', payload: { email: 'who@x.test' } })
    expect(unknown.statusCode).toBe(200)
    await server.app.inject({ method: 'POST', url: '/api/auth/request-password-reset', payload: { email: 'sam@hedgerow.test' } })
    expect(server.mails).toHaveLength(1)
    const token = /token=(\S+)/.exec(server.mails[0]?.text ?? '')?.[1]
    const reset = (newPassword: string) =>
      server.app.inject({ method: 'POST', url: '/api/auth/reset-password', payload: { token, newPassword } })
    expect((await reset('short')).statusCode).toBe(400)
    expect((await reset('a new password')).statusCode).toBe(200)
    expect((await reset('a third password')).statusCode).toBe(400)
    expect((await whoAmI(cookie)).statusCode).toBe(401)
    expect((await signInAs('sam@hedgerow.test', 'a new password')).statusCode).toBe(200)
  })
})
