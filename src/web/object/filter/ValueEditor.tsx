import { useMeta } from '../../api/meta.ts'
import type { Clause, MetaField, Refs } from '../../api/types.ts'
import { TextInput } from '../../ui/inputs.tsx'
import { type Option, PickList } from '../../ui/PickList.tsx'
import { Select } from '../../ui/Select.tsx'
import { RecordPicker } from '../field/FieldEditor.tsx'
import { useFixedOptions } from '../field/options.tsx'
import { fromDraft, isNumeric, toDraft } from '../field/values.ts'
import { dayWordLabel, dayWords, needsNoValue } from './operators.ts'

interface ValueEditorProps {
  field: MetaField
  clause: Clause
  refs: Refs
  onChange: (value: unknown) => void
}

/** The editor for a clause's value, by field and operator. */
export function ValueEditor(props: ValueEditorProps) {
  const { field, clause } = props
  if (needsNoValue(clause.op)) return null
  if (field.kind === 'checkbox') return <YesOrNo {...props} />
  if (clause.op === 'within_last' || clause.op === 'within_next') return <LengthEditor {...props} />
  if (field.kind === 'date' || field.kind === 'datetime') return <DayEditor {...props} />
  if (clause.op === 'between') return <RangeEditor {...props} />
  if (field.options || field.kind === 'country' || field.kind === 'user' || field.to === 'user') return <ManyEditor {...props} />
  if (field.to) return <RecordPicker object={field.to} label={field.label} onPick={id => props.onChange(id)} />
  return <OneInput {...props} value={clause.value} onChange={props.onChange} label={field.label} />
}

function OneInput({
  field,
  value,
  onChange,
  label,
}: {
  field: MetaField
  value: unknown
  onChange: (value: unknown) => void
  label: string
}) {
  return (
    <TextInput
      data-autofocus
      aria-label={label}
      defaultValue={toDraft(field, value)}
      {...(isNumeric(field) ? { inputMode: 'decimal' as const } : {})}
      onChange={event => onChange(isNumeric(field) ? fromDraft({ ...field, kind: 'number' }, event.target.value) : event.target.value)}
    />
  )
}

function RangeEditor({ field, clause, onChange }: ValueEditorProps) {
  const [low, high] = Array.isArray(clause.value) ? clause.value : []
  return (
    <div className="row">
      <OneInput field={field} value={low} label="From" onChange={value => onChange([value, high ?? null])} />
      <span className="t3">and</span>
      <OneInput field={field} value={high} label="To" onChange={value => onChange([low ?? null, value])} />
    </div>
  )
}

function YesOrNo({ clause, onChange }: ValueEditorProps) {
  return (
    <PickList
      label="Yes or no"
      options={[
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ]}
      chosen={clause.value === undefined ? [] : [clause.value === true ? 'yes' : 'no']}
      onPick={picked => onChange(picked === 'yes')}
    />
  )
}

const whoever: Option[] = [
  { value: 'me', label: 'Me', hint: 'whoever looks at the list' },
  { value: 'my_team', label: 'My team', hint: 'of whoever looks at it' },
]

/** Any of several; a colleague may also be "me" or "my team". */
function ManyEditor({ field, clause, onChange }: ValueEditorProps) {
  const fixed = useFixedOptions(field) ?? []
  const isPerson = field.kind === 'user' || field.to === 'user'
  const options: Option[] = isPerson ? [...whoever, ...fixed] : fixed
  const chosen = Array.isArray(clause.value)
    ? clause.value.map(String)
    : clause.value === undefined || clause.value === null
      ? []
      : [String(clause.value)]
  const single = clause.op !== 'in' && clause.op !== 'not_in'
  const toggle = (picked: string) => {
    if (single) return onChange(picked)
    onChange(chosen.includes(picked) ? chosen.filter(one => one !== picked) : [...chosen, picked])
  }
  return <PickList label={field.label} options={options} chosen={chosen} onPick={toggle} />
}

const units = [
  { value: 'hours', label: 'hours' },
  { value: 'days', label: 'days' },
  { value: 'weeks', label: 'weeks' },
  { value: 'months', label: 'months' },
  { value: 'years', label: 'years' },
]

/** "7 days". */
function LengthEditor({ clause, onChange, field }: ValueEditorProps) {
  const [, number = '7', unit = 'days'] = /^(\d+)\s*(\w+)$/.exec(String(clause.value ?? '')) ?? []
  return (
    <div className="row">
      <TextInput
        data-autofocus
        aria-label="How many"
        inputMode="numeric"
        className="short"
        defaultValue={number}
        onChange={event => /^\d+$/.test(event.target.value) && onChange(`${event.target.value} ${unit}`)}
      />
      <Select
        label="Unit"
        options={field.kind === 'date' ? units.slice(1) : units}
        value={unit}
        onChange={picked => onChange(`${number} ${picked ?? 'days'}`)}
      />
    </div>
  )
}

/** A day, or a word such as "last week". */
function DayEditor({ clause, onChange }: ValueEditorProps) {
  const meta = useMeta()
  const values = Array.isArray(clause.value) ? clause.value.map(String) : [clause.value === undefined ? '' : String(clause.value)]
  const isDay = (value: string) => /^\d{4}-/.test(value)
  if (clause.op === 'between')
    return (
      <div className="row">
        <TextInput
          type="date"
          aria-label="From"
          data-autofocus
          defaultValue={values[0] ?? ''}
          onChange={event => onChange([event.target.value, values[1] ?? ''])}
        />
        <span className="t3">and</span>
        <TextInput
          type="date"
          aria-label="To"
          defaultValue={values[1] ?? ''}
          onChange={event => onChange([values[0] ?? '', event.target.value])}
        />
      </div>
    )
  const [value = ''] = values
  return (
    <>
      <PickList
        label={`A day or a span, by the calendar of ${meta.me.time_zone}`}
        placeholder="today, last week …"
        options={dayWords.map(word => ({ value: word, label: dayWordLabel(word) }))}
        chosen={value && !isDay(value) ? [value] : []}
        onPick={onChange}
      />
      <div className="row pad">
        <span className="t3">or on</span>
        <TextInput type="date" aria-label="Day" defaultValue={isDay(value) ? value : ''} onChange={event => onChange(event.target.value)} />
      </div>
    </>
  )
}
