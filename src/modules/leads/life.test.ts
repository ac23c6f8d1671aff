import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import type { Schedule } from '../../platform/module.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { insertRecords, stampedParents, updateRecord, updateRecords } from '../../platform/object/write.ts'
import { Refusal } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { catchUp, commit, testNow } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { complete } from '../tasks/complete.ts'
import { workingHoursSetting } from '../working_hours/working_hours_setting.ts'
import { disqualify } from './disqualify.ts'
import { ring, ringSchedule } from './first_response/ring.ts'
import { poolSetting } from './lead_settings.ts'
import { leadWorld, startLeadWorld } from './leads.testing.ts'
import { logContact } from './log_contact.ts'
import { claim } from './pool/claim.ts'
import { giveNotice, giveNoticeSchedule } from './pool/give_notice.ts'
import { keep } from './pool/keep.ts'
import { pool, poolSchedule } from './pool/pool.ts'
import { poolStays } from './pool/pool_stays.ts'
import { release } from './pool/release.ts'
import { firstResponseReport, poolReport } from './reports.queries.ts'

const base = useDatabase({ max: 60 })
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const at = (after: number) => new Date(testNow.getTime() + after)

let ines: Actor
let tomasz: Actor
beforeAll(async () => {
  const people = await startLeadWorld(base.db, ['Ines Carvalho', 'Tomasz Wilk'])
  ines = people['Ines Carvalho'] as Actor
  tomasz = people['Tomasz Wilk'] as Actor
  await commit(base.db, world(), ctx => registerConsumers(ctx, [poolStays]))
})
beforeEach(async () => {
  await catchUp(base.db, world(), poolStays)
  await sql`truncate notification, mail, task, activity, ticket, pool_stay`.execute(base.db)
  await sql`update lead set sla_rings_at = null, idle_since = null`.execute(base.db)
})

const world = (more: Partial<Parameters<typeof leadWorld>[1]> = {}) => leadWorld(base.db, more)
/** As nobody in particular (a schedule), so long after the beginning. */
const later = <T>(after: number, work: (ctx: Context) => Promise<T>, change: (ctx: Context) => void = () => undefined) => {
  const ctx = world({ now: at(after) })
  change(ctx)
  return commit(base.db, ctx, work)
}
const by = <T>(actor: Actor, after: number, work: (ctx: Context) => Promise<T>) => commit(base.db, world({ actor, now: at(after) }), work)

let count = 0
const makeLead = async (values: Record<string, unknown> = {}, change?: (ctx: Context) => void) => {
  count++
  const given = {
    name: `Lead ${count}`,
    email: `p${count}@c${count}.example`,
    source: 'product_signup',
    owner_id: ines.id,
    assigned_at: testNow,
  }
  const [lead] = await later(0, ctx => insertRecords(ctx, 'lead', [{ ...given, ...values }]), change)
  if (!lead) throw new Error('no lead')
  return lead
}
const leadNow = (id: string) => base.db.selectFrom('lead').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const told = async (actor: Actor) =>
  (await base.db.selectFrom('notification').select('text').where('user_id', '=', String(actor.id)).orderBy('created_at').execute()).map(
    one => one.text,
  )
const refusal = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => null,
    cause => cause,
  )
  if (!(error instanceof Refusal)) throw error ?? new Error('It was not refused')
  return error
}

