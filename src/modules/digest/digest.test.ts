import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { allRights } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { commit, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { setPreferences } from '../notifications/set_preferences.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { task } from '../tasks/task.object.ts'
import { user } from '../users/user.object.ts'
import { dueDigests, nextDigest } from './due_digests.ts'
import { sendDigest } from './send_digest.job.ts'

const base = useDatabase({ max: 4 })
const [ana, noah, idle] = [newId(), newId(), newId()]
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [lead, contact, account, opportunity, task, user, mail] })
  await base.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'sales', 'Sales', $2, now(), now(), 1)`,
    [newId(), allRights],
  )
  for (const [id, name, zone] of [
    [ana, 'Ana Gomes', 'Europe/Berlin'],
    [noah, 'Noah Reed', 'America/New_York'],
    [idle, 'Ida Le', 'Europe/Berlin'],
  ])
    await base.pool.query(
      `insert into "user" (id, name, email, role, time_zone, active, created_at, updated_at, version) values ($1, $2, $3, 'sales', $4, true, now(), now(), 1)`,
      [id, name, `${id}@example.com`, zone],
    )
  await commit(base.db, ctx, one =>
    insertRecords(
      one,
      'task',
      [ana, noah].map(owner_id => ({ subject: 'Call Maren', priority: 'normal', owner_id, due_at: new Date('2026-10-20T08:00:00Z') })),
    ),
  )
})
beforeEach(async () => {
  for (const table of ['mail', 'digest_day', 'notification_preference', 'graphile_worker._private_jobs'])
    await base.pool.query(`delete from ${table}`)
})

interface Waiting {
  payload: { user_id: string; day: string }
}

/** What the worker does between two moments: it looks when the next is due, and runs each job. */
async function pass(from: string, until: string): Promise<string[]> {
  const told: string[] = []
  for (let now = new Date(from); ; ) {
    const next = await commit(base.db, { ...ctx, now }, nextDigest)
    if (!next || next >= new Date(until)) return told
    now = next > now ? next : now
    await commit(base.db, { ...ctx, now }, dueDigests)
    const { rows } = await base.pool.query<Waiting>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
        where t.id = j.task_id and t.identifier = 'send_digest' returning payload`,
    )
    for (const { payload } of rows.sort((a, b) => (a.payload.user_id === ana ? -1 : b.payload.user_id === ana ? 1 : 0))) {
      const before = await mails()
      // Twice, as after a crash.
      for (const _ of [1, 2]) await commit(base.db, { ...ctx, now }, one => sendDigest.run(payload, one))
      const who = { [ana]: 'Ana', [noah]: 'Noah', [idle]: 'Ida' }[payload.user_id]
      if ((await mails()) > before) told.push(`${who} ${now.toISOString().slice(0, 16)}`)
    }
  }
}
const mails = async () => Number((await base.pool.query('select count(*)::int as n from mail')).rows[0].n)

describe('the morning digest (F4)', () => {
  test('comes at everybody’s own eight o’clock, once a working day, over the change in October', async () => {
    expect(await pass('2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z')).toEqual([
      'Ana 2026-10-23T06:00',
      'Noah 2026-10-23T12:00',
      'Ana 2026-10-26T07:00',
      'Noah 2026-10-26T12:00',
    ])
  })

  test('and over the change in March, every day for who wants it', async () => {
    for (const id of [ana, noah])
      await commit(base.db, { ...ctx, actor: userActor({ id, role: 'sales' }) }, one =>
        setPreferences(one, { digest: { days: 'every_day' } }),
      )
    expect(await pass('2027-03-13T00:00:00Z', '2027-03-15T00:00:00Z')).toEqual([
      'Ana 2027-03-13T07:00',
      'Noah 2027-03-13T13:00',
      'Ana 2027-03-14T07:00',
      'Noah 2027-03-14T12:00',
    ])
    expect(await pass('2027-03-27T00:00:00Z', '2027-03-29T00:00:00Z')).toEqual([
      'Ana 2027-03-27T07:00',
      'Noah 2027-03-27T12:00',
      'Ana 2027-03-28T06:00',
      'Noah 2027-03-28T12:00',
    ])
  })

  test('also where the morning is just past when the day is planned', async () => {
    await base.pool.query(`update "user" set time_zone = 'Australia/Brisbane' where id = $1`, [ana])
    expect((await pass('2026-11-22T00:00:00Z', '2026-11-26T00:00:00Z')).filter(one => one.startsWith('Ana'))).toEqual([
      'Ana 2026-11-22T22:00',
      'Ana 2026-11-23T22:00',
      'Ana 2026-11-24T22:00',
      'Ana 2026-11-25T22:00',
    ])
    await base.pool.query(`update "user" set time_zone = 'Europe/Berlin' where id = $1`, [ana])
  })

  test('says what there is to do, and nothing to whoever has nothing or wants none', async () => {
    await commit(base.db, { ...ctx, actor: userActor({ id: noah, role: 'sales' }) }, one => setPreferences(one, { digest: { on: false } }))
    expect(await pass('2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z')).toEqual(['Ana 2026-11-25T07:00'])
    const sent = await base.db.selectFrom('mail').select(['to_address', 'subject', 'text', 'html']).executeTakeFirstOrThrow()
    expect(sent).toMatchObject({ to_address: `${ana}@example.com`, subject: 'Your day: 1 thing, 1 late' })
    expect(sent.text).toContain('Call Maren · 36 days late')
    expect(sent.html).toContain('Good morning Ana')
  })

  test('moved to a later time at the last moment, it comes then', async () => {
    await commit(base.db, { ...ctx, now: new Date('2026-11-25T07:00:00Z') }, dueDigests)
    await commit(base.db, { ...ctx, actor: userActor({ id: ana, role: 'sales' }) }, one => setPreferences(one, { digest: { at: '08:45' } }))
    await commit(base.db, { ...ctx, now: new Date('2026-11-25T07:00:00Z') }, one =>
      sendDigest.run({ user_id: ana, day: '2026-11-25' }, one),
    )
    expect(await mails()).toBe(0)
    expect((await pass('2026-11-25T07:30:00Z', '2026-11-25T12:00:00Z'))[0]).toBe('Ana 2026-11-25T07:45')
  })
})
