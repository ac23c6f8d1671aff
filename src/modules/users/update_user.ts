import { endSessions } from '../../platform/auth/credential.ts'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { deleteRecords, loadFor, restoreRecords, updateRecord } from '../../platform/object/write.ts'
import { notFound, Refusal } from '../../platform/refuse.ts'
import { adminRole, checkUser, demandAdminFor, keepAnAdmin } from './user_checks.ts'
import type { UserChanges } from './user_input.ts'

/** Changes a user; a change of role acts with their next request, switching them off ends their sessions at once (H1). */
export async function updateUser(ctx: Context, id: string, changes: UserChanges, ifMatch?: string): Promise<Row> {
  const current = await loadFor(ctx, ctx.registry.get('user'), id, 'update')
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch.replace(/^W\//, '').replaceAll('"', '') !== String(current.version))
    throw new Refusal('record.version', 'Somebody else changed this user in the meantime.', {
      status: 409,
      extra: { version: current.version, current },
    })
  demandAdminFor(ctx.actor, String(current.role), changes.role)
  await checkUser(
    ctx,
    { out_of_office_from: asDay(current.out_of_office_from), out_of_office_until: asDay(current.out_of_office_until), ...changes },
    id,
  )
  const leaves = changes.active === false || (changes.role !== undefined && changes.role !== adminRole)
  if (current.role === adminRole && leaves) await keepAnAdmin(ctx, id)
  const row = await updateRecord(ctx, 'user', id, changes, { trusted: true })
  if (changes.active === false) await endSessions(ctx.tx, id)
  return row
}

const asDay = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Switches a user off and puts them into the bin. What they own keeps their name. */
export async function removeUser(ctx: Context, id: string): Promise<Row> {
  await updateUser(ctx, id, { active: false })
  const [row] = await deleteRecords(ctx, 'user', [id])
  if (!row) throw notFound()
  return row
}

/** Takes a user out of the bin, still switched off. */
export async function restoreUser(ctx: Context, id: string): Promise<Row> {
  const current = await loadFor(ctx, ctx.registry.get('user'), id, 'delete', { deleted: true })
  demandAdminFor(ctx.actor, String(current.role))
  const [row] = await restoreRecords(ctx, 'user', [id])
  if (!row) throw notFound()
  return row
}
