import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { reloadRegistry } from '../../platform/object/registry.ts'
import { createRecord, deleteRecords, restoreRecords, updateRecord } from '../../platform/object/write.ts'
import { Refusal } from '../../platform/refuse.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { singlePipeline } from '../../playbooks/single_pipeline.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { setChoices } from '../fields/set_choices.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunities } from '../opportunities/opportunities.module.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { reweighJob } from '../opportunities/reweigh_opportunities.job.ts'
import { products } from '../products/products.module.ts'
import { sequence } from '../sequences/sequence.object.ts'
import { completeWorkspace } from '../settings/complete_workspace.ts'
import { user } from '../users/user.object.ts'
import { view } from '../views/view.object.ts'
import { pipelines } from './pipelines.module.ts'
import { loadPipelines } from './pipelines.queries.ts'
import type { Stage } from './stage.rule.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
const modules = [pipelines, products, opportunities]
let ctx: Context
let acme: string

const run = <T>(work: (one: Context) => Promise<T>) => commit(base.db, ctx, work)
const stored = async (key: string) => {
  const row = await base.db.selectFrom('pipeline').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
  return { id: row.id, stages: row.stages as Stage[] }
}
const save = (id: string, stages: unknown) => run(one => updateRecord(one, 'pipeline', id, { stages }))
const make = (values: Record<string, unknown> = {}) =>
  run(one => createRecord(one, 'opportunity', { name: 'Plan', account_id: acme, close_date: '2026-12-31', ...values }))
const read = async (id: string) => (await base.pool.query('select * from opportunity where id = $1', [id])).rows[0]
const choice = (field: string, value: string) => ctx.registry.get('opportunity').fields[field]?.options?.find(one => one.value === value)
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    cause => cause,
  )
  if (!(error instanceof Refusal)) throw new Error(`Not refused: ${String(error)}`)
  return { code: error.code, message: [error.message, ...error.errors.map(one => one.message)].join(' ') }
}

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: [lead, contact, account, user, view, sequence, ...modules.flatMap(one => one.objects ?? [])],
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: me,
  })
  await storeUser(base.db, me)
  acme = (await run(one => createRecord(one, 'account', { name: 'Acme' }))).id
})

describe('a workspace of an earlier release', () => {
  test('is given the process of its own playbook, once, under the names it chose', async () => {
    await run(one => completeWorkspace(one))
    expect(await base.db.selectFrom('pipeline').selectAll().execute()).toEqual([])
    await run(one => writeSetting(one, workspaceSetting, { ...workspaceSetting.default, playbook: 'single_pipeline' }))
    await run(one => setChoices(one, 'opportunity', singlePipeline.choices.opportunity ?? {}))
    await base.pool.query(
      `insert into field_choices (object, field, options) values ('opportunity', 'stage', '[{"value": "closed_won", "label": "Signed"}]')`,
    )
    await reloadRegistry(ctx.registry, base.db)
    await base.pool.query(
      `insert into opportunity (id, name, account_id, record_type, type, pipeline, stage, probability, forecast_category, amount, close_date, owner_id, created_at, updated_at, version)
       values (gen_random_uuid(), 'Old', $1, 'new_business', 'cloud', 'paid', 'closed_lost', 10, 'pipeline', 1, '2026-01-01', $2, '2026-01-01', '2026-01-01', 1)`,
      [acme, me.id],
    )
    await Promise.all([run(one => completeWorkspace(one)), run(one => completeWorkspace(one))])
    const [paid, ...none] = await loadPipelines({ tx: ctx.tx })
    expect(none).toEqual([])
    expect(paid?.stages).toEqual(
      singlePipeline.pipelines[0]?.stages.map(stage => (stage.key === 'closed_won' ? { ...stage, label: 'Signed' } : stage)),
    )
    expect(ctx.settings.get(opportunitiesSetting)).toMatchObject({ default_amount: 20_000, default_type: 'cloud' })
    expect((await base.db.selectFrom('product').select('name').execute()).length).toBe(singlePipeline.products.length)
    // What nobody recorded then follows from the stage now.
    await run(one => reweighJob.run({}, one) as Promise<void>)
    const { rows } = await base.pool.query(`select probability, forecast_category, closed_at from opportunity where name = 'Old'`)
    expect(rows[0]).toMatchObject({ probability: 0, forecast_category: 'omitted', closed_at: new Date('2026-01-01') })
  })
  test('must say the amount where Settings take none for granted', async () => {
    const taken = ctx.settings.get(opportunitiesSetting)
    expect(await make()).toMatchObject({ amount: '20000.00' })
    ctx.settings.set(opportunitiesSetting.key, { ...taken, default_amount: null })
    expect((await refusal(make())).message).toContain('Amount')
    ctx.settings.set(opportunitiesSetting.key, taken)
    expect(await make({ amount: 0 })).toMatchObject({ amount: '0.00', type: 'cloud', pipeline: 'paid', stage: 'new_user' })
  })
})

