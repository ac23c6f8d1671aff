import { useRef, useState } from 'react'
import { useMeta } from '../../../web/api/meta.ts'
import { keyFor } from '../../../web/pages/settings/parts/key_for.ts'
import { NumberInput } from '../../../web/pages/settings/parts/NumberInput.tsx'
import { Card } from '../../../web/pages/settings/parts/SettingsPane.tsx'
import { moved, Sortable } from '../../../web/pages/settings/parts/Sortable.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { Checkbox, FormField, TextArea, TextInput } from '../../../web/ui/inputs.tsx'
import { PickList } from '../../../web/ui/PickList.tsx'
import { Pop } from '../../../web/ui/Pop.tsx'
import type { Step, StopOn } from './sequences.ts'

/** A sequence as it is being written. */
export interface Writing {
  name: string
  description: string
  steps: Step[]
  stop_on: StopOn
  self_serve: boolean
}

interface StepsEditorProps {
  value: Writing
  onChange: (next: Writing) => void
  /** What was refused, by the field's path: `steps.0.body`. */
  errors: Readonly<Record<string, string>>
}

const stops: [keyof StopOn, string][] = [
  ['reply', 'They reply'],
  ['same_company_reply', 'Somebody else of their company gets in touch'],
  ['conversion', 'The lead is converted'],
]

export function StepsEditor({ value, onChange, errors }: StepsEditorProps) {
  const { steps, stop_on } = value
  const set = (change: Partial<Writing>) => onChange({ ...value, ...change })
  const setStep = (key: string, change: Partial<Step>) => set({ steps: steps.map(one => (one.key === key ? { ...one, ...change } : one)) })
  const add = () =>
    set({
      steps: [
        ...steps,
        {
          key: keyFor(
            `mail_${steps.length + 1}`,
            steps.map(one => one.key),
          ),
          subject: '',
          body: 'Hi {{first_name|there}},\n\n',
          delay_days: steps.length === 0 ? 0 : 3,
          at: steps.length === 0 ? null : '09:00',
        },
      ],
    })
  return (
    <div className="seq-in">
      <FormField label="Name" error={errors.name}>
        {ids => <TextInput {...ids} value={value.name} onChange={event => set({ name: event.target.value })} />}
      </FormField>
      <FormField label="What it is for" note="shown to whoever enrols people">
        {ids => <TextInput {...ids} value={value.description} onChange={event => set({ description: event.target.value })} />}
      </FormField>
      <Sortable
        label="Mails"
        className="seq-steps"
        items={steps}
        idOf={step => step.key}
        nameOf={step => step.subject || 'A mail'}
        onMove={(from, to) => set({ steps: moved(steps, from, to) })}
      >
        {(step, index, handle) => (
          <StepCard
            step={step}
            index={index}
            day={steps.slice(0, index + 1).reduce((days, one) => days + one.delay_days, 0)}
            handle={handle}
            errors={errors}
            onChange={change => setStep(step.key, change)}
            onRemove={() => set({ steps: steps.filter(one => one.key !== step.key) })}
          />
        )}
      </Sortable>
      {errors.steps && (
        <p className="meta bad" role="alert">
          {errors.steps}
        </p>
      )}
      <Button icon="plus" onClick={add}>
        Add a mail
      </Button>
      <Card title="It stops for somebody when">
        {stops.map(([name, label]) => (
          <div className="mini" key={name}>
            <Checkbox checked={stop_on[name]} onChange={on => set({ stop_on: { ...stop_on, [name]: on } })}>
              {label}
            </Checkbox>
          </div>
        ))}
        <p className="meta">
          Always: a mail comes back, they unsubscribe, the lead is unqualified or put into the bin, or they are not to be contacted.
          Automatic replies stop nothing.
        </p>
      </Card>
      <Card title="It starts">
        <div className="mini">
          <Checkbox checked={value.self_serve} onChange={self_serve => set({ self_serve })}>
            By itself, when “Self-serve – no interaction” is ticked on a lead
          </Checkbox>
        </div>
        {errors.key && <p className="meta bad">{errors.key}</p>}
        <p className="meta">Once for each lead; clearing the box stops it. Other sequences are started by people.</p>
      </Card>
    </div>
  )
}

