import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { openBatch } from '../../../platform/log/change_log.ts'
import { findRecord, type Row } from '../../../platform/object/list.ts'
import { demand } from '../../../platform/object/permission.ts'
import { loadFor, updateRecord } from '../../../platform/object/write.ts'
import { forbidden, notFound, refuse } from '../../../platform/refuse.ts'

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
  // Locked before it is looked at, so the second of two clicks sees what the first did.
  await sql`select 1 from lead where id = ${id} for update`.execute(ctx.tx)
  // Who may not see the lead is not told who has it either.
  if (!(await findRecord(ctx, type, id))) throw notFound()
  const { rows } = await sql<{
    owner_id: string | null
    name: string | null
  }>`select l.owner_id, u.name from lead l left join "user" u on u.id = l.owner_id
    where l.id = ${id}`.execute(ctx.tx)
  const [current] = rows
  if (current?.owner_id && current.owner_id !== user.id)
    throw refuse('lead.claimed', `${current.name ?? 'Somebody else'} has it already.`, {
      status: 409,
      extra: { owner_id: current.owner_id },
    })
  const lead = await loadFor(ctx, type, id, 'update')
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
