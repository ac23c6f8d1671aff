import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Clause, FilterOp, MetaObject, Refs } from '../../api/types.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { FieldPicker } from './FieldPicker.tsx'
import { operatorsFor, operatorWord } from './operators.ts'
import { ValueEditor } from './ValueEditor.tsx'

interface FilterEditorProps {
  object: MetaObject
  clauses: Clause[]
  refs: Refs
  onChange: (clauses: Clause[]) => void
  onDone: () => void
}

const single = (op: FilterOp) => op !== 'in' && op !== 'not_in' && op !== 'between'

/** What is kept of a value when the operator changes. */
function carry(value: unknown, from: FilterOp, to: FilterOp): unknown {
  if (single(from) === single(to) && from !== 'within_last' && to !== 'within_last') return value
  return to === 'within_last' || to === 'within_next' ? '7 days' : undefined
}

/** A clause for a field, with its usual operator. */
export function newClause(object: MetaObject, name: string): Clause {
  const kind = object.fields[name]?.kind ?? 'text'
  const [op = 'is'] = operatorsFor(kind)
  return { field: name, op, ...(op === 'within_last' ? { value: '7 days' } : {}) }
}

/** Edits the clauses of one chip; "or" adds another of which any may hold. */
export function FilterEditor({ object, clauses, refs, onChange, onDone }: FilterEditorProps) {
  const [adding, setAdding] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const ops = clauses.map(clause => clause.field + clause.op).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another field or condition brings another input
  useEffect(() => [...(box.current?.querySelectorAll<HTMLElement>('[data-autofocus]') ?? [])].at(-1)?.focus(), [ops, adding])
  const set = (index: number, clause: Clause | null) =>
    onChange(clauses.flatMap((one, at) => (at === index ? (clause ? [clause] : []) : [one])))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.role !== 'combobox') onDone()
  }
  if (adding)
    return (
      <FieldPicker
        object={object}
        onPick={name => {
          setAdding(false)
          onChange([...clauses, newClause(object, name)])
        }}
      />
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in a line is "done", as in any form
    <div className="filter-editor" ref={box} onKeyDown={onKeyDown}>
      {clauses.map((clause, index) => {
        const field = object.fields[clause.field]
        if (!field) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: clauses have no identity of their own
          <section key={`${clause.field}${index}`}>
            <div className="row">
              <span className="strong cut grow">{field.label}</span>
              <div className="op">
                <Select
                  label="Condition"
                  options={operatorsFor(field.kind).map(op => ({ value: op, label: operatorWord(field.kind, op) }))}
                  value={clause.op}
                  onChange={picked => {
                    const op = operatorsFor(field.kind).find(one => one === picked) ?? clause.op
                    set(index, { field: clause.field, op, value: carry(clause.value, clause.op, op) })
                  }}
                />
              </div>
              {clauses.length > 1 && <IconButton small name="x" label="Remove" onClick={() => set(index, null)} />}
            </div>
            <ValueEditor key={clause.op} field={field} clause={clause} refs={refs} onChange={value => set(index, { ...clause, value })} />
          </section>
        )
      })}
      <footer className="row">
        <Button look="quiet" small icon="plus" onClick={() => setAdding(true)}>
          Or
        </Button>
        <span className="grow" />
        <Button small onClick={onDone} keys="escape">
          Done
        </Button>
      </footer>
    </div>
  )
}
