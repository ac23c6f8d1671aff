import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { type FieldError, invalid, refuse } from '../../platform/refuse.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { keyOf, readStages, type Stage } from './stage.rule.ts'

const stored = (row: Readonly<Row> | null | undefined): Stage[] => (Array.isArray(row?.stages) ? row.stages : [])

/** How many opportunities stand in which stages of a pipeline, those in the bin included: they may come back. */
export async function standing(ctx: Context, pipeline: unknown): Promise<Map<string, { open: number; all: number }>> {
  const { rows } = await sql<{ stage: string; open: number; all: number }>`select stage, count(*) as all,
    count(*) filter (where closed_at is null and deleted_at is null) as open from opportunity where pipeline = ${pipeline} group by stage`.execute(
    ctx.tx,
  )
  return new Map(rows.map(({ stage, ...numbers }) => [stage, numbers]))
}

/** Stages are checked as a whole; those with opportunities keep their place in history: retired instead of removed (E2). */
const stages: Derivation = {
  object: 'pipeline',
  from: ['key', 'stages', 'deleted_at'],
  derive: async (rows, ctx, before) => {
    const fields = new Set(Object.keys(ctx.registry.get('opportunity').fields))
    const derived: Record<string, unknown>[] = []
    for (const [index, row] of rows.entries()) {
      const old = before[index] ?? null
      const read = readStages(row.stages, fields, stored(old))
      const errors: FieldError[] = [...read.errors]
      if (old && old.key !== row.key) errors.push({ field: 'key', code: 'fixed', message: 'The key of a pipeline never changes.' })
      if (errors.length > 0) throw invalid(errors)
      if (old) await keepsWhatStands(ctx, old, row, read.stages)
      derived.push({ stages: read.stages, key: row.key ?? (await freeKey(ctx, String(row.label))) })
    }
    return derived
  },
}

async function keepsWhatStands(ctx: Context, old: Readonly<Row>, row: Readonly<Row>, next: readonly Stage[]): Promise<void> {
  const gone = stored(old).filter(stage => next.find(one => one.key === stage.key)?.outcome !== stage.outcome)
  const closing = old.deleted_at === null && row.deleted_at !== null
  if (gone.length === 0 && !closing) return
  const numbers = await standing(ctx, old.key)
  const open = [...numbers.values()].reduce((sum, one) => sum + one.open, 0)
  if (closing && open > 0)
    throw refuse(
      'pipeline.in_use',
      `${counted(open, 'open opportunity', 'open opportunities')} in ${String(old.label)}. Move them to another pipeline first.`,
    )
  const begins = closing
    ? ctx.settings.get(opportunitiesSetting).record_types.find(type => type.pipeline === old.key && !type.retired)
    : undefined
  if (begins) throw refuse('pipeline.begins', `“${begins.label}” begins in ${String(old.label)}. Let it begin elsewhere first.`)
  for (const stage of gone) {
    const all = numbers.get(stage.key)?.all ?? 0
    if (all === 0) continue
    const changed = next.some(one => one.key === stage.key)
    throw refuse(
      changed ? 'pipeline.stage_outcome' : 'pipeline.stage_in_use',
      `${counted(all, 'opportunity', 'opportunities')} in “${stage.label}”: ${changed ? `it stays ${stage.outcome}. Add another stage instead.` : 'retire it instead of removing it.'}`,
      { errors: [{ field: 'stages', code: 'in_use', message: `“${stage.label}” is in use.` }] },
    )
  }
}

const counted = (count: number, one: string, many: string) =>
  `There ${count === 1 ? `is 1 ${one}` : `are ${count.toLocaleString('en')} ${many}`}`

async function freeKey(ctx: Context, label: string): Promise<string> {
  const rows = await ctx.tx.selectFrom('pipeline').select('key').execute()
  return keyOf(label, new Set(rows.map(row => row.key)))
}

export const pipelineDerivations: readonly Derivation[] = [stages]
