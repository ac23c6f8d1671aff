import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { post } from '../../api/client.ts'
import { mayUpdate, useMeta, useObject } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { ListPage, Rec } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { optionLabel } from '../../object/field/values.ts'
import { A } from '../../ui/A.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { showError, toast } from '../../ui/toasts.ts'
import { When } from '../../ui/When.tsx'
import { OutcomeTag } from '../inbound_columns.tsx'
import { FileDialog } from './FileDialog.tsx'
import { MakeLeadDialog } from './MakeLeadDialog.tsx'
import { RawView } from './RawView.tsx'

interface InboundDetailProps {
  inbound: Rec
  onDecided: () => void
  onBack: () => void
}

/** One thing that came in: what it says, what was decided and why, and every other decision one click away. */
export function InboundDetail({ inbound, onDecided, onBack }: InboundDetailProps) {
  const object = useObject('inbound')
  const lead = useMeta().objects.find(one => one.name === 'lead')
  const may = lead ? mayUpdate(lead) : false
  const [open, setOpen] = useState<'lead' | 'file' | null>(null)
  const [busy, setBusy] = useState(false)
  const decide = async (verb: string, body: unknown, done: string) => {
    setBusy(true)
    try {
      await post(`/inbound/${inbound.id}/${verb}`, body)
      toast(done)
      refreshRecord('inbound', inbound.id)
      refreshLists('inbound', 50)
      refreshLists('lead', 200)
      onDecided()
    } catch (error) {
      showError(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  const ignore = () => void decide('ignore', { reason: 'not_a_lead' }, 'Ignored')
  const spam = () => void decide('ignore', { reason: 'spam' }, 'Marked as spam')
  const retry = () => void decide('retry', {}, 'It is being looked at again')
  const makeLead = () => setOpen('lead')
  useKeys({ l: makeLead, f: () => setOpen('file'), i: ignore, '!': spam, r: retry }, may && !busy)
  const channel = object.fields.channel
  const outcome = object.fields.outcome
  return (
    <article className="thread" aria-label="What came in">
      <header className="look-head">
        <IconButton name="back" label="Back to the queue" className="only-s" onClick={onBack} />
        <div className="grow">
          <h2>{String(inbound.subject ?? 'Without a subject')}</h2>
          <p className="meta">
            {channel ? optionLabel(channel, inbound.channel) : ''} from {String(inbound.sender ?? 'an unknown sender')},{' '}
            <When at={String(inbound.received_at)} as="full" />
          </p>
        </div>
      </header>
      <div className="msgs">
        <div className="note warn why-note">
          <OutcomeTag outcome={inbound.outcome} label={outcome ? optionLabel(outcome, inbound.outcome) : undefined} />
          <span className="grow">{String(inbound.reason ?? inbound.error ?? 'Not decided yet.')}</span>
        </div>
        <Consequences inbound={inbound} />
        <Content inbound={inbound} />
      </div>
      {may && (
        <footer className="look-foot">
          <Button look="primary" keys="l" onClick={makeLead} disabled={busy}>
            Make a lead
          </Button>
          <Button keys="f" onClick={() => setOpen('file')} disabled={busy}>
            File on …
          </Button>
          <Button keys="i" onClick={ignore} disabled={busy}>
            Ignore
          </Button>
          <Button keys="!" onClick={spam} disabled={busy}>
            Spam
          </Button>
          <span className="grow" />
          <Button look="quiet" keys="r" onClick={retry} disabled={busy}>
            Try again
          </Button>
        </footer>
      )}
      {open === 'lead' && <MakeLeadDialog inbound={inbound} onClose={() => setOpen(null)} onDone={onDecided} />}
      {open === 'file' && (
        <FileDialog onClose={() => setOpen(null)} onFile={(target, id) => void decide('file', { object: target, id }, 'Filed')} />
      )}
    </article>
  )
}

/** The records that it led to. */
function Consequences({ inbound }: { inbound: Rec }) {
  const links: ReactNode[] = []
  if (typeof inbound.lead_id === 'string')
    links.push(
      <A key="lead" className="link" href={`/leads/${inbound.lead_id}`}>
        Open the lead
      </A>,
    )
  if (typeof inbound.contact_id === 'string')
    links.push(
      <A key="contact" className="link" href={`/contacts/${inbound.contact_id}`}>
        Open the contact
      </A>,
    )
  return links.length > 0 ? <p className="row pad">{links}</p> : null
}

/** The message as it was understood, with its raw form behind a button. */
function Content({ inbound }: { inbound: Rec }) {
  const { objects } = useMeta()
  const { data } = useQuery({
    queryKey: ['few', 'message', 'inbound', inbound.id],
    enabled: inbound.channel === 'mail' && objects.some(one => one.name === 'message'),
    queryFn: ({ signal }) =>
      post<ListPage>('/messages/query', { filter: { field: 'inbound_id', op: 'is', value: inbound.id }, limit: 1 }, { signal }),
  })
  const message = data?.data[0]
  const decision = typeof inbound.decision === 'object' && inbound.decision !== null ? (inbound.decision as Record<string, unknown>) : {}
  const inputs = typeof decision.inputs === 'object' && decision.inputs !== null ? Object.entries(decision.inputs) : []
  return (
    <>
      {message && <div className="words reading">{String(message.text ?? message.new_text ?? '')}</div>}
      {inputs.length > 0 && (
        <section className="inputs" aria-label="Decided from">
          <h3 className="label">Decided from</h3>
          <dl className="ans">
            {inputs.map(([name, value]) => (
              <div key={name} className="contents">
                <dt>{name.replaceAll('_', ' ')}</dt>
                <dd>{plain(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <RawView inboundId={inbound.id} startOpen={!message} />
    </>
  )
}

const plain = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'Nothing'
  if (value === true || value === false) return value ? 'Yes' : 'No'
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (typeof value === 'object') return Object.values(value).map(plain).join(', ')
  return String(value)
}
