import type { Context } from '../../platform/context.ts'
import { appendLog } from '../../platform/log/change_log.ts'
import { notFound } from '../../platform/refuse.ts'

/** Ends an API key at once: one's own, or anybody's with the settings right (H4). */
export async function revokeApiKey(ctx: Context, id: string): Promise<void> {
  const key = await ctx.tx
    .selectFrom('api_key')
    .select(['id', 'user_id', 'name', 'prefix', 'revoked_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!key || (ctx.actor.user && key.user_id !== ctx.actor.user.id && !ctx.actor.rights.settings))
    throw notFound('There is no such API key.')
  if (key.revoked_at) return
  await ctx.tx.updateTable('api_key').set({ revoked_at: ctx.now }).where('id', '=', id).execute()
  const detail = { api_key_id: id, name: key.name, prefix: key.prefix }
  await appendLog(ctx, [{ object: 'user', record_id: key.user_id, kind: 'user.api_key_revoked', changes: {}, detail }])
}
