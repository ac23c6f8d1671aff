import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { brought } from './brought.ts'
import { get, post } from './client.ts'
import { countList } from './counts.ts'
import { useMeta } from './meta.ts'
import { pluralOf } from './paths.ts'
import { queryClient } from './query_client.ts'
import type { Count, Filter, ListPage, ListQuery, Rec, Refs } from './types.ts'

export interface Loaded {
  record: Rec
  refs: Refs
}

export const recordKey = (object: string, id: string) => ['record', object, id] as const
export const fewKey = (object: string, query: ListQuery & { limit?: number }) => ['few', object, query] as const
export const listKey = (object: string, query: ListQuery) => ['list', object, query] as const

/** One record with the names of what it refers to. */
export function useRecord(object: string, id: string | null | undefined) {
  const plural = pluralOf(useMeta(), object)
  return useQuery({
    queryKey: recordKey(object, id ?? ''),
    enabled: Boolean(id),
    queryFn: ({ signal }) =>
      brought(recordKey(object, id ?? ''), async (): Promise<Loaded> => {
        const { refs, ...record } = await get<Rec & { refs?: Refs }>(`/${plural}/${id}?refs=true`, signal)
        return { record, refs: refs ?? {} }
      }),
    placeholderData: () => fromLists(object, id ?? ''),
  })
}

/** What a list already knows of a record, so that its page shows at once. */
function fromLists(object: string, id: string): Loaded | undefined {
  for (const [, data] of queryClient.getQueriesData<InfiniteData<ListPage>>({ queryKey: ['list', object] })) {
    for (const page of data?.pages ?? []) {
      const record = page.data.find(one => one.id === id)
      if (record) return { record, refs: page.refs ?? {} }
    }
  }
  return undefined
}

const pageSize = 100

/** A list, page by page by keyset; the first page brings the count, capped at 1,000. */
export function useList(object: string, query: ListQuery, options: { enabled?: boolean; pageSize?: number } = {}) {
  const plural = pluralOf(useMeta(), object)
  return useInfiniteQuery({
    queryKey: listKey(object, query),
    enabled: options.enabled ?? true,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      post<ListPage>(
        `/${plural}/query`,
        { ...clean(query), limit: options.pageSize ?? pageSize, cursor: pageParam, count: pageParam ? 'none' : 'estimate', refs: true },
        { signal },
      ),
    getNextPageParam: last => last.next_cursor,
    placeholderData: keepPreviousData,
  })
}

/** A few records for a panel: no paging, no count. `staleTime` is for those that rarely change: the live stream tells when they did. */
export function useFew(object: string, query: ListQuery & { limit?: number }, enabled = true, staleTime = 30_000) {
  const plural = pluralOf(useMeta(), object)
  const queryKey = fewKey(object, query)
  return useQuery({
    queryKey,
    enabled,
    staleTime,
    queryFn: ({ signal }) =>
      brought(queryKey, () =>
        post<ListPage>(`/${plural}/query`, { ...clean(query), limit: query.limit ?? 20, count: 'none', refs: true }, { signal }),
      ),
  })
}

/** How many records a filter finds. `exact` counts all; otherwise at most 1,000 are counted. */
export function useCount(object: string, filter: Filter | null, options: { enabled?: boolean; exact?: boolean } = {}) {
  const plural = pluralOf(useMeta(), object)
  return useQuery({
    queryKey: ['count', object, filter, options.exact ?? false],
    enabled: options.enabled ?? true,
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Count> => {
      if (!options.exact) return countList(object, filter)
      const body = { ...(filter ? { filter } : {}), fields: ['id'], limit: 1, count: 'exact' }
      const page = await post<ListPage>(`/${plural}/query`, body, { signal })
      return page.count ?? { value: page.data.length, exact: false }
    },
  })
}

const clean = ({ filter, sort, fields }: ListQuery) => ({
  ...(filter ? { filter } : {}),
  ...(sort && sort.length > 0 ? { sort } : {}),
  ...(fields ? { fields } : {}),
})

/** Rows and names of a list that has been read so far. */
export function flatten(data: InfiniteData<ListPage> | undefined): { rows: Rec[]; refs: Refs; count: Count | null } {
  const rows: Rec[] = []
  const refs: Refs = {}
  const seen = new Set<string>()
  for (const page of data?.pages ?? []) {
    for (const row of page.data)
      if (!seen.has(row.id)) {
        seen.add(row.id)
        rows.push(row)
      }
    for (const [object, names] of Object.entries(page.refs ?? {})) refs[object] = { ...refs[object], ...names }
  }
  return { rows, refs, count: data?.pages[0]?.count ?? null }
}

type Change = (record: Rec) => Rec

/** Rewrites a record wherever the cache holds it. */
export function patchCached(object: string, id: string, change: Change): void {
  queryClient.setQueryData<Loaded>(recordKey(object, id), loaded => loaded && { ...loaded, record: change(loaded.record) })
  const inPage = (page: ListPage): ListPage =>
    page.data.some(row => row.id === id) ? { ...page, data: page.data.map(row => (row.id === id ? change(row) : row)) } : page
  queryClient.setQueriesData<InfiniteData<ListPage>>(
    { queryKey: ['list', object] },
    data => data && { ...data, pages: data.pages.map(inPage) },
  )
  queryClient.setQueriesData<ListPage>({ queryKey: ['few', object] }, page => page && inPage(page))
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>()

/** Has what an object's lists and counts show read again, at most about once a second however many changes arrive. */
export function refreshLists(object: string, afterMs = 800): void {
  if (waiting.has(object)) return
  waiting.set(
    object,
    setTimeout(() => {
      waiting.delete(object)
      for (const key of ['list', 'few', 'count']) void queryClient.invalidateQueries({ queryKey: [key, object] })
    }, afterMs),
  )
}

/** Has a record, its timeline and its history read again. */
export function refreshRecord(object: string, id: string): void {
  for (const key of ['record', 'timeline', 'history']) void queryClient.invalidateQueries({ queryKey: [key, object, id] })
}
