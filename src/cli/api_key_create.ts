import { createApiKey, newApiKeyInput } from '../modules/users/create_api_key.ts'
import { refuse } from '../platform/refuse.ts'
import { answer, answerJson, needed, type Values } from './command.ts'
import { onGround } from './ground.ts'

/** `hedgerow api-key create`: a key that acts with a user's rights (H4). */
export async function apiKeyCreate(values: Values): Promise<number> {
  const email = needed(values, 'user').trim().toLowerCase()
  const scopes = typeof values.scopes === 'string' ? values.scopes.split(',').map(scope => scope.trim()) : ['all']
  const wanted = newApiKeyInput.parse({ name: needed(values, 'name'), scopes })
  const made = await onGround(({ begin }) =>
    begin('command_line', async ctx => {
      const user = await ctx.tx
        .selectFrom('user')
        .select('id')
        .where('email', '=', email)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      if (!user) throw refuse('user.unknown', `There is no user with the address ${email}.`)
      return createApiKey(ctx, { ...wanted, user_id: user.id })
    }),
  )
  if (values.json === true) answerJson({ key: made.key, id: made.id, scopes: made.scopes })
  else answer(`${made.key}\nKeep it now: it is not shown again.`)
  return 0
}
