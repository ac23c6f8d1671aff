import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { allRights } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { findRecord } from '../../platform/object/list.ts'
import { createRecord, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { catchUp, commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { user } from '../users/user.object.ts'
import { addInWords } from './add_in_words.ts'
import { addTask } from './add_task.ts'
import { calendarLink, makeCalendarLink, readCalendar, revokeCalendarLink } from './calendar_link.ts'
import { complete, reopen } from './complete.ts'
import { followRepeat } from './follow_repeat.ts'
import { deriveRepeat } from './repeat.derive.ts'
import { snooze } from './snooze.ts'
import { task } from './task.object.ts'
import { tellNewOwner } from './tell_new_owner.ts'

const base = useDatabase({ max: 4 })
let ctx: Context
const me = userActor({ name: 'Ana' })
const ben = newId()

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: [task, lead, contact, account, opportunity, user, mail],
    bulkActions: [addTask],
    derivations: [deriveRepeat],
    consequences: [followRepeat],
    actor: me,
  })
  for (const person of [me, userActor({ id: ben, name: 'Ben' })]) await storeUser(base.db, person)
  await base.pool.query(
    `insert into role (id, key, label, rights, created_at, updated_at, version) values ($1, 'admin', 'Admin', $2, now(), now(), 1)`,
    [newId(), allRights],
  )
  await commit(base.db, ctx, one => registerConsumers(one, [tellNewOwner]))
})
beforeEach(() => base.pool.query('delete from notification'))

const notices = async (userId: string | null) => {
  await catchUp(base.db, ctx, tellNewOwner)
  return (await base.db.selectFrom('notification').select('text').where('user_id', '=', String(userId)).execute()).map(row => row.text)
}
const makeTask = (values: Record<string, unknown>) => commit(base.db, ctx, one => createRecord(one, 'task', { subject: 'Call', ...values }))

describe('a task', () => {
  test('is mine unless said otherwise, and done once', async () => {
    const { id, owner_id } = await makeTask({})
    expect(owner_id).toBe(me.id)
    const done = await commit(base.db, ctx, one => complete(one, id))
    expect(done.done_at).toEqual(testNow)
    const later = { ...ctx, now: new Date(testNow.getTime() + 1_000) }
    expect((await commit(base.db, later, one => complete(one, id))).done_at).toEqual(testNow)
    expect((await commit(base.db, later, one => reopen(one, id))).done_at).toBeNull()
    const { rows } = await base.pool.query('select kind from change_log where record_id = $1 order by seq', [id])
    expect(rows.map(row => row.kind)).toEqual(['task.created', 'task.completed', 'task.reopened'])
    expect(await notices(me.id)).toEqual([])
  })

  test('is told to whom somebody else gives it', async () => {
    const { id } = await makeTask({ owner_id: ben })
    expect(await notices(ben)).toEqual(['Ana gave you a task: Call'])
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { subject: 'Call again' }))
    expect(await notices(ben)).toHaveLength(1)
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { owner_id: me.id }))
    expect(await notices(me.id)).toEqual([])
  })
})

describe('add_task', () => {
  test('puts a task on each record, tells its owner once, and can be undone', async () => {
    const leads = await commit(base.db, ctx, one =>
      insertRecords(
        one,
        'lead',
        [...Array(5).keys()].map(n => ({ name: `L${n}`, source: 'manual', status: 'new' })),
      ),
    )
    const input = {
      ids: leads.map(row => row.id),
      action: 'add_task',
      task: { subject: 'Follow up', due_at: '2026-12-01T09:00:00Z', owner_id: ben },
    }
    const result = await commit(base.db, ctx, one => bulk(one, one.registry.get('lead'), input))
    expect(result.count).toBe(5)
    const open = async () => (await base.pool.query(`select * from task where subject = 'Follow up' and deleted_at is null`)).rows
    expect((await open()).map(row => row.lead_id).sort()).toEqual(leads.map(row => row.id).sort())
    expect((await open())[0]).toMatchObject({
      owner_id: ben,
      record_object: 'lead',
      due_at: new Date('2026-12-01T09:00:00Z'),
      priority: 'normal',
    })
    expect(await notices(ben)).toEqual(['Ana gave you 5 tasks'])
    await commit(base.db, ctx, one => undoBatch(one, result.batch_id))
    expect(await open()).toEqual([])
    await expect(commit(base.db, ctx, one => bulk(one, one.registry.get('lead'), { ...input, task: {} }))).rejects.toMatchObject({
      status: 400,
    })
  })
})

