import type { Context } from '../../../platform/context.ts'
import type { Row } from '../../../platform/object/list.ts'
import { notifyAll } from '../../notifications/notify.ts'
import { queueMails } from '../../notifications/queue_mail.ts'

type Submitted = readonly { label: string; value: string }[]

const named = (lead: Row) => [lead.name, lead.company].filter(Boolean).join(', ')

export interface Arrived {
  lead: Row
  /** Told to the sales addresses too. */
  sales: boolean
  submitted: Submitted
}

/**
 * Says that leads have arrived: to their owners in the page and by mail, and for forms and bookings to the sales addresses too
 * (B7), with everything that was submitted.
 */
export async function announceLeads(ctx: Context, arrived: readonly Arrived[]): Promise<void> {
  const told = arrived.map(one => ({ ...one, owner: one.lead.owner_id, text: textOf(ctx, one) }))
  await notifyAll(
    ctx,
    told.flatMap(({ lead, owner, text }) =>
      typeof owner === 'string'
        ? [
            {
              user_id: owner,
              kind: 'lead',
              text: `New lead: ${named(lead)}`,
              object: 'lead',
              record_id: lead.id,
              mail: { subject: `New lead: ${named(lead)}`, text },
            },
          ]
        : [],
    ),
  )
  const forSales = told.filter(one => one.sales)
  if (forSales.length === 0) return
  const addresses = await ctx.tx
    .selectFrom('address')
    .select('address')
    .where('purpose', '=', 'sales')
    .where('deleted_at', 'is', null)
    .execute()
  await queueMails(
    ctx,
    forSales.flatMap(({ lead, text }) =>
      addresses.map(({ address }) => ({
        to: address,
        subject: `Contact form: ${named(lead)}`,
        text,
        reply_to: typeof lead.email === 'string' ? lead.email : undefined,
      })),
    ),
  )
}

function textOf(ctx: Context, { lead, submitted }: Arrived): string {
  const lines = [
    named(lead),
    lead.email ? `Mail: ${String(lead.email)}` : '',
    lead.country ? `Country: ${String(lead.country)}` : '',
    `Score: ${String(lead.score)}`,
    '',
    ...(typeof lead.sales_form_message === 'string' ? [lead.sales_form_message, ''] : []),
    ...submitted.map(one => `${one.label}: ${one.value}`),
    '',
    String(lead.assignment_reason ?? ''),
    `${ctx.ports.baseUrl}/leads/${lead.id}`,
  ]
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
}

/** Tells the owners that somebody who is their open lead already got in touch again. */
export const announceRepeats = (ctx: Context, leads: readonly Row[]): Promise<void> =>
  notifyAll(
    ctx,
    leads.flatMap(lead =>
      typeof lead.owner_id === 'string'
        ? [{ user_id: lead.owner_id, kind: 'lead', text: `${named(lead)} got in touch again`, object: 'lead', record_id: lead.id }]
        : [],
    ),
  )
