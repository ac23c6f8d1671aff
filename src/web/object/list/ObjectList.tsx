import { type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { mayCreate, mayMerge, useObject } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import { sentenceOf } from '../../api/problem.ts'
import { flatten, useCount, useList } from '../../api/records.ts'
import type { Count, ListQuery, MetaObject, Rec } from '../../api/types.ts'
import { HintBar } from '../../shell/HintBar.tsx'
import { TopBar } from '../../shell/TopBar.tsx'
import { useGo } from '../../ui/A.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { ScrollRegion } from '../../ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../../ui/states.tsx'
import type { Target } from '../actions/target.ts'
import { type StepSlot, useActions } from '../actions/use_actions.tsx'
import { isNumeric } from '../field/values.ts'
import { joinParts, partsOf } from '../filter/operators.ts'
import { CreateDialog } from '../form/CreateDialog.tsx'
import { MergeDialog } from '../merge/MergeDialog.tsx'
import { BulkBar } from './BulkBar.tsx'
import { type ColumnSlots, fieldsOf, shownColumns } from './columns.tsx'
import { FilterBar } from './FilterBar.tsx'
import { ListTable } from './ListTable.tsx'
import { keptOf } from './list_address.ts'
import { recallList, rememberList } from './list_memory.ts'
import { Totals } from './Totals.tsx'
import { useListCursor } from './use_list_cursor.ts'
import { useListLook } from './use_list_look.ts'
import { useSelection } from './use_selection.ts'
import { ViewTabs } from './ViewTabs.tsx'
import { useViews } from './views.ts'

export interface ObjectListProps {
  object: string
  path: string
  columns?: ColumnSlots
  step?: StepSlot
  /** What this list is for, shown while there is nothing in it. */
  purpose: string
  /** Instead of the form made from the fields. */
  create?: (close: () => void) => ReactNode
  /** Records without a page of their own: what opening one does. */
  onOpen?: (record: Rec) => void
  href?: (record: Rec) => string
  title?: string
  /** At the end of the filter bar: another way to look at the same. */
  barEnd?: ReactNode
  /** What the whole list adds up to, instead of what was read of it so far. */
  totals?: (query: ListQuery, count: Count | null) => ReactNode
  /** Instead of the views: the sides of a page that is more than one list. */
  tabs?: (className: string) => ReactNode
  /** Further buttons of the bulk bar. */
  bulk?: (target: Target) => ReactNode
}

/** The list of any object: views, filters, columns, selection, keys. Pages give it slots for what only they know. */
export function ObjectList({
  object: name,
  path,
  columns: slots = {},
  step,
  purpose,
  create,
  onOpen,
  href,
  title,
  tabs,
  barEnd,
  totals,
  bulk,
}: ObjectListProps) {
  const object = useObject(name)
  const go = useGo()
  const scroller = useRef<HTMLDivElement>(null)
  const [creating, setCreating] = useState(false)
  const [merging, setMerging] = useState<Rec[] | null>(null)
  const { views, ready } = useViews(object)
  const list = useListLook(views)
  const { look, change, address } = list
  const columns = useMemo(() => shownColumns(object, look.columns, slots), [object, look.columns, slots])
  const query = useMemo<ListQuery>(() => {
    const grouped = look.group
      ? [{ field: look.group, direction: 'asc' as const }, ...look.sort.filter(key => key.field !== look.group)].slice(0, 3)
      : look.sort
    const parts = partsOf(look.filter)
    return { filter: joinParts(parts), sort: grouped, fields: fieldsOf(object, look.columns, slots) }
  }, [object, look.filter, look.sort, look.group, look.columns, slots])
  const { data, isPending, isError, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = useList(
    name,
    query,
    { enabled: ready },
  )
  const { rows, refs, count } = useDeferredValue(useMemo(() => flatten(data), [data]))
  const selection = useSelection(rows)
  const actions = useActions(name, step, selection.clear)

  const here = useRef('')
  here.current = `${path}${Object.keys(address).length > 0 ? `?${new URLSearchParams(address)}` : ''}`
  const open = (record: Rec, newTab: boolean) => {
    const to = href?.(record) ?? recordPath(name, record.id)
    if (newTab && to) return void window.open(to)
    if (onOpen) return onOpen(record)
    if (!to) return
    const place = `${path}?${new URLSearchParams({ ...address, at: record.id })}`
    rememberList(name, { href: place, query, scrollTop: scroller.current?.scrollTop ?? 0 })
    go(place, { replace: true })
    go(to)
  }
  const may = mayCreate(object)
  const { cursor, rowActions } = useListCursor({
    object,
    rows,
    columns,
    selection,
    actions,
    startId: address.at || null,
    onOpen: open,
    onCreate: may ? () => setCreating(true) : undefined,
  })
  const memory = recallList(name)
  const startAt = address.at && memory?.href === here.current ? memory.scrollTop : 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top with nothing selected
  useEffect(() => selection.clear, [list.view.id, address.f])
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  const sortBy = (field: string) => {
    const [first] = look.sort
    const direction =
      first?.field === field && first.direction === 'asc'
        ? 'desc'
        : first?.field === field
          ? 'asc'
          : field.endsWith('_at') || isNumeric(object.fields[field])
            ? 'desc'
            : 'asc'
    change({ sort: [{ field, direction }] })
  }
  const resize = (field: string, width: number) =>
    change({ columns: look.columns.map(column => (column.name === field ? { name: field, width } : column)) })
  const moveColumn = (dragged: string, before: string) => {
    const moved = look.columns.find(column => column.name === dragged)
    if (!moved || dragged === before) return
    const rest = look.columns.filter(column => column.name !== dragged)
    rest.splice(
      rest.findIndex(column => column.name === before),
      0,
      moved,
    )
    change({ columns: rest })
  }
  const newLabel = `New ${object.label[0].toLowerCase()}`
  const tabBar = (className: string) =>
    tabs?.(className) ?? (
      <ViewTabs
        object={object}
        views={views}
        current={list.view}
        dirty={list.dirty}
        path={path}
        ready={!isPending}
        className={className}
        keep={keptOf(address)}
      />
    )
  return (
    <>
      <TopBar
        title={title ?? object.label[1]}
        actions={
          may && (
            <>
              <Button look="primary" icon="plus" keys="n" className="hide-s" onClick={() => setCreating(true)}>
                {newLabel}
              </Button>
              <IconButton name="plus" label={newLabel} className="only-s" onClick={() => setCreating(true)} />
            </>
          )
        }
      >
        {tabBar('hide-s')}
      </TopBar>
      {tabBar('wide-s only-s')}
      <FilterBar object={object} list={list} refs={refs} end={barEnd} />
      <ScrollRegion label={`${object.label[1]} list`} ref={scroller} aria-busy={isPlaceholderData || undefined}>
        {isPending && <SkeletonRows rows={16} />}
        {isError && rows.length === 0 && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {data && rows.length === 0 && !isPending && (
          <ListEmpty
            object={object}
            filtered={look.filter !== null}
            purpose={purpose}
            onClear={() => change({ filter: null })}
            newLabel={may ? newLabel : null}
            onNew={() => setCreating(true)}
          />
        )}
        {rows.length > 0 && (
          <ListTable
            {...{ object, rows, refs, columns, cursor, selection, scroller, startAt, onEnd, href }}
            total={count?.value ?? rows.length}
            sort={look.sort}
            group={look.group}
            actions={rowActions}
            onSort={sortBy}
            onResize={resize}
            onMove={moveColumn}
          />
        )}
      </ScrollRegion>
      {selection.ids.size > 0 && (
        <BulkBar
          {...{ object, rows, selection, count, query, actions }}
          stepLabel={step?.label}
          columns={look.columns.map(column => column.name)}
          onMerge={mayMerge(object) ? setMerging : undefined}
          further={bulk}
        />
      )}
      <HintBar
        hints={[
          ['j k', 'move'],
          ['x', 'select'],
          ['enter', 'open'],
          ...(object.owner ? [['a', 'assign'] as [string, string]] : []),
          ...(step ? [['s', step.label.toLowerCase()] as [string, string]] : []),
          ['/', 'filter'],
        ]}
      >
        {totals?.(query, count) ?? (
          <Totals
            object={object}
            rows={rows}
            count={count}
            complete={!hasNextPage}
            columns={columns}
            {...(title ? { label: 'in all' } : {})}
          />
        )}
      </HintBar>
      {actions.dialogs}
      {creating && (create?.(() => setCreating(false)) ?? <CreateDialog object={name} onClose={() => setCreating(false)} />)}
      {merging && <MergeDialog object={name} records={merging} refs={refs} onClose={() => setMerging(null)} onDone={selection.clear} />}
    </>
  )
}

interface ListEmptyProps {
  object: MetaObject
  filtered: boolean
  purpose: string
  newLabel: string | null
  onClear: () => void
  onNew: () => void
}

/** Nothing at all says what this is for and how it begins; nothing behind the filters says how to see the rest. */
function ListEmpty({ object, filtered, purpose, newLabel, onClear, onNew }: ListEmptyProps) {
  const { data: all } = useCount(object.name, null, { enabled: filtered })
  const many = object.label[1]
  if (filtered && !all) return null
  if (filtered && all && all.value > 0)
    return (
      <Empty title={`No ${many.toLowerCase()} match`} action={<Button onClick={onClear}>Show all</Button>}>
        The filters above leave nothing over.
      </Empty>
    )
  return (
    <Empty
      title={`No ${many.toLowerCase()} yet`}
      action={
        newLabel && (
          <Button icon="plus" keys="n" onClick={onNew}>
            {newLabel}
          </Button>
        )
      }
    >
      {purpose}
    </Empty>
  )
}
