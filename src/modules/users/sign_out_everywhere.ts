import { endSessions } from '../../platform/auth/credential.ts'
import type { Context } from '../../platform/context.ts'
import { appendLog } from '../../platform/log/change_log.ts'

/** Ends all sessions of a user, or all but the one that asks (H1). Their API keys stay. */
export async function signOutEverywhere(ctx: Context, userId: string, except: string | null = null): Promise<{ ended: number }> {
  const ended = await endSessions(ctx.tx, userId, except)
  await appendLog(ctx, [{ object: 'user', record_id: userId, kind: 'user.signed_out_everywhere', changes: {}, detail: { ended } }])
  return { ended }
}
