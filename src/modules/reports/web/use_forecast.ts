import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../web/api/client.ts'
import type { Filter } from '../../../web/api/types.ts'
import type { Period } from '../forecast_period.rule.ts'
import type { Forecast, GroupBy } from '../forecast_shape.ts'

export interface ForecastAsk {
  period: Period
  by: GroupBy
  from: string | null
  to: string | null
  filter: Filter | null
}

/** A forecast as the address asks for it. The key begins as counts do, so that it is read again when opportunities change. */
export function useForecast({ period, by, from, to, filter }: ForecastAsk) {
  const query = new URLSearchParams({
    period,
    group_by: by,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(filter ? { filter: JSON.stringify(filter) } : {}),
  })
  return useQuery({
    queryKey: ['count', 'opportunity', 'forecast', query.toString()],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Forecast>(`/reports/forecast?${query}`, signal),
  })
}

/** The list of exactly the opportunities behind a figure. */
export function listHref(parts: (Filter | null)[]): string {
  const filter = { and: parts.flatMap(part => (part === null ? [] : 'and' in part ? part.and : [part])) }
  return `/opportunities?${new URLSearchParams({ view: 'all', layout: 'table', f: JSON.stringify(filter) })}`
}
