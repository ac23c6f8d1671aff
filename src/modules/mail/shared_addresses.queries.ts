import type { Kysely } from 'kysely'
import type { Database, Tx } from '../../platform/db/database.ts'
import type { SharedAddress } from './decide_mail.rule.ts'
import { normalAddress } from './mail_address.rule.ts'

/** All shared addresses of the workspace, by their normal form (B1). */
export async function sharedAddresses(db: Kysely<Database> | Tx): Promise<Map<string, SharedAddress>> {
  const rows = await db.selectFrom('address').select(['id', 'address', 'purpose']).where('deleted_at', 'is', null).execute()
  return new Map(rows.map(row => [normalAddress(row.address), { id: row.id, purpose: row.purpose as SharedAddress['purpose'] }]))
}
