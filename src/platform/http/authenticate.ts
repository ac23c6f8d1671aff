import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Actor } from '../actor.ts'
import { actorOfKey, actorOfSession, nobody, prolongSession } from '../auth/actor_of.ts'
import type { KnownActors } from '../auth/known_actors.ts'
import { cookieValue, openSessionCookie, renewedSessionCookie, sessionCookieName, sessionSeconds } from '../auth/session_cookie.ts'
import type { Database } from '../db/database.ts'
import { forbidden, Refusal } from '../refuse.ts'
import type { Route } from './route.ts'

/** What a route asks of its caller. */
export type Needs = Pick<Route, 'auth' | 'scope' | 'method'>

export interface Caller {
  actor: Actor
  sessionId: string | null
}

export type Authenticate = (request: FastifyRequest, reply: FastifyReply, needs: Needs) => Promise<Caller>

const unauthorized = (sentence: string) => new Refusal('auth.required', sentence, { status: 401 })
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request that carries a cookie comes from our own page: a header that other sites cannot send, or our own Origin. */
export function fromOwnPage(request: FastifyRequest, baseUrl: string): boolean {
  if (request.headers['x-hedgerow'] !== undefined) return true
  const origin = request.headers.origin
  if (origin === undefined) return false
  return origin === new URL(baseUrl).origin || (URL.canParse(origin) && new URL(origin).host === request.headers.host)
}

interface AuthenticateParts {
  db: Kysely<Database>
  secretKey: string
  baseUrl: string
  known: KnownActors
}

/** Default deny: who calls, by API key or session cookie, and whether the route is for them. 401 and 403 come before anything else is looked at. */
export function createAuthenticate({ db, secretKey, baseUrl, known }: AuthenticateParts): Authenticate {
  const cookieName = sessionCookieName(baseUrl)

  async function bySession(request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
    const value = cookieValue(request.headers.cookie, cookieName)
    const token = value && openSessionCookie(value, secretKey)
    if (!value || !token) return null
    const { epoch } = known
    const before = known.find(token)
    const found = before ? { ...before, renew: false } : await actorOfSession(db, token)
    if (!found) return null
    if (!safe.has(request.method) && !fromOwnPage(request, baseUrl))
      throw new Refusal(
        'csrf.refused',
        'This request does not come from the page. Programs use an API key; the page sends X-Hedgerow: 1.',
        { status: 403 },
      )
    const { actor, sessionId, renew } = found
    if (renew && sessionId) {
      await prolongSession(db, sessionId, sessionSeconds)
      reply.header('set-cookie', renewedSessionCookie(baseUrl, value))
    } else if (!before) known.keep(token, { actor, sessionId }, epoch)
    return { actor, sessionId }
  }

  async function byKey(key: string): Promise<Caller | null> {
    const { epoch } = known
    const before = known.find(key)
    if (before) return before
    const actor = await actorOfKey(db, key)
    if (!actor) return null
    known.keep(key, { actor, sessionId: null }, epoch)
    return { actor, sessionId: null }
  }

  return async (request, reply, needs) => {
    if (needs.auth === 'public') return { actor: nobody, sessionId: null }
    const given = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
    const holder = given === undefined ? null : await byKey(given)
    if (request.headers.authorization !== undefined && !holder) {
      reply.header('www-authenticate', 'Bearer error="invalid_token"')
      throw unauthorized('This API key is not valid, or it was revoked.')
    }
    const caller = holder ?? (await bySession(request, reply))
    if (!caller) {
      reply.header('www-authenticate', 'Bearer')
      throw unauthorized('Sign in, or send an API key as Authorization: Bearer hr_….')
    }
    checkScope(caller.actor, needs)
    if (needs.auth === 'settings' && !caller.actor.rights.settings) throw forbidden('Your role may not change settings.')
    return caller
  }
}

function checkScope(actor: Actor, needs: Needs): void {
  if (actor.scopes.includes('all')) return
  const scope = needs.scope ?? (needs.method === 'GET' ? 'read' : needs.auth === 'settings' ? 'settings' : 'write')
  if (!actor.scopes.includes(scope))
    throw new Refusal('key.scope', `This API key needs the scope ${scope}.`, { status: 403, extra: { scope } })
}