describe('the pool (C7)', () => {
  test('to the minute: notice the day before, then the pool, each told once', async () => {
    const lead = await makeLead()
    expect(await later(6 * day - minute, giveNotice)).toBe(false)
    expect(await told(ines)).toEqual([])
    await later(6 * day, giveNotice)
    await later(6 * day + minute, giveNotice)
    expect(await told(ines)).toEqual([`${String(lead.name)} goes to the pool tomorrow`])
    await later(7 * day - minute, pool)
    expect((await leadNow(lead.id)).owner_id).toBe(ines.id)
    await later(7 * day, pool)
    await later(7 * day + minute, pool)
    expect(await leadNow(lead.id)).toMatchObject({
      owner_id: null,
      pooled_at: at(7 * day),
      pooled_from_id: ines.id,
      assignment_reason: '7 days without an update.',
    })
    expect((await told(ines)).slice(1)).toEqual([`${String(lead.name)} went to the pool: nobody worked on it for 7 days`])
    const { rows } = await sql<{
      kind: string
    }>`select kind from change_log where record_id = ${lead.id} order by seq desc limit 1`.execute(base.db)
    expect(rows[0]?.kind).toBe('lead.pooled')
  })

  test('several of one owner are one notice', async () => {
    await makeLead()
    await makeLead()
    await later(7 * day, pool)
    expect(await told(ines)).toEqual(['2 of your leads went to the pool: nobody worked on them for 7 days'])
  })

  test.each<[string, (lead: { id: string } & Record<string, unknown>) => Promise<unknown>]>([
    ['a field changed by its owner', lead => by(ines, 2 * day, ctx => updateRecord(ctx, 'lead', lead.id, { company: 'Acme' }))],
    ['a status changed by its owner', lead => by(ines, 2 * day, ctx => updateRecord(ctx, 'lead', lead.id, { status: 'working' }))],
    ['kept, with a reason', lead => by(ines, 2 * day, ctx => keep(ctx, lead.id, { reason: 'Back from leave on Monday' }))],
    [
      'a call that was logged',
      async lead => {
        await by(tomasz, 2 * day, ctx => logContact(ctx, lead.id, { kind: 'call', text: '' }))
      },
    ],
    [
      'an outgoing mail',
      async lead => {
        await later(2 * day, ctx =>
          insertRecords(ctx, 'activity', [
            { ...stampedParents('lead', lead), kind: 'mail', direction: 'out', title: 'Hi', occurred_at: ctx.now, user_id: ines.id },
          ]),
        )
      },
    ],
    [
      'a finished task',
      async lead => {
        const [task] = await by(ines, 0, ctx =>
          insertRecords(ctx, 'task', [{ ...stampedParents('lead', lead), subject: 'Call', owner_id: ines.id }]),
        )
        await by(ines, 2 * day, ctx => complete(ctx, String(task?.id)))
      },
    ],
    ['given to somebody else', lead => by(tomasz, 2 * day, ctx => updateRecord(ctx, 'lead', lead.id, { owner_id: tomasz.id }))],
  ])('an update: %s', async (_case, update) => {
    const lead = await makeLead()
    await update(lead)
    expect((await leadNow(lead.id)).idle_since).toEqual(at(2 * day))
    await later(9 * day - minute, pool)
    expect((await leadNow(lead.id)).owner_id).not.toBeNull()
    await later(9 * day, pool)
    expect((await leadNow(lead.id)).owner_id).toBeNull()
  })

  test.each<[string, (lead: { id: string } & Record<string, unknown>) => Promise<unknown>]>([
    ['a change by a colleague', lead => by(tomasz, 2 * day, ctx => updateRecord(ctx, 'lead', lead.id, { company: 'Acme' }))],
    ['a change by a rule', lead => later(2 * day, ctx => updateRecords(ctx, 'lead', [{ id: lead.id, changes: { employees: 10 } }]))],
    ['its owner saves what is there already', lead => by(ines, 2 * day, ctx => updateRecord(ctx, 'lead', lead.id, { status: 'new' }))],
    [
      'an incoming mail, and one that a sequence sends',
      async lead => {
        const mail = (direction: string) => ({
          ...stampedParents('lead', lead),
          kind: 'mail',
          direction,
          title: 'Hi',
          occurred_at: at(2 * day),
        })
        await later(2 * day, ctx => insertRecords(ctx, 'activity', [mail('in'), mail('out')]))
      },
    ],
  ])('no update: %s', async (_case, change) => {
    const lead = await makeLead()
    await change(lead)
    await later(7 * day, pool)
    expect((await leadNow(lead.id)).owner_id).toBeNull()
  })

  test.each<[string, Record<string, unknown>]>([
    ['not product-led', { source: 'contact_form' }],
    ['nurtured until a day in the future', { status: 'nurturing', nurture_until: '2026-12-20' }],
    ['unqualified', { status: 'unqualified', disqualification_reason: 'budget' }],
    ['converted', { status: 'converted', converted_at: testNow }],
  ])('never: %s', async (_case, values) => {
    const lead = await makeLead(values)
    await later(20 * day, pool)
    expect((await leadNow(lead.id)).owner_id).toBe(ines.id)
  })

  test('a nurtured lead lies from the day on which it came back', async () => {
    const lead = await makeLead({ status: 'nurturing', nurture_until: '2026-12-20' })
    const back = new Date('2026-12-20T00:00:00Z').getTime() - testNow.getTime()
    await later(back + 7 * day - minute, pool)
    expect((await leadNow(lead.id)).owner_id).toBe(ines.id)
    await later(back + 7 * day, pool)
    expect((await leadNow(lead.id)).owner_id).toBeNull()
  })

  test('by the settings: any lead, after other days', async () => {
    const lead = await makeLead({ source: 'contact_form' })
    const set = (ctx: Context) => ctx.settings.set(poolSetting.key, { after_days: 3, notice_after_days: 1, product_led_only: false })
    await later(1 * day, giveNotice, set)
    expect(await told(ines)).toEqual([`${String(lead.name)} goes to the pool in 2 days`])
    await later(3 * day, pool, set)
    expect((await leadNow(lead.id)).owner_id).toBeNull()
  })

  test('the schedules say when they are next due', async () => {
    const next = (at: number, schedule: Schedule) => later(at, async ctx => schedule.next?.(ctx))
    expect(await next(0, poolSchedule)).toBeNull()
    expect(await next(0, giveNoticeSchedule)).toBeNull()
    await makeLead()
    expect(await next(0, poolSchedule)).toEqual(at(7 * day))
    expect(await next(0, giveNoticeSchedule)).toEqual(at(6 * day))
    await later(6 * day, giveNotice)
    expect(await next(6 * day, poolSchedule)).toEqual(at(7 * day))
    expect(await next(6 * day, giveNoticeSchedule)).toBeNull()
  })

  test('fifty claim at once: one has it, the others are told who', async () => {
    const lead = await makeLead({ owner_id: null })
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => by(index % 2 === 0 ? ines : tomasz, 0, ctx => claim(ctx, lead.id))),
    )
    const { owner_id } = await leadNow(lead.id)
    const winner = owner_id === ines.id ? ines : tomasz
    const refused = answers.filter(answer => answer.status === 'rejected').map(answer => answer.reason as Refusal)
    expect(refused.length).toBe(25)
    for (const one of refused) expect(one).toMatchObject({ status: 409, message: `${winner.user?.name} has it already.` })
    const { rows } = await sql`select 1 from change_log where record_id = ${lead.id} and kind = 'lead.claimed'`.execute(base.db)
    expect(rows.length).toBe(1)
  })

  test('whoever claims it begins anew; released it says why and by whom', async () => {
    const lead = await makeLead()
    await later(7 * day, pool)
    await by(tomasz, 8 * day, ctx => claim(ctx, lead.id))
    expect(await leadNow(lead.id)).toMatchObject({ owner_id: tomasz.id, pooled_at: null, pooled_from_id: null, idle_since: at(8 * day) })
    await by(tomasz, 9 * day, ctx => release(ctx, lead.id, { reason: 'Not my language' }))
    expect(await leadNow(lead.id)).toMatchObject({
      owner_id: null,
      pooled_from_id: tomasz.id,
      assignment_reason: 'Tomasz Wilk released it to the pool: Not my language',
    })
    expect((await refusal(by(ines, 9 * day, ctx => keep(ctx, lead.id, { reason: 'Mine' })))).code).toBe('lead.not_kept')
  })

  test('a claim and a release are taken back as a whole, and a second claim of the same person is no step', async () => {
    const lead = await makeLead()
    const released = await by(ines, hour, ctx => release(ctx, lead.id, { reason: 'Not my language' }))
    const pooled = await leadNow(lead.id)
    const claimed = await by(tomasz, 2 * hour, ctx => claim(ctx, lead.id))
    expect((await by(tomasz, 2 * hour, ctx => claim(ctx, lead.id))).batch_id).toBeNull()
    await by(tomasz, 3 * hour, ctx => undoBatch(ctx, String(claimed.batch_id)))
    const { owner_id, pooled_at, pooled_from_id, assignment_reason } = pooled
    expect(await leadNow(lead.id)).toMatchObject({ owner_id, pooled_at, pooled_from_id, assignment_reason })
    await by(ines, 4 * hour, ctx => undoBatch(ctx, String(released.batch_id)))
    expect(await leadNow(lead.id)).toMatchObject({ owner_id: ines.id, pooled_at: null, pooled_from_id: null })
  })
})

