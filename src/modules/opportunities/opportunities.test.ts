import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import type { Row } from '../../platform/object/list.ts'
import { merge } from '../../platform/object/merge.ts'
import { createRecord, deleteRecords, restoreRecords, updateRecord } from '../../platform/object/write.ts'
import { Refusal } from '../../platform/refuse.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { fillPipelines } from '../pipelines/fill_pipelines.ts'
import { pipelines } from '../pipelines/pipelines.module.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { fillProducts } from '../products/fill_products.ts'
import { products } from '../products/products.module.ts'
import { user } from '../users/user.object.ts'
import { close } from './close.ts'
import { move } from './move.ts'
import { opportunities } from './opportunities.module.ts'
import { opportunitiesSetting } from './opportunity_settings.ts'
import { medianStays, opportunityStages } from './stages.queries.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
const modules = [pipelines, products, opportunities]
let ctx: Context
let acme: string
const people: string[] = []

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: [lead, contact, account, user, ...modules.flatMap(one => one.objects ?? [])],
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: me,
  })
  await storeUser(base.db, me)
  await run(async one => {
    await fillPipelines(one, productLed.pipelines)
    await fillProducts(one, productLed.products)
    acme = (await createRecord(one, 'account', { name: 'Acme' })).id
    for (const name of ['Ines', 'Jo', 'Kim', 'Lou']) people.push((await createRecord(one, 'contact', { name })).id)
  })
})

const run = <T>(work: (one: Context) => Promise<T>, more: Partial<Context> = {}) => commit(base.db, { ...ctx, ...more }, work)
const later = (hours: number): Partial<Context> => ({ now: new Date(testNow.getTime() + hours * 3_600_000) })
const make = (values: Record<string, unknown> = {}) =>
  run(one => createRecord(one, 'opportunity', { name: 'Acme – plan', account_id: acme, close_date: '2026-12-31', ...values }))
const patch = (id: string, values: Record<string, unknown>, more: Partial<Context> = {}) =>
  run(one => updateRecord(one, 'opportunity', id, values), more)
const read = async (id: string): Promise<Row> => (await base.pool.query('select * from opportunity where id = $1', [id])).rows[0]
const stays = async (id: string) =>
  (
    await base.pool.query('select stage, entered_at, left_at from opportunity_stage_entry where opportunity_id = $1 order by entered_at', [
      id,
    ])
  ).rows
const refusal = async (work: Promise<unknown>): Promise<{ code: string; fields: string[]; message: string; status: number }> => {
  const error = await work.then(
    () => null,
    cause => cause,
  )
  if (!(error instanceof Refusal)) throw new Error(`Not refused: ${String(error)}`)
  return { code: error.code, fields: error.errors.map(one => one.field), message: error.message, status: error.status }
}
const wins = { contract_start_date: '2027-01-01', products: ['Product analytics'] }

describe('a new opportunity', () => {
  test('name, account and close date are enough', async () => {
    const made = await make()
    expect(made).toMatchObject({
      record_type: 'new_business',
      pipeline: 'sales',
      stage: 'inbound_lead',
      probability: 10,
      forecast_category: 'pipeline',
      type: 'monthly_plan',
      amount: '20000.00',
      currency: 'USD',
      owner_id: me.id,
      stage_entered_at: testNow,
      closed_at: null,
    })
  })
  test.each<[unknown, string]>([
    [null, '20000.00'],
    ['', '20000.00'],
    [0, '0.00'],
    ['0', '0.00'],
    [12.5, '12.50'],
    ['7000', '7000.00'],
  ])('an amount of %j is %s', async (amount, stored) => expect((await make({ amount })).amount).toBe(stored))
  test('a renewal begins in its own pipeline', async () =>
    expect(await make({ record_type: 'renewal' })).toMatchObject({ pipeline: 'renewal', stage: 'qualification', probability: 10 }))
  test('may be made closed only with what that demands', async () => {
    expect(await refusal(make({ stage: 'closed_won' }))).toMatchObject({
      code: 'opportunity.stage_requires',
      fields: ['contract_start_date', 'products'],
    })
    expect(await make({ stage: 'closed_won', ...wins })).toMatchObject({
      closed_at: testNow,
      forecast_category: 'closed',
      probability: 100,
    })
    expect(await make({ stage: 'closed_lost', loss_reason: 'price' })).toMatchObject({
      closed_at: testNow,
      forecast_category: 'omitted',
      probability: 0,
    })
  })
  test('its chance, forecast and closing moment are not for editing', async () => {
    for (const name of ['probability', 'forecast_category', 'stage_entered_at', 'closed_at'])
      expect(
        (await refusal(make({ [name]: name === 'probability' ? 90 : name === 'forecast_category' ? 'commit' : '2026-01-01T00:00:00Z' })))
          .fields,
      ).toEqual([name])
  })
})

