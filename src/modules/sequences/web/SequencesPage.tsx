import { useState } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { useCount, useFew } from '../../../web/api/records.ts'
import { formatCount, formatNumber } from '../../../web/format/numbers.ts'
import { useKeys } from '../../../web/keys/keys.ts'
import { createRecord, removeRecord } from '../../../web/pages/settings/parts/setting_records.ts'
import { saveSetting, useSetting } from '../../../web/pages/settings/parts/settings_docs.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A, useGo } from '../../../web/ui/A.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextArea, TextInput } from '../../../web/ui/inputs.tsx'
import { Tag } from '../../../web/ui/marks.tsx'
import { ScrollRegion } from '../../../web/ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/ui/states.tsx'
import { showError } from '../../../web/ui/toasts.ts'
import { When } from '../../../web/ui/When.tsx'
import { type SequenceNumbers, type SequenceRec, selfServe, useNumbers, useSequences } from './sequences.ts'

/** All sequences with how they do. */
export function SequencesPage() {
  const meta = useMeta()
  const { rows, error, isPending, retry } = useSequences()
  const { data } = useNumbers()
  const [creating, setCreating] = useState(false)
  const edits = meta.me.rights.settings
  useKeys({ n: () => edits && setCreating(true) })
  return (
    <>
      <TopBar
        title="Sequences"
        actions={
          edits && (
            <>
              <Button look="primary" icon="plus" keys="n" className="hide-s" onClick={() => setCreating(true)}>
                New sequence
              </Button>
              <IconButton name="plus" label="New sequence" className="only-s" onClick={() => setCreating(true)} />
            </>
          )
        }
      />
      <ScrollRegion className="page" label="Sequences">
        {error && rows.length === 0 && <Failed sentence={sentenceOf(error)} retry={retry} />}
        {isPending && <SkeletonRows rows={4} />}
        {!isPending && !error && rows.length === 0 && (
          <Empty
            title="No sequences yet"
            action={
              edits && (
                <Button icon="plus" keys="n" onClick={() => setCreating(true)}>
                  New sequence
                </Button>
              )
            }
          >
            Mails that go to a person one after the other, in working days, until they answer.
          </Empty>
        )}
        {rows.length > 0 && (
          <table className="seq-table">
            <thead>
              <tr>
                <th scope="col">Sequence</th>
                <th scope="col">Enrolled</th>
                <th scope="col">In it now</th>
                <th scope="col">Needs a look</th>
                <th scope="col">Mails sent</th>
                <th scope="col">Replied</th>
                <th scope="col">Reply rate</th>
                <th scope="col">Stopped</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(sequence => (
                <Row key={sequence.id} sequence={sequence} numbers={data?.data.find(one => one.sequence_id === sequence.id)} />
              ))}
            </tbody>
          </table>
        )}
        {edits && rows.length > 0 && <Footer />}
        {edits && <UnsubscribedList />}
      </ScrollRegion>
      <HintBar hints={edits ? [['n', 'new']] : []}>
        <span className="hide-s">Replies are counted by person, of those who got at least one mail.</span>
      </HintBar>
      {creating && <NewSequence onClose={() => setCreating(false)} />}
    </>
  )
}

const none = { enrolled: 0, active: 0, held: 0, sent: 0, replied: 0, stopped: 0, failed: 0, reply_rate: null }

function Row({
  sequence,
  numbers = { ...none, sequence_id: '', finished: 0 },
}: {
  sequence: SequenceRec
  numbers?: SequenceNumbers | undefined
}) {
  const mails = sequence.steps.length
  const cell = (label: string, value: number, tone = '') => (
    <td data-label={label} className={value === 0 ? 'num t3' : `num ${tone}`}>
      {formatNumber(value)}
    </td>
  )
  return (
    <tr>
      <td>
        <A className="link strong" href={`/sequences/${sequence.id}`}>
          {sequence.name}
        </A>{' '}
        {!sequence.active && <Tag tone="warn">Paused</Tag>} {sequence.key === selfServe && <Tag>Starts by itself</Tag>}
        <div className="meta">{mails === 0 ? 'No mails yet' : mails === 1 ? '1 mail' : `${mails} mails`}</div>
      </td>
      {cell('Enrolled', numbers.enrolled)}
      {cell('In it now', numbers.active)}
      {cell('Needs a look', numbers.held, 'warn')}
      {cell('Mails sent', numbers.sent)}
      {cell('Replied', numbers.replied)}
      <td data-label="Reply rate" className={numbers.reply_rate === null ? 'num t3' : 'num'}>
        {numbers.reply_rate === null ? 'None yet' : `${formatNumber(numbers.reply_rate * 100, 1)} %`}
      </td>
      {cell('Stopped', numbers.stopped + numbers.failed)}
    </tr>
  )
}

