import type { Tx } from '../db/database.ts'
import { newId } from '../id.ts'
import { invalid } from '../refuse.ts'
import './tables.ts'

export const shortestPassword = 8
export const longestPassword = 128

/** Gives a user a password in the command's own transaction, in the form that better-auth reads. */
export async function setCredential(tx: Tx, userId: string, password: string, now: Date): Promise<void> {
  if (password.length < shortestPassword || password.length > longestPassword)
    throw invalid([{ field: 'password', code: 'password.length', message: `Use ${shortestPassword} to ${longestPassword} characters.` }])
  // Loaded with the first password: it brings more than it hashes.
  const { hashPassword } = await import('better-auth/crypto')
  const hash = await hashPassword(password)
  await tx
    .insertInto('auth_account')
    .values({
      id: newId(),
      user_id: userId,
      provider_id: 'credential',
      account_id: userId,
      password: hash,
      created_at: now,
      updated_at: now,
    })
    .onConflict(on => on.columns(['provider_id', 'account_id']).doUpdateSet({ password: hash, updated_at: now }))
    .execute()
}

/** Ends a user's sessions at once; with `except`, all but that one. */
export async function endSessions(tx: Tx, userId: string, except: string | null = null): Promise<number> {
  let query = tx.deleteFrom('auth_session').where('user_id', '=', userId)
  if (except) query = query.where('id', '!=', except)
  return Number((await query.executeTakeFirst()).numDeletedRows)
}
