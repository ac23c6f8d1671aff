import type { Context } from '../../platform/context.ts'
import { updateRecords } from '../../platform/object/write.ts'

/** Writes where a ticket is into the lead's next step, in front of what stands there (D3). */
export async function linkTicket(ctx: Context, leadId: string, url: string): Promise<void> {
  const lead = await ctx.tx.selectFrom('lead').select(['next_steps', 'status']).where('id', '=', leadId).executeTakeFirst()
  if (!lead || lead.status === 'converted') return
  const line = `Ticket: ${url}`
  const next_steps = lead.next_steps?.includes(url) ? lead.next_steps : [line, lead.next_steps].filter(Boolean).join('\n')
  await updateRecords(ctx, 'lead', [{ id: leadId, changes: { ticket_url: url, next_steps } }], { kind: 'ticket_opened' })
}