describe('the clock of the first reply (C6)', () => {
  test('warns at 20 hours and says late at 24, once each, and not to whoever had it before', async () => {
    const lead = await makeLead({ source: 'email' })
    expect(await later(0, async ctx => ringSchedule.next?.(ctx))).toEqual(at(20 * hour))
    await later(20 * hour - minute, ring)
    expect(await told(ines)).toEqual([])
    await later(20 * hour, ring)
    await later(20 * hour + minute, ring)
    expect(await told(ines)).toEqual([`${String(lead.name)} waits for a first reply; it is late soon`])
    await by(tomasz, 21 * hour, ctx => updateRecord(ctx, 'lead', lead.id, { owner_id: tomasz.id }))
    expect((await leadNow(lead.id)).sla_due_at).toEqual(at(24 * hour))
    await later(24 * hour, ring)
    await later(24 * hour + minute, ring)
    expect(await told(ines)).toHaveLength(1)
    expect(await told(tomasz)).toEqual([`The first reply to ${String(lead.name)} is late`])
    expect(await later(25 * hour, async ctx => ringSchedule.next?.(ctx))).toBeNull()
  })

  test('a call, the first mail or closing the lead stops it', async () => {
    const called = await makeLead()
    await by(ines, hour, ctx => logContact(ctx, called.id, { kind: 'call', text: '' }))
    expect(await leadNow(called.id)).toMatchObject({ status: 'working', first_responded_at: at(hour), sla_rings_at: null })
    const closed = await makeLead()
    await by(ines, hour, ctx => disqualify(ctx, closed.id, { disqualification_reason: 'spam' }))
    await later(30 * hour, ring)
    expect(await told(ines)).toEqual([])
    await by(ines, 21 * hour, ctx => updateRecord(ctx, 'lead', closed.id, { status: 'new' }))
    expect((await leadNow(closed.id)).sla_rings_at).toEqual(at(24 * hour))
  })

  test('a lead that goes on by itself waits for nobody: no clock, no pool, until the box is cleared (D5)', async () => {
    const lead = await makeLead()
    const tick = (ticked: boolean, after: number) =>
      by(ines, after, ctx => updateRecord(ctx, 'lead', lead.id, { self_serve_no_interaction: ticked }))
    await tick(true, hour)
    expect(await leadNow(lead.id)).toMatchObject({ sla_rings_at: null, idle_since: null })
    await tick(false, 2 * hour)
    expect(await leadNow(lead.id)).toMatchObject({ sla_rings_at: at(20 * hour), idle_since: at(2 * hour) })
  })

  test('over a weekend, with and without working hours', async () => {
    // Friday 20 November, 10:00 in UTC.
    const always = await makeLead()
    expect(always.sla_due_at).toEqual(new Date('2026-11-21T10:00:00Z'))
    const working = (ctx: Context) => {
      ctx.settings.set(workingHoursSetting.key, { ...workingHoursSetting.default, enabled: true })
      ctx.settings.set(workspaceSetting.key, { ...workspaceSetting.default, time_zone: 'Europe/Berlin' })
    }
    await sql`update "user" set time_zone = 'America/New_York' where id = ${tomasz.id}`.execute(base.db)
    // Ines is at UTC: 7 hours on Friday, 8 on Monday, 8 on Tuesday, 1 on Wednesday.
    const hers = await makeLead({}, working)
    expect(hers).toMatchObject({ sla_warns_at: new Date('2026-11-24T14:00:00Z'), sla_due_at: new Date('2026-11-25T10:00:00Z') })
    // In New York it is five in the morning.
    const his = await makeLead({ owner_id: tomasz.id }, working)
    expect(his.sla_due_at).toEqual(new Date('2026-11-24T22:00:00Z'))
    // Nobody's: by the workspace's clock it is eleven.
    const nobodys = await makeLead({ owner_id: null }, working)
    expect(nobodys.sla_due_at).toEqual(new Date('2026-11-25T10:00:00Z'))
    await later(3 * day, ring)
    expect(await told(ines)).toEqual([`The first reply to ${String(always.name)} is late`])
    await later(5 * day, ring)
    expect(await told(ines)).toContain(`The first reply to ${String(hers.name)} is late`)
  })
})

