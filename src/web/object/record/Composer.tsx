import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useMeta } from '../../api/meta.ts'
import type { MetaObject, Rec } from '../../api/types.ts'
import { fromLocalInput, toLocalInput } from '../../format/dates.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Select } from '../../ui/Select.tsx'
import { useTimeZone } from '../../ui/When.tsx'
import { useDueChoices } from '../actions/TaskDialog.tsx'
import { peopleOptions } from '../field/options.tsx'
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

interface ComposerProps {
  object: MetaObject
  record: Rec
  kind: ComposerKind
  focus: boolean
}

/** Writes something down on the record. What is written stays until it is saved, whatever happens. */
export function Composer({ object, record, kind: startKind, focus }: ComposerProps) {
  const meta = useMeta()
  const timeZone = useTimeZone()
  const { tomorrow } = useDueChoices()
  const [kind, setKind] = useState(startKind)
  const key = `${record.id} ${kind === 'mail' ? 'mail' : 'other'}`
  const [text, setText] = useState(() => drafts.get(key) ?? '')
  const [subject, setSubject] = useState('')
  const [when, setWhen] = useState('')
  const [owner, setOwner] = useState<string | null>(meta.me.id)
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const body = useRef<HTMLTextAreaElement>(null)
  const email = typeof record.email === 'string' ? record.email : ''
  const at = when || (kind === 'task' ? tomorrow : '')

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
      text: text.trim(),
      subject: subject.trim(),
      at: at ? fromLocalInput(at, timeZone).toISOString() : null,
      owner_id: owner,
    }
    if (await writeDown(meta, object, record, written)) {
      setText('')
      setSubject('')
      setWhen('')
    }
    setBusy(false)
  }
  const word = /(?:^|\s)@(\p{L}*)$/u.exec(text)?.[1]
  const people =
    kind === 'note' && word !== undefined
      ? meta.users.filter(user => user.active && user.name.toLowerCase().startsWith(word.toLowerCase())).slice(0, 5)
      : []
  return (
    <form
      className="card comp"
      ref={box}
      onSubmit={send}
      onKeyDown={event => (event.metaKey || event.ctrlKey) && event.key === 'Enter' && event.currentTarget.requestSubmit()}
    >
      <div className="kinds" role="tablist" aria-label="Write">
        {kinds.map(([value, label, icon]) => (
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
      {kind === 'mail' && (
        <>
          <div className="line">
            <span className="k">To</span>
            <span className="cut">{String(record[object.title] ?? '')}</span>
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
      {people.length > 0 && (
        <div className="row mentions">
          {people.map(user => (
            <button
              key={user.id}
              type="button"
              className="btn quiet sm"
              onClick={() => {
                setText(text.replace(/@\p{L}*$/u, `@${user.name} `))
                body.current?.focus()
              }}
            >
              {user.name}
            </button>
          ))}
        </div>
      )}
      <div className="foot">
        {kind === 'task' && (
          <>
            <input type="datetime-local" className="field sm" aria-label="Due" value={at} onChange={event => setWhen(event.target.value)} />
            <div className="owner">
              <Select label="Owner" options={peopleOptions(meta)} value={owner} onChange={setOwner} />
            </div>
          </>
        )}
        {(kind === 'call' || kind === 'meeting') && (
          <input
            type="datetime-local"
            className="field sm"
            aria-label="When"
            max={toLocalInput(new Date(Date.now() + 86_400_000), timeZone)}
            value={when}
            onChange={event => setWhen(event.target.value)}
          />
        )}
        {kind === 'note' && mentioned(meta, text).length > 0 && (
          <span className="meta">
            Tells{' '}
            {mentioned(meta, text)
              .map(user => user.name)
              .join(', ')}
          </span>
        )}
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
