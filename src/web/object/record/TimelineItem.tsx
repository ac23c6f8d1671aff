import { type ReactNode, useState } from 'react'
import { NoteThread } from '../../../modules/notes/web/NoteThread.tsx'
import { activityOutcomes } from '../../../modules/timeline/activity.object.ts'
import { objectOf, useMeta } from '../../api/meta.ts'
import type { TimelineEntry } from '../../api/types.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { When } from '../../ui/When.tsx'
import { ChangeList } from './ChangeList.tsx'
import { Steps, stepsOf } from './Steps.tsx'

const icons: Record<string, IconName> = {
  mail: 'mail',
  form: 'form',
  call: 'phone',
  meeting: 'cal',
  note: 'note',
  task: 'tasks',
  product_event: 'event',
  assignment: 'assign',
  status: 'check',
  change: 'pencil',
  decision: 'right',
}

const byProgram: Record<string, string> = { rule: 'by a rule', import: 'by an import', key: 'by a program', system: '' }

function Who({ entry }: { entry: TimelineEntry }) {
  const { actor } = entry
  if (!actor) return null
  const words = actor.kind === 'user' || actor.name ? (actor.name ? `by ${actor.name}` : '') : (byProgram[actor.kind] ?? '')
  if (!words || (actor.name && entry.title.includes(actor.name))) return null
  return <span className="t3"> {words}</span>
}

/** One line of the timeline, or several of the same kind folded into one. */
export function TimelineItem({ entries, object, id }: { entries: TimelineEntry[]; object: string; id: string }) {
  const [open, setOpen] = useState(false)
  const [entry] = entries
  if (!entry) return null
  const folded = entries.length > 1
  return (
    <article className="ev">
      <span className="ic">
        <Icon name={icons[entry.kind] ?? 'event'} />
      </span>
      <div className="grow">
        {folded ? (
          <FoldedTitle entries={entries} open={open} onToggle={() => setOpen(!open)} />
        ) : (
          <EntryTitle entry={entry} open={open} onToggle={() => setOpen(!open)} />
        )}
        {folded ? (
          open && entries.map(one => <FoldedEntry key={one.id} entry={one} object={object} />)
        ) : (
          <EntryBody entry={entry} object={object} id={id} open={open} />
        )}
      </div>
      <When at={entry.at} as="time" />
    </article>
  )
}

interface TitleProps {
  open: boolean
  onToggle: () => void
}

function FoldedTitle({ entries, open, onToggle }: TitleProps & { entries: TimelineEntry[] }) {
  const [entry] = entries
  const titles = [...new Set(entries.map(one => one.title))]
  const what = entry?.kind === 'change' ? `${entries.length} changes` : `${entries.length} product events`
  return (
    <div className="say">
      <b>{what}</b>
      {entry?.kind === 'change' ? entry && <Who entry={entry} /> : <span>: {titles.slice(0, 3).join(', ')}</span>}{' '}
      <More open={open} onToggle={onToggle} label="all of them" />
    </div>
  )
}

/** The bold fact, then who. Long titles (a mail's subject) end in an ellipsis. */
function EntryTitle({ entry, open, onToggle }: TitleProps & { entry: TimelineEntry }) {
  const unfolds = entry.kind === 'change' && entry.changes
  return (
    <div className="say">
      <b>{entry.kind === 'note' && entry.detail?.thread_id ? 'Thread' : entry.title}</b>
      <How detail={entry.detail} />
      <Who entry={entry} />
      {textOf(entry.detail, 'sequence') && <span className="t3"> from the sequence {textOf(entry.detail, 'sequence')}</span>}{' '}
      {unfolds && <More open={open} onToggle={onToggle} label="what changed" />}
    </div>
  )
}

/** How a call or a task went, and how long it took. */
function How({ detail }: { detail: TimelineEntry['detail'] }) {
  const outcome = detail?.outcome
  const words = activityOutcomes.find(one => one.value === outcome)?.label ?? (typeof outcome === 'string' ? outcome : null)
  const minutes = detail?.duration_minutes
  const parts = [words, typeof minutes === 'number' || typeof minutes === 'string' ? `${minutes} min` : null].filter(Boolean)
  return parts.length > 0 ? <span className="t2">: {parts.join(', ')}</span> : null
}

