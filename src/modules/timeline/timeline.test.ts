import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, stampedParents, updateRecords } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { note } from '../notes/note.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { task } from '../tasks/task.object.ts'
import { user } from '../users/user.object.ts'
import { activity } from './activity.object.ts'
import { logActivity } from './log_activity.ts'
import { timelineOf } from './timeline.queries.ts'
import { timelineSql } from './timeline_sql.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
let ctx: Context
let zoe: Row
let fjordlast: Row
const at = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000)
const then = (minutes: number) => ({ ...ctx, now: at(minutes) })

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [lead, contact, account, opportunity, note, task, activity, user], actor: me })
  await storeUser(base.db, me)
  const [company] = await commit(base.db, then(0), one => insertRecords(one, 'account', [{ name: 'Fjordlast' }]))
  const [row] = await commit(base.db, then(0), one =>
    insertRecords(one, 'lead', [{ name: 'Zoë', email: 'zoe@fjordlast.no', source: 'email', status: 'new', account_id: company?.id }]),
  )
  if (!row || !company) throw new Error('No lead')
  zoe = row
  fjordlast = company
  const on = stampedParents('lead', zoe)
  const change = (minutes: number, changes: Record<string, unknown>, kind = 'updated') =>
    commit(base.db, then(minutes), one => updateRecords(one, 'lead', [{ id: zoe.id, changes }], { kind }))
  await change(1, { owner_id: me.id, assignment_reason: 'EMEA, next in turn' }, 'assigned')
  await commit(base.db, then(2), one => insertRecords(one, 'note', [{ text: 'Wants a demo', mentions: [], ...on }]))
  await commit(base.db, then(3), one => insertRecords(one, 'task', [{ subject: 'Call back', priority: 'normal', owner_id: me.id, ...on }]))
  await commit(base.db, then(4), one => logActivity(one, { kind: 'call', text: 'Talked', record: { object: 'lead', id: zoe.id } }))
  await change(5, { status: 'working' })
  await change(6, { last_touched_at: at(6) })
  await change(7, { company: 'Fjordlast AS', email: 'zoe@fjordlast.com' })
  const [open] = await base.db.selectFrom('task').selectAll().execute()
  await commit(base.db, then(8), one =>
    updateRecords(one, 'task', [{ id: String(open?.id), changes: { done_at: at(8) } }], { kind: 'completed' }),
  )
})

const titles = async (options: { kinds?: string[]; actor?: typeof me; object?: string; id?: string } = {}) =>
  (
    await timelineOf({ ...ctx, actor: options.actor ?? me }, options.object ?? 'lead', options.id ?? zoe.id, {
      kinds: options.kinds,
      limit: 50,
    })
  ).data.map(entry => entry.title)

