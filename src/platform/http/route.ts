import type { z } from 'zod'
import type { Context } from '../context.ts'

/** What a handler is given of the request: everything already parsed and checked against the route's schemas. */
export interface RequestOf<P, Q, B> {
  params: P
  query: Q
  body: B
  headers: Record<string, string | undefined>
  ip: string
  /** The session of the cookie; null for API keys and public routes. */
  sessionId: string | null
  /** Untouched bytes of the body, for signatures; only where `rawBody` is set on the route. */
  raw: Buffer | null
}

/** Answers a handler may give besides plain JSON. */
export class Reply {
  readonly status: number
  readonly body: unknown
  readonly headers: Record<string, string>
  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** JSON that is text already, made by PostgreSQL: sent as it is. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Schema = z.ZodType

/**
 * One HTTP route. It is mounted, documented in OpenAPI and checked from this one value; a POST, PATCH or DELETE runs in one
 * transaction (with idempotency key), a GET runs without.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** With parameters in braces: `/api/v1/leads/{id}/claim`. */
  path: string
  tag: string
  summary: string
  description?: string
  params?: Schema
  query?: Schema
  body?: Schema
  /** Schema of the JSON answer of a success. */
  response?: Schema
  status?: number
  /** Component schemas of the record engine that say more than zod can, because custom fields come at run time. */
  schemas?: { body?: string; response?: string; items?: string }
  /** A POST that only reads (a query): no transaction, no idempotency row. */
  reads?: boolean
  /** `user`: session or API key; `settings`: and the role's settings right; `public`: nobody needs to sign in. */
  auth: 'user' | 'settings' | 'public'
  /** An API key needs this scope (or `all`). Default: `read` for GET, `write` for the rest. */
  scope?: string
  /** The body reaches the handler as bytes in `raw` and is not parsed. */
  rawBody?: boolean
  /** Requests a minute from one address; the default is the installation's. */
  perMinute?: number
  /** Left to run outside a transaction although it writes: it opens its own (batches, streams). */
  ownTransaction?: boolean
  /** It knows the same `Idempotency-Key` again by itself, from what it stores anyway. */
  ownIdempotency?: boolean
  hidden?: boolean
  // biome-ignore lint/suspicious/noExplicitAny: the schemas above give the handler its types through `route`
  run: (ctx: Context, request: RequestOf<any, any, any>) => Promise<unknown>
}

type Out<S> = S extends Schema ? z.output<S> : undefined

/** Types a route's handler from its schemas. */
export const route = <
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(
  it: Omit<Route, 'run' | 'params' | 'query' | 'body'> & {
    params?: P
    query?: Q
    body?: B
    run: (ctx: Context, request: RequestOf<Out<P>, Out<Q>, Out<B>>) => Promise<unknown>
  },
): Route => it as Route
