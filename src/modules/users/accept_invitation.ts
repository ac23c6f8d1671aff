import { z } from 'zod'
import { systemActor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { refuse } from '../../platform/refuse.ts'
import { createUser } from './create_user.ts'
import { hashInvitation } from './invite.ts'
import { nameInput, passwordInput, timeZoneInput } from './user_input.ts'

export const acceptInput = z.strictObject({
  token: z.string().min(1).max(100),
  name: nameInput,
  password: passwordInput,
  time_zone: timeZoneInput.optional(),
})

/** The invitation that a link leads to, as long as it may be accepted. */
export async function findInvitation(ctx: Context, token: string) {
  const found = await ctx.tx
    .selectFrom('invitation')
    .selectAll()
    .where('token_hash', '=', hashInvitation(token))
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw refuse('invitation.unknown', 'This invitation does not exist, or it was replaced by a newer one.', { status: 404 })
  if (found.accepted_at) throw refuse('invitation.accepted', 'This invitation was accepted already. Sign in with your password.')
  if (found.expires_at <= ctx.now) throw refuse('invitation.expired', 'This invitation has run out. Ask for a new one.')
  return found
}

/** Makes the user that was invited, with the password they chose (H1). */
export async function acceptInvitation(ctx: Context, input: z.output<typeof acceptInput>): Promise<{ id: string; email: string }> {
  const invitation = await findInvitation(ctx, input.token)
  const as: Context = { ...ctx, actor: systemActor('invitation') }
  const { email, role } = invitation
  const user = await createUser(as, {
    email,
    role,
    name: input.name,
    password: input.password,
    ...(input.time_zone ? { time_zone: input.time_zone } : {}),
  })
  await ctx.tx.updateTable('invitation').set({ accepted_at: ctx.now, user_id: user.id }).where('id', '=', invitation.id).execute()
  return { id: user.id, email }
}