describe('move and close', () => {
  test('take the fields of the stage along, and are undone as a whole, stays included', async () => {
    const { id } = await make()
    const first = await run(one => move(one, id, { stage: 'demo_completed', amount: '31000', next_steps: 'Call' }), later(2))
    expect(first.opportunity).toMatchObject({ stage: 'demo_completed', probability: 40, amount: '31000.00', next_steps: 'Call' })
    expect((await refusal(run(one => close(one, id, { stage: 'closed_won' })))).fields).toEqual(['contract_start_date', 'products'])
    expect((await refusal(run(one => close(one, id, { stage: 'closed_lost' })))).message).toBe('Closed lost needs a loss reason.')
    expect((await refusal(run(one => close(one, id, { stage: 'meeting_booked' })))).fields).toEqual(['stage'])
    const won = await run(one => close(one, id, { stage: 'closed_won', ...wins }), later(5))
    expect(won.opportunity).toMatchObject({ probability: 100, forecast_category: 'closed', closed_at: later(5).now })
    expect((won.opportunity.products as unknown[])[0]).toMatchObject({ name: 'Product analytics', add_on: false, quantity: 1 })
    expect((await stays(id)).map(one => one.stage)).toEqual(['inbound_lead', 'demo_completed', 'closed_won'])

    await run(one => undoBatch(one, won.batch_id), later(6))
    expect(await read(id)).toMatchObject({
      stage: 'demo_completed',
      closed_at: null,
      contract_start_date: null,
      products: null,
      stage_entered_at: later(2).now,
    })
    expect(await stays(id)).toEqual([
      { stage: 'inbound_lead', entered_at: testNow, left_at: later(2).now },
      { stage: 'demo_completed', entered_at: later(2).now, left_at: null },
    ])
    await run(one => undoBatch(one, first.batch_id), later(7))
    expect(await read(id)).toMatchObject({ stage: 'inbound_lead', amount: '20000.00', next_steps: null, stage_entered_at: testNow })
    expect(await stays(id)).toEqual([{ stage: 'inbound_lead', entered_at: testNow, left_at: null }])
  })

  test('reopening clears what closed it; the undo of it brings that back', async () => {
    const { id } = await make({ stage: 'closed_lost', loss_reason: 'price', additional_loss_context: 'Too dear' })
    const reopened = await run(one => move(one, id, { stage: 'product_evaluation' }), later(1))
    expect(reopened.opportunity).toMatchObject({
      closed_at: null,
      loss_reason: null,
      additional_loss_context: null,
      forecast_category: 'best_case',
    })
    await run(one => undoBatch(one, reopened.batch_id), later(2))
    expect(await read(id)).toMatchObject({
      closed_at: testNow,
      loss_reason: 'price',
      additional_loss_context: 'Too dear',
      stage: 'closed_lost',
    })
    const won = await run(one => move(one, id, { stage: 'closed_won', ...wins }), later(3))
    expect(won.opportunity).toMatchObject({ closed_at: later(3).now, loss_reason: null })
  })

  test('between pipelines and record types the place is kept', async () => {
    const { id } = await make({ stage: 'product_evaluation' })
    expect((await run(one => move(one, id, { stage: 'sending_data', pipeline: 'self_serve' }))).opportunity).toMatchObject({
      pipeline: 'self_serve',
      probability: 60,
    })
    expect(await patch(id, { pipeline: 'sales' })).toMatchObject({ stage: 'product_evaluation', probability: 50 })
    expect(await patch(id, { record_type: 'renewal' })).toMatchObject({ pipeline: 'renewal', stage: 'product_evaluation' })
    expect((await refusal(patch(id, { stage: 'contacted' }))).code).toBe('opportunity.stage_not_in_pipeline')
  })

  test('only whoever may change the opportunity moves it', async () => {
    const { id } = await make()
    const own = { create: 'all', read: 'all', update: 'own', delete: 'own' } as const
    const other: Actor = userActor({ name: 'Ben' }, { objects: { '*': own }, settings: false })
    expect((await refusal(run(one => move(one, id, { stage: 'meeting_booked' }), { actor: other }))).status).toBe(403)
    expect(
      (await refusal(run(one => createRecord(one, 'contact_role', { opportunity_id: id, contact_id: people[0] }), { actor: other })))
        .status,
    ).toBe(403)
  })
})

