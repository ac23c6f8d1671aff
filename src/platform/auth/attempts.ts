import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'

const windowMinutes = 15
/** By one person from one network address; and for one person from anywhere, high enough that a stranger cannot easily lock somebody out. */
const limits = { here: 10, anywhere: 60 }

const keysOf = (email: string, ip: string) => ({ here: `${email} ${ip}`, anywhere: email })

/**
 * Counts an attempt to sign in before the password is looked at, so that a burst of parallel guesses counts too.
 * Answers how many seconds to wait, or 0 when the attempt may go on.
 */
export async function countAttempt(db: Kysely<Database>, email: string, ip: string): Promise<number> {
  const keys = keysOf(email, ip)
  let wait = 0
  for (const [kind, key] of Object.entries(keys)) {
    const counted = await sql<{ failures: number; wait: number }>`
      insert into auth_attempt as a (key, failures, first_at) values (${key}, 1, now())
      on conflict (key) do update set
        failures = case when a.first_at < now() - make_interval(mins => ${windowMinutes}) then 1 else a.failures + 1 end,
        first_at = case when a.first_at < now() - make_interval(mins => ${windowMinutes}) then now() else a.first_at end
      returning failures, ceil(extract(epoch from first_at + make_interval(mins => ${windowMinutes}) - now()))::int as wait`.execute(db)
    const row = counted.rows[0]
    if (row && row.failures > (kind === 'here' ? limits.here : limits.anywhere)) wait = Math.max(wait, row.wait)
  }
  return wait
}

/** The right password forgives the wrong ones before it. */
export async function forgiveAttempts(db: Kysely<Database>, email: string, ip: string): Promise<void> {
  const keys = keysOf(email, ip)
  await db.deleteFrom('auth_attempt').where('key', 'in', [keys.here, keys.anywhere]).execute()
}
