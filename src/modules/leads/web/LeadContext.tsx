import { useState } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { absolute, dayAndTime, lengthOf } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { Attachments } from '../../../web/object/record/Attachments.tsx'
import { account } from '../../../web/object/record/beside.ts'
import { OpenTasks, Panel, Related } from '../../../web/object/record/panels.tsx'
import type { RecordView } from '../../../web/object/record/RecordPage.tsx'
import { Steps, stepsOf } from '../../../web/object/record/Steps.tsx'
import { AnswerList, answersOf } from '../../../web/object/record/TimelineItem.tsx'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { InTouchPanel } from '../../in_touch/web/InTouch.tsx'
import { SequencePanel } from '../../sequences/web/SequencePanel.tsx'
import { DuplicatesPanel } from './DuplicatesPanel.tsx'
import { peopleThere, sameCompany } from './lead_around.ts'
import { PoolPanel } from './PoolPanel.tsx'
import { ScorePanel } from './ScorePanel.tsx'
import { TicketPanel } from './TicketPanel.tsx'

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Everything around a lead: how long is left, why it is whose, what speaks for it, who else. */
export function LeadContext(view: RecordView) {
  const { object, record, refs } = view
  const flow = object.fields.recommended_flow?.options?.find(option => option.value === record.recommended_flow)
  const answers = answersOf(record.submitted)
  const hasAccount = text(record.account_id) !== null
  return (
    <>
      <ReplyPanel record={record} />
      <WhyPanel record={record} />
      <PoolPanel record={record} />
      <TicketPanel record={record} />
      <ScorePanel record={record} />
      {flow && (
        <Panel title={`Recommended: ${flow.label.toLowerCase()}`}>
          <p className="t2">{text(record.recommended_flow_reason)}</p>
        </Panel>
      )}
      <SequencePanel object="lead" record={record} />
      <OpenTasks object="lead" record={record} />
      {answers.length > 0 && (
        <Panel title="As submitted">
          <AnswerList answers={answers} />
        </Panel>
      )}
      <DuplicatesPanel object={object} record={record} refs={refs} />
      <InTouchPanel object="lead" record={record} />
      {hasAccount && <Related title="Account" list={account} of={record} organisation hint={() => 'Account'} />}
      {hasAccount && (
        <Related
          title="People there"
          list={peopleThere}
          of={record}
          subtitle={contact => text(contact.title) ?? ''}
          hint={() => 'Contact'}
        />
      )}
      {text(record.domain) && (
        <Related
          title={`More leads from ${text(record.company) ?? String(record.domain)}`}
          list={sameCompany}
          of={record}
          subtitle={lead => text(lead.title) ?? ''}
          hint={() => 'Lead'}
        />
      )}
      <Attachments object="lead" record={record} />
    </>
  )
}

/** The countdown of the first reply (C6). */
function ReplyPanel({ record }: { record: Rec }) {
  const now = useNow()
  const timeZone = useTimeZone()
  const { settings } = useMeta()
  const due = text(record.sla_due_at)
  const answered = text(record.first_responded_at)
  const arrived = text(record.created_at)
  const closed = record.status === 'unqualified' || record.status === 'converted' || record.self_serve_no_interaction === true
  if (!answered && (!due || closed)) return null
  if (answered) {
    const took = arrived ? new Date(answered).getTime() - new Date(arrived).getTime() : 0
    const late = due !== null && answered > due
    return (
      <Panel title="First reply" className="o1" aside={dayAndTime(new Date(answered), now, timeZone)}>
        <div className="row">
          <span className="figure">{lengthOf(took)}</span>
          <span className={late ? 'meta bad' : 'meta'}>
            {late ? `late, ${settings.sla_hours ?? 24} hours were promised` : 'after it arrived'}
          </span>
        </div>
      </Panel>
    )
  }
  const dueAt = new Date(due ?? '')
  const left = dueAt.getTime() - now.getTime()
  const total = settings.sla_hours ?? 24
  const warns = text(record.sla_warns_at)
  const urgent = warns ? now >= new Date(warns) : left < (total - (settings.sla_warning_hours ?? 20)) * 3_600_000
  return (
    <Panel title="First reply" className="o1" aside={<span title={absolute(dueAt, timeZone)}>due {dayAndTime(dueAt, now, timeZone)}</span>}>
      <div className="row">
        <span className={left < 0 ? 'figure bad' : urgent ? 'figure warn' : 'figure'}>{lengthOf(Math.abs(left))}</span>
        <span className="meta">{left < 0 ? 'late' : settings.working_hours ? 'left by the clock' : `left of ${total} hours`}</span>
      </div>
    </Panel>
  )
}

/** Why it is whose it is, in one sentence, and how that came about (C3). */
function WhyPanel({ record }: { record: Rec }) {
  const { me, users } = useMeta()
  const [open, setOpen] = useState(false)
  const reason = text(record.assignment_reason)
  const steps = stepsOf(record.assignment_steps)
  const owner = text(record.owner_id)
  const name = users.find(user => user.id === owner)?.name
  if (!reason && !owner) return null
  return (
    <Panel title={owner === me.id ? 'Why it is yours' : owner ? `Why it is ${name ?? 'a former colleague'}’s` : 'Why it is nobody’s'}>
      <p className="t2">
        {reason ?? 'It was given by hand.'}{' '}
        {steps.length > 0 && (
          <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide the steps' : 'See the steps'}
          </button>
        )}
      </p>
      {open && <Steps steps={steps} />}
    </Panel>
  )
}
