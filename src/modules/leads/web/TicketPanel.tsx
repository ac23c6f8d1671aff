import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { useBeside } from '../../../web/object/record/use_page.ts'
import { A } from '../../../web/ui/A.tsx'
import { When } from '../../../web/ui/When.tsx'
import { ticketOf } from './lead_around.ts'

/** The ticket that a lead became, and what holds it up while the desk does not answer (D3). */
export function TicketPanel({ record }: { record: Rec }) {
  const meta = useMeta()
  const [ticket] = useBeside(ticketOf, record).data?.data ?? []
  const fields = meta.objects.find(one => one.name === 'ticket')?.fields
  if (!ticket || !fields) return null
  const queue = fields.queue ? optionLabel(fields.queue, String(ticket.queue)) : ''
  const state = fields.state ? optionLabel(fields.state, String(ticket.state)) : ''
  return (
    <Panel title="Ticket" aside={state}>
      <p className="t2">
        <A href={typeof ticket.external_id === 'string' && typeof ticket.url === 'string' ? ticket.url : `/tickets/${ticket.id}`}>
          {queue}: {String(ticket.subject)}
        </A>
      </p>
      <p className={ticket.error ? 'meta bad' : 'meta'}>
        {ticket.error
          ? `${String(ticket.error)} ${ticket.state === 'failed' ? '' : 'It is tried again.'}`
          : typeof ticket.opened_at === 'string' && (
              <>
                Opened <When at={ticket.opened_at} />
              </>
            )}
      </p>
    </Panel>
  )
}
