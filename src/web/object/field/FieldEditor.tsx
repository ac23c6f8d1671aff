import { type KeyboardEvent, useState } from 'react'
import type { MetaField, Refs } from '../../api/types.ts'
import { fromLocalInput, toLocalInput } from '../../format/dates.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Checkbox, TextArea, TextInput } from '../../ui/inputs.tsx'
import { PickList } from '../../ui/PickList.tsx'
import { Pop } from '../../ui/Pop.tsx'
import { MultiSelect, Select } from '../../ui/Select.tsx'
import { useTimeZone } from '../../ui/When.tsx'
import { useFixedOptions, useRecordOptions } from './options.tsx'
import { fromDraft, isNothing, targetOf, toDraft } from './values.ts'

export interface FieldEditorProps {
  field: MetaField
  value: unknown
  refs?: Refs
  onChange: (value: unknown) => void
  id?: string
  autoFocus?: boolean
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
  'aria-required'?: true | undefined
}

/** The input for a field, by its kind. */
export function FieldEditor(props: FieldEditorProps) {
  const { field, value, onChange, id, autoFocus } = props
  const fixed = useFixedOptions(field)
  const common = { id: id ?? '', label: field.label, invalid: props['aria-invalid'] === true, autoFocus: autoFocus ?? false }
  if (field.kind === 'checkbox') return <Checkbox checked={value === true} onChange={onChange} label={field.label} />
  if (field.kind === 'choices' || (field.kind === 'refs' && fixed))
    return <MultiSelect {...common} options={fixed ?? []} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />
  if (fixed)
    return (
      <Select {...common} options={fixed} value={isNothing(value) ? null : String(value)} onChange={onChange} clearable={!field.required} />
    )
  if (field.kind === 'ref' || field.kind === 'refs') return <RefSelect {...props} />
  return <TypedEditor {...props} />
}

const inputType = (field: MetaField): string =>
  ({ email: 'email', phone: 'tel', url: 'url', date: 'date', datetime: 'datetime-local' })[field.kind as string] ?? 'text'

/** Kinds that are typed. What is typed stays as it is; `onChange` gets the value it stands for. */
function TypedEditor({ field, value, onChange, refs: _, autoFocus, ...rest }: FieldEditorProps) {
  const timeZone = useTimeZone()
  const [draft, setDraft] = useState(() =>
    field.kind === 'datetime' && typeof value === 'string' ? toLocalInput(new Date(value), timeZone) : toDraft(field, value),
  )
  const change = (text: string) => {
    setDraft(text)
    if (field.kind === 'datetime') onChange(text === '' ? null : fromLocalInput(text, timeZone).toISOString())
    else onChange(fromDraft(field, text))
  }
  const shared = { ...rest, value: draft, 'data-autofocus': autoFocus || undefined, 'aria-label': rest.id ? undefined : field.label }
  if (field.kind === 'long_text') return <TextArea {...shared} onChange={event => change(event.target.value)} />
  const numeric = field.kind === 'number' || field.kind === 'money'
  return (
    <TextInput
      {...shared}
      type={inputType(field)}
      {...(numeric ? { inputMode: 'decimal' as const } : {})}
      onChange={event => change(event.target.value)}
    />
  )
}

/** A reference: opens a search for the record. */
function RefSelect({ field, value, refs, onChange, id, autoFocus }: FieldEditorProps) {
  const [open, setOpen] = useState(false)
  const [picked, setPicked] = useState<{ id: string; name: string } | null>(null)
  const object = targetOf(field) ?? ''
  const current = isNothing(value) ? null : String(value)
  const name = current === null ? null : picked?.id === current ? picked.name : (refs?.[object]?.[current] ?? 'Chosen')
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label={field.label}
      width="target"
      target={
        <button
          type="button"
          id={id}
          className="field select"
          aria-label={`${field.label}: ${name ?? 'Choose'}`}
          aria-haspopup="listbox"
          aria-expanded={open}
          data-autofocus={autoFocus || undefined}
          onClick={() => setOpen(!open)}
        >
          <span className={name ? 'grow cut' : 'grow cut t3'}>{name ?? 'Choose'}</span>
          <Icon name="search" small />
        </button>
      }
    >
      <RecordPicker
        object={object}
        label={field.label}
        clearable={!field.required && current !== null}
        onPick={(picked, label) => {
          setOpen(false)
          setPicked(picked ? { id: picked, name: label } : null)
          onChange(picked)
        }}
      />
    </Pop>
  )
}

interface RecordPickerProps {
  object: string
  label: string
  clearable?: boolean
  onPick: (id: string | null, name: string) => void
}

/** Finds a record of an object as one types. */
export function RecordPicker({ object, label, clearable, onPick }: RecordPickerProps) {
  const { options, onType, waiting } = useRecordOptions(object)
  const all = clearable ? [{ value: '', label: 'None' }, ...options] : options
  return (
    <PickList
      label={label}
      options={all}
      onType={onType}
      waiting={waiting}
      onPick={value => onPick(value === '' ? null : value, options.find(option => option.value === value)?.label ?? '')}
    />
  )
}

/** Enter keeps, Esc leaves: for editors in place. */
export const keepOrLeave = (keep: () => void, leave: () => void, long: boolean) => (event: KeyboardEvent) => {
  if (event.key === 'Escape') {
    event.preventDefault()
    event.stopPropagation()
    leave()
  }
  if (event.key === 'Enter' && (!long || event.metaKey || event.ctrlKey)) {
    event.preventDefault()
    event.stopPropagation()
    keep()
  }
}
