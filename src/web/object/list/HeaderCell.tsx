import { type PointerEvent, useRef } from 'react'
import type { SortKey } from '../../api/types.ts'
import { Icon } from '../../ui/Icon.tsx'
import type { ShownColumn } from './columns.tsx'

interface HeaderCellProps {
  column: ShownColumn
  sort: SortKey[]
  onSort: (name: string) => void
  onResize: (name: string, width: number) => void
  /** Moves a dragged column before this one. */
  onMove: (dragged: string, before: string) => void
}

/** A column's head: a click sorts, its edge resizes, dragging it moves it. The Columns menu does the last two from the keyboard. */
export function HeaderCell({ column, sort, onSort, onResize, onMove }: HeaderCellProps) {
  const cell = useRef<HTMLTableCellElement>(null)
  const { name, label, field, numeric, slot } = column
  const key = sort.find(one => one.field === name)
  const words = slot.quietHeader ? <span className="sr">{label}</span> : label
  const resize = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const start = event.clientX
    const width = cell.current?.offsetWidth ?? column.width
    const grip = event.currentTarget
    grip.setPointerCapture(event.pointerId)
    const widthAt = (x: number) => Math.max(48, Math.round(width + x - start))
    const move = (moved: globalThis.PointerEvent) => {
      if (cell.current) cell.current.style.width = `${widthAt(moved.clientX)}px`
    }
    const up = (ended: globalThis.PointerEvent) => {
      grip.removeEventListener('pointermove', move)
      onResize(name, widthAt(ended.clientX))
    }
    grip.addEventListener('pointermove', move)
    grip.addEventListener('pointerup', up, { once: true })
  }
  return (
    <th
      ref={cell}
      scope="col"
      draggable
      className={[numeric && 'num', key && 'sorted'].filter(Boolean).join(' ')}
      aria-sort={key ? (key.direction === 'asc' ? 'ascending' : 'descending') : undefined}
      onDragStart={event => event.dataTransfer.setData('text/column', name)}
      onDragOver={event => event.dataTransfer.types.includes('text/column') && event.preventDefault()}
      onDrop={event => onMove(event.dataTransfer.getData('text/column'), name)}
    >
      {field.sort ? (
        <button type="button" className="row" onClick={() => onSort(name)} title={`Sort by ${label.toLowerCase()}`}>
          <span className="cut">{words}</span>
          {key && <Icon name={key.direction === 'asc' ? 'asc' : 'desc'} small />}
        </button>
      ) : (
        <span className="row">
          <span className="cut">{words}</span>
        </span>
      )}
      <span className="grip" onPointerDown={resize} aria-hidden draggable={false} />
    </th>
  )
}
