import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { brought } from '../../api/brought.ts'
import { get } from '../../api/client.ts'
import { useMeta } from '../../api/meta.ts'
import { pluralOf } from '../../api/paths.ts'
import { sentenceOf } from '../../api/problem.ts'
import type { TimelineEntry } from '../../api/types.ts'
import { dayHeading, sameDay } from '../../format/dates.ts'
import { useNow } from '../../format/now.ts'
import { Button } from '../../ui/Button.tsx'
import { Failed, SkeletonRows } from '../../ui/states.tsx'
import { TimelineItem } from './TimelineItem.tsx'
import { type TimelinePage, timelineKey } from './use_page.ts'

const filters: [label: string, kinds: string][] = [
  ['All', ''],
  ['Mail', 'mail'],
  ['Notes', 'note'],
  ['Calls', 'call,meeting'],
  ['Tasks', 'task'],
  ['Product', 'product_event'],
  ['Changes', 'change,status,assignment,decision'],
]

/** Runs of product events and of field edits on one day become one line. */
function fold(entries: TimelineEntry[], timeZone: string): TimelineEntry[][] {
  const groups: TimelineEntry[][] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    const [first] = last ?? []
    const folds = entry.kind === 'product_event' || entry.kind === 'change'
    const together =
      first && first.kind === entry.kind && first.actor?.id === entry.actor?.id && sameDay(new Date(first.at), new Date(entry.at), timeZone)
    if (last && folds && together) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

/** A thread of notes stands once, whole, where its newest words are. */
function threads(entries: TimelineEntry[]): TimelineEntry[] {
  const seen = new Set<unknown>()
  return entries.filter(entry => {
    if (entry.kind !== 'note') return true
    const thread = entry.detail?.thread_id ?? entry.record_id
    return !seen.has(thread) && seen.add(thread)
  })
}

/** Everything that happened, by day, newest first. */
export function Timeline({ object, id, timeZone }: { object: string; id: string; timeZone: string }) {
  const meta = useMeta()
  const now = useNow()
  const [kinds, setKinds] = useState('')
  const { data, isPending, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: timelineKey(object, id, kinds),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const alone = () =>
        get<TimelinePage>(
          `/${pluralOf(meta, object)}/${id}/timeline?${new URLSearchParams({ limit: '50', ...(kinds ? { kinds } : {}), ...(pageParam ? { cursor: pageParam } : {}) })}`,
          signal,
        )
      return pageParam ? alone() : brought(timelineKey(object, id, kinds), alone)
    },
    getNextPageParam: last => last.next_cursor,
    placeholderData: keepPreviousData,
  })
  const groups = useMemo(() => fold(threads(data?.pages.flatMap(page => page.data) ?? []), timeZone), [data, timeZone])
  return (
    <section aria-label="Timeline" className="timeline">
      <div className="tl-h">
        <h2>Timeline</h2>
        {filters.map(([label, value]) => (
          <button
            key={label}
            type="button"
            className={kinds === value ? 'on' : ''}
            aria-pressed={kinds === value}
            onClick={() => setKinds(value)}
          >
            {label}
          </button>
        ))}
      </div>
      {isPending && <SkeletonRows rows={4} />}
      {isError && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
      {data && groups.length === 0 && <p className="meta pad">Nothing of this kind yet.</p>}
      {groups.map((entries, index) => {
        const [entry] = entries
        if (!entry) return null
        const at = new Date(entry.at)
        const before = groups[index - 1]?.[0]
        const newDay = !before || !sameDay(at, new Date(before.at), timeZone)
        return (
          <div key={entry.id}>
            {newDay && <h3 className="day">{dayHeading(at, now, timeZone)}</h3>}
            <TimelineItem entries={entries} object={object} id={id} />
          </div>
        )
      })}
      {hasNextPage && (
        <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier
        </Button>
      )}
    </section>
  )
}
