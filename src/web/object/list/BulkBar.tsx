import type { ReactNode } from 'react'
import { mayBulk, mayDelete, useMeta } from '../../api/meta.ts'
import type { Count, Filter, ListQuery, MetaObject, Rec } from '../../api/types.ts'
import { formatCount, formatNumber } from '../../format/numbers.ts'
import { useKeys } from '../../keys/keys.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { exportList } from '../actions/commands.ts'
import type { Target } from '../actions/target.ts'
import type { Actions } from '../actions/use_actions.tsx'
import type { Selection } from './use_selection.ts'

interface BulkBarProps {
  object: MetaObject
  rows: Rec[]
  selection: Selection
  count: Count | null
  query: ListQuery
  actions: Actions
  stepLabel: string | undefined
  columns: string[]
  onMerge?: ((records: Rec[]) => void) | undefined
  /** What only this object's page can do with many. */
  further?: ((target: Target) => ReactNode) | undefined
}

/** What the selection may be used for; appears with the first x, leaves with Esc. */
export function BulkBar({ object, rows, selection, count, query, actions, stepLabel, columns, onMerge, further }: BulkBarProps) {
  const meta = useMeta()
  const { ids, all, clear, selectAll } = selection
  const records = rows.filter(row => ids.has(row.id))
  const size = all && count ? count.value : ids.size
  const target: Target = all ? { records, count: size, filter: query.filter ?? null } : { records, count: ids.size }
  const may = mayBulk(object)
  useKeys({
    escape: clear,
    a: () => actions.assign(target),
    s: () => actions.step?.(target),
    t: () => actions.task(target),
    e: () => actions.setField(target),
    backspace: () => actions.remove(target),
  })
  const download = () => {
    const filter: Filter | null | undefined = all ? query.filter : { field: 'id', op: 'in', value: [...ids] }
    exportList(meta, object.name, { ...(filter ? { filter } : {}), sort: query.sort, fields: columns })
  }
  return (
    <div className="bulk" role="toolbar" aria-label={`Selected ${object.label[1].toLowerCase()}`}>
      <span className="strong" role="status">
        {all && count ? formatCount(count) : formatNumber(size)} selected
      </span>
      {!all && count && count.value > ids.size && (
        <Button look="quiet" small className="hide-s" onClick={selectAll}>
          Select all {formatCount(count)}
        </Button>
      )}
      <span className="sep" />
      {may && object.owner && (
        <Button look="quiet" small keys="a" onClick={() => actions.assign(target)}>
          Assign
        </Button>
      )}
      {may && actions.step && (
        <Button look="quiet" small keys="s" onClick={() => actions.step?.(target)}>
          {stepLabel}
        </Button>
      )}
      {object.name !== 'task' && (
        <Button look="quiet" small keys="t" onClick={() => actions.task(target)}>
          Task
        </Button>
      )}
      {may && (
        <Button look="quiet" small keys="e" className="hide-s" onClick={() => actions.setField(target)}>
          Set field
        </Button>
      )}
      {may && further?.(target)}
      {onMerge && ids.size > 1 && ids.size <= 5 && !all && (
        <Button look="quiet" small className="hide-s" onClick={() => onMerge(records)}>
          Merge
        </Button>
      )}
      <Button look="quiet" small className="hide-s" onClick={download}>
        Export
      </Button>
      {may && mayDelete(object) && (
        <IconButton small name="trash" label="Delete" className="hide-s" onClick={() => actions.remove(target)} />
      )}
      <span className="sep" />
      <IconButton small name="x" label="Clear selection" onClick={clear} />
    </div>
  )
}