describe('stages', () => {
  test('can be added, renamed, reordered and retired; opportunities keep theirs', async () => {
    const { id, stages } = await stored('paid')
    const { id: deal } = await make({ amount: 1, stage: 'evaluating' })
    const next = [
      { label: 'Trial', probability: 30 },
      ...stages.map(stage => (stage.key === 'evaluating' ? { ...stage, label: 'Testing', retired: true } : stage)),
    ]
    const saved = await save(id, next)
    expect((saved.stages as Stage[])[0]).toEqual({
      key: 'trial',
      label: 'Trial',
      probability: 30,
      forecast_category: 'pipeline',
      outcome: 'open',
    })
    expect(choice('stage', 'trial')).toEqual({ value: 'trial', label: 'Trial' })
    expect(choice('stage', 'evaluating')).toEqual({ value: 'evaluating', label: 'Testing', retired: true })
    expect(await read(deal)).toMatchObject({ stage: 'evaluating', probability: 60 })
    expect(await run(one => updateRecord(one, 'opportunity', deal, { name: 'Renamed' }))).toMatchObject({ stage: 'evaluating' })
    expect((await refusal(make({ amount: 1, stage: 'evaluating' }))).code).toBe('opportunity.stage_retired')
    expect(await make({ amount: 1, stage: 'trial' })).toMatchObject({ probability: 30 })
    // What has an opportunity now stays; it stands last of the open ones from here on.
    await save(id, [...stages, ...(saved.stages as Stage[]).slice(0, 1)])
    expect(choice('stage', 'evaluating')).toEqual({ value: 'evaluating', label: 'Evaluating' })
  })

  test('with opportunities cannot vanish or change their outcome; without, they can', async () => {
    const { id, stages } = await stored('paid')
    await make({ amount: 1, stage: 'first_contact' })
    const without = (key: string) => stages.filter(stage => stage.key !== key)
    expect(await refusal(save(id, without('first_contact')))).toMatchObject({ code: 'pipeline.stage_in_use' })
    const won = stages.map(stage =>
      stage.key === 'first_contact' ? { ...stage, outcome: 'won', probability: 100, forecast_category: 'closed' } : stage,
    )
    expect(await refusal(save(id, won))).toMatchObject({ code: 'pipeline.stage_outcome' })
    await save(id, without('in_discussion'))
    expect(choice('stage', 'in_discussion')?.retired).toBe(true)
    await save(id, stages)
  })

  test('with another chance weigh their open opportunities anew', async () => {
    const { id, stages } = await stored('paid')
    const deal = await make({ amount: 1, stage: 'new_user' })
    await save(
      id,
      stages.map(stage => (stage.key === 'new_user' ? { ...stage, probability: 85, forecast_category: 'commit' } : stage)),
    )
    const { rows } = await base.pool.query(`select 1 from graphile_worker.jobs where task_identifier = 'reweigh_opportunities'`)
    expect(rows).toHaveLength(1)
    await run(one => reweighJob.run({}, one) as Promise<void>)
    expect(await read(deal.id)).toMatchObject({
      probability: 85,
      forecast_category: 'commit',
      stage_entered_at: deal.stage_entered_at,
      closed_at: null,
    })
    await save(id, stages)
  })

  test('name real fields only, custom ones included', async () => {
    const { id, stages } = await stored('paid')
    const demanding = (field: string) => stages.map((stage, at) => (at === 0 ? { ...stage, required: [field] } : stage))
    expect((await refusal(save(id, demanding('budget')))).message).toContain('“budget”')
    await save(id, demanding('next_steps'))
    expect((await refusal(make({ amount: 1 }))).message).toContain('New user needs next steps.')
    await save(id, stages)
  })

  test('and keys of pipelines never change', async () => {
    const { id } = await stored('paid')
    expect((await refusal(run(one => updateRecord(one, 'pipeline', id, { key: 'other' })))).message).toContain('never changes')
  })
})