/** What stands under every mail, above the link that unsubscribes. */
function Footer() {
  const { value } = useSetting<{ footer: string }>('sequences')
  const [text, setText] = useState<string | null>(null)
  if (!value) return null
  const save = () => {
    if (text === null || text.trim() === value.footer) return
    saveSetting('sequences', { footer: text.trim() }, 'Saved').catch(error => showError(sentenceOf(error)))
  }
  return (
    <section className="seq-footer" aria-label="Under every mail">
      <FormField label="Under every mail" help="Say why they get it, and where you are. The link that unsubscribes is added by itself.">
        {ids => <TextArea {...ids} rows={3} value={text ?? value.footer} onChange={event => setText(event.target.value)} onBlur={save} />}
      </FormField>
    </section>
  )
}

/** Who wants no such mails: every sequence keeps to it. */
function UnsubscribedList() {
  const meta = useMeta()
  const { data } = useFew('unsubscribe', { sort: [{ field: 'created_at', direction: 'desc' }], limit: 20 })
  const { data: count } = useCount('unsubscribe', null)
  const [adding, setAdding] = useState('')
  const rows = data?.data ?? []
  const add = async () => {
    try {
      await createRecord(meta, 'unsubscribe', { email: adding.trim() })
      setAdding('')
    } catch (error) {
      showError(sentenceOf(error))
    }
  }
  return (
    <section className="seq-footer" aria-label="Unsubscribed addresses">
      <h2 className="strong">Unsubscribed addresses{count && count.value > 0 ? ` (${formatCount(count)})` : ''}</h2>
      <p className="meta">No sequence writes to them, whichever record they are on.{rows.length === 20 ? ' The latest are shown.' : ''}</p>
      <ul className="seq-people" aria-label="Unsubscribed addresses">
        {rows.map(row => (
          <li key={row.id}>
            <span className="grow cut">
              {String(row.email)}{' '}
              <span className="meta">
                <When at={String(row.created_at)} />
              </span>
            </span>
            <Button
              small
              look="quiet"
              onClick={() => void removeRecord(meta, 'unsubscribe', row, `${String(row.email)} may be written to again`)}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="row seq-add"
        onSubmit={event => {
          event.preventDefault()
          if (adding.trim() !== '') void add()
        }}
      >
        <TextInput
          type="email"
          aria-label="Address that wants no more"
          placeholder="name@company.com"
          value={adding}
          onChange={event => setAdding(event.target.value)}
        />
        <Button type="submit" disabled={adding.trim() === ''} title={adding.trim() === '' ? 'Write an address first' : undefined}>
          Add
        </Button>
      </form>
    </section>
  )
}

function NewSequence({ onClose }: { onClose: () => void }) {
  const meta = useMeta()
  const go = useGo()
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  return (
    <FormDialog
      title="New sequence"
      submit="Write its mails"
      onClose={onClose}
      disabled={name.trim() === ''}
      error={error}
      onSubmit={async () => {
        try {
          const made = await createRecord(meta, 'sequence', { name: name.trim() })
          go(`/sequences/${made.id}`)
        } catch (problem) {
          setError(sentenceOf(problem))
        }
      }}
    >
      <FormField label="Name" required>
        {ids => (
          <TextInput {...ids} data-autofocus value={name} placeholder="After the webinar" onChange={event => setName(event.target.value)} />
        )}
      </FormField>
    </FormDialog>
  )
}
