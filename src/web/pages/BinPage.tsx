import { useRouterState } from '@tanstack/react-router'
import { mayDelete, useMeta } from '../api/meta.ts'
import { sentenceOf } from '../api/problem.ts'
import { flatten, useCount, useList } from '../api/records.ts'
import type { Filter, MetaObject } from '../api/types.ts'
import { formatCount } from '../format/numbers.ts'
import { RefValue } from '../object/field/FieldValue.tsx'
import { titleOf } from '../object/list/ListRow.tsx'
import { restore } from '../object/record/restore.ts'
import { TopBar } from '../shell/TopBar.tsx'
import { A } from '../ui/A.tsx'
import { Button } from '../ui/Button.tsx'
import { ScrollRegion } from '../ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx'
import { When } from '../ui/When.tsx'

const deleted: Filter = { field: 'deleted_at', op: 'not_empty' }
const kept = new Set(['lead', 'contact', 'account', 'opportunity', 'task', 'note'])

/** What was deleted in the last 30 days, and the way back (A1). */
export function BinPage() {
  const meta = useMeta()
  const wanted = useRouterState({ select: state => (state.location.search as Record<string, string>).of })
  const objects = meta.objects.filter(object => kept.has(object.name) && mayDelete(object))
  const object = objects.find(one => one.name === wanted) ?? objects[0]
  return (
    <>
      <TopBar title="Bin">
        <nav className="tabs" aria-label="Kinds of record">
          {objects.map(one => (
            <A
              key={one.name}
              href={`/bin?of=${one.name}`}
              className={one === object ? 'on' : ''}
              aria-current={one === object ? 'page' : undefined}
            >
              {one.label[1]}
              <BinCount object={one} />
            </A>
          ))}
        </nav>
      </TopBar>
      {object ? (
        <BinList key={object.name} object={object} />
      ) : (
        <Empty title="Nothing for you here">Your role deletes nothing, so there is nothing to bring back.</Empty>
      )}
    </>
  )
}

function BinCount({ object }: { object: MetaObject }) {
  const { data } = useCount(object.name, deleted)
  return data && data.value > 0 ? <span>{formatCount(data)}</span> : null
}

function BinList({ object }: { object: MetaObject }) {
  const { data, isPending, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useList(object.name, {
    filter: deleted,
    sort: [{ field: 'updated_at', direction: 'desc' }],
    fields: [object.title, 'deleted_at', 'updated_by'].filter(name => name in object.fields),
  })
  const { rows: read, refs } = flatten(data)
  // What was restored a moment ago is still in the list that was read, without the day of its deletion.
  const rows = read.filter(record => typeof record.deleted_at === 'string')
  return (
    <ScrollRegion className="page narrow" label={`Deleted ${object.label[1].toLowerCase()}`}>
      {isPending && <SkeletonRows />}
      {isError && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data && rows.length === 0 && (
        <Empty title={`No deleted ${object.label[1].toLowerCase()}`}>What is deleted stays here for 30 days and can be restored.</Empty>
      )}
      {rows.map(record => (
        <article className="batch row" key={record.id}>
          <b className="grow cut">{titleOf(object, record)}</b>
          <span className="meta">
            Deleted <When at={String(record.deleted_at)} />
            {typeof record.updated_by === 'string' && (
              <>
                {' '}
                by <RefValue object="user" id={record.updated_by} refs={refs} />
              </>
            )}
          </span>
          <Button small icon="undo" onClick={() => void restore(object, record)}>
            Restore
          </Button>
        </article>
      ))}
      {hasNextPage && (
        <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </ScrollRegion>
  )
}
