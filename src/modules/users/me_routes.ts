import { z } from 'zod'
import { scopes } from '../../platform/auth/api_key.ts'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import { updateRecord } from '../../platform/object/write.ts'
import { forbidden, notFound } from '../../platform/refuse.ts'
import { createApiKey, newApiKeyInput } from './create_api_key.ts'
import { revokeApiKey } from './revoke_api_key.ts'
import { rightsInput } from './save_role.ts'
import { signOutEverywhere } from './sign_out_everywhere.ts'
import { listApiKeys, listSessions } from './user.queries.ts'
import { checkUser } from './user_checks.ts'
import { ownChanges } from './user_input.ts'

const me = { tag: 'Me', auth: 'user' } as const
const keys = { tag: 'API keys', auth: 'user' } as const
const id = z.object({ id: z.uuid() })
const time = z.iso.datetime()
const session = z.object({
  id: z.string(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: time,
  updated_at: time,
  expires_at: time,
  current: z.boolean(),
})
const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  user_id: z.string(),
  prefix: z.string().describe('How the key begins.'),
  scopes: z.array(z.enum(scopes)),
  created_at: time,
  created_by: z.string().nullable(),
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
})
const myself = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  time_zone: z.string(),
  team_ids: z.array(z.string()),
  out_of_office_from: z.iso.date().nullable(),
  out_of_office_until: z.iso.date().nullable(),
  further_addresses: z.array(z.string()),
  two_factor: z.boolean(),
  rights: rightsInput,
  scopes: z.array(z.string()).describe('Of the API key; `all` for a session.'),
})

const ownId = (ctx: Context): string => {
  if (!ctx.actor.user) throw forbidden('Nobody is signed in.')
  return ctx.actor.user.id
}

/** Who is signed in, and what they may do. */
export async function whoAmI(ctx: Context) {
  const row = await ctx.tx.selectFrom('user').selectAll().where('id', '=', ownId(ctx)).executeTakeFirstOrThrow()
  const { name, email, role, time_zone, team_ids, out_of_office_from, out_of_office_until, further_addresses } = row
  const rest = { out_of_office_from, out_of_office_until, further_addresses, two_factor: row.two_factor_enabled }
  return { id: row.id, name, email, role, time_zone, team_ids, ...rest, rights: ctx.actor.rights, scopes: ctx.actor.scopes }
}

/** What everybody may do for themselves: profile, sessions, API keys. */
export const meRoutes: readonly Route[] = [
  route({ ...me, method: 'GET', path: '/api/v1/me', summary: 'Who is signed in', response: myself, run: whoAmI }),
  route({
    ...me,
    method: 'PATCH',
    path: '/api/v1/me',
    summary: 'Change the own name, time zone, absence, further addresses',
    description: 'The password is changed at /api/auth/change-password.',
    body: ownChanges,
    response: myself,
    run: async (ctx, { body }) => {
      const before = await whoAmI(ctx)
      await checkUser(
        ctx,
        { out_of_office_from: before.out_of_office_from, out_of_office_until: before.out_of_office_until, ...body },
        before.id,
      )
      await updateRecord(ctx, 'user', before.id, body, { trusted: true })
      return whoAmI(ctx)
    },
  }),
  route({
    ...me,
    method: 'GET',
    path: '/api/v1/me/sessions',
    summary: 'Where I am signed in',
    response: z.object({ data: z.array(session) }),
    run: async (ctx, { sessionId }) => ({ data: await listSessions(ctx, ownId(ctx), sessionId) }),
  }),
  route({
    ...me,
    method: 'DELETE',
    path: '/api/v1/me/sessions/{id}',
    summary: 'End one of my sessions',
    params: id,
    status: 204,
    run: async (ctx, { params }) => {
      const ended = await ctx.tx.deleteFrom('auth_session').where('id', '=', params.id).where('user_id', '=', ownId(ctx)).executeTakeFirst()
      if (Number(ended.numDeletedRows) === 0) throw notFound('There is no such session.')
    },
  }),
  route({
    ...me,
    method: 'POST',
    path: '/api/v1/me/sign_out_everywhere',
    summary: 'End all my sessions',
    body: z.strictObject({ keep_this: z.boolean().default(false) }),
    response: z.object({ ended: z.int() }),
    run: (ctx, { body, sessionId }) => signOutEverywhere(ctx, ownId(ctx), body.keep_this ? sessionId : null),
  }),
  route({
    ...keys,
    method: 'GET',
    path: '/api/v1/api_keys',
    summary: 'List API keys',
    description: 'One’s own; all of them with the settings right.',
    response: z.object({ data: z.array(apiKey) }),
    run: async ctx => ({ data: await listApiKeys(ctx) }),
  }),
  route({
    ...keys,
    method: 'POST',
    path: '/api/v1/api_keys',
    summary: 'Make an API key',
    description: 'The key itself is in this answer and nowhere else.',
    scope: 'settings',
    body: newApiKeyInput,
    status: 201,
    response: apiKey.extend({ key: z.string() }),
    run: async (ctx, { body }) => new Reply(201, await createApiKey(ctx, body)),
  }),
  route({
    ...keys,
    method: 'DELETE',
    path: '/api/v1/api_keys/{id}',
    summary: 'Revoke an API key; it stops working at once',
    scope: 'settings',
    params: id,
    status: 204,
    run: (ctx, { params }) => revokeApiKey(ctx, params.id),
  }),
]
