import { useQuery } from '@tanstack/react-query'
import { post } from '../../api/client.ts'
import { hasObject, useMeta, viewsKey } from '../../api/meta.ts'
import type { Filter, ListPage, MetaObject, Rec, SortKey } from '../../api/types.ts'
import type { Column, Look } from './list_address.ts'

export interface ListView {
  id: string
  name: string
  look: Look
  /** Left out for "All", which is there in any case and is not kept. */
  saved: Rec | null
  mine: boolean
  /** May rename, share and delete it: one's own, and with the settings right those that belong to nobody. */
  managed: boolean
}

const newestFirst: SortKey[] = [{ field: 'created_at', direction: 'desc' }]

const columnsOf = (object: MetaObject, saved: unknown): Column[] => {
  const list = Array.isArray(saved) && saved.length > 0 ? saved : object.list
  return list.map(one => (typeof one === 'string' ? { name: one } : (one as Column))).filter(column => column.name in object.fields)
}

const sortOf = (saved: unknown): SortKey[] => (Array.isArray(saved) && saved.length > 0 ? (saved as SortKey[]) : newestFirst)

/** The views of an object that the user may use; one of all records is always among them. */
export function useViews(object: MetaObject): { views: ListView[]; ready: boolean } {
  const meta = useMeta()
  const known = hasObject(meta, 'view')
  const { data, isPending } = useQuery({
    queryKey: viewsKey(object.name),
    enabled: known,
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) =>
      post<ListPage>('/views/query', { filter: { field: 'object', op: 'is', value: object.name }, limit: 100 }, { signal }),
  })
  const saved = (data?.data ?? [])
    .map(view => ({
      id: view.id,
      name: String(view.name),
      look: {
        filter: (view.filter as Filter | null) ?? null,
        sort: sortOf(view.sort),
        columns: columnsOf(object, view.columns),
        group: typeof view.group_by === 'string' ? view.group_by : null,
        layout: typeof view.layout === 'string' ? view.layout : null,
      },
      saved: view,
      mine: view.owner_id === meta.me.id,
      managed: view.owner_id === meta.me.id || (view.owner_id === null && meta.me.rights.settings === true),
    }))
    .sort((a, b) => Number(a.saved.position ?? 1e6) - Number(b.saved.position ?? 1e6))
  const all: ListView = {
    id: 'all',
    name: 'All',
    look: { filter: null, sort: newestFirst, columns: columnsOf(object, null), group: null, layout: null },
    saved: null,
    mine: false,
    managed: false,
  }
  return { views: saved.some(view => view.look.filter === null) ? saved : [...saved, all], ready: !known || !isPending }
}
