import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LeftOut } from '../../platform/object/left_out.rule.ts'
import { get } from '../api/client.ts'
import { undoBatch } from '../api/edits.ts'
import { useMeta } from '../api/meta.ts'
import { sentenceOf } from '../api/problem.ts'
import { dayHeading, sameDay } from '../format/dates.ts'
import { useNow } from '../format/now.ts'
import { formatNumber } from '../format/numbers.ts'
import { LeftOutDialog } from '../object/actions/LeftOutDialog.tsx'
import { TopBar } from '../shell/TopBar.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { ScrollRegion } from '../ui/ScrollRegion.tsx'
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx'
import { When } from '../ui/When.tsx'

interface Batch {
  id: string
  kind: string
  label: string
  actor: { id: string | null; name: string | null } | null
  created_at: string
  state?: string
  count: number
  done: number
  total: number | null
  undone_at: string | null
  can_undo?: boolean
  left: LeftOut | null
}

const iconOf = (kind: string): IconName =>
  /merge/.test(kind)
    ? 'merge'
    : /delete/.test(kind)
      ? 'trash'
      : /assign/.test(kind)
        ? 'assign'
        : /import/.test(kind)
          ? 'download'
          : 'pencil'

/** Merges, bulk edits, deletions and imports of the last 30 days, each taken back with one click (rulings, undo). */
export function RecentChangesPage() {
  const now = useNow()
  const { me } = useMeta()
  const { data, isPending, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['batches'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<{ data: Batch[]; next_cursor?: string | null }>(`/batches${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ''}`, signal),
    getNextPageParam: last => last.next_cursor ?? undefined,
    refetchInterval: query => (query.state.data?.pages.some(page => page.data.some(one => one.state === 'running')) ? 2_000 : false),
  })
  const batches = data?.pages.flatMap(page => page.data) ?? []
  return (
    <>
      <TopBar title="Recent changes" />
      <ScrollRegion className="page narrow" label="Recent changes">
        {isPending && <SkeletonRows />}
        {isError && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {data && batches.length === 0 && (
          <Empty title="Nothing to take back">Merges, bulk edits, deletions and imports stand here for 30 days and can be undone.</Empty>
        )}
        {batches.map((batch, index) => {
          const at = new Date(batch.created_at)
          const before = batches[index - 1]
          const newDay = !before || !sameDay(at, new Date(before.created_at), me.time_zone)
          return (
            <div key={batch.id}>
              {newDay && <h2 className="day">{dayHeading(at, now, me.time_zone)}</h2>}
              <BatchLine batch={batch} />
            </div>
          )
        })}
        {hasNextPage && (
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show earlier
          </Button>
        )}
      </ScrollRegion>
    </>
  )
}

function BatchLine({ batch }: { batch: Batch }) {
  const running = batch.state === 'running'
  const [open, setOpen] = useState(false)
  return (
    <article className="batch row">
      <Icon name={iconOf(batch.kind)} />
      <span className="grow cut">
        <b>{batch.label}</b>
        {batch.actor?.name && <span className="t2"> by {batch.actor.name}</span>}
      </span>
      {running && (
        <span className="meta">
          {formatNumber(batch.done)} of {formatNumber(batch.total ?? batch.count)} done
        </span>
      )}
      {batch.left && (
        <Button small look="quiet" onClick={() => setOpen(true)}>
          {formatNumber(batch.left.total)} left out
        </Button>
      )}
      {batch.left && open && <LeftOutDialog left={batch.left} object={batch.kind.split('.')[0] ?? ''} onClose={() => setOpen(false)} />}
      <span className="meta">
        <When at={batch.created_at} as="time" />
      </span>
      {batch.undone_at ? (
        <span className="meta">
          Undone <When at={batch.undone_at} />
        </span>
      ) : (
        !running &&
        batch.can_undo !== false && (
          <Button small icon="undo" onClick={() => void undoBatch(batch.id)}>
            Undo
          </Button>
        )
      )}
    </article>
  )
}
