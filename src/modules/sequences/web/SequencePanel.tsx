import { useState } from 'react'
import { editRecord } from '../../../web/api/edits.ts'
import { hasObject, mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { refreshLists } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { dayAndTime } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { one } from '../../../web/object/actions/target.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { useBeside } from '../../../web/object/record/use_page.ts'
import { removeRecord } from '../../../web/pages/settings/parts/setting_records.ts'
import { usePageCommands } from '../../../web/shell/palette/page_commands.ts'
import { A } from '../../../web/ui/A.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { Checkbox } from '../../../web/ui/inputs.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { useTimeZone, When } from '../../../web/ui/When.tsx'
import { enrollments, unsubscribed } from './beside.ts'
import { EnrollDialog } from './EnrollDialog.tsx'
import { type EnrollmentRec, resumeEnrollment, type SequenceRec, selfServe, stopEnrollment, useSequences } from './sequences.ts'

const open = (enrollment: EnrollmentRec) => enrollment.state === 'active' || enrollment.state === 'held'

interface SequencePanelProps {
  object: 'lead' | 'contact'
  record: Rec
}

/** Which sequence somebody is in and when its next mail goes; stop, go on, enrol. */
export function SequencePanel({ object: name, record }: SequencePanelProps) {
  const meta = useMeta()
  const object = useObject(name)
  const known = hasObject(meta, 'enrollment')
  const [enrolling, setEnrolling] = useState(false)
  const { rows: sequences } = useSequences()
  const { data } = useBeside(enrollments(name), record)
  const all = ((data?.data ?? []) as EnrollmentRec[]).filter(enrollment => enrollment.sequence_id)
  const running = all.filter(open)
  const [last] = all
  const shown = running.length > 0 ? running : last ? [last] : []
  const may = mayUpdateThis(meta, object, record) && record.deleted_at === null
  const ended = name === 'lead' && (record.status === 'unqualified' || record.status === 'converted')
  const email = typeof record.email === 'string' ? record.email : null
  const offered = sequences.some(sequence => sequence.active && sequence.key !== selfServe)
  const why = whyNot(name, record)
  const flow = name === 'lead' && sequences.some(sequence => sequence.active && sequence.key === selfServe)
  const canEnrol = known && may && !ended && offered
  usePageCommands([canEnrol && { label: 'Enrol in a sequence …', icon: 'mail', why: why ?? undefined, run: () => setEnrolling(true) }])
  if (!known || (shown.length === 0 && !((offered || flow) && may && !ended))) return null
  return (
    <Panel title={running.length > 0 ? 'In a sequence' : 'Sequence'} className="seq-panel">
      {shown.map(enrollment => (
        <Line
          key={enrollment.id}
          enrollment={enrollment}
          sequence={sequences.find(sequence => sequence.id === enrollment.sequence_id)}
          may={may && !ended}
          of={{ object: name, id: record.id }}
        />
      ))}
      {email && <Unsubscribed record={record} />}
      {may && !ended && flow && <SelfServeBox record={record} />}
      {canEnrol && (
        <Button small icon="mail" disabled={why !== null} title={why ?? undefined} onClick={() => setEnrolling(true)}>
          Enrol in a sequence …
        </Button>
      )}
      {enrolling && <EnrollDialog object={name} target={one(record)} onClose={() => setEnrolling(false)} />}
    </Panel>
  )
}

/** D5: one tick, and nothing else is to be done. */
function SelfServeBox({ record }: { record: Rec }) {
  const meta = useMeta()
  const on = record.self_serve_no_interaction === true
  const set = async (next: boolean) => {
    if (!(await editRecord(meta, { object: 'lead', record, set: { self_serve_no_interaction: next } }))) return
    refreshLists('enrollment', 50)
    const undo = () =>
      editRecord(meta, { object: 'lead', record: { ...record, version: undefined }, set: { self_serve_no_interaction: on } })
    toast(next ? 'The self-serve flow writes from now on' : 'The self-serve flow has stopped', { undo })
  }
  return (
    <div className="seq-line">
      <Checkbox checked={on} onChange={next => void set(next)}>
        Self-serve – no interaction
      </Checkbox>
      {!on && (
        <p className="meta">Tick it when they get along by themselves: a few helpful mails go out, and nothing else is to be done.</p>
      )}
    </div>
  )
}

/** Why nobody can be enrolled right now, told before it is tried. */
function whyNot(object: string, record: Rec): string | null {
  if (object === 'lead' && record.self_serve_no_interaction === true)
    return 'The self-serve flow writes to this lead. Clear “Self-serve – no interaction” first.'
  if (!record.email) return 'There is no mail address.'
  if (record.do_not_contact === true) return 'They are not to be contacted.'
  return null
}

interface LineProps {
  enrollment: EnrollmentRec
  sequence: SequenceRec | undefined
  may: boolean
  of: { object: string; id: string }
}

function Line({ enrollment, sequence, may, of }: LineProps) {
  const now = useNow()
  const timeZone = useTimeZone()
  const { state, sent, next_at, note } = enrollment
  const total = sequence?.steps.length ?? sent
  const name = sequence?.name ?? 'A former sequence'
  const paused = sequence?.active === false
  return (
    <div className="seq-line">
      <p>
        {sequence ? (
          <A className="link strong" href={`/sequences/${sequence.id}`}>
            {name}
          </A>
        ) : (
          <b>{name}</b>
        )}{' '}
        <span className="meta">
          {sent} of {total} sent
        </span>
      </p>
      <p className={state === 'held' || state === 'failed' ? 'warn' : 't2'}>
        {state === 'active' && paused && 'The sequence is paused.'}
        {state === 'active' &&
          !paused &&
          (next_at && new Date(next_at) > now
            ? `Next mail ${dayAndTime(new Date(next_at), now, timeZone)}`
            : 'The next mail goes out in a moment.')}
        {state === 'finished' && (
          <>
            All mails are sent
            {enrollment.last_sent_at && (
              <>
                , the last <When at={enrollment.last_sent_at} />
              </>
            )}
            .
          </>
        )}
        {state === 'held' && `Waits: ${note ?? 'something is missing.'}`}
        {state === 'stopped' && `Stopped: ${note ?? ''}`}
        {state === 'failed' && (note ?? 'The mail could not be sent.')}
      </p>
      {may && (
        <div className="row">
          {open(enrollment) && (
            <Button small onClick={() => void stopEnrollment(enrollment, of)}>
              Stop
            </Button>
          )}
          {state === 'held' && (
            <Button small look="quiet" onClick={() => void resumeEnrollment(enrollment, of)}>
              Try again
            </Button>
          )}
          {state === 'stopped' &&
            sent < total &&
            enrollment.stopped_reason !== 'box_cleared' &&
            enrollment.stopped_reason !== 'self_serve' && (
              <Button small look="quiet" onClick={() => void resumeEnrollment(enrollment, of)}>
                Go on
              </Button>
            )}
        </div>
      )}
    </div>
  )
}

/** That an address wants no such mails is seen where one would write to it; an admin takes it back. */
export function Unsubscribed({ record }: { record: Rec }) {
  const meta = useMeta()
  const [found] = useBeside(unsubscribed, record).data?.data ?? []
  if (!found) return null
  const email = String(found.email)
  return (
    <div className="seq-line">
      <p className="t2">
        {email} unsubscribed <When at={String(found.created_at)} />. No sequence writes there.
      </p>
      {meta.me.rights.settings && (
        <Button small look="quiet" onClick={() => void removeRecord(meta, 'unsubscribe', found, `${email} may be written to again`)}>
          Take it back
        </Button>
      )}
    </div>
  )
}
