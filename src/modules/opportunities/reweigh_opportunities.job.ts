import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Job } from '../../platform/module.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import { updateRecords } from '../../platform/object/write.ts'

const step = 500

/**
 * Gives open opportunities the chance and forecast that their stage has now, a step a transaction until all agree. What stood in a
 * stage that closes before closing was recorded is closed since then.
 */
async function reweigh(ctx: Context): Promise<void> {
  const { rows } = await sql<{
    id: string
    probability: number
    forecast_category: string
    closed_at: Date | null
  }>`/*dynamic*/ select o.id, s.probability, s.forecast_category, case when s.outcome <> 'open' then coalesce(o.stage_entered_at, o.updated_at) end as closed_at
    from (select p.key as pipeline, one->>'key' as stage, (one->>'probability')::float8 as probability, one->>'forecast_category' as forecast_category, one->>'outcome' as outcome
      from pipeline p, jsonb_array_elements(p.stages) one) s
    join opportunity o on o.pipeline = s.pipeline and o.stage = s.stage
    where o.closed_at is null and o.deleted_at is null
      and (o.probability <> s.probability or o.forecast_category <> s.forecast_category or s.outcome <> 'open') limit ${step}`.execute(
    ctx.tx,
  )
  await updateRecords(
    ctx,
    'opportunity',
    rows.map(({ id, ...changes }) => ({ id, changes })),
    // Nobody won or lost anything just now.
    { kind: 'reweighed', consequences: false },
  )
  if (rows.length === step) await enqueue(ctx, 'reweigh_opportunities', {})
}

export const reweighJob: Job = { name: 'reweigh_opportunities', run: (_payload, ctx) => reweigh(ctx) }

/** A stage with another chance weighs its open opportunities anew. */
export const reweighOnStages: Consequence = {
  object: 'pipeline',
  from: ['stages'],
  follow: (_changes, ctx) => enqueue(ctx, 'reweigh_opportunities', {}, { key: 'reweigh_opportunities' }),
}
