import { type FormEvent, useEffect, useRef, useState } from 'react'
import { InTouchLine } from '../../../modules/in_touch/web/InTouch.tsx'
import { naturalDate } from '../../../modules/tasks/natural_date.rule.ts'
import { readTask } from '../../../modules/tasks/read_task.rule.ts'
import { recurrences } from '../../../modules/tasks/task.object.ts'
import { activityOutcomes } from '../../../modules/timeline/activity.object.ts'
import { useMeta } from '../../api/meta.ts'
import type { Meta, MetaObject, Rec } from '../../api/types.ts'
import { absolute, fromLocalInput, toLocalInput } from '../../format/dates.ts'
import { useNow } from '../../format/now.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Select } from '../../ui/Select.tsx'
import { useTimeZone } from '../../ui/When.tsx'
import { peopleOptions } from '../field/options.tsx'
import { AlsoOn, type AlsoRecord } from './AlsoOn.tsx'
import { primaryContact } from './beside.ts'
import { MentionList, useTeams } from './MentionList.tsx'
import { useBeside } from './use_page.ts'
import { type ComposerKind, mentioned, type Written, writeDown } from './write_down.ts'

export type { ComposerKind } from './write_down.ts'

const kinds: [ComposerKind, string, IconName][] = [
  ['mail', 'Mail', 'mail'],
  ['note', 'Note', 'note'],
  ['call', 'Call', 'phone'],
  ['task', 'Task', 'tasks'],
  ['meeting', 'Meeting', 'cal'],
]
const verbs: Record<ComposerKind, string> = {
  mail: 'Log as sent',
  note: 'Save note',
  call: 'Log call',
  task: 'Add task',
  meeting: 'Log meeting',
}
const hints: Record<ComposerKind, string> = {
  mail: 'What you wrote',
  note: 'Only colleagues see notes. @ mentions somebody.',
  call: 'What was said, and what comes next',
  task: 'What is to be done',
  meeting: 'What was discussed, and what comes next',
}
const drafts = new Map<string, string>()
const outcomes: Partial<Record<ComposerKind, readonly string[]>> = {
  call: ['connected', 'left_message', 'no_answer', 'busy', 'wrong_number'],
  meeting: ['held', 'no_show', 'rescheduled'],
}

/** What somebody may write down here: a member who forwards mail and looks things up may still leave a note. */
export function composerKinds(meta: Meta, mayUpdate: boolean): ComposerKind[] {
  const creates = (name: string) => meta.objects.some(one => one.name === name && one.can.create !== 'none')
  return [
    ...(mayUpdate && creates('activity') ? (['mail'] as const) : []),
    ...(creates('note') ? (['note'] as const) : []),
    ...(mayUpdate && creates('activity') ? (['call'] as const) : []),
    ...(creates('task') ? (['task'] as const) : []),
    ...(mayUpdate && creates('activity') ? (['meeting'] as const) : []),
  ]
}

interface ComposerProps {
  object: MetaObject
  record: Rec
  kind: ComposerKind
  focus: boolean
  may: readonly ComposerKind[]
}

