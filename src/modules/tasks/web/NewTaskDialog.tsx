import { useState } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import { absolute } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { addTask } from '../../../web/object/actions/commands.ts'
import { nameOf, type Target } from '../../../web/object/actions/target.ts'
import { peopleOptions } from '../../../web/object/field/options.tsx'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { FormField, TextInput } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { useTimeZone } from '../../../web/ui/When.tsx'
import { readTask } from '../read_task.rule.ts'
import { priorities, recurrences } from '../task.object.ts'
import { DueInWords, useMoment } from './DueInWords.tsx'

const none: Target = { records: [], count: 0 }
const options = (all: readonly { value: string; label: string }[]) => all.map(({ value, label }) => ({ value, label }))

/** A task on a record, on many, or on none: one line says what, until when and how often; what it leaves open is chosen below. */
export function NewTaskDialog({ object = 'task', target = none, onClose }: { object?: string; target?: Target; onClose: () => void }) {
  const meta = useMeta()
  const now = useNow()
  const timeZone = useTimeZone()
  const [text, setText] = useState('')
  const [due, setDue] = useState<string | null>(null)
  const [repeats, setRepeats] = useState<string | null>(null)
  const [owner, setOwner] = useState<string | null>(meta.me.id)
  const [priority, setPriority] = useState<string | null>('normal')
  const definition = meta.objects.find(one => one.name === object)
  const read = readTask(text, now, timeZone)
  const words = due ?? (read.due_at ? '' : 'tomorrow')
  const chosen = useMoment(words)
  const at = due === null && read.due_at ? read.due_at : words.trim() === '' ? null : chosen
  const recurrence = repeats ?? read.recurrence
  const unclear = words.trim() !== '' && !chosen
  return (
    <FormDialog
      title={`New task${definition && target.count > 0 ? ` on ${nameOf(definition, target)}` : ''}`}
      submit="Add task"
      onClose={onClose}
      disabled={read.subject === '' || unclear || (recurrence !== null && at === null)}
      onSubmit={async () => {
        const task = {
          subject: read.subject,
          due_at: at?.toISOString() ?? null,
          owner_id: owner,
          priority: priority ?? 'normal',
          ...(recurrence ? { recurrence } : {}),
        }
        if (await addTask(meta, object, target, task)) onClose()
      }}
    >
      <FormField
        label="Subject"
        required
        help={
          read.due_at || read.recurrence
            ? `“${read.subject}”${read.due_at ? `, ${absolute(read.due_at, timeZone)}` : ''}`
            : 'When it is due can be said in the same line.'
        }
      >
        {ids => (
          <TextInput
            {...ids}
            data-autofocus
            value={text}
            onChange={event => setText(event.target.value)}
            placeholder="Call back about the trial in 3 days"
          />
        )}
      </FormField>
      <DueInWords label="Due" value={words} onChange={setDue} />
      <div className="two">
        <FormField label="Owner">
          {ids => <Select id={ids.id} label="Owner" options={peopleOptions(meta)} value={owner} onChange={setOwner} />}
        </FormField>
        <FormField label="Priority">
          {ids => <Select id={ids.id} label="Priority" options={options(priorities)} value={priority} onChange={setPriority} />}
        </FormField>
        {target.count <= 1 && (
          <FormField label="Repeats">
            {ids => (
              <Select
                id={ids.id}
                label="Repeats"
                options={options(recurrences)}
                value={recurrence}
                onChange={value => setRepeats(value)}
                clearable
                placeholder="Never"
              />
            )}
          </FormField>
        )}
      </div>
    </FormDialog>
  )
}
