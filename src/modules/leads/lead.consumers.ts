import { sql } from 'kysely'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Consumer } from '../../platform/module.ts'
import { updateRecords } from '../../platform/object/write.ts'

const accountInputs = ['employees', 'annual_revenue', 'country', 'company_type', 'founded_year', 'deleted_at']

/** A lead's scores follow its account: when that changes they are computed again (C2). */
export const rescoreOnAccount: Consumer = {
  name: 'lead_rescore',
  objects: ['account'],
  fields: () => accountInputs,
  consume: async (entries, ctx) => {
    const changed = entries.map(entry => entry.record_id)
    const { rows } = await sql<{ id: string }>`select id from lead where account_id = any(${[...new Set(changed)]}::uuid[])`.execute(ctx.tx)
    for (let from = 0; from < rows.length; from += 500)
      await enqueue(ctx, 'rescore_leads', { ids: rows.slice(from, from + 500).map(row => row.id) })
  },
}

/** A new account takes over the leads that have its domain. */
export const linkOnAccount: Consumer = {
  name: 'lead_link',
  objects: ['account'],
  fields: () => ['domain', 'domains'],
  consume: async (entries, ctx) => {
    const accounts = entries.map(entry => entry.record_id)
    const { rows } = await sql<{
      id: string
      account_id: string
    }>`select l.id, d.account_id from account_domain d join lead l on l.domain = d.domain
      where d.account_id = any(${[...new Set(accounts)]}::uuid[]) and l.account_id is null and l.deleted_at is null`.execute(ctx.tx)
    await updateRecords(
      ctx,
      'lead',
      rows.map(row => ({ id: row.id, changes: { account_id: row.account_id } })),
      { kind: 'linked' },
    )
  },
}