describe('a timeline', () => {
  test('tells all that happened, newest first, without bookkeeping', async () => {
    expect(await titles()).toEqual([
      'Task done: Call back',
      'Changed Email, Company',
      'Status: New → Working',
      'Call',
      'Task: Call back',
      'Note',
      'Assigned to Ana',
      'Lead created',
    ])
    const { data } = await timelineOf(ctx, 'lead', zoe.id, { limit: 50 })
    expect(data[3]).toMatchObject({ kind: 'call', actor: { kind: 'user', id: me.id, name: 'Ana' }, text: 'Talked', object: 'activity' })
    expect(data[6]).toMatchObject({
      kind: 'assignment',
      text: 'EMEA, next in turn',
      changes: { owner_id: [null, me.id] },
      detail: { means: 'page' },
    })
  })

  test('shows on the account what happened with its lead, and none of the lead’s own changes', async () => {
    expect(await titles({ object: 'account', id: fjordlast.id })).toEqual([
      'Task done: Call back',
      'Call',
      'Task: Call back',
      'Note',
      'Account created',
    ])
  })

  test.each([
    [['note'], ['Note']],
    [['task'], ['Task done: Call back', 'Task: Call back']],
    [['call', 'meeting'], ['Call']],
    [['mail'], []],
    [['assignment'], ['Assigned to Ana']],
    [['status'], ['Status: New → Working']],
    [
      ['change', 'note'],
      ['Changed Email, Company', 'Note', 'Lead created'],
    ],
  ])('of %j only', async (kinds, expected) => expect(await titles({ kinds })).toEqual(expected))

  test('comes page by page, each entry once, also among those of one moment', async () => {
    await commit(base.db, then(20), async one => {
      const on = stampedParents('account', fjordlast)
      await insertRecords(
        one,
        'note',
        [...Array(7).keys()].map(n => ({ text: `${n}`, mentions: [], ...on })),
      )
      await insertRecords(
        one,
        'activity',
        [...Array(7).keys()].map(n => ({ kind: 'call', title: `${n}`, occurred_at: at(20), ...on })),
      )
      await insertRecords(
        one,
        'task',
        [...Array(7).keys()].map(n => ({ subject: `${n}`, priority: 'normal', done_at: at(20), ...on })),
      )
    })
    const whole = (await timelineOf(ctx, 'account', fjordlast.id, { limit: 200 })).data.map(entry => entry.id)
    expect(whole).toHaveLength(33)
    const paged: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await timelineOf(ctx, 'account', fjordlast.id, { limit: 4, cursor })
      paged.push(...page.data.map(entry => entry.id))
      if (!page.next_cursor) break
      cursor = page.next_cursor
    }
    expect(paged).toEqual(whole)
  })

  test('hides what the role may not see', async () => {
    const blind = userActor(
      {},
      { fields: { lead: { hidden: ['email', 'company'], read_only: [] }, note: { hidden: ['text'], read_only: [] } } },
    )
    expect(await titles({ actor: blind })).not.toContain('Changed Email, Company')
    const { data } = await timelineOf({ ...ctx, actor: blind }, 'lead', zoe.id, { kinds: ['note'], limit: 5 })
    expect(data[0]?.text).toBeNull()
    const all = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const
    const noNotes = userActor({}, { objects: { '*': all, note: { ...all, read: 'none' } } })
    expect(await titles({ actor: noNotes })).not.toContain('Note')
    const stranger = userActor({}, { objects: { '*': all, lead: { ...all, read: 'own' } } })
    await expect(titles({ actor: stranger })).rejects.toMatchObject({ status: 404 })
  })

  test('refuses unknown kinds and foreign cursors', async () => {
    await expect(titles({ kinds: ['gossip'] })).rejects.toMatchObject({ status: 400 })
    const { next_cursor } = await timelineOf(ctx, 'lead', zoe.id, { limit: 1 })
    await expect(timelineOf(ctx, 'lead', newId(), { limit: 1, cursor: next_cursor ?? '' })).rejects.toMatchObject({ status: 400 })
  })
})

describe('logActivity', () => {
  test('stamps the parents, so that it is filed against contact, account and opportunity together', async () => {
    const row = await commit(base.db, ctx, one =>
      logActivity(one, { kind: 'meeting', title: 'Demo', record: { object: 'leads', id: zoe.id } }),
    )
    expect(row).toMatchObject({
      kind: 'meeting',
      title: 'Demo',
      lead_id: zoe.id,
      account_id: fjordlast.id,
      user_id: me.id,
      record_object: 'lead',
    })
  })
  test.each([
    [{ kind: 'mail', record: { object: 'lead', id: newId() } }],
    [{ kind: 'call' }],
    [{ kind: 'call', record: { object: 'lead', id: newId() } }],
    [{ kind: 7 }],
  ])('refuses %j', async input => {
    await expect(commit(base.db, ctx, one => logActivity(one, input))).rejects.toMatchObject({ code: 'input.invalid' })
  })
})

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
}
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

