import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand, readableFields } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { stageOf } from '../pipelines/stage.rule.ts'

export interface StageSpan {
  pipeline: string
  stage: string
  label: string
  entered_at: Date
  left_at: Date | null
  /** How long, until now for the stage it is in. */
  seconds: number
}

/** The stays of an opportunity in its stages, oldest first, and how its amount and close date changed meanwhile (E2). */
export async function opportunityStages(ctx: ReadContext, id: string) {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'read')
  if (!(await findRecord(ctx, type, id))) throw notFound()
  const readable = new Set(readableFields(ctx.actor, type))
  const pipelines = await loadPipelines(ctx)
  const stays = readable.has('stage')
    ? await ctx.tx.selectFrom('opportunity_stage_entry').selectAll().where('opportunity_id', '=', id).orderBy('entered_at').execute()
    : []
  const spans = stays.map(
    ({ pipeline, stage, entered_at, left_at }): StageSpan => ({
      pipeline,
      stage,
      label:
        stageOf(
          pipelines.find(one => one.key === pipeline),
          stage,
        )?.label ?? stage,
      entered_at,
      left_at,
      seconds: Math.max(0, Math.round(((left_at ?? ctx.now).getTime() - entered_at.getTime()) / 1_000)),
    }),
  )
  const { rows } = await sql<{ at: Date; changes: Record<string, [unknown, unknown]> }>`select at, changes from change_log
    where object = 'opportunity' and record_id = ${id} and changes ?| array['amount', 'close_date'] order by at, seq`.execute(ctx.tx)
  const changes = rows.flatMap(({ at, changes: all }) =>
    (['amount', 'close_date'] as const).flatMap(field => {
      const change = all[field]
      return change && change[0] !== null && readable.has(field) ? [{ at, field, before: change[0], after: change[1] }] : []
    }),
  )
  return { data: spans, changes }
}

/** Seconds that opportunities usually stay in a stage: the median of its last 500 stays, by pipeline and stage (E2). */
export async function medianStays(ctx: Pick<ReadContext, 'tx'>): Promise<{ pipeline: string; stage: string; seconds: number }[]> {
  const { rows } = await sql<{ pipeline: string; stage: string; seconds: number }>`select s.pipeline, s.stage, m.seconds
    from (select p.key as pipeline, one->>'key' as stage from pipeline p, jsonb_array_elements(p.stages) one where p.deleted_at is null) s
    cross join lateral (select percentile_cont(0.5) within group (order by extract(epoch from last.left_at - last.entered_at))::float8 as seconds
      from (select entered_at, left_at from opportunity_stage_entry e where e.pipeline = s.pipeline and e.stage = s.stage and e.left_at is not null
        order by e.left_at desc limit 500) last) m
    where m.seconds is not null`.execute(ctx.tx)
  return rows
}
