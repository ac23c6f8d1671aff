import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Actor } from '../actor.ts'
import { actorOfKey, actorOfSession, nobody, prolongSession } from '../auth/actor_of.ts'
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

/** Default deny: who calls, by API key or session cookie, and whether the route is for them. 401 and 403 come before anything else is looked at. */
export function createAuthenticate({ db, secretKey, baseUrl }: { db: Kysely<Database>; secretKey: string; baseUrl: string }): Authenticate {
  const cookieName = sessionCookieName(baseUrl)

  async function bySession(request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
    const value = cookieValue(request.headers.cookie, cookieName)
    const token = value && openSessionCookie(value, secretKey)
    const found = token ? await actorOfSession(db, token) : null
    if (!value || !found) return null
    if (!safe.has(request.method) && !fromOwnPage(request, baseUrl))
      throw new Refusal(
        'csrf.refused',
        'This request does not come from the page. Programs use an API key; the page sends X-Hedgerow: 1.',
        { status: 403 },
      )
    if (found.renew) {
      await prolongSession(db, found.sessionId, sessionSeconds)
      reply.header('set-cookie', renewedSessionCookie(baseUrl, value))
    }
    return found
  }

  return async (request, reply, needs) => {
    if (needs.auth === 'public') return { actor: nobody, sessionId: null }
    const given = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
    const byKey = given === undefined ? null : await actorOfKey(db, given)
    if (request.headers.authorization !== undefined && !byKey) {
      reply.header('www-authenticate', 'Bearer error="invalid_token"')
      throw unauthorized('This API key is not valid, or it was revoked.')
    }
    const caller = byKey ? { actor: byKey, sessionId: null } : await bySession(request, reply)
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
