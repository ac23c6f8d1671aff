import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { fromOwnPage } from '../http/authenticate.ts'
import { problem, problemType } from '../http/problem.ts'
import { Refusal } from '../refuse.ts'
import { countAttempt, forgiveAttempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import { authPaths } from './auth_paths.ts'
import { cookieValue, openSessionCookie, sessionCookieName } from './session_cookie.ts'

export interface MountAuthParts {
  auth: Auth
  db: Kysely<Database>
  secretKey: string
  baseUrl: string
}

/** Mounts the listed paths of better-auth under /api/auth: our CSRF check, our count of wrong passwords, our form of errors. */
export function mountAuth(app: FastifyInstance, parts: MountAuthParts): void {
  for (const { method, path, perMinute = 300 } of authPaths)
    app.route({
      method,
      url: `/api/auth${path}`,
      config: { rateLimit: { max: perMinute, timeWindow: '1 minute' } },
      handler: async (request, reply) => {
        if (method === 'POST') refuseForeign(request, parts.baseUrl)
        await endInactive(request, parts)
        return path === '/sign-in/email' ? signIn(request, reply, parts) : pass(reply, await call(request, parts))
      },
    })
}

function refuseForeign(request: FastifyRequest, baseUrl: string): void {
  // Without Origin and cookie there is no browser session to abuse: curl and scripts may sign in.
  if (request.headers.origin === undefined && request.headers.cookie === undefined && request.headers['sec-fetch-site'] === undefined)
    return
  if (!fromOwnPage(request, baseUrl)) throw new Refusal('csrf.refused', 'This request does not come from the page.', { status: 403 })
}

/** better-auth does not know `active`: sessions of somebody switched off end here, before it looks at them. */
async function endInactive(request: FastifyRequest, { db, secretKey, baseUrl }: MountAuthParts): Promise<void> {
  const value = cookieValue(request.headers.cookie, sessionCookieName(baseUrl))
  const token = value && openSessionCookie(value, secretKey)
  if (token)
    await sql`delete from auth_session s using "user" u where u.id = s.user_id and s.token = ${token} and (not u.active or u.deleted_at is not null)`.execute(
      db,
    )
}

async function signIn(request: FastifyRequest, reply: FastifyReply, parts: MountAuthParts): Promise<FastifyReply> {
  const { body } = request
  const email = typeof body === 'object' && body !== null && 'email' in body ? String(body.email).trim().toLowerCase().slice(0, 320) : ''
  const wait = await countAttempt(parts.db, email, request.ip)
  if (wait > 0) {
    const minutes = Math.ceil(wait / 60)
    throw new Refusal(
      'auth.locked',
      `Too many wrong passwords for this address. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, or reset the password.`,
      { status: 429, extra: { retry_after: wait } },
    )
  }
  const response = await call(request, parts)
  if (response.ok) await forgiveAttempts(parts.db, email, request.ip)
  return pass(reply, response)
}

/** Hands the request on as our own page would send it: the origin was checked, the network address is the connection's. */
function call(request: FastifyRequest, { auth, baseUrl }: MountAuthParts): Promise<Response> {
  const headers = new Headers({ origin: new URL(baseUrl).origin, 'x-hedgerow-ip': request.ip })
  for (const name of ['cookie', 'user-agent'] as const) {
    const value = request.headers[name]
    if (value !== undefined) headers.set(name, value)
  }
  const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : null
  if (body !== null) headers.set('content-type', 'application/json')
  return auth.handler(new Request(new URL(request.url, baseUrl), { method: request.method, headers, body }))
}

async function pass(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  const text = await response.text()
  reply.code(response.status)
  if (response.status < 400) return reply.type('application/json; charset=utf-8').send(text || 'null')
  return reply.type(problemType).send(JSON.stringify(asProblem(response.status, text)))
}

function asProblem(status: number, text: string) {
  const said: { code?: string; message?: string } = text.startsWith('{') ? JSON.parse(text) : {}
  if (status >= 500) return problem(status, 'internal', 'This should not have happened.')
  const code = said.code ? `auth.${said.code.toLowerCase()}` : 'auth.refused'
  return problem(status, code, said.message ?? 'Sign in again.')
}
