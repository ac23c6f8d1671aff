import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { notify } from '../notifications/notify.ts'
import { queueMail } from '../notifications/queue_mail.ts'

type Submitted = readonly { label: string; value: string }[]

const named = (lead: Row) => [lead.name, lead.company].filter(Boolean).join(', ')

/**
 * Says that a lead has arrived: to its owner in the page and by mail, and for forms and bookings to the sales addresses too
 * (B7), with everything that was submitted.
 */
export async function announceLead(ctx: Context, lead: Row, options: { sales: boolean; submitted: Submitted }): Promise<void> {
  const link = `${ctx.ports.baseUrl}/leads/${lead.id}`
  const lines = [
    named(lead),
    lead.email ? `Mail: ${String(lead.email)}` : '',
    lead.country ? `Country: ${String(lead.country)}` : '',
    `Score: ${String(lead.score)}`,
    '',
    ...(typeof lead.sales_form_message === 'string' ? [lead.sales_form_message, ''] : []),
    ...options.submitted.map(one => `${one.label}: ${one.value}`),
    '',
    String(lead.assignment_reason ?? ''),
    link,
  ]
  const text = lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
  if (typeof lead.owner_id === 'string')
    await notify(ctx, {
      user_id: lead.owner_id,
      kind: 'lead',
      text: `New lead: ${named(lead)}`,
      object: 'lead',
      record_id: lead.id,
      mail: { subject: `New lead: ${named(lead)}`, text },
    })
  if (!options.sales) return
  const addresses = await ctx.tx
    .selectFrom('address')
    .select('address')
    .where('purpose', '=', 'sales')
    .where('deleted_at', 'is', null)
    .execute()
  for (const { address } of addresses)
    await queueMail(ctx, {
      to: address,
      subject: `Contact form: ${named(lead)}`,
      text,
      reply_to: typeof lead.email === 'string' ? lead.email : undefined,
    })
}

/** Tells the owner that somebody who is their open lead already got in touch again. */
export async function announceRepeat(ctx: Context, lead: Row): Promise<void> {
  if (typeof lead.owner_id !== 'string') return
  await notify(ctx, { user_id: lead.owner_id, kind: 'lead', text: `${named(lead)} got in touch again`, object: 'lead', record_id: lead.id })
}