/** Writes something down on the record. What is written stays until it is saved, whatever happens. */
export function Composer({ object, record, kind: startKind, focus, may }: ComposerProps) {
  const meta = useMeta()
  const timeZone = useTimeZone()
  const now = useNow()
  const [kind, setKind] = useState<ComposerKind>(may.includes(startKind) ? startKind : (may[0] ?? 'note'))
  const key = `${record.id} ${kind === 'mail' ? 'mail' : 'other'}`
  const [text, setText] = useState(() => drafts.get(key) ?? '')
  const [subject, setSubject] = useState('')
  const [when, setWhen] = useState('')
  const [owner, setOwner] = useState<string | null>(meta.me.id)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [minutes, setMinutes] = useState('')
  const [also, setAlso] = useState<AlsoRecord[]>([])
  const [busy, setBusy] = useState(false)
  const teams = useTeams(kind === 'note')
  const box = useRef<HTMLFormElement>(null)
  const body = useRef<HTMLTextAreaElement>(null)
  const primary = useBeside(primaryContact, record).data?.data[0]
  const addressee = primary ?? record
  const email = typeof addressee.email === 'string' ? addressee.email : ''
  const read = kind === 'task' ? readTask(text, now, timeZone) : null
  const tomorrow = naturalDate('tomorrow', now, timeZone)?.at ?? now
  const at = when || (read ? toLocalInput(read.due_at ?? tomorrow, timeZone) : '')
  const offered = activityOutcomes.filter(one => outcomes[kind]?.includes(one.value))

  useEffect(() => {
    if (!focus) return
    box.current?.scrollIntoView({ block: 'nearest' })
    body.current?.focus()
  }, [focus])
  useEffect(() => {
    if (text) drafts.set(key, text)
    else drafts.delete(key)
    if (body.current) {
      body.current.style.height = 'auto'
      body.current.style.height = `${Math.min(320, Math.max(44, body.current.scrollHeight))}px`
    }
  }, [text, key])

  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' || busy) return
    setBusy(true)
    const written: Written = {
      kind,
      text: read ? read.subject : text.trim(),
      subject: subject.trim(),
      at: at ? fromLocalInput(at, timeZone).toISOString() : null,
      owner_id: owner,
      recurrence: read?.recurrence ?? null,
      outcome: offered.some(one => one.value === outcome) ? outcome : null,
      duration_minutes: minutes === '' || offered.length === 0 ? null : Number(minutes),
      also: offered.length > 0 || kind === 'mail' ? also : [],
      teams,
    }
    if (await writeDown(meta, object, record, written)) {
      setText('')
      setSubject('')
      setWhen('')
      setOutcome(null)
      setMinutes('')
      setAlso([])
    }
    setBusy(false)
  }
  const told = kind === 'note' ? mentioned(meta, teams, text) : { people: [], teams: [] }
  const names = [...told.people.map(user => user.name), ...told.teams.map(team => String(team.name))]
  const repeats = recurrences.find(one => one.value === read?.recurrence)?.label
  return (
    <form
      className="card comp"
      ref={box}
      onSubmit={send}
      onKeyDown={event => (event.metaKey || event.ctrlKey) && event.key === 'Enter' && event.currentTarget.requestSubmit()}
    >
      <div className="kinds" role="tablist" aria-label="Write">
        {kinds
          .filter(([value]) => may.includes(value))
          .map(([value, label, icon]) => (
            <button
              key={value}
              type="button"
              role="tab"
              className={value === kind ? 'on' : ''}
              aria-selected={value === kind}
              onClick={() => {
                setKind(value)
                setTimeout(() => body.current?.focus())
              }}
            >
              <Icon name={icon} />
              {label}
            </button>
          ))}
      </div>
      {kind === 'mail' && <InTouchLine object={object} record={record} />}
      {kind === 'mail' && (
        <>
          <div className="line">
            <span className="k">To</span>
            <span className="cut">{String((primary ? primary.name : record[object.title]) ?? '')}</span>
            <span className="t3 cut hide-s">{email || 'no address known'}</span>
          </div>
          <label className="line">
            <span className="k">Subject</span>
            <input value={subject} onChange={event => setSubject(event.target.value)} className="grow" />
          </label>
        </>
      )}
      <textarea
        ref={body}
        className="body"
        aria-label={hints[kind]}
        placeholder={hints[kind]}
        value={text}
        onChange={event => setText(event.target.value)}
        rows={2}
      />
      {kind === 'note' && <MentionList text={text} teams={teams} onChange={setText} field={body} />}
      <div className="foot">
        {kind === 'task' && (
          <>
            <input type="datetime-local" className="field sm" aria-label="Due" value={at} onChange={event => setWhen(event.target.value)} />
            <div className="owner">
              <Select label="Owner" options={peopleOptions(meta)} value={owner} onChange={setOwner} />
            </div>
            {read && (read.due_at || repeats) && when === '' && (
              <span className="meta" aria-live="polite">
                “{read.subject}”{read.due_at && `, ${absolute(read.due_at, timeZone)}`}
                {repeats && `, ${repeats.toLowerCase()}`}
              </span>
            )}
          </>
        )}
        {offered.length > 0 && (
          <>
            <div className="owner">
              <Select
                label="Outcome"
                placeholder="Outcome"
                clearable
                options={offered.map(({ value, label }) => ({ value, label }))}
                value={outcome}
                onChange={setOutcome}
              />
            </div>
            <input
              className="field sm minutes"
              inputMode="numeric"
              aria-label="Minutes"
              placeholder="Minutes"
              value={minutes}
              onChange={event => setMinutes(event.target.value.replace(/\D/g, '').slice(0, 4))}
            />
            <input
              type="datetime-local"
              className="field sm"
              aria-label="When"
              max={toLocalInput(new Date(Date.now() + 86_400_000), timeZone)}
              value={when}
              onChange={event => setWhen(event.target.value)}
            />
          </>
        )}
        {(offered.length > 0 || kind === 'mail') && <AlsoOn object={object} record={record} also={also} onChange={setAlso} />}
        {names.length > 0 && <span className="meta">Tells {names.join(', ')}</span>}
        {kind === 'mail' && email && (
          <a
            className="btn quiet sm"
            href={`mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`}
          >
            Open in mail program
          </a>
        )}
        <span className="grow" />
        <Button type="submit" look="primary" small keys="mod+enter" busy={busy} disabled={text.trim() === ''}>
          {verbs[kind]}
        </Button>
      </div>
    </form>
  )
}
