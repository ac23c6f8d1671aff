import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { type FieldError, invalid, refuse } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { type CatalogueProduct, readProducts, type SoldProduct } from '../products/read_products.rule.ts'
import { opportunitiesSetting } from './opportunity_settings.ts'
import { type Place, type Placed, place, type Ways } from './place.rule.ts'
import { stageEntries } from './stage_entries.ts'
import { stageRequires } from './stage_requires.rule.ts'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What a new opportunity is taken for when nothing else is said (E1). An amount of 0 is an amount. */
const blanks: Derivation = {
  object: 'opportunity',
  from: [],
  derive: async (rows, ctx) => {
    const { default_amount, default_type } = ctx.settings.get(opportunitiesSetting)
    return rows.map(row => {
      const amount = row.amount ?? default_amount?.toFixed(2) ?? null
      const type = row.type ?? default_type
      const missing = Object.entries({ amount, type }).filter(([, value]) => value === null)
      if (missing.length > 0) {
        const { fields } = ctx.registry.get('opportunity')
        throw invalid(
          missing.map(([field]) => ({ field, code: 'required', message: `${fields[field]?.label ?? field} must not be empty.` })),
        )
      }
      return { amount, type }
    })
  },
}

const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** A currency is one that there is: sums are told apart by it. */
const currency: Derivation = {
  object: 'opportunity',
  from: ['currency'],
  derive: async (rows, ctx) =>
    rows.map(row => {
      const code = text(row.currency)?.toUpperCase() ?? ctx.settings.get(workspaceSetting).currency
      if (!codes.has(code))
        throw invalid([{ field: 'currency', code: 'currency', message: 'Must be the code of a currency, such as EUR.' }])
      return { currency: code }
    }),
}

/** Products as the catalogue knows them (E8). */
const sold: Derivation = {
  object: 'opportunity',
  from: ['products'],
  derive: async (rows, ctx, before) => {
    if (rows.every(row => row.products === null || row.products === undefined)) return rows.map(() => ({}))
    const found = await ctx.tx.selectFrom('product').selectAll().orderBy('position').orderBy('name').execute()
    const catalogue = found.map(
      ({ id, name, add_on, price, active, deleted_at }): CatalogueProduct => ({
        id,
        name,
        add_on,
        price,
        offered: active && deleted_at === null,
      }),
    )
    return rows.map((row, index) => {
      if (row.products === null || row.products === undefined) return {}
      const kept = before[index]?.products
      const read = readProducts(row.products, catalogue, Array.isArray(kept) ? (kept as SoldProduct[]) : [])
      if ('message' in read) throw invalid([{ field: 'products', code: 'products', message: read.message }])
      return { products: read.products }
    })
  },
}

const placeOf = (row: Readonly<Row>): Place => ({
  record_type: text(row.record_type),
  pipeline: text(row.pipeline),
  stage: text(row.stage),
})
const moment = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null)

/**
 * Stage, pipeline and record type agree, what follows from the stage follows, and nothing is in a stage without what the stage
 * demands (E1, E2, E4). A write that itself says since when the record is in its stage (an undo) brings a former state back:
 * today's rules are not asked.
 */
const process: Derivation = {
  object: 'opportunity',
  from: 'any',
  derive: async (rows, ctx, before) => {
    const ways: Ways = { pipelines: await loadPipelines(ctx), record_types: ctx.settings.get(opportunitiesSetting).record_types }
    const byItself = await renewalsMade(ctx, rows, before)
    return rows.map((row, index) => {
      const old = before[index] ?? null
      const now = placeOf(row)
      const restored = old !== null && moment(row.stage_entered_at) !== moment(old.stage_entered_at)
      const was = old && placeOf(old)
      const untouched = was !== null && was.record_type === now.record_type && was.pipeline === now.pipeline && was.stage === now.stage
      const placed = untouched || restored ? asItIs(now, ways) : place(was, now, ways)
      if ('code' in placed)
        throw refuse(placed.code, placed.sentence, { errors: [{ field: placed.field, code: placed.code, message: placed.sentence }] })
      if (untouched) {
        demandAll(ctx, rows, row, old, placed)
        return {}
      }
      const derived = { ...movedTo(ctx, row, old, placed, restored), record_type: placed.record_type, pipeline: placed.pipeline }
      if (!restored && !byItself.has(row.id)) demandAll(ctx, rows, { ...row, ...derived }, null, placed)
      return derived
    })
  },
}