describe('pipelines', () => {
  test('can be added and put away once nothing is open in them', async () => {
    const { stages } = await stored('paid')
    const made = await run(one => createRecord(one, 'pipeline', { label: 'Partner deals', stages, position: 2 }))
    expect(made.key).toBe('partner_deals')
    expect(choice('pipeline', 'partner_deals')).toEqual({ value: 'partner_deals', label: 'Partner deals' })
    const deal = await make({ amount: 1, pipeline: 'partner_deals' })
    expect(await refusal(run(one => deleteRecords(one, 'pipeline', [made.id])))).toMatchObject({ code: 'pipeline.in_use' })
    await run(one => updateRecord(one, 'opportunity', deal.id, { stage: 'closed_lost', loss_reason: 'price' }))
    await run(one => deleteRecords(one, 'pipeline', [made.id]))
    expect(choice('pipeline', 'partner_deals')?.retired).toBe(true)
    expect((await refusal(make({ amount: 1, pipeline: 'partner_deals' }))).code).toBe('opportunity.pipeline_retired')
    expect((await read(deal.id)).pipeline).toBe('partner_deals')
    await run(one => restoreRecords(one, 'pipeline', [made.id]))
    expect(choice('pipeline', 'partner_deals')?.retired).toBeUndefined()
  })
  test('in which a record type begins stay', async () => {
    const { id } = await stored('paid')
    await base.pool.query(`update opportunity set closed_at = now(), stage = 'closed_lost', loss_reason = 'price' where closed_at is null`)
    expect((await refusal(run(one => deleteRecords(one, 'pipeline', [id])))).code).toBe('pipeline.begins')
  })
})

describe('record types', () => {
  const change = (record_types: unknown) =>
    run(one => writeSetting(one, opportunitiesSetting, { ...ctx.settings.get(opportunitiesSetting), record_types }))
  test('are data: their choices follow, and their pipelines and fields must be there', async () => {
    const types = ctx.settings.get(opportunitiesSetting).record_types
    await change([...types, { value: 'upsell', label: 'Upsell', pipeline: 'partner_deals', required: ['next_steps'] }])
    expect(choice('record_type', 'upsell')).toEqual({ value: 'upsell', label: 'Upsell' })
    expect((await refusal(make({ amount: 1, record_type: 'upsell' }))).message).toContain('Upsell needs next steps.')
    expect(await make({ amount: 1, record_type: 'upsell', next_steps: 'Call' })).toMatchObject({ pipeline: 'partner_deals' })
    expect((await refusal(change([...types, { value: 'x', label: 'X', pipeline: 'nowhere' }]))).message).toContain('needs a pipeline')
    expect((await refusal(change([...types, { value: 'x', label: 'X', pipeline: 'paid', required: ['budget'] }]))).message).toContain(
      '“budget”',
    )
    expect((await refusal(change(types))).message).toContain('retire it')
    expect(ctx.settings.get(opportunitiesSetting).record_types).toHaveLength(types.length + 1)
  })
})
