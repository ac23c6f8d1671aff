import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { modules } from '../../app/modules.ts'
import { Reply, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { refuse } from '../../platform/refuse.ts'
import { useServer } from '../../platform/testing/use_server.ts'
import { asPage, insertKey, seedPeople, signIn } from './people.testing.ts'

const unknownId = '01890000-0000-7000-8000-000000000000'
const shared = { tag: 'Trial', summary: 'A route of the test' } as const
const trial: Module = {
  name: 'trial',
  routes: [
    // Makes a team after a pause, so that two requests can overlap.
    route({
      ...shared,
      method: 'POST',
      path: '/api/v1/trial/slow',
      auth: 'user',
      body: z.object({ name: z.string() }),
      status: 201,
      run: async (ctx, { body }) => {
        const id = crypto.randomUUID()
        await ctx.tx
          .insertInto('team')
          .values({
            id,
            name: body.name,
            created_at: ctx.now,
            created_by: null,
            updated_at: ctx.now,
            updated_by: null,
            version: 1,
            deleted_at: null,
          })
          .execute()
        await new Promise(resolve => setTimeout(resolve, 100))
        if (body.name === 'refused') throw refuse('trial.refused', 'No.')
        return new Reply(201, { id }, { etag: '"1"' })
      },
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/api/v1/trial/break',
      auth: 'public',
      query: z.object({ how: z.string().optional() }),
      run: async () => {
        throw new Error('inner secret')
      },
    }),
    route({ ...shared, method: 'GET', path: '/api/v1/trial/rare', auth: 'public', perMinute: 2, run: async () => ({}) }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/v1/trial/raw',
      auth: 'public',
      rawBody: true,
      run: async (_ctx, { raw }) => ({ text: raw?.toString('utf8') }),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/v1/trial/events',
      auth: 'user',
      scope: 'events',
      run: async ctx => ({ by: ctx.actor.user?.name }),
    }),
  ],
}

const server = useServer([...modules, trial], { quiet: true })
let ada = ''
let sam = ''
let admin = ''
let seller = ''
beforeAll(async () => {
  ;({ ada, sam } = await seedPeople(server))
  admin = await signIn(server, 'ada@hedgerow.test')
  seller = await signIn(server, 'sam@hedgerow.test')
})

const byKey = (key: string, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method, url, headers: { authorization: `Bearer ${key}`, ...headers }, ...(payload ? { payload } : {}) })
const page = (cookie: string, ...rest: [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object]) =>
  server.app.inject(asPage(cookie, ...rest))

