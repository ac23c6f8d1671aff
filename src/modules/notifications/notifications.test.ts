import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { lead } from '../leads/lead.object.ts'
import { user } from '../users/user.object.ts'
import { mail } from './mail.object.ts'
import { listNotifications, readNotifications } from './notifications.queries.ts'
import { notify, notifyAll } from './notify.ts'
import { queueMail } from './queue_mail.ts'
import { retryMail } from './retry_mail.ts'
import { sendCollected } from './send_collected.job.ts'
import { sendMail } from './send_mail.job.ts'
import { ownPreferences, setPreferences } from './set_preferences.ts'

const base = useDatabase({ max: 4 })
const received: ParsedMail[] = []
let refuseWith: { responseCode: number; message: string } | null = null
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData: (stream, _session, done) => {
    simpleParser(stream).then(parsed => {
      if (refuseWith) return done(Object.assign(new Error(refuseWith.message), { responseCode: refuseWith.responseCode }))
      received.push(parsed)
      done()
    }, done)
  },
})
let ctx: Context

beforeAll(async () => {
  await new Promise<void>(resolve => smtp.listen(0, '127.0.0.1', resolve))
  const { port } = smtp.server.address() as AddressInfo
  ctx = testContext(base.db, {
    definitions: [mail, lead, user],
    ports: { mailTransport: { url: `smtp://127.0.0.1:${port}`, from: 'Fjordlast <sales@fjordlast.no>' } },
  })
})
afterAll(() => new Promise<void>(resolve => smtp.close(resolve)))
beforeEach(() => {
  received.length = 0
  refuseWith = null
})

const stored = (id: string) => base.db.selectFrom('mail').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const jobs = async () =>
  (
    await base.pool.query<{ key: string; run_at: Date }>(
      `select key, run_at from graphile_worker.jobs where task_identifier = 'send_mail' order by id`,
    )
  ).rows
const run = (id: string, now = testNow) => sendMail.run({ id }, work => commit(base.db, { ...ctx, now }, work))
const queue = (to = 'ines@example.com') =>
  commit(base.db, ctx, one =>
    queueMail(one, { to, subject: 'Grüße\r\nBcc: evil@example.com', text: 'Hallo', html: '<p>Hallo</p>', reply_to: 'ana@fjordlast.no' }),
  )

