import { sql } from 'kysely'
import { enqueueMany } from '../../platform/jobs/enqueue.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import type { Ticket } from './ticket.object.ts'
import { ticketsSetting } from './ticket_settings.ts'

/**
 * A lead that is closed as a support or RevOps request gets its ticket, through whichever door it was closed and once for all:
 * closed again, it has one (D3). The desk is asked by a job, which waits until it answers.
 */
export const askForTicket: Consequence = {
  object: 'lead',
  from: ['status', 'disqualification_reason'],
  follow: async (changes, ctx) => {
    const { reasons } = ctx.settings.get(ticketsSetting)
    const queueOf = (lead: Readonly<Row>) => (lead.status === 'unqualified' ? reasons[String(lead.disqualification_reason)] : undefined)
    const wanted = changes.map(({ after }) => after).filter(lead => queueOf(lead) !== undefined)
    if (wanted.length === 0) return
    const { rows: known } = await sql<Ticket>`select * from ticket where lead_id = any(${wanted.map(lead => lead.id)}::uuid[])`.execute(
      ctx.tx,
    )
    const binned = known.filter(ticket => ticket.deleted_at !== null)
    await updateRecords(
      ctx,
      'ticket',
      binned.map(({ id }) => ({ id, changes: { deleted_at: null } })),
      { kind: 'restored' },
    )
    const owners = await addressesOf(
      ctx.tx,
      wanted.map(lead => lead.owner_id),
    )
    const fresh = await insertRecords(
      ctx,
      'ticket',
      wanted
        .filter(lead => !known.some(ticket => ticket.lead_id === lead.id))
        .map(lead => ({
          subject: [lead.name, lead.company].filter(Boolean).join(', '),
          queue: queueOf(lead),
          message: [lead.sales_form_message, lead.disqualification_notes].filter(Boolean).join('\n\n') || null,
          requester_name: lead.name,
          requester_email: lead.email,
          cc: [owners.get(String(lead.owner_id))].filter(address => address !== undefined),
          lead_id: lead.id,
        })),
    )
    const waiting = [...fresh, ...binned.filter(ticket => ticket.state === 'waiting')]
    await enqueueMany(
      ctx,
      'open_ticket',
      waiting.map(({ id }) => ({ payload: { ticket_id: id }, key: `ticket:${id}` })),
    )
  },
}

async function addressesOf(tx: Parameters<ReturnType<typeof sql>['execute']>[0], ids: readonly unknown[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; email: string }>`select id, email from "user" where id = any(${ids.filter(Boolean)}::uuid[])
    and active`.execute(tx)
  return new Map(rows.map(user => [user.id, user.email]))
}
