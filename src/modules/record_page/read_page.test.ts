import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { listText, type Row } from '../../platform/object/list.ts'
import { insertRecords, stampedParents } from '../../platform/object/write.ts'
import { commit, storeUser, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import type { Around } from '../../web/object/record/beside.ts'
import { accountAround } from '../accounts/web/account_around.ts'
import { contactAround } from '../contacts/web/contact_around.ts'
import { inTouch } from '../in_touch/in_touch.queries.ts'
import { leadWorld, startLeadWorld } from '../leads/leads.testing.ts'
import { leadAround } from '../leads/web/lead_around.ts'
import { opportunityAround } from '../opportunities/web/opportunity_around.ts'
import { enrollment } from '../sequences/enrollment.object.ts'
import { sequence } from '../sequences/sequence.object.ts'
import { unsubscribe } from '../sequences/unsubscribe.object.ts'
import { timelineOf } from '../timeline/timeline.queries.ts'
import { filledFilter } from './bound_filter.rule.ts'
import { pageBody, readPage } from './read_page.queries.ts'

const base = useDatabase({ max: 4 })
let ctx: Context
const records: Record<string, Row> = {}
const around: Record<string, Around> = {
  lead: leadAround,
  contact: contactAround,
  account: accountAround,
  opportunity: opportunityAround,
}

beforeAll(async () => {
  const { Ana: ana } = await startLeadWorld(base.db, ['Ana'])
  const plain = leadWorld(base.db)
  const definitions = [...plain.registry.all(), enrollment, sequence, unsubscribe]
  ctx = { ...leadWorld(base.db, { definitions }), actor: ana ?? plain.actor }
  await commit(base.db, { ...ctx, actor: plain.actor }, async one => {
    const make = async (object: string, values: Record<string, unknown>) => {
      const [row] = await insertRecords(one, object, [values])
      if (!row) throw new Error('No record')
      return row
    }
    const account = await make('account', { name: 'Acme', domain: 'acme.example' })
    const contact = await make('contact', { name: 'Maren', email: 'maren@acme.example', account_id: account.id })
    const of = { account_id: account.id, domain: 'acme.example', source: 'manual', status: 'working' }
    const lead = await make('lead', { name: 'Maren', email: 'maren@acme.example', ...of })
    for (let n = 0; n < 10; n++) await make('lead', { name: `Other ${n}`, ...of })
    const opportunity = await make('opportunity', {
      name: 'Acme 20 k',
      account_id: account.id,
      primary_contact_id: contact.id,
      record_type: 'new_business',
      type: 'annual_plan',
      owner_id: ana?.id,
      pipeline: 'sales',
      stage: 'demo_completed',
      probability: 40,
      forecast_category: 'pipeline',
      amount: '20000',
      close_date: '2026-12-01',
    })
    for (const [object, row] of Object.entries({ lead, contact, account, opportunity })) {
      records[object] = row
      for (const due_at of [null, new Date('2026-11-21T10:00:00Z'), new Date('2026-11-20T10:00:00Z')])
        await make('task', { subject: 'Call', priority: 'normal', due_at, owner_id: ana?.id, ...stampedParents(object, row) })
      await make('note', { text: 'Wants a demo', mentions: [], ...stampedParents(object, row) })
    }
  })
})

const page = async (object: string, asked: unknown, as: Context = ctx, id = String(records[object]?.id)) =>
  JSON.parse(await readPage(as, as.registry.get(object), id, pageBody.parse(asked)))
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

describe.each(Object.keys(around))('the page of one %s', object => {
  test('has what its parts say alone', async () => {
    const found = await page(object, around[object])
    const id = String(records[object]?.id)
    expect(found.record).toMatchObject({ id, name: records[object]?.name })
    expect(found.timeline).toEqual(plain(await timelineOf(ctx, object, id, { limit: 50 })))
    expect(found.timeline.data.length).toBeGreaterThan(1)
    expect(found.in_touch).toEqual(plain(await inTouch(ctx, object, id)))
  })

  test('has each list as it is alone', async () => {
    const found = await page(object, around[object])
    for (const [index, { object: name, filter, ...query }] of (around[object]?.lists ?? []).entries()) {
      const filled = filledFilter(filter, found.record)
      const alone = filled === null ? null : await listText(ctx, ctx.registry.get(name), { ...query, filter: filled, refs: true })
      expect(found.lists[index].data, name).toEqual(alone === null ? [] : JSON.parse(alone.rows))
      expect(found.lists[index].refs, name).toEqual(alone === null ? {} : JSON.parse(alone.refs ?? ''))
    }
  })
})

test('what has no value in the sort column comes last', async () => {
  const tasks = (await page('lead', leadAround)).lists[leadAround.lists.findIndex(list => list.object === 'task')].data
  expect(tasks.map((task: { due_at: string | null }) => task.due_at?.slice(0, 10) ?? null)).toEqual(['2026-11-20', '2026-11-21', null])
})

test('a list holds no more than was asked for', async () => {
  const leads = (await page('account', accountAround)).lists[accountAround.lists.findIndex(list => list.object === 'lead')]
  expect(leads.data).toHaveLength(8)
})

test('who may not see the record is told nothing of it; a list that belongs to anything is refused', async () => {
  await expect(page('lead', {}, ctx, newId())).rejects.toMatchObject({ status: 404 })
  await expect(page('lead', { lists: [{ object: 'lead', filter: { field: 'status', op: 'is', value: 'new' } }] })).rejects.toMatchObject({
    status: 422,
  })
  await expect(
    page('lead', { lists: [{ object: 'nothing', filter: { field: 'id', op: 'is', value: { of: 'id' } } }] }),
  ).rejects.toMatchObject({
    status: 422,
  })
})

test('each list asks for its own permission, and a hidden field lends no value', async () => {
  const none = { create: 'none', read: 'none', update: 'none', delete: 'none' } as const
  const actor = userActor(
    { name: 'Bo' },
    { objects: { ...ctx.actor.rights.objects, task: none }, fields: { lead: { hidden: ['account_id'], read_only: [] } } },
  )
  await storeUser(base.db, actor)
  const as = { ...ctx, actor }
  const list = (object: string, field: string, value: string) => ({
    lists: [{ object, filter: { field, op: 'is', value: { of: value } } }],
  })
  await expect(page('lead', list('task', 'lead_id', 'id'), as)).rejects.toMatchObject({ status: 403 })
  expect((await page('lead', list('contact', 'account_id', 'account_id'), as)).lists[0].data).toEqual([])
})
