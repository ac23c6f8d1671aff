import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecords } from '../../platform/object/write.ts'
import { invalid, refuse } from '../../platform/refuse.ts'
import { notify } from '../notifications/notify.ts'

export const assignInput = z.strictObject({ owner_id: z.uuid() })

/** Refuses an owner who cannot take leads: unknown, or no longer active. */
export async function activeUser(ctx: Context, id: string): Promise<Row> {
  const user = await findRecord(ctx, ctx.registry.get('user'), id)
  if (user?.active !== true || user.deleted_at !== null)
    throw invalid([{ field: 'owner_id', code: 'reference', message: 'There is no such active user.' }])
  return user
}

/** Gives a lead to somebody by hand; whoever gets it is told (C3). */
export async function assign(ctx: Context, id: string, input: z.output<typeof assignInput>): Promise<Row> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const lead = await loadFor(ctx, type, id, 'update')
  if (lead.status === 'converted') throw refuse('lead.already_converted', 'This lead was converted; it stays as it was.')
  const [row] = await assignMany(ctx, [id], input.owner_id)
  return row ?? lead
}

/** As `assign`, for leads that were loaded already; one step of the log each, one notification in all. */
export async function assignMany(ctx: Context, ids: readonly string[], ownerId: string): Promise<Row[]> {
  const user = await activeUser(ctx, ownerId)
  const reason =
    ctx.actor.user?.id === ownerId
      ? `${String(user.name)} took it.`
      : `Given to ${String(user.name)} by ${ctx.actor.user?.name ?? 'the program'}.`
  const changes = { owner_id: ownerId, assigned_at: ctx.now, assignment_reason: reason, assignment_steps: null, pooled_at: null }
  const rows = await updateRecords(
    ctx,
    'lead',
    ids.map(id => ({ id, changes })),
    { kind: 'assigned' },
  )
  const [first] = rows
  if (first && ctx.actor.user?.id !== ownerId)
    await notify(ctx, {
      user_id: ownerId,
      kind: 'lead',
      text:
        rows.length === 1
          ? `${ctx.actor.user?.name ?? 'Somebody'} gave you ${String(first.name)}`
          : `${ctx.actor.user?.name ?? 'Somebody'} gave you ${rows.length} leads`,
      object: rows.length === 1 ? 'lead' : undefined,
      record_id: rows.length === 1 ? first.id : undefined,
    })
  return rows
}
