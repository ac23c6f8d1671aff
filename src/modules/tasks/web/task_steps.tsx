import { type ReactNode, useState } from 'react'
import { post } from '../../../web/api/client.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { patchCached, refreshLists, refreshRecord } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { absolute } from '../../../web/format/dates.ts'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'
import { showError, toast } from '../../../web/ui/toasts.ts'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { DueInWords, useMoment } from './DueInWords.tsx'

/** As much of a task as its steps need. */
export interface TaskRef {
  id: string
  subject: string
  on?: { object: string; id: string } | undefined
}

function refresh({ id, on }: TaskRef): void {
  if (on) refreshRecord(on.object, on.id)
  refreshRecord('task', id)
  refreshLists('task', 300)
  refreshLists('home', 300)
}

async function step(task: TaskRef, verb: string, body: object = {}): Promise<boolean> {
  try {
    await post(`/tasks/${task.id}/${verb}`, body)
    refresh(task)
    return true
  } catch (error) {
    showError(sentenceOf(error))
    refresh(task)
    return false
  }
}

/** Does a task, with how it went where that was said; ⌘Z takes it up again. */
export async function completeTask(task: TaskRef, outcome?: string): Promise<boolean> {
  const done = await step(task, 'complete', outcome ? { outcome } : {})
  if (!done) return false
  patchCached('task', task.id, old => ({ ...old, done_at: new Date(Date.now()).toISOString() }))
  toast(`Done: ${task.subject}`, { undo: () => step(task, 'reopen') })
  return true
}

/** A task's box: ticked it is done, unticked it is open again; shown at once, and taken back when refused. */
export async function tickTask(task: Rec, on?: TaskRef['on']): Promise<void> {
  const ref = { id: task.id, subject: String(task.subject), on }
  const show = (done_at: unknown) => patchCached('task', task.id, old => ({ ...old, done_at }))
  show(task.done_at ? null : new Date(Date.now()).toISOString())
  if (!(await (task.done_at ? step(ref, 'reopen') : completeTask(ref)))) show(task.done_at ?? null)
}

interface Asked {
  task: TaskRef
  what: 'complete' | 'snooze'
  done?: (() => void) | undefined
}

/** The steps of a task that ask something, and the dialog that asks. */
export function useTaskSteps(): {
  complete: (task: TaskRef, done?: () => void) => void
  snooze: (task: TaskRef, done?: () => void) => void
  dialog: ReactNode
} {
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  return {
    complete: (task, done) => setAsked({ task, what: 'complete', done }),
    snooze: (task, done) => setAsked({ task, what: 'snooze', done }),
    dialog:
      asked && (asked.what === 'complete' ? <CompleteDialog {...asked} onClose={close} /> : <SnoozeDialog {...asked} onClose={close} />),
  }
}

function CompleteDialog({ task, done, onClose }: Asked & { onClose: () => void }) {
  const [outcome, setOutcome] = useState('')
  return (
    <FormDialog
      title={`Done: ${task.subject}`}
      submit="Done"
      onClose={onClose}
      onSubmit={async () => {
        onClose()
        if (await completeTask(task, outcome.trim())) done?.()
      }}
    >
      <FormField label="How did it go?" help="May stay empty. It stands on the timeline.">
        {ids => <TextInput {...ids} data-autofocus value={outcome} onChange={event => setOutcome(event.target.value)} />}
      </FormField>
    </FormDialog>
  )
}

function SnoozeDialog({ task, done, onClose }: Asked & { onClose: () => void }) {
  const timeZone = useTimeZone()
  const [words, setWords] = useState('tomorrow')
  const moment = useMoment(words)
  return (
    <FormDialog
      title={`Snooze: ${task.subject}`}
      submit="Snooze"
      onClose={onClose}
      disabled={!moment || moment.getTime() <= Date.now()}
      onSubmit={async () => {
        if (!moment) return
        onClose()
        if (!(await step(task, 'snooze', { until: moment.toISOString() }))) return
        toast(`Snoozed until ${absolute(moment, timeZone)}`)
        done?.()
      }}
    >
      <DueInWords label="Until" value={words} onChange={setWords} autoFocus />
    </FormDialog>
  )
}

/** Asks for a day in words; used to move the next step or the closing date of an opportunity. */
export function DayDialog({
  title,
  label,
  submit,
  onPick,
  onClose,
}: {
  title: string
  label: string
  submit: string
  /** The day as 2027-01-15. */
  onPick: (day: string) => void
  onClose: () => void
}) {
  const timeZone = useTimeZone()
  const [words, setWords] = useState('in a week')
  const moment = useMoment(words)
  return (
    <FormDialog
      title={title}
      submit={submit}
      onClose={onClose}
      disabled={!moment}
      onSubmit={() => {
        if (!moment) return
        onPick(new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment))
        onClose()
      }}
    >
      <DueInWords
        label={label}
        value={words}
        onChange={setWords}
        choices={['tomorrow', 'in a week', 'end of month', 'end of quarter']}
        autoFocus
        dayOnly
      />
    </FormDialog>
  )
}
