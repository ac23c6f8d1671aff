import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useMemo } from 'react'
import type { MetaObject, Rec, Refs, SortKey } from '../../api/types.ts'
import { Checkbox } from '../../ui/inputs.tsx'
import { useSmall } from '../../ui/use_media.ts'
import type { ShownColumn } from './columns.tsx'
import { GroupRow } from './GroupRow.tsx'
import { HeaderCell } from './HeaderCell.tsx'
import { ListRow, type RowActions } from './ListRow.tsx'
import type { Selection } from './use_selection.ts'

export interface Cursor {
  id: string | null
  column: number | null
  editing: boolean
}

interface ListTableProps {
  object: MetaObject
  rows: Rec[]
  refs: Refs
  total: number
  columns: ShownColumn[]
  sort: SortKey[]
  group: string | null
  cursor: Cursor
  selection: Selection
  actions: RowActions
  scroller: RefObject<HTMLDivElement | null>
  /** Where it stood when a record of it was opened. */
  startAt: number
  onSort: (name: string) => void
  onResize: (name: string, width: number) => void
  onMove: (dragged: string, before: string) => void
  onEnd: () => void
  href?: ((record: Rec) => string) | undefined
}

type Line = { kind: 'group'; value: unknown; count: number } | { kind: 'row'; record: Rec; index: number }

/** Rows, with a heading where the grouping field changes. */
function linesOf(rows: Rec[], group: string | null): Line[] {
  const lines: Line[] = []
  let heading: Extract<Line, { kind: 'group' }> | null = null
  rows.forEach((record, index) => {
    if (group !== null && (!heading || heading.value !== record[group])) {
      heading = { kind: 'group', value: record[group], count: 0 }
      lines.push(heading)
    }
    if (heading) heading.count += 1
    lines.push({ kind: 'row', record, index })
  })
  return lines
}

/** A table of which only the rows in sight exist. Spacer rows hold the height, so that it stays a real table. */
export function ListTable(props: ListTableProps) {
  const {
    object,
    rows,
    refs,
    total,
    columns,
    sort,
    group,
    cursor,
    selection,
    actions,
    scroller,
    startAt,
    onSort,
    onResize,
    onMove,
    onEnd,
    href,
  } = props
  const small = useSmall()
  const lines = useMemo(() => linesOf(rows, group), [rows, group])
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: index => (lines[index]?.kind === 'group' ? 32 : small ? 95 : 36),
    overscan: 12,
    scrollPaddingStart: small ? 0 : 32,
    scrollPaddingEnd: 60,
    initialOffset: startAt,
  })
  const items = virtualizer.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  const above = first?.start ?? 0
  const below = virtualizer.getTotalSize() - (last?.end ?? 0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights differ between phone and desk
  useEffect(() => virtualizer.measure(), [small, group])
  useEffect(() => {
    if (last && last.index >= lines.length - 30) onEnd()
  }, [last, lines.length, onEnd])
  const cursorLine = useMemo(() => lines.findIndex(line => line.kind === 'row' && line.record.id === cursor.id), [lines, cursor.id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: follow the cursor, not every change of the rows
  useEffect(() => {
    if (cursorLine >= 0) virtualizer.scrollToIndex(cursorLine, { align: 'auto' })
  }, [cursor.id])

  const width = 34 + columns.reduce((sum, column) => sum + column.width, 0)
  const loaded = rows.length
  const some = selection.ids.size > 0
  return (
    <table className="list cards" aria-label={object.label[1]} aria-rowcount={total + 1} style={small ? undefined : { minWidth: width }}>
      <colgroup>
        <col style={{ width: 34 }} />
        {columns.map(column => (
          <col key={column.name} style={{ width: column.width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className="tick">
            <Checkbox
              label="Select all"
              checked={loaded > 0 && selection.ids.size >= loaded}
              mixed={some && selection.ids.size < loaded}
              onChange={() => (some ? selection.clear() : selection.selectLoaded())}
            />
          </th>
          {columns.map(column => (
            <HeaderCell key={column.name} {...{ column, sort, onSort, onResize, onMove }} />
          ))}
        </tr>
      </thead>
      <tbody>
        {above > 0 && <Spacer height={above} span={columns.length + 1} />}
        {items.map(item => {
          const line = lines[item.index]
          if (!line) return null
          if (line.kind === 'group')
            return (
              <GroupRow
                key={`group ${String(line.value)}`}
                object={object}
                name={group ?? ''}
                value={line.value}
                count={line.count}
                refs={refs}
                span={columns.length + 1}
              />
            )
          const { record, index } = line
          const current = record.id === cursor.id
          return (
            <ListRow
              key={record.id}
              {...{ object, record, refs, columns, index, actions, href, current }}
              selected={selection.ids.has(record.id)}
              at={current ? cursor.column : null}
              editing={current && cursor.editing}
            />
          )
        })}
        {below > 0 && <Spacer height={below} span={columns.length + 1} />}
      </tbody>
    </table>
  )
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden className="spacer" style={{ height }}>
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}
