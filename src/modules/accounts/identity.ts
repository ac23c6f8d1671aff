import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { refuse } from '../../platform/refuse.ts'

const domainsOf = (row: Readonly<Row>): string[] => {
  const further = Array.isArray(row.domains) ? row.domains.filter(domain => typeof domain === 'string') : []
  const all = [row.domain, ...further].filter((domain): domain is string => typeof domain === 'string' && domain !== '')
  return row.deleted_at === null ? [...new Set(all.map(domain => domain.toLowerCase()))].sort() : []
}

/** Claims an account's domains in the identity table; one account a domain, so a second one is refused with the first's id (C1). */
async function claimDomains(rows: readonly Readonly<Row>[], ctx: Context): Promise<Record<string, unknown>[]> {
  await sql`delete from account_domain where account_id = any(${rows.map(row => row.id)}::uuid[])`.execute(ctx.tx)
  // Sorted, so that two writers of the same domains wait for each other instead of deadlocking.
  const claims = rows
    .flatMap(row => domainsOf(row).map(domain => ({ domain, account_id: row.id })))
    .sort((a, b) => (a.domain < b.domain ? -1 : 1))
  for (const claim of claims) {
    const { rows: taken } = await sql<{
      account_id: string
    }>`insert into account_domain (domain, account_id) values (${claim.domain}, ${claim.account_id})
      on conflict (domain) do update set account_id = account_domain.account_id returning account_id`.execute(ctx.tx)
    const owner = taken[0]?.account_id
    if (owner !== claim.account_id)
      throw refuse('account.domain_taken', `Another account already has the domain ${claim.domain}.`, {
        status: 409,
        errors: [{ field: 'domain', code: 'taken', message: 'Another account has this domain.' }],
        extra: { existing_id: owner },
      })
  }
  return rows.map(row => ({ domain: typeof row.domain === 'string' ? row.domain.toLowerCase() : row.domain }))
}

export const accountIdentity: Derivation = { object: 'account', from: ['domain', 'domains', 'deleted_at'], derive: claimDomains }
