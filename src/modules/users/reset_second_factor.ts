import type { Context } from '../../platform/context.ts'
import { loadFor, updateRecord } from '../../platform/object/write.ts'
import { demandAdminFor } from './user_checks.ts'

/** Takes the second factor away from a colleague who lost theirs; their password stays, and the log says who did it (H1). */
export async function resetSecondFactor(ctx: Context, userId: string): Promise<void> {
  const user = await loadFor(ctx, ctx.registry.get('user'), userId, 'update')
  demandAdminFor(ctx.actor, String(user.role))
  await ctx.tx.deleteFrom('auth_two_factor').where('user_id', '=', userId).execute()
  await updateRecord(ctx, 'user', userId, { two_factor_enabled: false }, { trusted: true, kind: 'second_factor_reset' })
}
