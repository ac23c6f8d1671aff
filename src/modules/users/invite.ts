import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { queueMail } from '../notifications/queue_mail.ts'
import { checkUser, demandAdminFor } from './user_checks.ts'
import { emailInput, nameInput } from './user_input.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    invitation: {
      id: string
      email: string
      name: string | null
      role: string
      token_hash: Buffer
      created_at: Date
      created_by: string | null
      expires_at: Date
      accepted_at: Date | null
      user_id: string | null
    }
  }
}

export const invitationInput = z.strictObject({ email: emailInput, name: nameInput.optional(), role: z.string().min(1) })
export const hashInvitation = (token: string): Buffer => createHash('sha256').update(token).digest()
const daysValid = 7

const mailText = (inviter: string, workspace: string, link: string): string =>
  `${inviter} invites you to ${workspace} in Hedgerow, where the team keeps its leads and customers.\n\nChoose your password here within ${daysValid} days:\n\n${link}\n`

/** Invites a colleague by a mailed link; inviting again replaces the link (H1). The link is in the answer too, for when mail is not set up. */
export async function invite(ctx: Context, { email, name, role }: z.output<typeof invitationInput>) {
  demandAdminFor(ctx.actor, role)
  await checkUser(ctx, { email, role }, null)
  const token = randomBytes(24).toString('base64url')
  const expires_at = new Date(ctx.now.getTime() + daysValid * 24 * 60 * 60 * 1000)
  const created_by = ctx.actor.user?.id ?? null
  const values = { email, name: name ?? null, role, token_hash: hashInvitation(token), created_at: ctx.now, created_by, expires_at }
  const { id } = await ctx.tx
    .insertInto('invitation')
    .values({ id: newId(), ...values, accepted_at: null, user_id: null })
    .onConflict(on => on.column('email').where('accepted_at', 'is', null).doUpdateSet(values))
    .returning('id')
    .executeTakeFirstOrThrow()
  const link = `${ctx.ports.baseUrl}/invitation/${token}`
  const workspace = ctx.settings.get(workspaceSetting).name
  await queueMail(ctx, {
    to: email,
    subject: `You are invited to ${workspace}`,
    text: mailText(ctx.actor.user?.name ?? 'Your team', workspace, link),
  })
  return { id, email, name: name ?? null, role, expires_at, link }
}