function More({ open, onToggle, label }: TitleProps & { label: string }) {
  return (
    <button type="button" className="more" aria-expanded={open} aria-label={`${open ? 'Hide' : 'Show'} ${label}`} onClick={onToggle}>
      …
    </button>
  )
}

function FoldedEntry({ entry, object }: { entry: TimelineEntry; object: string }) {
  return (
    <div className="why">
      <When at={entry.at} as="time" /> {entry.title}
      {entry.changes && <ChangeList object={object} changes={entry.changes} />}
    </div>
  )
}

const textOf = (detail: TimelineEntry['detail'], ...keys: string[]): string | null => {
  for (const key of keys) {
    const value = detail?.[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

function EntryBody({ entry, object, id, open }: { entry: TimelineEntry; object: string; id: string; open: boolean }): ReactNode {
  const meta = useMeta()
  const { kind, text, detail } = entry
  if (kind === 'change') return open && entry.changes ? <ChangeList object={entry.object ?? object} changes={entry.changes} /> : null
  if (kind === 'note' && entry.record_id)
    return (
      <NoteThread
        noteId={entry.record_id}
        on={{ object, id }}
        alone={
          textOf(detail, 'thread_id')
            ? null
            : {
                id: entry.record_id,
                text: text ?? null,
                created_at: entry.at,
                created_by: entry.actor?.id ?? null,
                edited_at: textOf(detail, 'edited_at'),
                version: 1,
              }
        }
      />
    )
  if (kind === 'form') return <Answers detail={detail} text={text ?? null} />
  if (kind === 'assignment' || kind === 'decision' || kind === 'status') {
    const steps = stepsOf(detail?.steps)
    return (
      <>
        {text && <p className="why">{text}</p>}
        {steps.length > 0 && <StepsToggle steps={steps} />}
        {kind === 'status' && entry.changes && (
          <ChangeList
            object={objectOf(meta, object).name}
            changes={entry.changes}
            only={['disqualification_reason', 'disqualification_notes', 'nurture_until']}
          />
        )}
      </>
    )
  }
  if (kind === 'product_event') return text ? <p className="why">{text}</p> : null
  return text ? <Words text={text} rest={textOf(detail, 'quoted', 'quoted_text')} /> : null
}

function StepsToggle({ steps }: { steps: ReturnType<typeof stepsOf> }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="link small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the steps' : 'See the steps'}
      </button>
      {open && <Steps steps={steps} />}
    </>
  )
}

/** What people wrote, in a box; what they quoted is behind "…". */
function Words({ text, rest }: { text: string; rest: string | null }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="box words">
      {text}{' '}
      {rest && (
        <button
          type="button"
          className="more"
          aria-expanded={open}
          aria-label={open ? 'Hide quoted text' : 'Show quoted text'}
          onClick={() => setOpen(!open)}
        >
          …
        </button>
      )}
      {open && <div className="quoted">{rest}</div>}
    </div>
  )
}

/** Form answers as they were submitted. */
export function Answers({ detail, text }: { detail: TimelineEntry['detail']; text: string | null }) {
  const given = answersOf(detail?.answers ?? detail?.fields ?? null)
  if (given.length === 0) return text ? <div className="box words">{text}</div> : null
  return (
    <div className="box">
      <AnswerList answers={given} />
    </div>
  )
}

export function AnswerList({ answers }: { answers: [label: string, value: string][] }) {
  return (
    <dl className="ans">
      {answers.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Answers come as a list of label and value, or as an object. */
export function answersOf(value: unknown): [string, string][] {
  if (Array.isArray(value))
    return value.flatMap(one =>
      typeof one === 'object' && one !== null && 'label' in one && 'value' in one
        ? [[String(one.label), plain(one.value)] as [string, string]]
        : [],
    )
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([label, one]) => [label.replaceAll('_', ' '), plain(one)])
  return []
}

const plain = (value: unknown): string =>
  Array.isArray(value) ? value.map(plain).join(', ') : value === true ? 'Yes' : value === false ? 'No' : value === null ? '' : String(value)
