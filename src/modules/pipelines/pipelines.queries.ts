import type { ReadContext } from '../../platform/context.ts'
import type { Pipeline, Stage } from './stage.rule.ts'

/** Every pipeline in order; those in the bin come last, as retired. */
export async function loadPipelines(ctx: Pick<ReadContext, 'tx'>): Promise<Pipeline[]> {
  const rows = await ctx.tx.selectFrom('pipeline').selectAll().orderBy('position').orderBy('id').execute()
  return rows
    .map(row => ({
      key: row.key,
      label: row.label,
      position: row.position,
      stages: row.stages as Stage[],
      retired: row.deleted_at !== null,
    }))
    .sort((a, b) => Number(a.retired) - Number(b.retired))
}
