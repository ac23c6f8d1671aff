import { useState } from 'react'
import type { Clause, Filter, MetaObject } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { Pop } from '../../ui/Pop.tsx'
import { FieldPicker } from './FieldPicker.tsx'
import { FilterEditor, newClause } from './FilterEditor.tsx'
import { isComplete, partOf } from './operators.ts'

/** "+ Filter": first the field, then its condition. */
export function AddFilter({ object, onAdd }: { object: MetaObject; onAdd: (part: Filter) => void }) {
  const [open, setOpen] = useState(false)
  const [clauses, setClauses] = useState<Clause[]>([])
  const close = () => {
    setOpen(false)
    const part = partOf(clauses.filter(isComplete))
    setClauses([])
    if (part) onAdd(part)
  }
  useKeys({ '/': () => setOpen(true) })
  return (
    <Pop
      open={open}
      onClose={close}
      label="Add a filter"
      width={280}
      target={
        <button
          type="button"
          className="chip add"
          onClick={() => (open ? close() : setOpen(true))}
          aria-expanded={open}
          aria-haspopup="dialog"
        >
          <span>+ Filter</span>
        </button>
      }
    >
      {clauses.length === 0 ? (
        <FieldPicker object={object} onPick={name => setClauses([newClause(object, name)])} />
      ) : (
        <FilterEditor object={object} clauses={clauses} refs={{}} onChange={setClauses} onDone={close} />
      )}
    </Pop>
  )
}
