import { useState } from 'react'
import { useMeta } from '../../api/meta.ts'
import { fromLocalInput, toLocalInput } from '../../format/dates.ts'
import { FormDialog } from '../../ui/Dialog.tsx'
import { FormField, TextInput } from '../../ui/inputs.tsx'
import { Select } from '../../ui/Select.tsx'
import { useTimeZone } from '../../ui/When.tsx'
import { peopleOptions } from '../field/options.tsx'
import { addTask } from './commands.ts'
import { nameOf, type Target } from './target.ts'

const day = 86_400_000

/** Due days that are meant most often, at 9 in the morning of the writer's zone. */
export function useDueChoices() {
  const timeZone = useTimeZone()
  const nine = (days: number) => `${toLocalInput(new Date(Date.now() + days * day), timeZone).slice(0, 10)}T09:00`
  return {
    timeZone,
    tomorrow: nine(1),
    choices: [
      ['Tomorrow', nine(1)],
      ['In 3 days', nine(3)],
      ['In a week', nine(7)],
      ['In a month', nine(30)],
    ] as const,
  }
}

export function TaskDialog({ object, target, onClose }: { object: string; target: Target; onClose: () => void }) {
  const meta = useMeta()
  const { timeZone, tomorrow, choices } = useDueChoices()
  const [subject, setSubject] = useState('')
  const [due, setDue] = useState(tomorrow)
  const [owner, setOwner] = useState<string | null>(meta.me.id)
  const definition = meta.objects.find(one => one.name === object)
  return (
    <FormDialog
      title={`New task${definition && target.count > 0 ? ` on ${nameOf(definition, target)}` : ''}`}
      submit="Add task"
      onClose={onClose}
      disabled={subject.trim() === ''}
      onSubmit={async () => {
        const task = { subject: subject.trim(), due_at: due ? fromLocalInput(due, timeZone).toISOString() : null, owner_id: owner }
        if (await addTask(meta, object, target, task)) onClose()
      }}
    >
      <FormField label="Subject" required>
        {ids => (
          <TextInput
            {...ids}
            data-autofocus
            value={subject}
            onChange={event => setSubject(event.target.value)}
            placeholder="Call back about the trial"
          />
        )}
      </FormField>
      <FormField label="Due">
        {ids => (
          <>
            <TextInput {...ids} type="datetime-local" value={due} onChange={event => setDue(event.target.value)} />
            <div className="row choices">
              {choices.map(([label, value]) => (
                <button key={label} type="button" className="btn quiet sm" onClick={() => setDue(value)}>
                  {label}
                </button>
              ))}
            </div>
          </>
        )}
      </FormField>
      <FormField label="Owner">
        {ids => <Select id={ids.id} label="Owner" options={peopleOptions(meta)} value={owner} onChange={setOwner} />}
      </FormField>
    </FormDialog>
  )
}
