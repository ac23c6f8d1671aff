import { useState } from 'react'
import { useMeta } from '../../api/meta.ts'
import type { Clause, Filter, MetaObject, Refs } from '../../api/types.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Pop } from '../../ui/Pop.tsx'
import { describeValue } from './describe.ts'
import { FilterEditor } from './FilterEditor.tsx'
import { clausesOf, isComplete, operatorWord, partOf } from './operators.ts'

interface FilterChipProps {
  object: MetaObject
  part: Filter
  refs: Refs
  onChange: (part: Filter | null) => void
}

/** One condition as a sentence; a click on it edits it, × removes it. */
export function FilterChip({ object, part, refs, onChange }: FilterChipProps) {
  const meta = useMeta()
  const [open, setOpen] = useState(false)
  const clauses = clausesOf(part)
  const [draft, setDraft] = useState<Clause[]>(clauses ?? [])
  const close = () => {
    setOpen(false)
    onChange(partOf(draft.filter(isComplete)))
  }
  const words = clauses?.map(clause => {
    const field = object.fields[clause.field]
    if (!field) return { key: clause.field, field: 'A field that is gone', op: '', value: '' }
    return {
      key: clause.field + clause.op,
      field: field.label,
      op: operatorWord(field.kind, clause.op),
      value: describeValue(meta, field, clause, refs),
    }
  })
  return (
    <span className="chip">
      <Pop
        open={open}
        onClose={close}
        label="Filter"
        width={280}
        target={
          <button
            type="button"
            className="words"
            disabled={!clauses}
            onClick={() => {
              setDraft(clauses ?? [])
              if (open) close()
              else setOpen(true)
            }}
          >
            {words
              ? words.map(({ key, field, op, value }, index) => (
                  <span key={key}>
                    {index > 0 && <span className="cmp"> or </span>}
                    <span className="f">{field}</span> <span className="cmp">{op}</span> {value && <span>{value}</span>}
                  </span>
                ))
              : 'Several conditions'}
          </button>
        }
      >
        <FilterEditor object={object} clauses={draft} refs={refs} onChange={setDraft} onDone={close} />
      </Pop>
      <button type="button" className="x" aria-label={`Remove the filter ${words?.[0]?.field ?? ''}`} onClick={() => onChange(null)}>
        <Icon name="x" small />
      </button>
    </span>
  )
}
