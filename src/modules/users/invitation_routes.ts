import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { notFound } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { acceptInput, acceptInvitation, findInvitation } from './accept_invitation.ts'
import { invitationInput, invite } from './invite.ts'
import { setUp, setUpInput } from './set_up.ts'
import { listInvitations, setUpNeeded } from './user.queries.ts'

const tag = 'Invitations'
const time = z.iso.datetime()
const invitation = z.object({ id: z.string(), email: z.string(), name: z.string().nullable(), role: z.string(), expires_at: time })
const made = z.object({ id: z.string(), email: z.string() })

/** How people get in: the first admin by set-up, everybody else by invitation. */
export const invitationRoutes: readonly Route[] = [
  route({
    tag,
    method: 'POST',
    path: '/api/v1/users/invite',
    auth: 'settings',
    summary: 'Invite a colleague by mail',
    body: invitationInput,
    status: 201,
    response: invitation.extend({ link: z.string() }),
    run: (ctx, { body }) => invite(ctx, body),
  }),
  route({
    tag,
    method: 'GET',
    path: '/api/v1/invitations',
    auth: 'settings',
    summary: 'Invitations that nobody has accepted yet',
    response: z.object({ data: z.array(invitation.extend({ created_at: time, created_by: z.string().nullable() })) }),
    run: async ctx => ({ data: await listInvitations(ctx) }),
  }),
  route({
    tag,
    method: 'DELETE',
    path: '/api/v1/invitations/{id}',
    auth: 'settings',
    summary: 'Take an invitation back',
    params: z.object({ id: z.uuid() }),
    status: 204,
    run: async (ctx, { params }) => {
      const gone = await ctx.tx.deleteFrom('invitation').where('id', '=', params.id).where('accepted_at', 'is', null).executeTakeFirst()
      if (Number(gone.numDeletedRows) === 0) throw notFound('There is no such open invitation.')
    },
  }),
  route({
    tag,
    method: 'POST',
    path: '/api/v1/invitations/look',
    auth: 'public',
    reads: true,
    perMinute: 30,
    summary: 'What an invitation link is for',
    body: z.strictObject({ token: z.string().min(1).max(100) }),
    response: z.object({ email: z.string(), name: z.string().nullable(), role: z.string(), workspace: z.string() }),
    run: async (ctx, { body }) => {
      const { email, name, role } = await findInvitation(ctx, body.token)
      return { email, name, role, workspace: ctx.settings.get(workspaceSetting).name }
    },
  }),
  route({
    tag,
    method: 'POST',
    path: '/api/v1/invitations/accept',
    auth: 'public',
    perMinute: 30,
    summary: 'Accept an invitation: then sign in with the new password',
    body: acceptInput,
    status: 201,
    response: made,
    run: (ctx, { body }) => acceptInvitation(ctx, body),
  }),
  route({
    tag: 'Set-up',
    method: 'GET',
    path: '/api/v1/setup',
    auth: 'public',
    summary: 'Whether this installation still has to be set up',
    response: z.object({ needed: z.boolean() }),
    run: async ctx => ({ needed: await setUpNeeded(ctx) }),
  }),
  route({
    tag: 'Set-up',
    method: 'POST',
    path: '/api/v1/setup',
    auth: 'public',
    perMinute: 30,
    summary: 'Set a new installation up with its first admin',
    body: setUpInput,
    status: 201,
    response: made,
    run: (ctx, { body }) => setUp(ctx, body),
  }),
]