describe('nurturing (D1)', () => {
  const tasks = () =>
    base.db.selectFrom('task').select(['subject', 'due_at', 'owner_id', 'done_at', 'lead_id']).orderBy('created_at').execute()

  test('makes the task to come back by any door; another day or owner moves it, another status closes it', async () => {
    const lead = await makeLead()
    await by(ines, 0, ctx =>
      bulk(ctx, ctx.registry.get('lead'), { action: 'update', ids: [lead.id], set: { status: 'nurturing', nurture_until: '2026-12-20' } }),
    )
    const made = { subject: `Come back to ${String(lead.name)}`, owner_id: ines.id, lead_id: lead.id, done_at: null }
    expect(await tasks()).toEqual([{ ...made, due_at: new Date('2026-12-20T09:00:00Z') }])
    await by(ines, hour, ctx => updateRecord(ctx, 'lead', lead.id, { nurture_until: '2026-12-24' }))
    await by(ines, hour, ctx => updateRecord(ctx, 'lead', lead.id, { owner_id: tomasz.id }))
    expect(await tasks()).toEqual([{ ...made, owner_id: tomasz.id, due_at: new Date('2026-12-24T14:00:00Z') }])
    await by(tomasz, 2 * hour, ctx => updateRecord(ctx, 'lead', lead.id, { status: 'working' }))
    expect(await tasks()).toMatchObject([{ done_at: at(2 * hour) }])
    expect(await leadNow(lead.id)).toMatchObject({ nurture_until: null, nurture_task_id: null })
  })

  test('is undone with its batch', async () => {
    const lead = await makeLead()
    const { batch_id } = await by(ines, 0, ctx =>
      bulk(ctx, ctx.registry.get('lead'), { action: 'update', ids: [lead.id], set: { status: 'nurturing', nurture_until: '2026-12-20' } }),
    )
    await by(ines, hour, ctx => undoBatch(ctx, batch_id))
    expect(await leadNow(lead.id)).toMatchObject({ status: 'new', nurture_task_id: null, nurture_until: null })
    expect(await base.db.selectFrom('task').select('id').where('deleted_at', 'is', null).execute()).toEqual([])
  })

  test('without a day there is no task', async () => {
    const lead = await makeLead()
    await by(ines, 0, ctx => updateRecord(ctx, 'lead', lead.id, { status: 'nurturing' }))
    expect(await tasks()).toEqual([])
  })
})

