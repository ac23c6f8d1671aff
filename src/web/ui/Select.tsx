import { useState } from 'react'
import { Icon } from './Icon.tsx'
import { type Option, PickList } from './PickList.tsx'
import { Pop } from './Pop.tsx'

interface SelectProps {
  id?: string
  label: string
  options: readonly Option[]
  value: string | null
  onChange: (value: string | null) => void
  placeholder?: string
  /** Offers to leave it empty. */
  clearable?: boolean
  invalid?: boolean
  disabled?: boolean
  autoFocus?: boolean
}

/** One of a list. */
export function Select({
  id,
  label,
  options,
  value,
  onChange,
  placeholder = 'Choose',
  clearable,
  invalid,
  disabled,
  autoFocus,
}: SelectProps) {
  const [open, setOpen] = useState(false)
  const chosen = options.find(option => option.value === value)
  const all = clearable && value !== null ? [{ value: '', label: 'None' }, ...options] : options
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label={label}
      width="target"
      target={
        <button
          type="button"
          id={id}
          className="field select"
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-label={`${label}: ${chosen?.label ?? placeholder}`}
          aria-invalid={invalid || undefined}
          data-autofocus={autoFocus || undefined}
          disabled={disabled}
          onClick={() => setOpen(!open)}
        >
          {chosen?.mark && <span aria-hidden="true">{chosen.mark}</span>}
          <span className={chosen ? 'grow cut' : 'grow cut t3'}>{chosen?.label ?? placeholder}</span>
          <Icon name="down" small />
        </button>
      }
    >
      <PickList
        label={label}
        options={all}
        chosen={value === null ? [] : [value]}
        onPick={picked => {
          setOpen(false)
          onChange(picked === '' ? null : picked)
        }}
      />
    </Pop>
  )
}

interface MultiSelectProps extends Omit<SelectProps, 'value' | 'onChange' | 'clearable'> {
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** Several of a list; the list stays open while choosing. */
export function MultiSelect({
  id,
  label,
  options,
  value,
  onChange,
  placeholder = 'Choose',
  invalid,
  disabled,
  autoFocus,
}: MultiSelectProps) {
  const [open, setOpen] = useState(false)
  const names = options.filter(option => value.includes(option.value)).map(option => option.label)
  const toggle = (picked: string) => onChange(value.includes(picked) ? value.filter(one => one !== picked) : [...value, picked])
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label={label}
      width="target"
      target={
        <button
          type="button"
          id={id}
          className="field select"
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-label={`${label}: ${names.join(', ') || placeholder}`}
          aria-invalid={invalid || undefined}
          data-autofocus={autoFocus || undefined}
          disabled={disabled}
          onClick={() => setOpen(!open)}
        >
          <span className={names.length > 0 ? 'grow cut' : 'grow cut t3'}>{names.join(', ') || placeholder}</span>
          <Icon name="down" small />
        </button>
      }
    >
      <PickList label={label} options={options} chosen={value} onPick={toggle} />
    </Pop>
  )
}
