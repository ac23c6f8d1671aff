import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { openBatch } from '../../../platform/log/change_log.ts'
import { findRecord, type Row } from '../../../platform/object/list.ts'
import { demand } from '../../../platform/object/permission.ts'
import { updateRecord } from '../../../platform/object/write.ts'
import { forbidden, notFound, type Refusal, refuse } from '../../../platform/refuse.ts'

/** What a step between somebody and the pool answers: the lead, and the batch by which it is undone. */
export interface PoolStep {
  lead: Row
  batch_id: string | null
}

/** Takes a lead that nobody owns. Of several who click at once exactly one gets it; the others are told who did (C7). */
export async function claim(ctx: Context, id: string): Promise<PoolStep> {
  const { user } = ctx.actor
  if (!user) throw forbidden('Only a person can claim a lead.')
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  // Locked while it is looked at, so the second of two clicks sees what the first did; who may not see it is not told who has it either.
  const lead = await findRecord(ctx, type, id, { lock: true })
  if (!lead) throw notFound()
  if (lead.owner_id !== null && lead.owner_id !== user.id) throw await claimedBy(ctx, String(lead.owner_id))
  if (lead.deleted_at !== null) throw refuse('record.deleted', 'This lead is in the bin. Restore it first.')
  if (lead.owner_id === user.id) return { lead, batch_id: null }
  if (lead.status === 'converted') throw refuse('lead.already_converted', 'This lead was converted; it stays as it was.')
  const batch = await openBatch(ctx, 'lead.claim', `Claimed ${String(lead.name)}`, { count: 1 })
  const claimed = await updateRecord(
    batch,
    'lead',
    id,
    { owner_id: user.id, assigned_at: ctx.now, assignment_reason: `${user.name} claimed it.`, assignment_steps: null, pooled_at: null },
    { kind: 'claimed', trusted: true },
  )
  return { lead: claimed, batch_id: batch.batchId }
}

async function claimedBy(ctx: Context, owner: string): Promise<Refusal> {
  const { rows } = await sql<{ name: string }>`select name from "user" where id = ${owner}`.execute(ctx.tx)
  return refuse('lead.claimed', `${rows[0]?.name ?? 'Somebody else'} has it already.`, { status: 409, extra: { owner_id: owner } })
}
