import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { refuse } from '../../platform/refuse.ts'

const addressesOf = (row: Readonly<Row>): string[] => {
  const further = Array.isArray(row.emails) ? row.emails.filter(address => typeof address === 'string') : []
  const all = [row.email, ...further].filter((address): address is string => typeof address === 'string' && address !== '')
  return row.deleted_at === null ? [...new Set(all)].sort() : []
}

/** Claims a contact's addresses in the identity table; one contact an address, so a second one is refused with the first's id (C1). */
async function claimAddresses(rows: readonly Readonly<Row>[], ctx: Context): Promise<Record<string, unknown>[]> {
  await sql`delete from contact_email where contact_id = any(${rows.map(row => row.id)}::uuid[])`.execute(ctx.tx)
  const claims = rows
    .flatMap(row => addressesOf(row).map(email => ({ email, contact_id: row.id })))
    .sort((a, b) => (a.email < b.email ? -1 : 1))
  for (const claim of claims) {
    const { rows: taken } = await sql<{
      contact_id: string
    }>`insert into contact_email (email, contact_id) values (${claim.email}, ${claim.contact_id})
      on conflict (email) do update set contact_id = contact_email.contact_id returning contact_id`.execute(ctx.tx)
    const owner = taken[0]?.contact_id
    if (owner !== claim.contact_id)
      throw refuse('contact.email_taken', `Another contact already has the address ${claim.email}.`, {
        status: 409,
        errors: [{ field: 'email', code: 'taken', message: 'Another contact has this address.' }],
        extra: { existing_id: owner },
      })
  }
  return rows.map(() => ({}))
}

export const contactIdentity: Derivation = { object: 'contact', from: ['email', 'emails', 'deleted_at'], derive: claimAddresses }
