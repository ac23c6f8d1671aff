import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Consumer, Module } from '../../platform/module.ts'
import { indexRecords, searchChanges, searchKinds } from './index_records.ts'
import { searchRecords } from './search.queries.ts'

/** Keeps the tokens of changed records, in the batches that the log comes in. */
export const searchConsumer: Consumer = {
  name: 'search',
  objects: Object.keys(searchKinds),
  fields: ctx => searchChanges(ctx.registry),
  consume: async (entries, ctx) => {
    for (const object of new Set(entries.map(entry => entry.object))) {
      if (!ctx.registry.has(object)) continue
      const ids = new Set(entries.filter(entry => entry.object === object).map(entry => entry.record_id))
      await indexRecords(ctx, object, [...ids])
    }
  },
}

const hit = z.object({
  object: z.string(),
  id: z.string(),
  title: z.string(),
  subtitle: z.string(),
  status: z.string().optional(),
  owner_id: z.string().nullable().optional(),
  score: z.number().optional(),
})

const searchRoute = route({
  method: 'GET',
  path: '/api/v1/search',
  tag: 'Search',
  auth: 'user',
  summary: 'Search over all objects as one types',
  description:
    'Words of names and companies, mail addresses, domains, phone numbers and ids. All words must match; slips of the pen are forgiven.',
  query: z.object({ q: z.string().max(500), limit: z.coerce.number().int().min(1).max(50).default(20) }),
  response: z.object({ data: z.array(hit), took_ms: z.number() }),
  run: async (ctx, { query }) => {
    const started = performance.now()
    const data = await searchRecords(ctx, query.q, query.limit)
    return { data, took_ms: Math.round((performance.now() - started) * 10) / 10 }
  },
})

export const search: Module = { name: 'search', routes: [searchRoute], consumers: [searchConsumer] }
