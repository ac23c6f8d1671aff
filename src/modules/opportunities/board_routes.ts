import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import { board } from './board.queries.ts'
import { totals } from './totals.queries.ts'

const money = z.object({ amount: z.string(), currency: z.string() })
/** How sums are answered: in the workspace's currency; what is in others stands beside it. */
export const sums = z.object({
  count: z.number(),
  sum: money,
  weighted: money,
  other_currencies: z.array(z.object({ count: z.number(), sum: money })),
})
const filter = z.unknown().optional()

export const boardRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/opportunities/board',
    tag: 'Opportunities',
    auth: 'user',
    scope: 'read',
    reads: true,
    summary: 'A pipeline as a board',
    description:
      'Per stage its sums over all that the filter finds and its first cards; each column names the list query of exactly its opportunities, which goes on at its cursor. Won and lost are those of one span of time.',
    body: z.strictObject({
      pipeline: z.string(),
      filter,
      sort: z
        .array(z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') }))
        .max(1)
        .optional(),
      per_stage: z.number().int().min(1).max(200).default(50),
      closed: z.string().default('this_quarter'),
    }),
    response: z.object({
      pipeline: z.string(),
      stages: z.array(
        sums.extend({
          stage: z.string(),
          label: z.string(),
          probability: z.number(),
          outcome: z.enum(['open', 'won', 'lost']),
          median_days: z.number().nullable(),
          cards: z.array(z.unknown()),
          filter: z.unknown(),
          sort: z.array(z.object({ field: z.string(), direction: z.string() })),
          next_cursor: z.string().nullable(),
        }),
      ),
      totals: z.object({ open: sums, won: sums }),
      fields: z.array(z.string()),
      refs: z.record(z.string(), z.record(z.string(), z.string())),
    }),
    run: (ctx, { body }) => board(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/opportunities/totals',
    tag: 'Opportunities',
    auth: 'user',
    scope: 'read',
    reads: true,
    summary: 'What the opportunities that a filter finds add up to',
    body: z.strictObject({ filter }),
    response: sums,
    run: (ctx, { body }) => totals(ctx, body.filter),
  }),
]
