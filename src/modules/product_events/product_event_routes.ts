import { z } from 'zod'
import { systemActor } from '../../platform/actor.ts'
import { actorOfKey } from '../../platform/auth/actor_of.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction } from '../../platform/db/database.ts'
import { Reply, type RequestOf, type Route, route } from '../../platform/http/route.ts'
import { malformed, Refusal } from '../../platform/refuse.ts'
import { decodeEvents } from './decode_events.ts'
import { isSingle, keyOf, readEvents } from './read_events.rule.ts'
import { recordEvents } from './record_events.ts'
import { accountUsage } from './usage.queries.ts'

const tag = 'Product events'
const query = z.looseObject({ compression: z.string().optional(), api_key: z.string().optional(), token: z.string().optional() })
type EventRequest = RequestOf<unknown, z.output<typeof query>, unknown>

/** The body's own key, or the one of the header, must have the scope `events` (or `all`): else 401, as PostHog's clients expect. */
async function checkKey(ctx: Context, body: unknown, request: EventRequest): Promise<void> {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  const key = keyOf(body) ?? bearer ?? request.query.api_key ?? request.query.token ?? ''
  const actor = await actorOfKey(ctx.tx, key)
  if (!actor?.scopes.some(scope => scope === 'events' || scope === 'all'))
    throw new Refusal('key.invalid', 'The api_key is not an API key of this installation with the scope events.', { status: 401 })
}

async function capture(ctx: Context, request: EventRequest): Promise<Reply> {
  const body = await decodeEvents(request.raw ?? Buffer.alloc(0), request.headers, request.query.compression ?? '')
  await checkKey(ctx, body, request)
  const { events, bad } = readEvents(body, ctx.now)
  const [first] = bad
  if (first && events.length === 0 && isSingle(body)) throw malformed(`The event cannot be read. ${first.reason}`)
  await inTransaction(ctx.tx, tx => recordEvents({ ...ctx, tx, actor: systemActor('product_event') }, events, bad))
  return new Reply(200, {
    status: 1,
    ...(bad.length > 0 ? { rejected: bad.slice(0, 100).map(({ index, reason }) => ({ index, reason })) } : {}),
  })
}

const captured = z.object({ status: z.literal(1), rejected: z.array(z.object({ index: z.number(), reason: z.string() })).optional() })

const captureAt = (path: string, summary: string) =>
  route({
    method: 'POST',
    path,
    tag,
    auth: 'public',
    summary,
    description:
      'One event, a list, or `{ "batch": [...] }`, each with `event`, `distinct_id`, `properties`, and best `uuid` and `timestamp`; plain, gzip or base64, with `api_key` in the body. A retry with the same uuid counts once. An event that cannot be read is named in `rejected` and kept; the rest is taken.',
    query,
    response: captured,
    rawBody: true,
    ownTransaction: true,
    run: capture,
  })

/** Clients also ask for feature flags; there are none here, and that is no error. */
const noFlags = (path: string) =>
  route({
    method: 'POST',
    path,
    tag,
    auth: 'public',
    summary: 'No feature flags, for clients that ask',
    query: z.looseObject({}),
    response: z.looseObject({}),
    rawBody: true,
    reads: true,
    run: async () =>
      new Reply(200, { flags: {}, featureFlags: {}, featureFlagPayloads: {}, errorsWhileComputingFlags: false, quotaLimited: [] }),
  })

const noConfig = (file: string) =>
  route({
    method: 'GET',
    path: `/array/{token}/${file}`,
    tag,
    auth: 'public',
    summary: 'No client configuration, for clients that ask',
    params: z.object({ token: z.string() }),
    query: z.looseObject({}),
    run: async () => (file.endsWith('.js') ? new Reply(200, '', { 'content-type': 'text/javascript; charset=utf-8' }) : new Reply(200, {})),
  })

const usage = route({
  method: 'GET',
  path: '/api/v1/accounts/{id}/usage',
  tag: 'Accounts',
  auth: 'user',
  summary: 'An account’s product usage',
  description: 'By UTC day, from product events. `users` of an event is the highest of its days.',
  params: z.object({ id: z.uuid() }),
  query: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
  response: z.object({
    days: z.array(z.object({ day: z.string(), events: z.number(), users: z.number() })),
    total: z.number(),
    by_event: z.array(z.object({ event: z.string(), count: z.number(), users: z.number() })),
  }),
  run: async (ctx, { params, query: { days } }) => accountUsage(ctx, params.id, days),
})

export const productEventRoutes: readonly Route[] = [
  captureAt('/batch', 'Send product events'),
  captureAt('/capture', 'Send a product event'),
  captureAt('/e', 'Send product events (short name)'),
  captureAt('/i/v0/e', 'Send a product event (newer clients)'),
  captureAt('/capture/events', 'Send product events as JSON'),
  noFlags('/flags'),
  noFlags('/decide'),
  noConfig('config'),
  noConfig('config.js'),
  usage,
]
