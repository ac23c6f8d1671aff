import { useInfiniteQuery } from '@tanstack/react-query'
import { get } from '../../api/client.ts'
import type { Actor, Changes, MetaObject } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty, SkeletonRows } from '../../ui/states.tsx'
import { When } from '../../ui/When.tsx'
import { ChangeList } from './ChangeList.tsx'

interface HistoryEntry {
  position: string
  at: string
  actor: Actor | null
  means: string
  kind: string
  changes: Changes
}

const meansWords: Record<string, string> = {
  page: 'in the page',
  api: 'through the API',
  key: 'through the API',
  import: 'by an import',
  rule: 'by a rule',
  mail: 'by mail',
  system: 'by itself',
}

/** `lead.updated` → `Updated`. */
const verbOf = (kind: string): string => {
  const verb = (kind.split('.').at(-1) ?? kind).replaceAll('_', ' ')
  return verb.charAt(0).toUpperCase() + verb.slice(1)
}

/** Who changed which field from what to what, when, and by which means (A1). */
export function HistoryDialog({ object, id, onClose }: { object: MetaObject; id: string; onClose: () => void }) {
  const { data, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['history', object.name, id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<{ data: HistoryEntry[]; next_cursor: string | null }>(
        `/${object.plural}/${id}/history?limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
        signal,
      ),
    getNextPageParam: last => last.next_cursor,
  })
  const entries = data?.pages.flatMap(page => page.data) ?? []
  return (
    <Dialog title="History" onClose={onClose} wide>
      <div className="dialog-body history">
        {isPending && <SkeletonRows rows={5} />}
        {data && entries.length === 0 && <Empty title="Nothing was changed yet" />}
        <ol>
          {entries.map(entry => (
            <li key={entry.position}>
              <div className="row">
                <b>{verbOf(entry.kind)}</b>
                <span className="t2">{entry.actor?.name ? `by ${entry.actor.name}` : ''}</span>
                <span className="t3">{meansWords[entry.means] ?? ''}</span>
                <span className="grow" />
                <span className="meta">
                  <When at={entry.at} as="full" />
                </span>
              </div>
              <ChangeList object={object.name} changes={entry.changes} />
            </li>
          ))}
        </ol>
        {hasNextPage && (
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show earlier
          </Button>
        )}
      </div>
    </Dialog>
  )
}
