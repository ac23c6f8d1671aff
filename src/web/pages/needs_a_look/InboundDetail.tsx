import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { get, post } from '../../api/client.ts'
import { mayUpdate, useMeta, useObject } from '../../api/meta.ts'
import { sentenceOf } from '../../api/problem.ts'
import { refreshLists, refreshRecord } from '../../api/records.ts'
import type { Rec } from '../../api/types.ts'
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

interface Preview {
  fields: { label: string; value: string }[]
  text: string
}

/** What it says, readable, with its raw form behind a button. */
function Content({ inbound }: { inbound: Rec }) {
  const { data } = useQuery({
    queryKey: ['preview', inbound.id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => get<Preview>(`/inbound/${inbound.id}/preview`, signal),
  })
  return (
    <>
      {data && data.fields.length > 0 && (
        <dl className="ans pad">
          {data.fields.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the answers never change and may repeat
            <div key={index} className="contents">
              <dt>{field.label}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {data?.text && <div className="words reading">{data.text}</div>}
      <RawView inboundId={inbound.id} />
    </>
  )
}