describe('the outbox', () => {
  test('sends once, and says so', async () => {
    const { id } = await queue()
    expect((await jobs()).map(job => job.key)).toContain(`send_mail:${id}`)
    await run(id)
    await run(id)
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ messageId: `<${id}@fjordlast.no>`, subject: 'Grüße Bcc: evil@example.com', text: 'Hallo' })
    expect(received[0]?.bcc).toBeUndefined()
    expect(received[0]?.replyTo?.text).toBe('ana@fjordlast.no')
    expect(await stored(id)).toMatchObject({ state: 'sent', attempts: 1, last_error: null, sent_at: testNow })
  })

  test('tries again later when the server is busy, and gives up when it says never', async () => {
    refuseWith = { responseCode: 451, message: 'Try later' }
    const { id } = await queue()
    await run(id)
    expect(await stored(id)).toMatchObject({ state: 'waiting', attempts: 1, last_error: expect.stringContaining('Try later') })
    expect((await jobs()).find(job => job.key === `send_mail:${id}`)?.run_at).toEqual(new Date(testNow.getTime() + 60_000))
    refuseWith = { responseCode: 550, message: 'No such mailbox' }
    await run(id)
    expect(await stored(id)).toMatchObject({ state: 'failed', attempts: 2, last_error: expect.stringContaining('No such mailbox') })
    refuseWith = null
    await commit(base.db, ctx, one => retryMail(one, id))
    await run(id)
    expect(await stored(id)).toMatchObject({ state: 'sent', last_error: null })
  })

  test('keeps mail while there is no server, without its text in the change log', async () => {
    const kept = { ...ctx, ports: { ...ctx.ports, mailTransport: { url: null, from: 'x@y.z' } } }
    const { id } = await commit(base.db, kept, one => queueMail(one, { to: 'a@b.co', subject: 'Reset', text: 'https://secret' }))
    expect((await stored(id)).state).toBe('kept')
    expect((await jobs()).map(job => job.key)).not.toContain(`send_mail:${id}`)
    await expect(commit(base.db, kept, one => retryMail(one, id))).rejects.toMatchObject({ code: 'mail.no_transport' })
    const { rows } = await base.pool.query('select changes::text from change_log where record_id = $1', [id])
    expect(JSON.stringify(rows)).not.toContain('secret')
    await commit(base.db, ctx, one => retryMail(one, id))
    await run(id)
    expect(received).toHaveLength(1)
  })

  test('a server that cannot be reached is no end', async () => {
    const { id } = await queue()
    const gone = { ...ctx, ports: { ...ctx.ports, mailTransport: { url: 'smtp://127.0.0.1:9', from: 'x@y.z' } } }
    await sendMail.run({ id }, work => commit(base.db, gone, work))
    expect(await stored(id)).toMatchObject({ state: 'waiting', attempts: 1, last_error: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('notify', () => {
  const addUser = async (active = true) => {
    const id = newId()
    await base.pool.query(
      `insert into "user" (id, name, email, role, active, created_at, updated_at, version) values ($1, 'Ines', $2, 'sales', $3, now(), now(), 1)`,
      [id, `${id}@example.com`, active],
    )
    return id
  }

  test('tells in the page and by mail, with the link', async () => {
    const id = await addUser()
    const record = newId()
    await commit(base.db, ctx, one =>
      notify(one, {
        user_id: id,
        kind: 'assignment',
        text: 'Zoë is yours',
        object: 'lead',
        record_id: record,
        mail: { subject: 'New lead', text: 'Zoë is yours.' },
      }),
    )
    const actor = userActor({ id })
    const { data, unread } = await listNotifications({ ...ctx, actor }, 10)
    expect(unread).toBe(1)
    expect(data).toMatchObject([{ kind: 'assignment', text: 'Zoë is yours', object: 'lead', record_id: record, read_at: null }])
    const sent = await base.db.selectFrom('mail').selectAll().where('to_address', '=', `${id}@example.com`).executeTakeFirstOrThrow()
    expect(sent.text).toBe(`Zoë is yours.\n\nhttp://127.0.0.1:3000/leads/${record}\n`)
    await commit(base.db, { ...ctx, actor: userActor() }, one => readNotifications(one, undefined))
    expect((await listNotifications({ ...ctx, actor }, 10)).unread).toBe(1)
    await commit(base.db, { ...ctx, actor }, one => readNotifications(one, undefined))
    expect((await listNotifications({ ...ctx, actor }, 10)).unread).toBe(0)
  })

  test('not those who have left', async () => {
    const id = await addUser(false)
    await commit(base.db, ctx, one => notify(one, { user_id: id, kind: 'assignment', text: 'Nothing', mail: { subject: 'x', text: 'y' } }))
    expect((await listNotifications({ ...ctx, actor: userActor({ id }) }, 10)).data).toEqual([])
    expect(await base.db.selectFrom('mail').selectAll().where('to_address', '=', `${id}@example.com`).execute()).toEqual([])
  })

  const as = (id: string, now = testNow) => ({ ...ctx, now, actor: userActor({ id, role: 'sales' }) })
  const mailsTo = (id: string) =>
    base.db.selectFrom('mail').select(['subject', 'text']).where('to_address', '=', `${id}@example.com`).orderBy('created_at').execute()
  const notice = (user_id: string, text: string, kind = 'lead') => ({ user_id, kind, text, mail: { subject: text, text: `${text}.` } })

  test('as each user has chosen: in the page, by mail, neither', async () => {
    const [id, other] = [await addUser(), await addUser()]
    await commit(base.db, as(id), one =>
      setPreferences(one, { kinds: { lead: { page: false, mail: 'off' }, task: { page: true, mail: 'instant' } } }),
    )
    const all = await commit(base.db, as(id), one => setPreferences(one, { kinds: { sla: { page: true, mail: 'off' } } }))
    expect(all.kinds).toMatchObject({
      lead: { page: false, mail: 'off' },
      sla: { page: true, mail: 'off' },
      mention: { page: true, mail: 'instant' },
    })
    expect(await ownPreferences(as(other))).not.toEqual(all)
    await commit(base.db, ctx, one =>
      notifyAll(one, [
        notice(id, 'A lead'),
        notice(other, 'A lead'),
        { user_id: id, kind: 'task', text: 'A task' },
        { user_id: other, kind: 'task', text: 'A task' },
      ]),
    )
    expect((await listNotifications(as(id), 10)).data.map(one => one.text)).toEqual(['A task'])
    expect((await mailsTo(id)).map(one => one.subject)).toEqual(['A task'])
    expect((await listNotifications(as(other), 10)).data.map(one => one.text).sort()).toEqual(['A lead', 'A task'])
    expect((await mailsTo(other)).map(one => one.subject)).toEqual(['A lead'])
  })

  test('collected for the hour and kept through quiet hours, sent once', async () => {
    const [hourly, quiet] = [await addUser(), await addUser()]
    await commit(base.db, as(hourly), one => setPreferences(one, { kinds: { lead: { page: true, mail: 'hourly' } } }))
    await commit(base.db, as(quiet), one => setPreferences(one, { quiet_hours: { from: '09:30', until: '11:30' } }))
    await commit(base.db, ctx, one => notifyAll(one, [notice(hourly, 'First'), notice(hourly, 'Second'), notice(quiet, 'Alone')]))
    const run = (at: string) => commit(base.db, { ...ctx, now: new Date(at) }, one => sendCollected.run({}, one))
    await run('2026-11-20T10:59:00Z')
    expect([await mailsTo(hourly), await mailsTo(quiet)]).toEqual([[], []])
    const { rows } = await base.pool.query<{ run_at: Date }>(
      `select run_at from graphile_worker.jobs where task_identifier = 'send_collected' order by run_at`,
    )
    expect(rows.map(row => row.run_at.toISOString())).toEqual(['2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'])
    await Promise.all([run('2026-11-20T11:00:00Z'), run('2026-11-20T11:00:00Z')])
    const [mail, ...more] = await mailsTo(hourly)
    expect(more).toEqual([])
    expect(mail?.subject).toBe('2 notifications: First')
    expect(mail?.text).toContain('Second.')
    await run('2026-11-20T11:30:00Z')
    expect(await mailsTo(quiet)).toEqual([{ subject: 'Alone', text: 'Alone.' }])
  })
})