/** A renewal that a win brings about is made whatever it lacks (E5): nobody is there to be asked. Its next step asks for it. */
async function renewalsMade(ctx: Context, rows: readonly Readonly<Row>[], before: readonly (Readonly<Row> | null)[]): Promise<Set<string>> {
  const won = rows.flatMap((row, index) => (before[index] || !text(row.renewal_of_id) ? [] : [String(row.renewal_of_id)]))
  if (won.length === 0) return new Set()
  const found = await ctx.tx.selectFrom('opportunity').select('renewal_id').where('id', 'in', won).execute()
  return new Set(found.flatMap(one => one.renewal_id ?? []))
}

const asItIs = (now: Place, { pipelines }: Ways): Placed => ({
  record_type: now.record_type ?? '',
  pipeline: now.pipeline ?? '',
  stage: pipelines.find(one => one.key === now.pipeline)?.stages.find(stage => stage.key === now.stage) ?? null,
})

/** What follows from the stage: chance, forecast, since when, whether it is closed; a reopened one has no loss reason any more. */
function movedTo(
  ctx: Context,
  row: Readonly<Row>,
  old: Readonly<Row> | null,
  { stage, pipeline }: Placed,
  restored: boolean,
): Record<string, unknown> {
  if (!stage) return {}
  const same = old !== null && old.pipeline === pipeline && old.stage === stage.key
  const derived: Record<string, unknown> = {
    stage: stage.key,
    probability: stage.probability,
    forecast_category: stage.forecast_category,
    stage_entered_at: restored || same ? row.stage_entered_at : old === null ? (row.stage_entered_at ?? ctx.now) : ctx.now,
    closed_at: stage.outcome === 'open' ? null : (row.closed_at ?? ctx.now),
  }
  // Won after lost, or lost after won, is closed anew.
  if (!restored && old?.closed_at && stage.outcome !== 'open' && old.forecast_category !== stage.forecast_category)
    derived.closed_at = ctx.now
  if (!restored && old?.forecast_category === 'omitted' && stage.outcome !== 'lost')
    for (const name of ['loss_reason', 'additional_loss_context']) if (row[name] === old[name]) derived[name] = null
  return derived
}

/** What a record lacks for its stage and record type. `old` is the record in the same place. */
function lacking(ctx: Context, row: Readonly<Row>, old: Readonly<Row> | null, { stage, record_type }: Placed): FieldError[] {
  const type = ctx.settings.get(opportunitiesSetting).record_types.find(one => one.value === record_type)
  const demands = [...(stage ? [stage] : []), ...(type ? [type] : [])]
  return stageRequires(row, demands, ctx.registry.get('opportunity').fields, old)
}

/** What these opportunities lack where they stand, by id. */
export async function lackingOf(ctx: Context, rows: readonly Readonly<Row>[]): Promise<Map<string, FieldError[]>> {
  const ways: Ways = { pipelines: await loadPipelines(ctx), record_types: ctx.settings.get(opportunitiesSetting).record_types }
  return new Map(rows.map(row => [row.id, lacking(ctx, row, null, asItIs(placeOf(row), ways))]))
}

/** Refuses what its stage or record type does not allow to be missing. */
function demandAll(ctx: Context, rows: readonly Readonly<Row>[], row: Readonly<Row>, old: Readonly<Row> | null, placed: Placed): void {
  const errors = lacking(ctx, row, old, placed)
  if (errors.length === 0) return
  const sentence = errors.map(one => one.message).join(' ')
  throw refuse('opportunity.stage_requires', rows.length > 1 ? `${String(row.name)}: ${sentence}` : sentence, { errors })
}

/** In this order: each uses what the ones before it found. */
export const opportunityDerivations: readonly Derivation[] = [blanks, currency, sold, process, stageEntries]
