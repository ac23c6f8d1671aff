import { type FormEvent, type Ref, useState } from 'react'
import { post } from '../../../web/api/client.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { refreshLists } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { absolute } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { Button } from '../../../web/ui/Button.tsx'
import { Icon } from '../../../web/ui/Icon.tsx'
import { showError, toast } from '../../../web/ui/toasts.ts'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { readTask } from '../read_task.rule.ts'
import { recurrences } from '../task.object.ts'

/** A task in one line of words; what they mean stands beside them before Enter saves it (F4). */
export function QuickTask({ inputRef }: { inputRef?: Ref<HTMLInputElement> }) {
  const now = useNow()
  const timeZone = useTimeZone()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const read = readTask(text, now, timeZone)
  const repeats = recurrences.find(one => one.value === read.recurrence)?.label
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      const made = await post<Rec>('/tasks', {
        subject: read.subject,
        due_at: read.due_at?.toISOString() ?? null,
        recurrence: read.recurrence,
      })
      setText('')
      toast(`Task added: ${String(made.subject)}`, {
        undo: async () => {
          await post('/tasks/bulk', { ids: [made.id], action: 'delete' })
          refreshLists('task', 100)
          refreshLists('home', 100)
          return true
        },
      })
      refreshLists('task', 100)
      refreshLists('home', 100)
    } catch (error) {
      showError(`Not saved: ${sentenceOf(error)} Your text is kept.`)
    }
    setBusy(false)
  }
  return (
    <form className="quick-task" onSubmit={save} aria-label="New task">
      <Icon name="plus" />
      <input
        ref={inputRef}
        className="grow"
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          // Leaves the line for the list; what was written stays.
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
        placeholder="Call Maren in 3 days"
        aria-label="New task in words"
        autoComplete="off"
      />
      <span className="meta means" aria-live="polite">
        {text.trim() !== '' && (
          <>
            <b>{read.subject}</b>
            {read.due_at ? ` · ${absolute(read.due_at, timeZone)}` : ' · no date'}
            {repeats && ` · ${repeats.toLowerCase()}`}
          </>
        )}
      </span>
      <Button type="submit" small busy={busy} disabled={text.trim() === ''}>
        Add task
      </Button>
    </form>
  )
}
