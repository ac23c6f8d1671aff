import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { malformed } from '../../platform/refuse.ts'
import { forecast } from './forecast.queries.ts'

const filterText = z.string().transform((text, given): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    given.addIssue({ code: 'custom', message: 'A filter is JSON, as in a query.' })
    return z.NEVER
  }
})

export const reports: Module = {
  name: 'reports',
  routes: [
    route({
      method: 'GET',
      path: '/api/v1/reports/forecast',
      tag: 'Reports',
      auth: 'user',
      summary: 'Forecast by month or quarter',
      description:
        'What was won, what is commit, best case and pipeline, weighted; per owner, category or pipeline; and what moved within the last seven days. Open opportunities count by their close date, won ones by the day of winning. Days are widened to whole periods.',
      query: z.object({
        period: z.enum(['month', 'quarter']).default('month'),
        group_by: z.enum(['owner', 'category', 'pipeline']).default('owner'),
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        filter: filterText.optional(),
      }),
      response: z.looseObject({ periods: z.array(z.unknown()), groups: z.array(z.unknown()), total: z.unknown(), moved: z.unknown() }),
      run: (ctx, { query }) => {
        if (query.from && query.to && query.from > query.to)
          throw malformed('The first day must not be after the last.', [{ field: 'to', code: 'order', message: 'Before “from”.' }])
        return forecast(ctx, query)
      },
    }),
  ],
}
