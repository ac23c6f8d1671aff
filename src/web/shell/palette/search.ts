import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../api/client.ts'

export interface SearchHit {
  object: string
  id: string
  title: string
  subtitle: string
  status?: string
  owner_id?: string | null
  score?: number
}

/** Records as one types. */
export function useSearch(text: string) {
  const [typed] = useDebouncedValue(text.trim(), 60)
  return useQuery({
    queryKey: ['search', typed],
    enabled: typed.length > 0,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      get<{ data: SearchHit[]; took_ms: number }>(`/search?${new URLSearchParams({ q: typed, limit: '20' })}`, signal),
  })
}

const key = 'hedgerow.recent'

/** Records opened last from the palette, newest first. */
export function recentHits(): SearchHit[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(list) ? list : []
  } catch {
    return [] // no storage, or something else wrote there
  }
}

export function rememberHit(hit: SearchHit): void {
  try {
    localStorage.setItem(key, JSON.stringify([hit, ...recentHits().filter(one => one.id !== hit.id)].slice(0, 8)))
  } catch (error) {
    console.error('The recent records could not be kept.', error)
  }
}
