import { type ComponentProps, useState } from 'react'
import { TextArea } from '../../../ui/inputs.tsx'

interface LinesInputProps extends Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> {
  value: readonly string[]
  onChange: (lines: string[]) => void
  /** Commas belong to the entries. */
  linesOnly?: boolean
}

const read = (text: string, linesOnly: boolean): string[] =>
  text
    .split(linesOnly ? /\n+/ : /[\n,;]+/)
    .map(line => line.trim())
    .filter(Boolean)

/** A list, one entry a line; what is being typed stays as it is. */
export function LinesInput({ value, onChange, linesOnly = false, rows, ...rest }: LinesInputProps) {
  const [text, setText] = useState(() => value.join('\n'))
  const shown = JSON.stringify(read(text, linesOnly)) === JSON.stringify(value) ? text : value.join('\n')
  return (
    <TextArea
      {...rest}
      rows={rows ?? Math.min(8, Math.max(2, value.length + 1))}
      spellCheck={false}
      value={shown}
      onChange={event => {
        setText(event.target.value)
        onChange(read(event.target.value, linesOnly))
      }}
    />
  )
}