interface StepCardProps {
  step: Step
  index: number
  /** Working days since the enrolment. */
  day: number
  handle: React.ReactNode
  errors: Readonly<Record<string, string>>
  onChange: (change: Partial<Step>) => void
  onRemove: () => void
}

function StepCard({ step, index, day, handle, errors, onChange, onRemove }: StepCardProps) {
  const body = useRef<HTMLTextAreaElement>(null)
  const name = `Mail ${index + 1}`
  const insert = (field: string) => {
    const area = body.current
    const at = area?.selectionStart ?? step.body.length
    const text = `{{${field}}}`
    onChange({ body: step.body.slice(0, at) + text + step.body.slice(area?.selectionEnd ?? at) })
    requestAnimationFrame(() => {
      area?.focus()
      area?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  return (
    <section className="card seq-step" aria-label={name}>
      <header className="row">
        {handle}
        <h3>{name}</h3>
        <span className="meta grow">day {day}</span>
        <NumberInput
          label={`Working days before ${name.toLowerCase()}`}
          unit={['working day', 'working days']}
          width={124}
          value={step.delay_days}
          onChange={days => onChange({ delay_days: Math.max(0, Math.round(days ?? 0)) })}
        />
        <span className="meta">{index === 0 ? 'after enrolling' : 'later'}</span>
        <span className="meta">at</span>
        <TextInput
          type="time"
          aria-label={`Hour of ${name.toLowerCase()} by the person’s own clock`}
          title="By the person’s own clock; empty: as soon as the days have passed"
          className="seq-hour"
          value={step.at ?? ''}
          onChange={event => onChange({ at: event.target.value === '' ? null : event.target.value.slice(0, 5) })}
        />
        <IconButton name="trash" small label={`Remove ${name.toLowerCase()}`} onClick={onRemove} />
      </header>
      <FormField label="Subject" error={errors[`steps.${index}.subject`]}>
        {ids => <TextInput {...ids} value={step.subject} onChange={event => onChange({ subject: event.target.value })} />}
      </FormField>
      <FormField label="Text" error={errors[`steps.${index}.body`]}>
        {ids => (
          <TextArea
            {...ids}
            ref={body}
            rows={Math.min(20, Math.max(6, step.body.split('\n').length + 1))}
            value={step.body}
            onChange={event => onChange({ body: event.target.value })}
          />
        )}
      </FormField>
      <InsertField onPick={insert} />
    </section>
  )
}

const common = [
  { value: 'first_name', label: 'First name' },
  { value: 'first_name|there', label: 'First name, else “there”' },
  { value: 'company|your company', label: 'Company, else “your company”' },
  { value: 'owner.first_name', label: 'First name of the owner' },
  { value: 'owner.name', label: 'Name of the owner' },
  { value: 'workspace.name', label: 'Our name' },
]
const textKinds = new Set(['text', 'email', 'phone', 'url', 'country', 'choice', 'number', 'date'])

/** Every field of a lead, by its name, put where one writes. */
function InsertField({ onPick }: { onPick: (field: string) => void }) {
  const meta = useMeta()
  const [open, setOpen] = useState(false)
  const fields = Object.entries(meta.objects.find(object => object.name === 'lead')?.fields ?? {})
  const options = [
    ...common,
    ...fields.flatMap(([name, field]) =>
      textKinds.has(field.kind) && name !== 'first_name' && name !== 'company' ? [{ value: name, label: field.label }] : [],
    ),
  ]
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label="Insert a field"
      width={280}
      target={
        <Button look="quiet" small icon="plus" aria-haspopup="listbox" aria-expanded={open} onClick={() => setOpen(!open)}>
          Insert a field
        </Button>
      }
    >
      <PickList
        label="Field"
        options={options}
        onPick={value => {
          setOpen(false)
          onPick(value)
        }}
      />
    </Pop>
  )
}
