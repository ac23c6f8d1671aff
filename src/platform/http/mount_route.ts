import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/database.ts'
import { invalid, malformed } from '../refuse.ts'
import type { Authenticate, Caller } from './authenticate.ts'
import { giveBack, keepAnswer, onceOf, replayed, takeOnce } from './idempotency.ts'
import { fieldErrors } from './problem.ts'
import { JsonText, Reply, type RequestOf, type Route } from './route.ts'

type ContextParts = Omit<Context, 'tx' | 'actor' | 'now' | 'batchId'>

export interface MountParts {
  db: Parameters<typeof inTransaction>[0]
  now: () => Date
  context: ContextParts
  authenticate: Authenticate
  perMinute: number
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
    rawBody: Buffer | null
  }
}

const unsafe = new Set(['POST', 'PATCH', 'PUT', 'DELETE'])

/** Parameters in braces become Fastify's: `/leads/{id}` → `/leads/:id`. */
export const fastifyPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

function check(schema: z.ZodType | undefined, value: unknown, part: 'path' | 'query' | 'body'): unknown {
  if (!schema) {
    const unknown = part === 'query' && typeof value === 'object' && value !== null ? Object.keys(value) : []
    if (unknown.length > 0)
      throw malformed(
        'Unknown query parameters.',
        unknown.map(field => ({ field, code: 'unknown', message: `${field} is not known here.` })),
      )
    return part === 'path' ? value : undefined
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const errors = fieldErrors(parsed.error)
  throw part === 'body' ? invalid(errors) : malformed(`The ${part} is not valid.`, errors)
}

/** Query names that a schema does not know are refused (contract.md), unless it says that it takes any. */
const strict = (schema: z.ZodType | undefined): z.ZodType | undefined =>
  schema instanceof z.ZodObject && !schema.def.catchall ? schema.strict() : schema

/** Mounts one Route: who calls, then what was sent, then one transaction with the work and its idempotency key. */
export function mountRoute(app: FastifyInstance, route: Route, parts: MountParts): void {
  const query = strict(route.query)
  app.route({
    method: route.method,
    url: fastifyPath(route.path),
    config: { onlyReads: route.reads ?? false, rateLimit: { max: route.perMinute ?? parts.perMinute, timeWindow: '1 minute' } },
    onRequest: async (request, reply) => {
      request.caller = await parts.authenticate(request, reply, route)
    },
    handler: async (request, reply) => {
      if (!request.caller) throw new Error('A route ran without its caller')
      const input: RequestOf<unknown, unknown, unknown> = {
        params: check(route.params, request.params, 'path'),
        query: check(query, request.query, 'query'),
        body: route.rawBody ? undefined : check(route.body, route.body && request.body === undefined ? {} : request.body, 'body'),
        headers: headersOf(request),
        ip: request.ip,
        sessionId: request.caller.sessionId,
        raw: route.rawBody ? (request.rawBody ?? Buffer.alloc(0)) : null,
      }
      return send(reply, await perform(route, request, request.caller, input, parts))
    },
  })
}

async function perform(
  route: Route,
  request: FastifyRequest,
  caller: Caller,
  input: RequestOf<unknown, unknown, unknown>,
  parts: MountParts,
): Promise<Reply> {
  const now = parts.now()
  const work = async (tx: Tx) => asReply(route, await route.run({ ...parts.context, tx, actor: caller.actor, now, batchId: null }, input))
  // A read needs no transaction; its handler only ever uses what Kysely and a transaction have in common.
  const plain = parts.db as Tx
  if (route.reads || !unsafe.has(route.method)) return work(plain)

  const who = caller.actor.id ? `${caller.actor.kind} ${caller.actor.id}` : `public ${request.ip}`
  const header = route.method === 'POST' && !route.ownIdempotency ? input.headers['idempotency-key'] : undefined
  const once = onceOf(header, who, request.url, request.rawBody ?? Buffer.alloc(0))
  const { secrets } = parts.context.ports
  if (!route.ownTransaction)
    return inTransaction(parts.db, async tx => {
      const before = once && (await takeOnce(tx, once, secrets, now))
      if (before) return replay(before)
      const reply = await work(tx)
      if (once) await keepAnswer(tx, once, reply, secrets)
      return reply
    })

  const before = once && (await takeOnce(parts.db, once, secrets, now))
  if (before) return replay(before)
  try {
    const reply = await work(plain)
    if (once) await keepAnswer(parts.db, once, reply, secrets)
    return reply
  } catch (error) {
    if (once) await giveBack(parts.db, once)
    throw error
  }
}

const replay = (before: { status: number; body: unknown; headers: Record<string, string> }): Reply =>
  new Reply(before.status, before.body, { ...before.headers, ...replayed })

const asReply = (route: Route, result: unknown): Reply =>
  result instanceof Reply ? result : new Reply(route.status ?? (result === undefined ? 204 : 200), result)

function send(reply: FastifyReply, answer: Reply): FastifyReply {
  reply.code(answer.status).headers(answer.headers)
  if (answer.body === undefined) return reply.send()
  if (answer.body instanceof JsonText) return reply.type('application/json; charset=utf-8').send(answer.body.text)
  if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) return reply.send(answer.body)
  if (answer.body instanceof Readable) return reply.send(answer.body)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body))
}

function headersOf(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
}
