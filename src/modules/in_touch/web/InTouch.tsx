import { useQuery } from '@tanstack/react-query'
import { brought } from '../../../web/api/brought.ts'
import { get } from '../../../web/api/client.ts'
import { useMeta } from '../../../web/api/meta.ts'
import { pluralOf, recordPath } from '../../../web/api/paths.ts'
import type { Meta, MetaObject, Rec } from '../../../web/api/types.ts'
import { relative } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { inTouchKey } from '../../../web/object/record/use_page.ts'
import { A } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { Icon } from '../../../web/ui/Icon.tsx'
import { useTimeZone, When } from '../../../web/ui/When.tsx'
import type { InTouch as Served, Touch as ServedTouch } from '../in_touch.queries.ts'

type Touch = Omit<ServedTouch, 'at'> & { at: string }
type Found = Omit<Served, 'touches'> & { touches: Touch[] }

const verbs: Record<Touch['kind'], string> = { mail: 'wrote to', call: 'called', meeting: 'met', sequence: 'has a sequence to' }
const nameOf = (meta: Meta, id: string | null): string => meta.users.find(user => user.id === id)?.name ?? 'A former colleague'

/** Who else of us is in touch with the company of a record. */
export function useInTouch(object: string, id: string): Found | undefined {
  const plural = pluralOf(useMeta(), object)
  const queryKey = inTouchKey(object, id)
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => brought(queryKey, () => get<Found>(`/${plural}/${id}/in-touch`, signal)),
    staleTime: 30_000,
  }).data
}

/** Colleagues who are in touch with the same company, so that nobody runs a parallel conversation (F1, B9). */
export function InTouchPanel({ object, record }: { object: string; record: Rec }) {
  const meta = useMeta()
  const found = useInTouch(object, record.id)
  if (!found) return null
  const { touches, leads, opportunities, tickets, sequences } = found
  const stage = meta.objects.find(one => one.name === 'opportunity')?.fields.stage
  const named = new Set(touches.map(one => one.user_id))
  const others = leads.filter(lead => !named.has(lead.owner_id))
  if (touches.length + others.length + opportunities.length + tickets.length + sequences.length === 0) return null
  return (
    <Panel title="Also in touch">
      {touches.map(one => (
        <A key={one.user_id} className="mini" href={recordPath(one.object, one.record_id) ?? '#'}>
          <Avatar id={one.user_id} name={nameOf(meta, one.user_id)} />
          <span className="cut grow">
            {nameOf(meta, one.user_id)}
            <span className="t3">
              {' '}
              {verbs[one.kind]} {one.name}
            </span>
          </span>
          <span className="meta">
            <When at={one.at} />
          </span>
        </A>
      ))}
      {others.map(lead => (
        <A key={lead.id} className="mini" href={recordPath('lead', lead.id) ?? '#'}>
          <Avatar id={lead.owner_id} name={nameOf(meta, lead.owner_id)} />
          <span className="cut grow">
            {nameOf(meta, lead.owner_id)}
            <span className="t3">, with {lead.name}</span>
          </span>
        </A>
      ))}
      {opportunities.map(one => (
        <A key={one.id} className="mini" href={recordPath('opportunity', one.id) ?? '#'}>
          <Icon name="opps" />
          <span className="cut grow">
            {one.name}
            <span className="t3">, {one.owner_id ? nameOf(meta, one.owner_id) : 'nobody'}</span>
          </span>
          <span className="meta">{stage ? optionLabel(stage, one.stage) : ''}</span>
        </A>
      ))}
      {sequences.map(one => (
        <A key={one.id} className="mini" href={recordPath(one.object, one.record_id) ?? '#'}>
          <Icon name="send" />
          <span className="cut grow">
            {one.sequence}
            <span className="t3">, to {one.name}</span>
          </span>
        </A>
      ))}
      {tickets.map(one => (
        <A key={one.id} className="mini" href={one.lead_id ? (recordPath('lead', one.lead_id) ?? '#') : '#'}>
          <Icon name="help" />
          <span className="cut grow">{one.subject}</span>
          <span className="meta">open ticket</span>
        </A>
      ))}
    </Panel>
  )
}

/** What must be known before somebody writes: that a colleague has just done so, or that a ticket is open. Nothing when it is quiet. */
export function InTouchLine({ object, record }: { object: Pick<MetaObject, 'name'>; record: Rec }) {
  const meta = useMeta()
  const now = useNow()
  const timeZone = useTimeZone()
  const found = useInTouch(object.name, record.id)
  if (!found) return null
  const [first, ...more] = found.touches
  const [ticket] = found.tickets
  const sequence = found.sequences.find(one => one.enrolled_by !== meta.me.id)
  const words = [
    first &&
      `${nameOf(meta, first.user_id)} ${verbs[first.kind]} ${first.name} ${relative(new Date(first.at), now, timeZone).replace(/^(Just|Today|Yesterday)/, word => word.toLowerCase())}${
        more.length > 0 ? `, and ${more.length === 1 ? 'one colleague' : `${more.length} colleagues`} more` : ''
      }.`,
    sequence && `“${sequence.sequence}” is running to ${sequence.name}.`,
    ticket && `A ticket is open: ${ticket.subject}.`,
  ].filter(Boolean)
  if (words.length === 0) return null
  return (
    <p className="in-touch" role="status">
      <Icon name="contacts" />
      <span>{words.join(' ')}</span>
    </p>
  )
}
