import type { Consequence } from '../../../platform/object/derivation.ts'
import { updateRecords } from '../../../platform/object/write.ts'
import { touchesOf, touchFields } from '../../timeline/touches.rule.ts'
import type { Lead } from '../lead.object.ts'

/**
 * The first outgoing mail, logged call or held meeting: the lead has been contacted, whoever wrote that down and by whichever door.
 * Stops the first-response clock and begins Working (C6, D1, rulings). Later ones move the last touch.
 */
export const touch: Consequence = {
  object: 'activity',
  from: touchFields,
  follow: async (changes, ctx) => {
    const latest = touchesOf(changes, 'lead_id', ctx.now)
    if (latest.size === 0) return
    const leads: Lead[] = await ctx.tx
      .selectFrom('lead')
      .selectAll()
      .where('id', 'in', [...latest.keys()])
      .orderBy('id')
      // Locked before it is looked at: it may be converted at this very moment.
      .forUpdate()
      .execute()
    const updates = leads.map(lead => {
      const at = latest.get(lead.id) ?? ctx.now
      return {
        id: lead.id,
        changes: {
          // Who called before they were a lead here was answered when they came.
          ...(lead.first_responded_at === null ? { first_responded_at: at < lead.created_at ? lead.created_at : at } : {}),
          ...(lead.last_touched_at === null || lead.last_touched_at < at ? { last_touched_at: at } : {}),
          ...(lead.status === 'new' ? { status: 'working' } : {}),
        },
      }
    })
    await updateRecords(ctx, 'lead', updates, { kind: 'touched' })
  },
}
