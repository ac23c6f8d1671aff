import { z } from 'zod'
import { Reply, route } from '../../platform/http/route.ts'
import { readLog, readPosition } from '../../platform/log/change_log.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import type { Module } from '../../platform/module.ts'
import { cancelBulk, runBulkJob } from '../../platform/object/bulk.ts'
import { malformed } from '../../platform/refuse.ts'
import { getBatch, listBatches } from './batches.queries.ts'
import { openStream } from './live.ts'
import { visibleEntries } from './visible_entries.queries.ts'

const tag = 'Changes'
const idParams = z.object({ id: z.uuid() })
const objectList = z
  .string()
  .max(1_000)
  .transform(text => text.split(',').filter(Boolean))
const batch = z.object({
  id: z.string(),
  kind: z.string(),
  label: z.string(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  created_at: z.date(),
  state: z.string(),
  count: z.number(),
  done: z.number(),
  total: z.number().nullable(),
  error: z.string().nullable(),
  undone_at: z.date().nullable(),
  can_undo: z.boolean(),
  left: z.looseObject({}).nullable(),
})

const eventsRoute = route({
  method: 'GET',
  path: '/api/v1/events',
  tag,
  auth: 'user',
  summary: 'Page through the change log',
  description:
    'In the order of commits, without gaps. Pass `next_after` of one page as `after` of the next, and keep it: new entries come after it. A page may be short or empty while `has_more` is true, because what the caller may not see is left out.',
  query: z.object({
    after: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    objects: objectList.optional(),
  }),
  response: z.object({ data: z.array(z.unknown()), next_after: z.string().nullable(), has_more: z.boolean() }),
  run: async (ctx, { query }) => {
    const after = query.after === undefined ? { xid: '0', seq: '0' } : readPosition(query.after)
    if (!after) throw malformed('“after” must be a position that this route answered.')
    const entries = await readLog(ctx.tx, after, query.limit, query.objects)
    return {
      data: await visibleEntries(ctx, entries),
      next_after: entries.at(-1)?.position ?? query.after ?? null,
      has_more: entries.length === query.limit,
    }
  },
})

const streamRoute = route({
  method: 'GET',
  path: '/api/v1/stream',
  tag,
  auth: 'user',
  summary: 'Follow the change log live',
  description:
    'Server-sent events: `change` as in /events, `notification` when one’s own notifications changed, `reset` when too much was missed and all is to be fetched anew. Resumes after `Last-Event-ID`.',
  query: z.object({ after: z.string().max(60).optional(), objects: objectList.optional() }),
  run: async (ctx, { query, headers, sessionId }) => {
    const after = headers['last-event-id'] || query.after || null
    if (after && !readPosition(after)) throw malformed('The position to resume from is not valid.')
    return new Reply(200, openStream(ctx, { sessionId, after, objects: query.objects ?? null }), {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
  },
})

const batchRoutes = [
  route({
    method: 'GET',
    path: '/api/v1/batches',
    tag,
    auth: 'user',
    summary: 'List recent changes of many records',
    query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() }),
    response: z.object({ data: z.array(batch), next_cursor: z.string().nullable() }),
    run: (ctx, { query }) => listBatches(ctx, query),
  }),
  route({
    method: 'GET',
    path: '/api/v1/batches/{id}',
    tag,
    auth: 'user',
    summary: 'Read one change of many records, with its progress',
    params: idParams,
    response: batch,
    run: (ctx, { params }) => getBatch(ctx, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/v1/batches/{id}/undo',
    tag,
    auth: 'user',
    summary: 'Undo a change as a whole',
    description: 'Within 30 days. Refused with 409 and the records in the way when somebody changed the same fields since.',
    params: idParams,
    response: z.object({ batch_id: z.string(), count: z.number() }),
    run: (ctx, { params }) => undoBatch(ctx, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/v1/batches/{id}/cancel',
    tag,
    auth: 'user',
    summary: 'Stop a change of many records that is still running',
    params: idParams,
    response: z.object({ state: z.string() }),
    run: (ctx, { params }) => cancelBulk(ctx, params.id),
  }),
]

export const changes: Module = { name: 'changes', routes: [eventsRoute, streamRoute, ...batchRoutes], jobs: [runBulkJob] }