describe('what a closed stage demands', () => {
  test('cannot be emptied afterwards, and old gaps do not stop other edits', async () => {
    const { id } = await make({ stage: 'closed_lost', loss_reason: 'timing' })
    expect((await refusal(patch(id, { loss_reason: null }))).fields).toEqual(['loss_reason'])
    await base.pool.query('update opportunity set loss_reason = null where id = $1', [id])
    expect(await patch(id, { name: 'Renamed' })).toMatchObject({ name: 'Renamed', loss_reason: null })
  })
  test('of a record type comes on top', async () => {
    const before = ctx.settings.get(opportunitiesSetting)
    ctx.settings.set(opportunitiesSetting.key, {
      ...before,
      record_types: before.record_types.map(type => (type.value === 'renewal' ? { ...type, required: ['next_steps'] } : type)),
    })
    try {
      expect((await refusal(make({ record_type: 'renewal' }))).message).toBe('Renewal needs next steps.')
      const { id } = await make({ record_type: 'renewal', next_steps: 'Call' })
      expect((await refusal(patch(id, { next_steps: null }))).fields).toEqual(['next_steps'])
    } finally {
      ctx.settings.set(opportunitiesSetting.key, before)
    }
  })
})

describe('time in stage', () => {
  test('is told stay by stay, with amounts and close dates', async () => {
    const { id } = await make()
    await patch(id, { stage: 'meeting_booked', amount: 30_000 }, later(24))
    await patch(id, { close_date: '2027-01-31' }, later(30))
    await patch(id, { stage: 'closed_lost', loss_reason: 'price' }, later(48))
    const { data, changes } = await opportunityStages({ ...ctx, tx: base.db, ...later(49) }, id)
    expect(data.map(({ label, seconds, left_at }) => [label, seconds, left_at === null])).toEqual([
      ['Inbound lead', 86_400, false],
      ['Meeting booked', 86_400, false],
      ['Closed lost', 3_600, true],
    ])
    expect(changes).toMatchObject([
      { field: 'amount', before: '20000.00', after: '30000.00' },
      { field: 'close_date', before: '2026-12-31', after: '2027-01-31' },
    ])
    expect((await medianStays({ tx: ctx.tx })).find(one => one.pipeline === 'sales' && one.stage === 'meeting_booked')?.seconds).toBe(
      86_400,
    )
  })
})

