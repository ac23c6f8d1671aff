import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { openBatch } from '../../../platform/log/change_log.ts'
import { demand } from '../../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../../platform/object/write.ts'
import { refuse } from '../../../platform/refuse.ts'
import type { PoolStep } from './claim.ts'

export const releaseInput = z.strictObject({ reason: z.string().max(2_000).optional() }).optional()

/** Puts a lead into the pool by hand, with a reason, so that anyone may claim it (C7). */
export async function release(ctx: Context, id: string, input: z.output<typeof releaseInput>): Promise<PoolStep> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const lead = await loadFor(ctx, type, id, 'update')
  if (lead.status === 'converted' || lead.status === 'unqualified') throw refuse('lead.closed', 'Only an open lead can go to the pool.')
  const reason = input?.reason?.trim()
  const batch = await openBatch(ctx, 'lead.release', `Put ${String(lead.name)} into the pool`, { count: 1 })
  const released = await updateRecord(
    batch,
    'lead',
    id,
    {
      owner_id: null,
      assigned_at: null,
      pooled_at: ctx.now,
      pooled_from_id: lead.owner_id,
      assignment_reason: `${ctx.actor.user?.name ?? 'The program'} released it to the pool${reason ? `: ${reason}` : '.'}`,
      assignment_steps: null,
    },
    { kind: 'released', detail: { reason: reason ?? null }, trusted: true },
  )
  return { lead: released, batch_id: batch.batchId }
}
