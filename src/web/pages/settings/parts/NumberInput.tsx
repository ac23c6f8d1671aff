import { useEffect, useState } from 'react'
import { formatNumber } from '../../../format/numbers.ts'
import { readNumber } from '../../../object/field/values.ts'
import { TextInput } from '../../../ui/inputs.tsx'

interface NumberInputProps {
  id?: string
  label: string
  value: number | null
  onChange: (value: number | null) => void
  /** Said after the number inside the box: months, days. */
  unit?: [one: string, many: string]
  empty?: string
  width?: number
  invalid?: boolean
  disabled?: boolean
  'aria-describedby'?: string | undefined
}

/** A number as people write it (5M, 20,000); taken over when the box is left or Enter is pressed. */
export function NumberInput({ id, label, value, onChange, unit, empty = '', width, invalid, disabled, ...rest }: NumberInputProps) {
  const [text, setText] = useState<string | null>(null)
  const shown = value === null ? '' : formatNumber(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value from outside wins over what stands in the box
  useEffect(() => setText(null), [value])
  const finish = () => {
    if (text === null) return
    const read = text.trim() === '' ? null : readNumber(text.replace(/\s*[a-z]{2,}$/i, ''))
    setText(null)
    if ((read === null || typeof read === 'number') && read !== value) onChange(read)
  }
  const withUnit = unit && value !== null ? `${shown} ${value === 1 ? unit[0] : unit[1]}` : shown
  return (
    <TextInput
      {...rest}
      id={id}
      inputMode="decimal"
      aria-label={id ? undefined : label}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      placeholder={empty}
      className="num-input"
      style={width ? { width } : undefined}
      value={text ?? withUnit}
      onFocus={event => {
        setText(shown)
        const input = event.currentTarget
        requestAnimationFrame(() => input.select())
      }}
      onChange={event => setText(event.target.value)}
      onBlur={finish}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape' && text !== null) {
          event.stopPropagation()
          setText(null)
        }
      }}
    />
  )
}
