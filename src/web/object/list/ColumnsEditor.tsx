import { useState } from 'react'
import type { MetaObject } from '../../api/types.ts'
import { IconButton } from '../../ui/Button.tsx'
import { Checkbox, TextInput } from '../../ui/inputs.tsx'
import type { Column } from './list_address.ts'

interface ColumnsEditorProps {
  object: MetaObject
  columns: Column[]
  onChange: (columns: Column[]) => void
}

/** Which columns, and in which order. */
export function ColumnsEditor({ object, columns, onChange }: ColumnsEditorProps) {
  const [text, setText] = useState('')
  const labelOf = (name: string) => object.fields[name]?.label ?? name
  const fits = (name: string) => labelOf(name).toLowerCase().includes(text.trim().toLowerCase())
  const hidden = Object.keys(object.fields)
    .filter(
      name =>
        !columns.some(column => column.name === name) && name !== 'version' && (object.fields[name]?.kind !== 'json' || name === 'record'),
    )
    .sort((a, b) => labelOf(a).localeCompare(labelOf(b)))
  const move = (index: number, step: number) => {
    const next = [...columns]
    const [taken] = next.splice(index, 1)
    if (taken) next.splice(index + step, 0, taken)
    onChange(next)
  }
  return (
    <div className="columns-editor">
      <TextInput
        data-autofocus
        placeholder="Find a field"
        aria-label="Find a field"
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <div className="columns-list">
        {columns.map(({ name }, index) =>
          fits(name) ? (
            <div className="mini" key={name}>
              <Checkbox checked disabled={name === object.title} onChange={() => onChange(columns.filter(column => column.name !== name))}>
                {labelOf(name)}
              </Checkbox>
              <span className="grow" />
              <IconButton small name="up" label={`Move ${labelOf(name)} left`} disabled={index === 0} onClick={() => move(index, -1)} />
              <IconButton
                small
                name="down"
                label={`Move ${labelOf(name)} right`}
                disabled={index === columns.length - 1}
                onClick={() => move(index, 1)}
              />
            </div>
          ) : null,
        )}
        {hidden.filter(fits).map(name => (
          <div className="mini" key={name}>
            <Checkbox checked={false} onChange={() => onChange([...columns, { name }])}>
              {labelOf(name)}
            </Checkbox>
          </div>
        ))}
      </div>
    </div>
  )
}
