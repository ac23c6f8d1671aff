import { endSessions, setCredential } from '../../platform/auth/credential.ts'
import type { Context } from '../../platform/context.ts'
import { appendLog } from '../../platform/log/change_log.ts'
import { loadFor } from '../../platform/object/write.ts'
import { demandAdminFor } from './user_checks.ts'

/** An admin gives a user a new password; their sessions end (H1). */
export async function setPassword(ctx: Context, id: string, password: string): Promise<void> {
  const user = await loadFor(ctx, ctx.registry.get('user'), id, 'update')
  demandAdminFor(ctx.actor, String(user.role))
  await setCredential(ctx.tx, id, password, ctx.now)
  await endSessions(ctx.tx, id)
  await appendLog(ctx, [{ object: 'user', record_id: id, kind: 'user.password_set', changes: {}, detail: null }])
}
