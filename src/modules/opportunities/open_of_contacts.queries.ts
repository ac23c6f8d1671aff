import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'

/** The open opportunity in which each of these contacts takes part, by contact: of several the one that was made last. */
export async function openOfContacts(ctx: Pick<Context, 'tx'>, contacts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (contacts.length === 0) return new Map()
  const { rows } = await sql<{ contact_id: string; id: string }>`select distinct on (r.contact_id) r.contact_id, o.id from contact_role r
    join opportunity o on o.id = r.opportunity_id and o.closed_at is null and o.deleted_at is null
    where r.contact_id = any(${[...new Set(contacts)]}::uuid[]) and r.deleted_at is null order by r.contact_id, o.created_at desc, o.id`.execute(
    ctx.tx,
  )
  return new Map(rows.map(row => [row.contact_id, row.id]))
}
