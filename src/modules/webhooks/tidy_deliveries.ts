import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'

const kept = 30 * 86_400_000

/** Forgets deliveries after 30 days: they can be looked into and repeated until then, and would fill the disk for ever. */
export async function tidyDeliveries(ctx: Context): Promise<void> {
  // By webhook, because so they are indexed; none is read that stays.
  await sql`delete from webhook_delivery where webhook_id = any(array(select id from webhook))
    and created_at < ${new Date(ctx.now.getTime() - kept)} and state in ('delivered', 'given_up')`.execute(ctx.tx)
}