describe('reports', () => {
  test('first response: answered in time, late, the median, by owner, source and week', async () => {
    const since = { created_at: at(100 * day), assigned_at: at(100 * day) }
    for (const [hours, owner] of [
      [1, ines],
      [3, ines],
      [30, tomasz],
    ] as const)
      await makeLead({ ...since, source: 'email', owner_id: owner.id, first_responded_at: at(100 * day + hours * hour), status: 'working' })
    await makeLead({ ...since, source: 'event' })
    await makeLead({ ...since, source: 'event', status: 'unqualified', disqualification_reason: 'spam' })
    const report = await firstResponseReport(world({ actor: ines, now: at(103 * day) }), { from: '2027-02-25', until: '2027-03-31' })
    expect(report.total).toMatchObject({ leads: 5, answered: 3, within: 2, late: 2, waiting: 1, closed_unanswered: 1, median_minutes: 180 })
    expect(report.by_owner.find(one => one.key === tomasz.id)).toMatchObject({ leads: 1, within: 0, late: 1, median_minutes: 1_800 })
    expect(report.by_source.map(one => [one.key, one.leads])).toEqual([
      ['email', 3],
      ['event', 2],
    ])
    expect(report.by_week.map(one => [one.key, one.leads])).toEqual([['2027-02-22', 5]])
  })

  test('the pool: what came, from whom and why, how it left, and how long it took', async () => {
    const idle = await makeLead({ source: 'event', product_led: true })
    const released = await makeLead({ source: 'event' })
    const unassigned = await makeLead({ source: 'referral', owner_id: null })
    await later(7 * day, pool)
    await by(ines, 7 * day, ctx => release(ctx, released.id, { reason: 'x' }))
    await by(tomasz, 7 * day + 2 * hour, ctx => claim(ctx, idle.id))
    await by(tomasz, 8 * day, ctx => disqualify(ctx, unassigned.id, { disqualification_reason: 'budget' }))
    await catchUp(base.db, world({ now: at(8 * day) }), poolStays)
    const report = await poolReport(world({ actor: ines, now: at(9 * day) }), { from: '2026-11-01', until: '2026-12-31' })
    expect(report.total).toMatchObject({ entered: 3, idle: 1, released: 1, unassigned: 1, claimed: 1, unqualified: 1, waiting: 1 })
    expect(report.by_source.find(one => one.key === 'event')).toMatchObject({ entered: 2, claimed: 1, median_hours: 2 })
    expect(report.by_owner.find(one => one.key === ines.id)).toMatchObject({ entered: 2 })
    expect(report.unqualified.find(one => one.reason === 'budget')).toMatchObject({ through_pool: 1 })
  })

  test('an undone step counts too', async () => {
    const lead = await makeLead()
    const batch = await by(ines, hour, async ctx => {
      const opened = await openBatch(ctx, 'lead.bulk_update', 'Given up')
      await updateRecords(opened, 'lead', [{ id: lead.id, changes: { owner_id: null } }])
      return opened.batchId
    })
    await by(ines, 2 * hour, ctx => undoBatch(ctx, batch))
    await catchUp(base.db, world(), poolStays)
    const { rows } = await sql`select why, outcome, to_id from pool_stay where lead_id = ${lead.id}`.execute(base.db)
    expect(rows).toEqual([{ why: 'given_up', outcome: 'assigned', to_id: ines.id }])
  })
})