test('no branch reads a whole table, however long the timeline', async () => {
  const on = stampedParents('account', fjordlast)
  const other = stampedParents('account', { id: newId() })
  const spread = (n: number) => new Date(testNow.getTime() - n * 3_600_000)
  await commit(base.db, ctx, async one => {
    const many = [...Array(3_000).keys()]
    const parents = (n: number) => (n % 3 === 0 ? on : other)
    await insertRecords(
      one,
      'activity',
      many.map(n => ({ kind: 'call', title: `${n}`, occurred_at: spread(n % 500), ...parents(n) })),
    )
    await insertRecords(
      one,
      'note',
      many.map(n => ({ text: `${n}`, mentions: [], created_at: spread(n), ...parents(n) })),
    )
    await insertRecords(
      one,
      'task',
      many.map(n => ({ subject: `${n}`, priority: 'normal', created_at: spread(n), done_at: n % 2 ? spread(n) : null, ...parents(n) })),
    )
  })
  for (const table of ['activity', 'note', 'task', 'change_log']) await sql`analyze ${sql.table(table)}`.execute(base.db)
  for (const below of [null, { at: spread(100), key: 'a' }]) {
    const statement = timelineSql(ctx, ctx.registry.get('account'), fjordlast.id, { kinds: null, limit: 51, below })
    if (!statement) throw new Error('No statement')
    const { rows } = await sql<{ 'QUERY PLAN': { Plan: Plan }[] }>`explain (format json) ${statement}`.execute(base.db)
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan
    if (!plan) throw new Error('No plan')
    const scans = nodes(plan).filter(node => node['Relation Name'])
    expect(scans.length).toBeGreaterThanOrEqual(5)
    // A month without rows is read as it is: there is nothing in it.
    const { rows: empty } = await sql<{ name: string }>`select relname as name from pg_class where pg_relation_size(oid) = 0`.execute(
      base.db,
    )
    const read = scans.filter(node => !empty.some(one => one.name === node['Relation Name']))
    expect(read.filter(node => node['Node Type'] === 'Seq Scan')).toEqual([])
  }
})

describe('logging by hand (A7)', () => {
  const log = (input: Record<string, unknown>) => commit(base.db, then(60), one => logActivity(one, input))
  const make = async (object: string, values: Record<string, unknown>) => {
    const [row] = await commit(base.db, then(0), one => insertRecords(one, object, [values]))
    if (!row) throw new Error('No record')
    return row
  }

  test('one entry stands on contact, account and opportunity, with how it went', async () => {
    const company = await make('account', { name: 'Acme' })
    const maren = await make('contact', { name: 'Maren', account_id: company.id, email: 'maren@acme.example' })
    const deal = await make('opportunity', {
      name: 'Acme 100 k',
      account_id: company.id,
      owner_id: me.id,
      record_type: 'new_business',
      pipeline: 'sales',
      stage: 'inbound_lead',
      type: 'annual_plan',
      amount: '20000',
      probability: 10,
      forecast_category: 'pipeline',
      close_date: '2027-01-15',
    })
    const row = await log({
      kind: 'call',
      text: 'They want to begin in May',
      outcome: 'connected',
      duration_minutes: 25,
      record: { object: 'contact', id: maren.id },
      also: [{ object: 'opportunity', id: deal.id }],
    })
    expect(row).toMatchObject({
      contact_id: maren.id,
      account_id: company.id,
      opportunity_id: deal.id,
      record_object: 'contact',
      user_id: me.id,
    })
    for (const [object, id] of [
      ['contact', maren.id],
      ['account', company.id],
      ['opportunity', deal.id],
    ] as const) {
      const { data } = await timelineOf(ctx, object, id, { kinds: ['call'], limit: 50 })
      expect(data).toMatchObject([{ text: 'They want to begin in May', detail: { outcome: 'connected', duration_minutes: 25 } }])
    }
  })

  test.each<[string, (other: string) => Record<string, unknown>, string]>([
    ['two contacts', other => ({ also: [{ object: 'contact', id: other }] }), 'one_of_a_kind'],
    ['a record that nobody sees', () => ({ also: [{ object: 'account', id: newId() }] }), 'record'],
    ['what is no list', () => ({ also: 'all' }), 'record'],
    ['more than a day', () => ({ duration_minutes: 2_000 }), 'range'],
    ['an unknown outcome', () => ({ outcome: 'fine' }), 'choice'],
    ['a form', () => ({ kind: 'form' }), 'choice'],
  ])('refuses %s', async (_, more, code) => {
    const [one, two] = [await make('contact', { name: 'One' }), await make('contact', { name: 'Two' })]
    await expect(log({ record: { object: 'contact', id: one.id }, ...more(two.id) })).rejects.toMatchObject({
      errors: [{ code }],
    })
  })
})
