import { z } from 'zod'
import { apiKeyPrefix, hashApiKey, newApiKey, scopes } from '../../platform/auth/api_key.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { appendLog } from '../../platform/log/change_log.ts'
import { forbidden, notFound } from '../../platform/refuse.ts'
import { demandAdminFor } from './user_checks.ts'
import { nameInput } from './user_input.ts'

export const newApiKeyInput = z.strictObject({
  name: nameInput,
  scopes: z.array(z.enum(scopes)).min(1).default(['all']).describe('What the key may do; the rights of its user always count besides.'),
  user_id: z.uuid().optional().describe('Whose rights the key has; yourself when left out.'),
})

/** Makes an API key for oneself, or for another user with the settings right. The key itself is in this answer and nowhere else (H4). */
export async function createApiKey(ctx: Context, input: z.output<typeof newApiKeyInput>) {
  const userId = input.user_id ?? ctx.actor.user?.id
  const user =
    userId === undefined
      ? undefined
      : await ctx.tx
          .selectFrom('user')
          .select(['id', 'role'])
          .where('id', '=', userId)
          .where('active', '=', true)
          .where('deleted_at', 'is', null)
          .executeTakeFirst()
  if (!user) throw notFound('There is no such active user.')
  if (ctx.actor.user && user.id !== ctx.actor.user.id) {
    if (!ctx.actor.rights.settings) throw forbidden('Your role may make keys only for yourself.')
    demandAdminFor(ctx.actor, user.role)
  }
  if (!ctx.actor.scopes.includes('all') && input.scopes.some(scope => !ctx.actor.scopes.includes(scope)))
    throw forbidden('A key cannot make another one that may do more than itself.')
  const key = newApiKey()
  const row = {
    id: newId(),
    name: input.name,
    user_id: user.id,
    prefix: apiKeyPrefix(key),
    scopes: [...new Set(input.scopes)],
    created_at: ctx.now,
    created_by: ctx.actor.user?.id ?? null,
    last_used_at: null,
    revoked_at: null,
  }
  await ctx.tx
    .insertInto('api_key')
    .values({ ...row, hash: hashApiKey(key) })
    .execute()
  const detail = { api_key_id: row.id, name: row.name, prefix: row.prefix, scopes: row.scopes }
  await appendLog(ctx, [{ object: 'user', record_id: user.id, kind: 'user.api_key_created', changes: {}, detail }])
  return { ...row, key }
}
