import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { forbidden, invalid, refuse } from '../../platform/refuse.ts'
import type { UserChanges } from './user_input.ts'

/** The role that may do everything and that somebody must always have. */
export const adminRole = 'admin'

/** Only an admin makes admins or touches one, so that the settings right alone is no way to become one. */
export function demandAdminFor(actor: Actor, ...roles: (string | null | undefined)[]): void {
  if (roles.includes(adminRole) && actor.user && actor.user.role !== adminRole)
    throw forbidden('Only an admin may do this to an admin, or make one.')
}

/** Refuses what refers to a role or team that does not exist, an address that is taken, or an absence that ends before it begins. */
export async function checkUser(ctx: Context, changes: UserChanges, id: string | null): Promise<void> {
  const { role, team_ids: teamIds = [], email, out_of_office_from: from, out_of_office_until: until } = changes
  if (role !== undefined) {
    const found = await ctx.tx.selectFrom('role').select('id').where('key', '=', role).where('deleted_at', 'is', null).executeTakeFirst()
    if (!found) throw invalid([{ field: 'role', code: 'unknown', message: `There is no role ${role}.` }])
  }
  if (teamIds.length > 0) {
    const teams = await ctx.tx.selectFrom('team').select('id').where('id', 'in', teamIds).where('deleted_at', 'is', null).execute()
    if (teams.length < new Set(teamIds).size) throw invalid([{ field: 'team_ids', code: 'unknown', message: 'There is no such team.' }])
  }
  if (from && until && until < from)
    throw invalid([{ field: 'out_of_office_until', code: 'order', message: 'Must not be before the first day away.' }])
  if (email !== undefined) {
    const other = await ctx.tx.selectFrom('user').select(['id', 'deleted_at']).where('email', '=', email).executeTakeFirst()
    if (other && other.id !== id) {
      const where = other.deleted_at ? ' They are in the bin: restore them instead.' : ''
      throw refuse('user.exists', `There is a user with the address ${email}.${where}`, {
        status: 409,
        errors: [{ field: 'email', code: 'taken', message: 'Taken.' }],
      })
    }
  }
}

/** Refuses to leave the workspace without an admin. Locks all admins, so that two of them cannot remove one another at once. */
export async function keepAnAdmin(ctx: Context, leaving: string): Promise<void> {
  const admins = await ctx.tx
    .selectFrom('user')
    .select('id')
    .where('role', '=', adminRole)
    .where('active', '=', true)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (admins.some(admin => admin.id === leaving) && admins.length === 1)
    throw refuse('user.last_admin', 'This is the last admin. Make somebody else an admin first.')
}
