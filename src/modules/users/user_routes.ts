import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { createUser } from './create_user.ts'
import { resetSecondFactor } from './reset_second_factor.ts'
import { createRole, newRole, removeRole, roleChanges, updateRole } from './save_role.ts'
import { setPassword } from './set_password.ts'
import { signOutEverywhere } from './sign_out_everywhere.ts'
import { removeUser, restoreUser, updateUser } from './update_user.ts'
import { newUser, passwordInput, userChanges } from './user_input.ts'

const id = z.object({ id: z.uuid() })
const userTag = { tag: 'Users', auth: 'settings' } as const
const roleTag = { tag: 'Roles', auth: 'settings' } as const
const aUser = { response: 'User' }
const aRole = { response: 'Role' }

/** Writes of users and roles that only commands may do; reading them is the record engine's. */
export const userRoutes: readonly Route[] = [
  route({
    ...userTag,
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Create a user',
    body: newUser,
    status: 201,
    schemas: aUser,
    run: async (ctx, { body }) => tagged(ctx, ctx.registry.get('user'), await createUser(ctx, body), 201),
  }),
  route({
    ...userTag,
    method: 'PATCH',
    path: '/api/v1/users/{id}',
    summary: 'Change a user, or switch them off',
    params: id,
    body: userChanges,
    schemas: aUser,
    run: async (ctx, { params, body, headers }) =>
      tagged(ctx, ctx.registry.get('user'), await updateUser(ctx, params.id, body, headers['if-match'])),
  }),
  route({
    ...userTag,
    method: 'DELETE',
    path: '/api/v1/users/{id}',
    summary: 'Switch a user off and put them into the bin',
    params: id,
    schemas: aUser,
    run: async (ctx, { params }) => tagged(ctx, ctx.registry.get('user'), await removeUser(ctx, params.id)),
  }),
  route({
    ...userTag,
    method: 'POST',
    path: '/api/v1/users/{id}/restore',
    summary: 'Take a user out of the bin',
    params: id,
    schemas: aUser,
    run: async (ctx, { params }) => tagged(ctx, ctx.registry.get('user'), await restoreUser(ctx, params.id)),
  }),
  route({
    ...userTag,
    method: 'POST',
    path: '/api/v1/users/{id}/set_password',
    summary: 'Give a user a new password; their sessions end',
    params: id,
    body: z.strictObject({ password: passwordInput }),
    status: 204,
    run: (ctx, { params, body }) => setPassword(ctx, params.id, body.password),
  }),
  route({
    ...userTag,
    method: 'POST',
    path: '/api/v1/users/{id}/sign_out_everywhere',
    summary: 'End all sessions of a user',
    params: id,
    response: z.object({ ended: z.int() }),
    run: (ctx, { params }) => signOutEverywhere(ctx, params.id),
  }),
  route({
    ...userTag,
    method: 'POST',
    path: '/api/v1/users/{id}/reset_second_factor',
    summary: 'Take a lost second factor away from a user',
    params: id,
    status: 204,
    run: (ctx, { params }) => resetSecondFactor(ctx, params.id),
  }),
  route({
    ...roleTag,
    method: 'POST',
    path: '/api/v1/roles',
    summary: 'Add a role',
    body: newRole,
    status: 201,
    schemas: aRole,
    run: async (ctx, { body }) => tagged(ctx, ctx.registry.get('role'), await createRole(ctx, body), 201),
  }),
  route({
    ...roleTag,
    method: 'PATCH',
    path: '/api/v1/roles/{id}',
    summary: 'Change what a role may do; it acts at once',
    params: id,
    body: roleChanges,
    schemas: aRole,
    run: async (ctx, { params, body }) => tagged(ctx, ctx.registry.get('role'), await updateRole(ctx, params.id, body)),
  }),
  route({
    ...roleTag,
    method: 'DELETE',
    path: '/api/v1/roles/{id}',
    summary: 'Remove a role that nobody has',
    params: id,
    schemas: aRole,
    run: async (ctx, { params }) => tagged(ctx, ctx.registry.get('role'), await removeRole(ctx, params.id)),
  }),
]