describe('a repeating task', () => {
  const series = async () =>
    (
      await base.pool.query(
        `select id, due_at, done_at, previous_id from task where recurrence is not null and deleted_at is null order by due_at`,
      )
    ).rows
  const finish = async () => base.pool.query('delete from task where recurrence is not null')
  const start = (values: Record<string, unknown> = {}) =>
    makeTask({ subject: 'Check in', recurrence: 'monthly', due_at: '2026-12-31T09:00:00Z', notes: 'How is it going?', ...values })

  test('makes the next one when it is done, once, whichever door and however often', async () => {
    const [company] = await commit(base.db, ctx, one => insertRecords(one, 'account', [{ name: 'Fjordlast' }]))
    const { id } = await start({ record: { object: 'account', id: company?.id } })
    await Promise.all([1, 2, 3].map(() => commit(base.db, ctx, one => complete(one, id, { outcome: 'All well' }))))
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { done_at: '2026-11-20T11:00:00Z' }))
    const [first, next, ...rest] = await series()
    expect(rest).toEqual([])
    expect(first).toMatchObject({ id })
    expect(next).toMatchObject({ due_at: new Date('2027-01-31T09:00:00Z'), done_at: null, previous_id: id })
    const stored = await base.db.selectFrom('task').selectAll().where('id', '=', next?.id).executeTakeFirstOrThrow()
    expect(stored).toMatchObject({
      subject: 'Check in',
      notes: 'How is it going?',
      account_id: company?.id,
      owner_id: me.id,
      outcome: null,
    })
    await commit(base.db, ctx, one => complete(one, stored.id))
    expect((await series()).map(one => one.due_at.toISOString().slice(0, 10))).toEqual(['2026-12-31', '2027-01-31', '2027-02-28'])
    await finish()
  })

  test('taken up again takes the next one back; finished again, there is one next one', async () => {
    const { id } = await start()
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { done_at: testNow.toISOString() }))
    expect(await series()).toHaveLength(2)
    await commit(base.db, ctx, one => reopen(one, id))
    expect(await series()).toHaveLength(1)
    await commit(base.db, ctx, one => complete(one, id))
    expect(await series()).toHaveLength(2)
    await finish()
  })

  test('snoozed, it keeps its day; moved by hand, it is counted from there', async () => {
    const { id } = await start({ recurrence: 'weekly', due_at: '2026-11-23T09:00:00Z' })
    const put = await commit(base.db, ctx, one => snooze(one, id, { until: '2026-11-25T15:00:00Z' }))
    expect(put).toMatchObject({ due_at: new Date('2026-11-25T15:00:00Z'), snoozes: 1, recurs_from: new Date('2026-11-23T09:00:00Z') })
    await commit(base.db, ctx, one => complete(one, id))
    const [, next] = await series()
    expect(next?.due_at).toEqual(new Date('2026-11-30T09:00:00Z'))
    await commit(base.db, ctx, one => updateRecord(one, 'task', String(next?.id), { due_at: '2026-12-02T10:00:00Z' }))
    await commit(base.db, ctx, one => complete(one, String(next?.id)))
    expect((await series()).at(-1)?.due_at).toEqual(new Date('2026-12-09T10:00:00Z'))
    await finish()
  })

  test('needs a day to begin with', async () => {
    await expect(start({ due_at: null })).rejects.toMatchObject({ code: 'task.repeats_without_due' })
  })
})

describe('in words', () => {
  test('a line makes a task in the writer’s own time zone', async () => {
    const berlin = { ...ctx, actor: { ...me, user: me.user && { ...me.user, time_zone: 'Europe/Berlin' } } }
    const row = await commit(base.db, berlin, one => addInWords(one, { text: 'Call Maren in 3 days', priority: 'high' }))
    expect(row).toMatchObject({ subject: 'Call Maren', due_at: new Date('2026-11-23T08:00:00Z'), priority: 'high', owner_id: me.id })
    const put = await commit(base.db, berlin, one => snooze(one, row.id, { until: 'next Tuesday 14:00' }))
    expect(put.due_at).toEqual(new Date('2026-11-24T13:00:00Z'))
  })

  test.each([['soon'], ['Call Ben tomorrow'], ['2020-01-01'], ['2026-11-20T09:59:00Z']])('cannot be put off until “%s”', async until => {
    const { id } = await makeTask({})
    await expect(commit(base.db, ctx, one => snooze(one, id, { until }))).rejects.toMatchObject({ status: 422 })
  })

  test('what is done is not put off', async () => {
    const { id } = await makeTask({})
    await commit(base.db, ctx, one => complete(one, id))
    await expect(commit(base.db, ctx, one => snooze(one, id, { until: 'tomorrow' }))).rejects.toMatchObject({ code: 'task.done' })
  })
})

describe('the calendar', () => {
  const tokenOf = (url: string | null) => /\/calendar\/(.+)\.ics$/.exec(url ?? '')?.[1] ?? ''

  test('shows one’s own open tasks under a private link that can be taken away', async () => {
    await makeTask({ subject: 'Mine and open', due_at: '2027-01-15T09:00:00Z' })
    await makeTask({ subject: 'Somebody else’s', due_at: '2027-01-15T09:00:00Z', owner_id: ben })
    const { url } = await commit(base.db, ctx, makeCalendarLink)
    expect((await calendarLink(ctx)).url).toBe(url)
    const feed = await readCalendar(ctx, tokenOf(url))
    expect(feed).toContain('SUMMARY:Mine and open')
    expect(feed).toContain('DTSTART:20270115T090000Z')
    expect(feed).not.toContain('Somebody else')
    const again = await commit(base.db, ctx, makeCalendarLink)
    await expect(readCalendar(ctx, tokenOf(url))).rejects.toMatchObject({ status: 404 })
    await commit(base.db, ctx, revokeCalendarLink)
    await expect(readCalendar(ctx, tokenOf(again.url))).rejects.toMatchObject({ status: 404 })
    await expect(readCalendar(ctx, '')).rejects.toMatchObject({ status: 404 })
  })

  test('of somebody who left is gone', async () => {
    const { url } = await commit(base.db, ctx, makeCalendarLink)
    await base.pool.query('update "user" set active = false where id = $1', [me.id])
    await expect(readCalendar(ctx, tokenOf(url))).rejects.toMatchObject({ status: 404 })
    await base.pool.query('update "user" set active = true where id = $1', [me.id])
  })
})

test('a task on no record is seen by whoever made it and whoever is to do it', async () => {
  const { id } = await makeTask({ owner_id: ben })
  const own = { update: 'own', delete: 'own', create: 'all', read: 'own' } as const
  const seenBy = async (user: string) => {
    const actor = userActor({ id: user }, { objects: { '*': own, task: { ...own, read: 'all' } } })
    return (await findRecord({ ...ctx, actor }, ctx.registry.get('task'), id)) !== null
  }
  expect([await seenBy(ben), await seenBy(String(me.id)), await seenBy(newId())]).toEqual([true, true, false])
})