describe('who may', () => {
  test('401 and 403 come before 400 and 404', async () => {
    const nobody = await server.app.inject({
      method: 'PATCH',
      url: `/api/v1/users/${unknownId}`,
      payload: '{broken',
      headers: { 'content-type': 'application/json' },
    })
    expect(nobody.statusCode).toBe(401)
    expect(nobody.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(nobody.headers['www-authenticate']).toBe('Bearer')
    expect((await page(seller, 'PATCH', `/api/v1/users/${unknownId}`, { nonsense: 1 })).statusCode).toBe(403)
    expect((await page(admin, 'PATCH', `/api/v1/users/${unknownId}`, { name: 'X' })).statusCode).toBe(404)
    expect((await page(admin, 'PATCH', '/api/v1/users/nonsense', { name: 'X' })).statusCode).toBe(400)
  })

  test('a cookie alone changes nothing: another site could have sent it', async () => {
    const request = asPage(admin, 'PATCH', '/api/v1/me', { name: 'Ada' })
    const without = await server.app.inject({ ...request, headers: { cookie: admin } })
    expect(without.json()).toMatchObject({ status: 403, code: 'csrf.refused' })
    expect((await server.app.inject({ ...request, headers: { cookie: admin, origin: 'https://evil.test' } })).statusCode).toBe(403)
    expect((await server.app.inject({ ...request, headers: { cookie: admin, origin: 'http://hedgerow.test' } })).statusCode).toBe(200)
    expect((await server.app.inject(request)).statusCode).toBe(200)
  })

  test('a key acts for its user, within its scopes, until it is revoked', async () => {
    const made = await page(admin, 'POST', '/api/v1/api_keys', { name: 'reader', scopes: ['read'] })
    expect(made.statusCode).toBe(201)
    const { key, id } = made.json()
    expect(key).toMatch(/^hr_[0-9A-Za-z]{40}$/)
    expect((await byKey(key, 'GET', '/api/v1/me')).json()).toMatchObject({ id: ada, scopes: ['read'] })
    expect((await byKey(key, 'GET', '/api/v1/users')).json().data).toHaveLength(2)
    const refused = await byKey(key, 'POST', '/api/v1/users', { name: 'X', email: 'x@hedgerow.test', role: 'sales' })
    expect(refused.json()).toMatchObject({ status: 403, code: 'key.scope', scope: 'settings' })
    expect((await byKey(key, 'POST', '/api/v1/trial/events')).statusCode).toBe(403)

    const listed = (await page(admin, 'GET', '/api/v1/api_keys')).json().data
    expect(listed[0]).toMatchObject({ id, prefix: key.slice(0, 9), revoked_at: null })
    expect(listed[0].last_used_at).not.toBeNull()
    expect(JSON.stringify(listed)).not.toContain(key)
    expect((await page(admin, 'DELETE', `/api/v1/api_keys/${id}`)).statusCode).toBe(204)
    expect((await byKey(key, 'GET', '/api/v1/me')).statusCode).toBe(401)
  })

  test('the events scope opens the events route only', async () => {
    const key = await insertKey(server, sam, ['events'])
    expect((await byKey(key, 'POST', '/api/v1/trial/events')).json()).toEqual({ by: 'Sam' })
    expect((await byKey(key, 'GET', '/api/v1/me')).statusCode).toBe(403)
  })

  test('a key cannot make a stronger one, and sales cannot make one for somebody else', async () => {
    const key = await insertKey(server, ada, ['settings', 'read'])
    expect((await byKey(key, 'POST', '/api/v1/api_keys', { name: 'more', scopes: ['all'] })).statusCode).toBe(403)
    expect((await byKey(key, 'POST', '/api/v1/api_keys', { name: 'less', scopes: ['read'] })).statusCode).toBe(201)
    expect((await page(seller, 'POST', '/api/v1/api_keys', { name: 'x', user_id: ada })).statusCode).toBe(403)
    const others = (await page(seller, 'GET', '/api/v1/api_keys')).json().data
    expect(others.every((one: { user_id: string }) => one.user_id === sam)).toBe(true)
  })

  test('a role that changes acts with the next request', async () => {
    const roles = (await page(admin, 'GET', '/api/v1/roles')).json().data
    const sales = roles.find((one: { key: string }) => one.key === 'sales')
    expect((await page(seller, 'GET', '/api/v1/invitations')).statusCode).toBe(403)
    const changed = await page(admin, 'PATCH', `/api/v1/roles/${sales.id}`, { rights: { ...sales.rights, settings: true } })
    expect(changed.statusCode).toBe(200)
    expect((await page(seller, 'GET', '/api/v1/invitations')).statusCode).toBe(200)
    // Settings are no way to become an admin.
    expect((await page(seller, 'PATCH', `/api/v1/users/${sam}`, { role: 'admin' })).statusCode).toBe(403)
    expect((await page(seller, 'POST', `/api/v1/users/${ada}/set_password`, { password: 'taken over' })).statusCode).toBe(403)
    await page(admin, 'PATCH', `/api/v1/roles/${sales.id}`, { rights: sales.rights })
    expect((await page(seller, 'GET', '/api/v1/invitations')).statusCode).toBe(403)
  })
})

describe('users', () => {
  test('the last admin stays', async () => {
    for (const changes of [{ active: false }, { role: 'sales' }]) {
      const answer = await page(admin, 'PATCH', `/api/v1/users/${ada}`, changes)
      expect(answer.json()).toMatchObject({ status: 422, code: 'user.last_admin' })
    }
    expect((await page(admin, 'DELETE', `/api/v1/users/${ada}`)).statusCode).toBe(422)
  })

  test('an address is taken once, and a version that moved on is refused', async () => {
    const taken = await page(admin, 'POST', '/api/v1/users', { name: 'X', email: 'SAM@hedgerow.test', role: 'sales' })
    expect(taken.json()).toMatchObject({ status: 409, code: 'user.exists', errors: [{ field: 'email' }] })
    expect((await page(admin, 'POST', '/api/v1/users', { name: 'X', email: 'x', role: 'none' })).json().errors[0].field).toBe('email')
    const url = `/api/v1/users/${sam}`
    const { etag } = (await page(admin, 'GET', url)).headers
    const change = (name: string) =>
      server.app.inject({
        method: 'PATCH',
        url,
        headers: { cookie: admin, 'x-hedgerow': '1', 'if-match': String(etag) },
        payload: { name },
      })
    expect((await change('Samira')).statusCode).toBe(200)
    expect((await change('Sam')).json()).toMatchObject({ status: 409, code: 'record.version', current: { name: 'Samira' } })
    await page(admin, 'PATCH', url, { name: 'Sam' })
    const history = (await page(admin, 'GET', `${url}/history`)).json().data
    expect(history[0]).toMatchObject({ kind: 'user.updated', changes: { name: ['Samira', 'Sam'] } })
  })

  test('an invitation becomes a user once', async () => {
    const invited = await page(admin, 'POST', '/api/v1/users/invite', { email: 'new@hedgerow.test', role: 'sales' })
    expect(invited.statusCode).toBe(201)
    const token = invited.json().link.split('/').at(-1)
    const send = (path: string, payload: object) => server.app.inject({ method: 'POST', url: `/api/v1/invitations/${path}`, payload })
    expect((await send('look', { token })).json()).toMatchObject({ email: 'new@hedgerow.test', role: 'sales' })
    expect((await send('accept', { token: 'guess', name: 'N', password: 'long enough' })).statusCode).toBe(404)
    expect((await send('accept', { token, name: 'Nia', password: 'short' })).statusCode).toBe(422)
    expect((await send('accept', { token, name: 'Nia', password: 'long enough' })).statusCode).toBe(201)
    expect((await send('accept', { token, name: 'Nia', password: 'long enough' })).json().code).toBe('invitation.accepted')
    const cookie = await signIn(server, 'new@hedgerow.test', 'long enough')
    expect((await page(cookie, 'GET', '/api/v1/me')).json()).toMatchObject({ name: 'Nia', role: 'sales' })
  })

  test('set-up is only for an installation without users', async () => {
    expect((await server.app.inject('/api/v1/setup')).json()).toEqual({ needed: false })
    const payload = { company: 'C', name: 'N', email: 'n@c.test', password: 'long enough' }
    expect((await server.app.inject({ method: 'POST', url: '/api/v1/setup', payload })).json().code).toBe('setup.done')
  })
})

describe('idempotency', () => {
  const post = (key: string, name: string) => byKey(admin_key, 'POST', '/api/v1/trial/slow', { name }, { 'idempotency-key': key })
  const count = async (name: string) => Number((await server.pool.query('select count(*) from team where name = $1', [name])).rows[0].count)
  let admin_key = ''
  beforeAll(async () => {
    admin_key = await insertKey(server, ada, ['all'])
  })

  test('two at once do it once and get the same answer', async () => {
    const [one, two] = await Promise.all([post('k1', 'twice'), post('k1', 'twice')])
    expect([one.statusCode, two.statusCode]).toEqual([201, 201])
    expect(one.json()).toEqual(two.json())
    expect([one.headers['idempotent-replayed'], two.headers['idempotent-replayed']].filter(Boolean)).toEqual(['true'])
    expect(two.headers.etag).toBe('"1"')
    expect(await count('twice')).toBe(1)
  })

  test('another body under the same key is refused; another caller has keys of their own', async () => {
    expect((await post('k1', 'other')).json()).toMatchObject({ status: 422, code: 'idempotency.key_reused' })
    const other = await insertKey(server, sam, ['all'])
    expect((await byKey(other, 'POST', '/api/v1/trial/slow', { name: 'other' }, { 'idempotency-key': 'k1' })).statusCode).toBe(201)
  })

  test('a refused request leaves nothing, its key included', async () => {
    expect((await post('k2', 'refused')).statusCode).toBe(422)
    expect(await count('refused')).toBe(0)
    expect((await post('k2', 'second try')).statusCode).toBe(201)
  })

  test('after a day the key is free', async () => {
    await post('k3', 'a day')
    await server.pool.query(`update idempotency set created_at = created_at - interval '25 hours' where key = 'k3'`)
    expect((await post('k3', 'a day')).statusCode).toBe(201)
    expect(await count('a day')).toBe(2)
  })
})

describe('answers', () => {
  test('an unforeseen error gives a reference that the log has, and nothing inner', async () => {
    const answer = await server.app.inject('/api/v1/trial/break')
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('inner secret')
    expect(server.logged.some(line => line.reference === answer.json().reference)).toBe(true)
  })

  test('what cannot be read is 400, 413 or 415', async () => {
    const send = (payload: string, type: string) =>
      server.app.inject({
        method: 'PATCH',
        url: '/api/v1/me',
        headers: { cookie: admin, 'x-hedgerow': '1', 'content-type': type },
        payload,
      })
    expect((await send('{', 'application/json')).json()).toMatchObject({ status: 400, code: 'request.malformed' })
    expect((await send('a=b', 'application/x-www-form-urlencoded')).statusCode).toBe(415)
    expect((await send(JSON.stringify({ name: 'x'.repeat(3_000_000) }), 'application/json')).statusCode).toBe(413)
    expect((await send(JSON.stringify({ name: 'zero \u0000 byte' }), 'application/json')).statusCode).toBe(400)
    expect((await page(admin, 'GET', '/api/v1/me?nonsense=1')).json()).toMatchObject({ status: 400, errors: [{ field: 'nonsense' }] })
    expect((await server.app.inject('/api/v1/trial/break?other=1')).statusCode).toBe(400)
  })

  test('raw routes get the bytes as sent', async () => {
    const sent = await server.app.inject({
      method: 'POST',
      url: '/api/v1/trial/raw',
      headers: { 'content-type': 'text/plain' },
      payload: '{ "a": 1 }',
    })
    expect(sent.json()).toEqual({ text: '{ "a": 1 }' })
  })

  test('too many requests say when to come back', async () => {
    await server.app.inject('/api/v1/trial/rare')
    await server.app.inject('/api/v1/trial/rare')
    const third = await server.app.inject('/api/v1/trial/rare')
    expect(third.statusCode).toBe(429)
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
    expect(third.json()).toMatchObject({ status: 429, code: 'request.too_many' })
  })

  test('unknown addresses below /api are problems, and every answer is guarded', async () => {
    const answer = await server.app.inject('/api/v1/nothing')
    expect(answer.json()).toMatchObject({ status: 404, code: 'route.not_found' })
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(answer.headers['x-request-id']).toBeTruthy()
  })

  test('health and metrics answer without a sign-in', async () => {
    expect((await server.app.inject('/health/live')).statusCode).toBe(200)
    expect((await server.app.inject('/health/ready')).json()).toEqual({ status: 'ready' })
    expect((await server.app.inject('/metrics')).body).toMatch(
      /hedgerow_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/me",status="200"\} \d+/,
    )
  })

  test('passwords, keys and cookies are never logged', () => {
    const log = JSON.stringify(server.logged)
    expect(log).not.toMatch(/hr_[0-9A-Za-z]{10}|session_token|correct horse/)
  })

  test('the test clock moves forward only, for admins only', async () => {
    const move = (cookie: string, body: object) => page(cookie, 'POST', '/api/v1/test/clock', body)
    expect((await move(seller, { advance: 'P1D' })).statusCode).toBe(403)
    const before = server.clock.now().getTime()
    const moved = await move(admin, { advance: 'P1D' })
    expect(new Date(moved.json().now).getTime() - before).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000)
    expect((await move(admin, { to: '2020-01-01T00:00:00Z' })).json()).toMatchObject({ status: 422, code: 'clock.backwards' })
    expect((await move(admin, { advance: 'tomorrow' })).statusCode).toBe(422)
  })
})
