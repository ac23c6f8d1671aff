import { useCallback, useMemo, useRef, useState } from 'react'
import { editRecord } from '../../api/edits.ts'
import { mayUpdate, useMeta } from '../../api/meta.ts'
import type { MetaObject, Rec } from '../../api/types.ts'
import { useKeys } from '../../keys/keys.ts'
import { one } from '../actions/target.ts'
import type { Actions } from '../actions/use_actions.tsx'
import type { ShownColumn } from './columns.tsx'
import type { RowActions } from './ListRow.tsx'
import type { Cursor } from './ListTable.tsx'
import type { Selection } from './use_selection.ts'

interface ListCursorInput {
  object: MetaObject
  rows: Rec[]
  columns: ShownColumn[]
  selection: Selection
  actions: Actions
  startId: string | null
  onOpen: (record: Rec, newTab: boolean) => void
  onCreate: (() => void) | undefined
}

/** The cursor of a list and what the keys do with it. */
export function useListCursor({ object, rows, columns, selection, actions, startId, onOpen, onCreate }: ListCursorInput): {
  cursor: Cursor
  rowActions: RowActions
} {
  const meta = useMeta()
  const [cursor, setCursor] = useState<Cursor>({ id: startId, column: null, editing: false })
  const at = rows.findIndex(row => row.id === cursor.id)
  const current = rows[at]
  const editable = (column: ShownColumn | undefined) =>
    mayUpdate(object) && column?.field.can_edit === true && column.field.change !== 'commands' && column.field.kind !== 'json'

  const move = (step: number) => {
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]
    if (next) setCursor(was => ({ id: next.id, column: was.column, editing: false }))
    return next
  }
  const sideways = (step: number) =>
    setCursor(was => ({
      ...was,
      id: was.id ?? rows[0]?.id ?? null,
      column: Math.max(0, Math.min(columns.length - 1, (was.column ?? -1) + step)),
      editing: false,
    }))
  const edit = () => {
    if (!current) return
    const chosen = columns[cursor.column ?? -1]
    const column = cursor.column !== null && editable(chosen) ? cursor.column : columns.findIndex(editable)
    if (column >= 0) setCursor({ id: current.id, column, editing: true })
  }
  const selecting = selection.ids.size > 0
  const onCurrent = (act: (record: Rec) => void) => () => {
    if (current) act(current)
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    down: () => move(1),
    up: () => move(-1),
    left: () => sideways(-1),
    right: () => sideways(1),
    enter: onCurrent(record => onOpen(record, false)),
    o: onCurrent(record => onOpen(record, false)),
    'mod+enter': onCurrent(record => onOpen(record, true)),
    x: () => {
      const record = current ?? rows[0]
      if (!record) return
      setCursor(was => ({ ...was, id: record.id, editing: false }))
      selection.toggle(record.id)
    },
    'shift+x': onCurrent(record => selection.extend(record.id)),
    'mod+a': () => selection.selectLoaded(),
    'shift+down': () => {
      const next = move(1)
      if (next) selection.extend(next.id)
    },
    'shift+up': () => {
      const next = move(-1)
      if (next) selection.extend(next.id)
    },
    ...(onCreate ? { n: onCreate } : {}),
    ...(selecting
      ? {}
      : {
          e: edit,
          a: onCurrent(record => actions.assign(one(record))),
          s: onCurrent(record => actions.step?.(one(record))),
          t: onCurrent(record => actions.task(one(record))),
          backspace: onCurrent(record => actions.remove(one(record))),
          escape: () => setCursor({ id: null, column: null, editing: false }),
        }),
  })

  // One object for the life of the list, so that rows are drawn again only when something of theirs changed.
  const latest = useRef({ object, columns, editable, onOpen, selection, meta })
  latest.current = { object, columns, editable, onOpen, selection, meta }
  const save = useCallback((record: Rec, name: string, value: unknown) => {
    setCursor(was => ({ ...was, editing: false }))
    void editRecord(latest.current.meta, { object: latest.current.object.name, record, set: { [name]: value } })
  }, [])
  const rowActions = useMemo<RowActions>(
    () => ({
      toggle: id => latest.current.selection.toggle(id),
      extend: id => latest.current.selection.extend(id),
      point: (id, column) =>
        setCursor(was => (was.editing && was.id === id && was.column === column ? was : { id, column, editing: false })),
      edit: (id, column) => latest.current.editable(latest.current.columns[column]) && setCursor({ id, column, editing: true }),
      save,
      leave: () => setCursor(was => ({ ...was, editing: false })),
      open: (record, event) => {
        if (event && (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0)) return
        event?.preventDefault()
        latest.current.onOpen(record, false)
      },
    }),
    [save],
  )
  return { cursor, rowActions }
}
