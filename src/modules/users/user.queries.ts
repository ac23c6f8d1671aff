import type { Context } from '../../platform/context.ts'

/** Whether nobody has set this installation up yet. */
export async function setUpNeeded(ctx: Context): Promise<boolean> {
  return (await ctx.tx.selectFrom('user').select('id').limit(1).executeTakeFirst()) === undefined
}

/** API keys that still work or were revoked, newest first: one's own, or all with the settings right. */
export async function listApiKeys(ctx: Context) {
  let query = ctx.tx
    .selectFrom('api_key')
    .select(['id', 'name', 'user_id', 'prefix', 'scopes', 'created_at', 'created_by', 'last_used_at', 'revoked_at'])
    .orderBy('created_at', 'desc')
    .limit(500)
  if (ctx.actor.user && !ctx.actor.rights.settings) query = query.where('user_id', '=', ctx.actor.user.id)
  return query.execute()
}

/** Where a user is signed in, latest first. */
export async function listSessions(ctx: Context, userId: string, current: string | null) {
  const rows = await ctx.tx
    .selectFrom('auth_session')
    .select(['id', 'ip_address', 'user_agent', 'created_at', 'updated_at', 'expires_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(row => ({ ...row, current: row.id === current }))
}

/** Invitations that nobody has accepted, latest first. */
export const listInvitations = (ctx: Context) =>
  ctx.tx
    .selectFrom('invitation')
    .select(['id', 'email', 'name', 'role', 'created_at', 'created_by', 'expires_at'])
    .where('accepted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute()
