import { sql } from 'kysely'
import type { Consumer } from '../../platform/module.ts'
import './product_event_tables.ts'

/** An organisation of the product goes along when its account is merged, and back to the account that has its id when that is undone. */
export const followMerge: Consumer = {
  name: 'product_organization_merge',
  objects: ['account'],
  consume: async (entries, ctx) => {
    for (const entry of entries) {
      const into = entry.kind === 'account.merged' ? entry.detail?.into : null
      if (typeof into === 'string')
        await sql`update product_organization set account_id = ${into} where account_id = ${entry.record_id}`.execute(ctx.tx)
      else if (entry.changes.deleted_at?.[1] === null && entry.changes.deleted_at[0] !== null)
        await sql`update product_organization o set account_id = a.id from account a
          where a.id = ${entry.record_id} and a.deleted_at is null and o.key = a.external_id`.execute(ctx.tx)
    }
  },
}
