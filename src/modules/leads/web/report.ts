import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { get } from '../../../web/api/client.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { optionLabel } from '../../../web/object/field/values.ts'

export interface Counted {
  key: string | null
}

/** A report over the weeks that the address names; twelve when it names none. */
export function useReport<T>(name: string): { weeks: number; data: T | undefined; error: Error | null; refetch: () => unknown } {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const weeks = [4, 12, 26, 52].find(one => String(one) === search.weeks) ?? 12
  const from = new Date(Date.now() - weeks * 7 * 86_400_000).toISOString().slice(0, 10)
  const { data, error, refetch } = useQuery({
    // As counts are: read again whenever a lead changed.
    queryKey: ['count', 'lead', name, weeks],
    queryFn: ({ signal }) => get<T>(`/reports/${name}?from=${from}`, signal),
  })
  return { weeks, data, error, refetch }
}

/** What the key of a row is called: a person, a source, a week. */
export function useNames(): Record<'owner' | 'source' | 'week', (key: string | null) => string> {
  const { users } = useMeta()
  const { fields } = useObject('lead')
  return {
    owner: key => (key === null ? 'Nobody' : (users.find(user => user.id === key)?.name ?? 'A former colleague')),
    source: key => (key !== null && fields.source ? optionLabel(fields.source, key) : 'Not known'),
    week: key =>
      key === null ? '' : new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(key)),
  }
}
