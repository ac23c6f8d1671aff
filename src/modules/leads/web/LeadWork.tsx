import { post } from '../../../web/api/client.ts'
import { mayUpdateThis, useMeta } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { patchCached, refreshRecord } from '../../../web/api/records.ts'
import type { Question, Rec } from '../../../web/api/types.ts'
import { one } from '../../../web/object/actions/target.ts'
import type { RecordView } from '../../../web/object/record/RecordPage.tsx'
import { A } from '../../../web/ui/A.tsx'
import { YesNo } from '../../../web/ui/Button.tsx'
import { Checkbox } from '../../../web/ui/inputs.tsx'
import { StatusGlyph } from '../../../web/ui/marks.tsx'
import { Notice } from '../../../web/ui/states.tsx'
import { showError } from '../../../web/ui/toasts.ts'
import { When } from '../../../web/ui/When.tsx'
import { type LeadStatus, leadTransitions } from '../status.rule.ts'

const isStatus = (value: unknown): value is LeadStatus => typeof value === 'string' && value in leadTransitions

const table = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** What is to be done now: the status, its checklist, the questions of the qualification. */
export function LeadWork({ object, record, refs, actions }: RecordView) {
  const meta = useMeta()
  const { settings } = meta
  const may = mayUpdateThis(meta, object, record)
  const status = isStatus(record.status) ? record.status : 'new'
  const checklist = settings.lead_statuses?.find(one => one.value === status)?.checklist ?? []
  const questions = settings.qualification_questions ?? []
  const withQuestions = status === 'new' || status === 'working'
  return (
    <>
      <ol className="path" aria-label="Status">
        {(settings.lead_statuses ?? []).map(({ value, label }) => {
          const on = value === status
          const why = whyNot(status, value, may)
          return (
            <li key={value} className={on ? `on ${value}` : ''} aria-current={on ? 'step' : undefined}>
              <button
                type="button"
                title={why ?? label}
                aria-disabled={on || why !== null}
                onClick={() => !on && why === null && actions.stepTo(one(record), value)}
              >
                <StatusGlyph status={value} />
                <span>{label}</span>
              </button>
            </li>
          )
        })}
      </ol>
      {status === 'unqualified' && (
        <WhyUnqualified
          record={record}
          label={object.fields.disqualification_reason?.options?.find(o => o.value === record.disqualification_reason)?.label}
        />
      )}
      {status === 'converted' && <WhatItBecame record={record} refs={refs} />}
      {(checklist.length > 0 || withQuestions) && status !== 'unqualified' && status !== 'converted' && (
        <div className="card todo">
          <ul>
            {checklist.map(item => (
              <ChecklistItem key={item.key} item={item} record={record} disabled={!may} questions={withQuestions ? questions : []} />
            ))}
          </ul>
          {withQuestions && <Questions record={record} questions={questions} disabled={!may} />}
        </div>
      )}
    </>
  )
}

/** Why a status cannot be chosen now; null when it can. The same table decides on the server. */
function whyNot(from: LeadStatus, to: string, may: boolean): string | null {
  if (from === to) return null
  if (!may) return 'Your role may not change leads.'
  if (from === 'converted') return 'This lead was converted; it stays as it was.'
  return isStatus(to) && leadTransitions[from].includes(to) ? null : 'This step cannot be taken from here.'
}

/** Where a converted lead lives on (D6). */
function WhatItBecame({ record, refs }: Pick<RecordView, 'record' | 'refs'>) {
  const links = (['account', 'contact', 'opportunity'] as const).flatMap(object => {
    const id = record[`${object}_id`]
    return typeof id === 'string' ? [{ object, id, name: refs[object]?.[id] ?? words[object] }] : []
  })
  return (
    <div className="work-note">
      <Notice tone="info">
        <b>Converted</b> {typeof record.converted_at === 'string' && <When at={record.converted_at} />}: it stays as it was. Go on with{' '}
        {links.map(({ object, id, name }, index) => (
          <span key={id}>
            {index > 0 && ' · '}
            <A href={recordPath(object, id) ?? '#'}>{name}</A>
          </span>
        ))}
      </Notice>
    </div>
  )
}
const words = { account: 'the account', contact: 'the contact', opportunity: 'the opportunity' }

function WhyUnqualified({ record, label }: { record: Rec; label: string | undefined }) {
  return (
    <div className="work-note">
      <Notice tone="warn">
        <b>{label ?? 'Unqualified'}.</b> {String(record.disqualification_notes ?? '')}
      </Notice>
    </div>
  )
}

/** Changes one of a lead's tables at once, and takes it back when the server refuses. */
async function change(
  record: Rec,
  field: 'checklist' | 'qualification',
  next: Record<string, unknown>,
  send: () => Promise<unknown>,
): Promise<void> {
  const before = record[field]
  patchCached('lead', record.id, lead => ({ ...lead, [field]: next }))
  try {
    await send()
    refreshRecord('lead', record.id)
  } catch (error) {
    patchCached('lead', record.id, lead => ({ ...lead, [field]: before }))
    showError(sentenceOf(error))
  }
}

function ChecklistItem({ item, record, disabled, questions }: { item: Question; record: Rec; disabled: boolean; questions: Question[] }) {
  const { users } = useMeta()
  const done = table(record.checklist)
  const entry = table(done[item.key])
  const isDone = item.key in done
  const answered = questions.filter(question => typeof table(record.qualification)[question.key] === 'boolean').length
  const by = users.find(user => user.id === entry.by)?.name.split(' ')[0]
  const toggle = (now: boolean) => {
    const next = { ...done }
    if (now) next[item.key] = { by: null, at: new Date(Date.now()).toISOString() }
    else delete next[item.key]
    void change(record, 'checklist', next, () => post(`/leads/${record.id}/checklist`, { item: item.key, done: now }))
  }
  return (
    <li>
      <Checkbox checked={isDone} disabled={disabled} onChange={toggle}>
        <span className={isDone ? 't3' : ''}>{item.label}</span>
      </Checkbox>
      <span className="grow" />
      <span className="meta">
        {isDone && by && `${by}, `}
        {isDone && typeof entry.at === 'string' && <When at={entry.at} />}
        {!isDone && item.key === 'first_qualification' && questions.length > 0 && `${answered} of ${questions.length} answered`}
      </span>
    </li>
  )
}

function Questions({ record, questions, disabled }: { record: Rec; questions: Question[]; disabled: boolean }) {
  const answers = table(record.qualification)
  const answer = (key: string, value: boolean) => {
    const next = answers[key] === value ? null : value
    void change(record, 'qualification', { ...answers, [key]: next }, () =>
      post(`/leads/${record.id}/qualify`, { answers: { [key]: next } }),
    )
  }
  return (
    <div className="qs">
      {questions.map(({ key, label }) => {
        const value = answers[key]
        return (
          <div key={key}>
            <span className="cut" title={label}>
              {label}
            </span>
            <YesNo label={label} value={typeof value === 'boolean' ? value : null} onChange={now => answer(key, now)} disabled={disabled} />
          </div>
        )
      })}
    </div>
  )
}
