import { sql } from 'kysely'
import type { Tx } from '../db/database.ts'

/** Removes what has run out: sessions, reset links, counted attempts, idempotency answers older than a day. */
export async function tidyAuth(tx: Tx, now: Date): Promise<void> {
  await sql`delete from auth_session where expires_at < now()`.execute(tx)
  await sql`delete from auth_verification where expires_at < now()`.execute(tx)
  await sql`delete from auth_attempt where first_at < now() - interval '1 day'`.execute(tx)
  await sql`delete from idempotency where created_at < ${now}::timestamptz - interval '24 hours'`.execute(tx)
}
