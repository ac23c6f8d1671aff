import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Row } from '../../../platform/object/list.ts'
import { demand } from '../../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../../platform/object/write.ts'
import { refuse } from '../../../platform/refuse.ts'
import { fileActivity } from '../file_activity.ts'

export const keepInput = z.strictObject({ reason: z.string().trim().min(1).max(2_000) })

/** Its owner keeps a lead out of the pool and says why; it counts as an update (C7). */
export async function keep(ctx: Context, id: string, input: z.output<typeof keepInput>): Promise<Row> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const lead = await loadFor(ctx, type, id, 'update')
  if (lead.idle_since === null) throw refuse('lead.not_kept', 'Only an open lead that somebody owns can be kept.')
  const row = await updateRecord(
    ctx,
    'lead',
    id,
    { idle_since: ctx.now },
    { kind: 'kept', detail: { reason: input.reason }, trusted: true },
  )
  await fileActivity(ctx, row, {
    kind: 'decision',
    title: 'Kept out of the pool',
    text: input.reason,
    user_id: ctx.actor.user?.id ?? null,
  })
  return row
}
