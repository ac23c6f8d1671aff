import { hashKey, type QueryKey, useQuery } from '@tanstack/react-query'
import { bring } from '../../api/brought.ts'
import { post } from '../../api/client.ts'
import { hasObject, objectOf, useMeta } from '../../api/meta.ts'
import { queryClient } from '../../api/query_client.ts'
import { fewKey, recordKey, useFew } from '../../api/records.ts'
import type { ListPage, Meta, MetaObject, Rec, Refs, TimelineEntry } from '../../api/types.ts'
import { duplicatesKey, goesBy, sameAs } from '../form/duplicates.ts'
import { type Around, type AroundPart, type Beside, queryBeside } from './beside.ts'

export interface TimelinePage {
  data: TimelineEntry[]
  next_cursor: string | null
}
interface Page {
  record: Rec & { refs: Refs }
  lists: Pick<ListPage, 'data' | 'refs'>[]
  timeline?: TimelinePage
  duplicates?: { data: unknown }
  [part: string]: unknown
}

export const timelineKey = (object: string, id: string, kinds = '') => ['timeline', object, id, kinds] as const
export const inTouchKey = (object: string, id: string) => ['few', 'in_touch', object, id] as const
export const stagesKey = (id: string) => ['history', 'opportunity', id, 'stages'] as const
/** Read again whenever an opportunity changed, as counts are. */
export const renewalsKey = (account: string) => ['count', 'opportunity', 'renewals', account] as const

/** The list with those of its fields that this person may see; null when they may not see its records. */
function seen(meta: Meta, list: Beside): Beside | null {
  if (!hasObject(meta, list.object)) return null
  const known = objectOf(meta, list.object).fields
  return list.fields ? { ...list, fields: list.fields.filter(name => name in known) } : list
}

/** Opens a record's page with one request: the record and all that stands around it, each under the key that its part of the page reads. */
export function usePage(object: MetaObject, id: string, around: Around): void {
  const meta = useMeta()
  const lists = around.lists.flatMap(list => seen(meta, list) ?? [])
  const parts = around.parts.filter(part => (part !== 'stages' && part !== 'renewals') || hasObject(meta, 'opportunity'))
  const read = async (signal: AbortSignal) => {
    const page = await post<Page>(`/${object.plural}/${id}/page`, { parts, lists }, { signal })
    return keep(object, page, lists)
  }
  useQuery({
    queryKey: ['page', object.name, id],
    queryFn: async ({ signal }) => {
      const found = read(signal)
      bring(found)
      await found
      return true
    },
    retry: false,
  })
}

/** Puts what the page brought where its parts look for it. */
function keep(object: MetaObject, page: Page, lists: readonly Beside[]): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const put = (key: QueryKey, part: unknown, cached: unknown = part) => {
    found.set(hashKey(key), part)
    queryClient.setQueryData(key, cached)
  }
  const { refs, ...record } = page.record
  put(recordKey(object.name, record.id), { record, refs })
  lists.forEach((list, index) => {
    const query = queryBeside(list, record)
    if (query) put(fewKey(list.object, query), { next_cursor: null, count: null, ...page.lists[index] })
  })
  const { timeline, duplicates } = page
  if (timeline) put(timelineKey(object.name, record.id), timeline, { pages: [timeline], pageParams: [''] })
  if (duplicates) put(duplicatesKey(object.plural, JSON.stringify(goesBy(object.name, sameAs(record))), record.id), duplicates.data)
  const keys: Partial<Record<AroundPart, QueryKey>> = {
    in_touch: inTouchKey(object.name, record.id),
    stages: stagesKey(record.id),
    renewals: renewalsKey(object.name === 'account' ? record.id : String(record.account_id)),
  }
  for (const [part, key] of Object.entries(keys)) if (page[part]) put(key, page[part])
  return found
}

/** A short list beside a record. */
export function useBeside(list: Beside, record: Rec) {
  const known = seen(useMeta(), list)
  const query = known && queryBeside(known, record)
  return useFew(list.object, query ?? {}, query !== null)
}