test('the usual stay in a stage is read from the index alone, however many there were', () =>
  base.inRollback(async tx => {
    await sql`insert into opportunity_stage_entry (opportunity_id, entered_at, left_at, pipeline, stage, amount)
      select gen_random_uuid(), ${testNow}::timestamptz - n * interval '1 minute', ${testNow}::timestamptz + n * interval '1 minute', 'sales',
        (array['inbound_lead', 'meeting_booked', 'demo_completed'])[1 + n % 3], 1 from generate_series(1, 30000) n`.execute(tx)
    await sql`analyze opportunity_stage_entry`.execute(tx)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select entered_at, left_at from opportunity_stage_entry e
      where e.pipeline = 'sales' and e.stage = 'meeting_booked' and e.left_at is not null order by e.left_at desc limit 500`.execute(tx)
    const plan = rows.map(row => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('Index Only Scan using opportunity_stage_entry_left_idx')
    expect(plan).not.toContain('Sort')
    expect((await medianStays({ tx })).find(one => one.stage === 'inbound_lead')?.seconds).toBeGreaterThan(0)
  }))

describe('contact roles', () => {
  const rolesOf = async (id: string) =>
    (
      await base.pool.query(
        'select contact_id, is_primary from contact_role where opportunity_id = $1 and deleted_at is null order by created_at, id',
        [id],
      )
    ).rows.map(row => `${people.indexOf(row.contact_id)}${row.is_primary ? '*' : ''}`)
  const primaryOf = async (id: string) => people.indexOf(String((await read(id)).primary_contact_id))
  const addRole = (id: string, contactAt: number, more: Record<string, unknown> = {}) =>
    run(one => createRecord(one, 'contact_role', { opportunity_id: id, contact_id: people[contactAt], ...more }))

  test('the primary contact and the primary role are one, from either side', async () => {
    const { id } = await make({ primary_contact_id: people[0] })
    expect(await rolesOf(id)).toEqual(['0*'])
    await addRole(id, 1, { role: 'champion' })
    await addRole(id, 2)
    expect([await rolesOf(id), await primaryOf(id)]).toEqual([['0*', '1', '2'], 0])
    await patch(id, { primary_contact_id: people[2] })
    expect([await rolesOf(id), await primaryOf(id)]).toEqual([['0', '1', '2*'], 2])
    const champion = (await base.pool.query('select id from contact_role where opportunity_id = $1 and contact_id = $2', [id, people[1]]))
      .rows[0].id
    await run(one => updateRecord(one, 'contact_role', champion, { is_primary: true }))
    expect([await rolesOf(id), await primaryOf(id)]).toEqual([['0', '1*', '2'], 1])
    // Nobody may be the only one left without being primary.
    await run(one => updateRecord(one, 'contact_role', champion, { is_primary: false }))
    expect((await rolesOf(id)).filter(role => role.endsWith('*'))).toHaveLength(1)
    await run(one => deleteRecords(one, 'contact_role', [champion]))
    expect((await rolesOf(id)).filter(role => role.endsWith('*'))).toHaveLength(1)
    await run(one => restoreRecords(one, 'contact_role', [champion]))
    expect((await rolesOf(id)).filter(role => role.endsWith('*'))).toHaveLength(1)
    expect(await primaryOf(id)).toBe(Number((await rolesOf(id)).find(role => role.endsWith('*'))?.[0]))
  })
  test('a contact takes part once', async () => {
    const { id } = await make({ primary_contact_id: people[0] })
    expect(await refusal(addRole(id, 0))).toMatchObject({ code: 'contact_role.taken', status: 409 })
  })
  test('the first one to take part is primary; without anybody there is none', async () => {
    const { id } = await make()
    await addRole(id, 3)
    expect([await rolesOf(id), await primaryOf(id)]).toEqual([['3*'], 3])
    await patch(id, { primary_contact_id: null })
    expect([await rolesOf(id), (await read(id)).primary_contact_id]).toEqual([[], null])
  })
  test('an emptied primary contact falls back on the others', async () => {
    const { id } = await make({ primary_contact_id: people[0] })
    await addRole(id, 1)
    const after = await patch(id, { primary_contact_id: null })
    expect(after.primary_contact_id).toBe(people[1])
    expect(await rolesOf(id)).toEqual(['0', '1*'])
  })
  test('merged contacts and merged opportunities keep one role a contact and one primary', async () => {
    const twins = await run(async one => [
      (await createRecord(one, 'contact', { name: 'Mo' })).id,
      (await createRecord(one, 'contact', { name: 'Mo Twin' })).id,
    ])
    const [mo = '', twin = ''] = twins
    const { id } = await make({ primary_contact_id: twin })
    await run(one => createRecord(one, 'contact_role', { opportunity_id: id, contact_id: mo }))
    await addRole(id, 1)
    const other = await make({ primary_contact_id: people[1] })
    const merged = await run(one => merge(one, one.registry.get('contact'), { winner_id: mo, loser_ids: [twin] }))
    const live = async (which: string) =>
      (await base.pool.query('select contact_id, is_primary from contact_role where opportunity_id = $1 and deleted_at is null', [which]))
        .rows
    expect((await live(id)).filter(role => role.is_primary)).toEqual([{ contact_id: mo, is_primary: true }])
    expect(await live(id)).toHaveLength(2)
    expect((await read(id)).primary_contact_id).toBe(mo)
    await run(one => merge(one, one.registry.get('opportunity'), { winner_id: id, loser_ids: [other.id] }))
    expect((await live(id)).filter(role => role.is_primary)).toEqual([{ contact_id: mo, is_primary: true }])
    expect(await live(id)).toHaveLength(2)
    expect(merged.id).toBe(mo)
  })
})

describe('whichever door', () => {
  /** The same choices on every run. */
  const randomOf = (seed: number) => {
    let state = seed
    return (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
  }

  test('no opportunity is in a stage against its rules, and its stays, chance and contacts agree with it', async () => {
    const pick = randomOf(20_261_125)
    const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T
    const ids: string[] = []
    const batches: string[] = []
    for (let n = 0; n < 8; n++) ids.push((await make({ name: `Deal ${n}` })).id)
    const stages = ['inbound_lead', 'meeting_booked', 'contacted', 'sending_data', 'qualification', 'closed_won', 'closed_lost']
    const values = (): Record<string, unknown> => ({
      ...(pick(2) ? { stage: one(stages) } : {}),
      ...(pick(4) === 0 ? { pipeline: one(['sales', 'renewal', 'self_serve']) } : {}),
      ...(pick(5) === 0 ? { record_type: one(['new_business', 'renewal']) } : {}),
      ...(pick(3) === 0 ? { loss_reason: one(['price', null]) } : {}),
      ...(pick(3) === 0 ? { contract_start_date: one(['2027-01-01', null]) } : {}),
      ...(pick(3) === 0 ? { products: one([['Product analytics'], [], null, ['Surveys']]) } : {}),
      ...(pick(4) === 0 ? { primary_contact_id: one([...people, null]) } : {}),
      ...(pick(6) === 0 ? { amount: pick(50_000) } : {}),
    })
    const type = ctx.registry.get('opportunity')
    const doors: ((at: Context) => Promise<unknown>)[] = [
      at => updateRecord(at, 'opportunity', one(ids), { name: 'Edited', ...values() }),
      async at =>
        void batches.push(
          (await bulk(at, type, { ids: [one(ids), one(ids)], action: 'update', set: { name: 'Many', ...values() } })).batch_id,
        ),
      async at => void batches.push((await move(at, one(ids), { stage: one(stages), ...values() })).batch_id),
      async at => void batches.push((await close(at, one(ids), { ...values(), stage: one(['closed_won', 'closed_lost']) })).batch_id),
      async at =>
        void ids.push((await createRecord(at, 'opportunity', { name: 'New', account_id: acme, close_date: '2027-02-01', ...values() })).id),
      async at => void batches.push((await merge(at, type, { winner_id: one(ids), loser_ids: [one(ids)], values: values() })).batch_id),
      at => createRecord(at, 'contact_role', { opportunity_id: one(ids), contact_id: one(people), is_primary: pick(2) === 0 }),
      async at => void (batches.length > 0 && (await undoBatch(at, one(batches)))),
    ]
    let done = 0
    const ended = new Map<string, number>()
    for (let n = 0; n < 260; n++) {
      const door = pick(doors.length)
      try {
        await run(doors[door] as (at: Context) => Promise<unknown>, later(100 + n))
        done++
        ended.set(`door ${door}`, (ended.get(`door ${door}`) ?? 0) + 1)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
    // The walk is no walk if most is refused, or if a door never opens.
    expect(done).toBeGreaterThan(80)
    expect(ended.size).toBe(doors.length)

    const ways = await loadPipelines({ tx: ctx.tx })
    const { rows } = await base.pool.query('select * from opportunity where deleted_at is null and id = any($1)', [ids])
    const wrong: string[] = []
    for (const row of rows) {
      const stage = ways.find(way => way.key === row.pipeline)?.stages.find(candidate => candidate.key === row.stage)
      const expectTrue = (holds: boolean, what: string) => void (holds || wrong.push(`${row.id} ${row.pipeline}/${row.stage}: ${what}`))
      expectTrue(stage !== undefined, 'stage of its pipeline')
      if (!stage) continue
      expectTrue(row.probability === stage.probability && row.forecast_category === stage.forecast_category, 'chance and forecast')
      expectTrue((row.closed_at !== null) === (stage.outcome !== 'open'), 'closed')
      if (stage.outcome === 'won') expectTrue(row.contract_start_date !== null && row.products?.length > 0, 'what won demands')
      if (stage.outcome === 'lost') expectTrue(row.loss_reason !== null, 'what lost demands')
      const all = await stays(row.id)
      expectTrue(all.filter(stay => stay.left_at === null).length === 1 && all.at(-1)?.stage === row.stage, 'its last stay')
      expectTrue(all.at(-1)?.entered_at.getTime() === row.stage_entered_at.getTime(), 'since when')
      expectTrue(
        all.slice(1).every((stay, at) => all[at].left_at?.getTime() === stay.entered_at.getTime()),
        'stays without gaps',
      )
      const { rows: roles } = await base.pool.query('select * from contact_role where opportunity_id = $1 and deleted_at is null', [row.id])
      const primary = roles.filter(role => role.is_primary)
      expectTrue(primary.length === (roles.length > 0 ? 1 : 0), 'one primary')
      expectTrue((primary[0]?.contact_id ?? null) === row.primary_contact_id, 'the primary contact')
      expectTrue(new Set(roles.map(role => role.contact_id)).size === roles.length, 'a contact once')
    }
    expect(wrong).toEqual([])
    expect(new Set(rows.map(row => row.stage)).size).toBeGreaterThan(3)
  })
})
