import { type MouseEvent, memo, useState } from 'react'
import { recordPath } from '../../api/paths.ts'
import type { MetaObject, Rec, Refs } from '../../api/types.ts'
import { A } from '../../ui/A.tsx'
import { Checkbox } from '../../ui/inputs.tsx'
import { FieldValue } from '../field/FieldValue.tsx'
import { InPlaceEditor } from '../field/InPlaceEditor.tsx'
import type { ShownColumn } from './columns.tsx'

export interface RowActions {
  toggle: (id: string) => void
  extend: (id: string) => void
  point: (id: string, column: number) => void
  edit: (id: string, column: number) => void
  save: (record: Rec, name: string, value: unknown) => void
  leave: () => void
  open: (record: Rec, event?: MouseEvent) => void
}

interface ListRowProps {
  object: MetaObject
  record: Rec
  refs: Refs
  columns: ShownColumn[]
  index: number
  selected: boolean
  current: boolean
  /** The column of the cell cursor in this row, or none. */
  at: number | null
  editing: boolean
  actions: RowActions
  /** Records of objects without a page of their own open where the list says. */
  href?: ((record: Rec) => string) | undefined
}

export const titleOf = (object: MetaObject, record: Rec): string => {
  const title = record[object.title]
  return typeof title === 'string' && title.trim() !== '' ? title : `${object.label[0]} without a name`
}

export const ListRow = memo(function ListRow({
  object,
  record,
  refs,
  columns,
  index,
  selected,
  current,
  at,
  editing,
  actions,
  href,
}: ListRowProps) {
  const name = titleOf(object, record)
  return (
    <tr
      data-id={record.id}
      aria-rowindex={index + 2}
      className={[selected && 'sel', current && 'cur'].filter(Boolean).join(' ')}
      onContextMenu={event => {
        // A long press on a phone selects, as in mail programs.
        if (!matchMedia('(pointer: coarse)').matches) return
        event.preventDefault()
        actions.toggle(record.id)
      }}
    >
      <td
        className="tick"
        onClickCapture={event => {
          if (!event.shiftKey) return
          event.stopPropagation()
          actions.extend(record.id)
        }}
      >
        <Checkbox checked={selected} onChange={() => actions.toggle(record.id)} label={`Select ${name}`} />
      </td>
      {columns.map((column, position) => (
        <Cell
          key={column.name}
          {...{ object, record, refs, column, actions, href }}
          name={name}
          on={at === position}
          editing={editing && at === position}
          onPoint={() => actions.point(record.id, position)}
          onEdit={() => actions.edit(record.id, position)}
        />
      ))}
    </tr>
  )
})

interface CellProps {
  object: MetaObject
  record: Rec
  refs: Refs
  column: ShownColumn
  name: string
  on: boolean
  editing: boolean
  actions: RowActions
  href: ((record: Rec) => string) | undefined
  onPoint: () => void
  onEdit: () => void
}

function Cell({ object, record, refs, column, name, on, editing, actions, href, onPoint, onEdit }: CellProps) {
  const isTitle = column.name === object.title
  const value = record[column.name]
  const to = href?.(record) ?? recordPath(object.name, record.id) ?? '#'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list's keys do the same (arrows, e)
    <td
      className={[isTitle && 'name', column.numeric && 'num', column.slot.muted && 't3', on && 'at', editing && 'editing']
        .filter(Boolean)
        .join(' ')}
      data-c={column.card}
      title={!isTitle && typeof value === 'string' && column.field.kind.endsWith('text') ? value : undefined}
      onClick={onPoint}
      onDoubleClick={onEdit}
    >
      {editing && <CellEditor {...{ record, refs, column, actions }} />}
      {isTitle && !editing ? (
        <A href={to} className="cut" onClick={event => actions.open(record, event)} title={name}>
          {name}
        </A>
      ) : editing ? null : (
        (column.slot.render?.(record, refs) ?? <FieldValue field={column.field} value={value} refs={refs} compact />)
      )}
    </td>
  )
}

/** Keeps the record as it stood when writing began, so that what somebody else changes meanwhile is noticed. */
function CellEditor({ record, refs, column, actions }: Pick<CellProps, 'record' | 'refs' | 'column' | 'actions'>) {
  const [base] = useState(record)
  const { name, field } = column
  return (
    <InPlaceEditor field={field} value={base[name]} refs={refs} onSave={next => actions.save(base, name, next)} onLeave={actions.leave} />
  )
}
