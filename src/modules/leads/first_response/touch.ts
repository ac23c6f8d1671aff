import type { Context } from '../../../platform/context.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import type { Lead } from '../lead.object.ts'

/**
 * The first outgoing mail, logged call or held meeting: the lead has been contacted. Stops the first-response clock and begins
 * Working (C6, D1, rulings). Later ones move the last touch.
 */
export async function touch(ctx: Context, latest: ReadonlyMap<string, Date>): Promise<void> {
  if (latest.size === 0) return
  const leads: Lead[] = await ctx.tx
    .selectFrom('lead')
    .selectAll()
    .where('id', 'in', [...latest.keys()])
    .execute()
  const updates = leads.map(lead => {
    const at = latest.get(lead.id) ?? ctx.now
    return {
      id: lead.id,
      changes: {
        ...(lead.first_responded_at === null ? { first_responded_at: at } : {}),
        ...(lead.last_touched_at === null || lead.last_touched_at < at ? { last_touched_at: at } : {}),
        ...(lead.status === 'new' ? { status: 'working' } : {}),
      },
    }
  })
  await updateRecords(ctx, 'lead', updates, { kind: 'touched' })
}
