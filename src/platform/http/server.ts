import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Auth } from '../auth/auth.ts'
import { KnownActors } from '../auth/known_actors.ts'
import { mountAuth } from '../auth/mount_auth.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import type { Module, Platform } from '../module.ts'
import { objectRoutes } from '../object/object_routes.ts'
import { objectSchemas } from '../object/object_schema.ts'
import { Refusal } from '../refuse.ts'
import { type Authenticate, createAuthenticate } from './authenticate.ts'
import { docsPage } from './docs_page.ts'
import { mountHealth } from './health.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { type MountParts, mountRoute } from './mount_route.ts'
import { type OpenApiDocument, openApi } from './openapi.ts'
import { servePage } from './page.ts'
import { problemType, rawProblem, toProblem } from './problem.ts'
import type { Route } from './route.ts'
import { addSecurityHeaders } from './security_headers.ts'
import { testClockRoute } from './test_clock.ts'

export interface ServerParts {
  modules: readonly Module[]
  platform: Platform
  context: Pick<Context, 'registry' | 'settings' | 'ports'>
  auth: Auth
  secretKey: string
  log: Logger
  /** The built page (dist/web). */
  webFolder: string
  /** What is still missing before this process may serve; null when nothing is. */
  missing: () => Promise<string | null>
  /** Only with TEST_CLOCK: moves the clock and runs what falls due. */
  advance?: (to: Date) => Promise<void>
  /** The proxy in front of this process is trusted to say who calls (X-Forwarded-For). */
  trustProxy?: boolean | string
  requestsPerMinute?: number
  /** Who was looked up a moment ago; without it everybody is looked up each time. */
  known?: KnownActors
}

export interface Server {
  app: FastifyInstance
  metrics: Metrics
  openApi: () => OpenApiDocument
  /** From now on it says that it is not ready, and each answer is the last on its connection; everything else it still does. */
  leave: () => void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A POST that changes nothing. */
    onlyReads?: boolean
  }
  interface FastifyInstance {
    /** For what a module mounts without a Route (streams, uploads): call it in `onRequest`, before anything else. */
    authenticate: Authenticate
  }
}

const jsonLimit = 2 * 1024 * 1024
const rawLimit = 32 * 1024 * 1024
const money = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: { amount: { type: 'string', examples: ['20000.00'] }, currency: { type: 'string', examples: ['USD'] } },
  description: 'On input a number or a string in the workspace currency is accepted too.',
}

/** Builds the HTTP server over all modules: every Route, sign-in, documentation, health, metrics and the page. */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { modules, platform, context, log } = parts
  const { db, clock } = platform
  const { baseUrl } = context.ports
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyInstance['log'],
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: request => requestId(request.headers['x-request-id']),
    trustProxy: parts.trustProxy ?? false,
    bodyLimit: jsonLimit,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    // What has reached a process that stops is done, not sent away.
    return503OnClosing: false,
    // Before any route is found: an address that cannot be decoded, or one that is too long.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const { status, body } = toProblem(error)
      void reply.code(status).type(problemType).send(JSON.stringify(body))
    },
    clientErrorHandler: (error, socket) => {
      // A client that is gone hears nothing.
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      if (socket.writable) socket.write(rawProblem(error.code))
      socket.destroy(error)
    },
  })
  const known = parts.known ?? new KnownActors()
  const authenticate = createAuthenticate({ db, secretKey: parts.secretKey, baseUrl, known })
  app.decorate('authenticate', authenticate)
  app.decorateRequest('caller', null)
  app.decorateRequest('rawBody', null)
  const metrics = createMetrics()
  metrics.observe(app)
  forgetActors(app, known)
  logRequests(app)
  answerErrors(app)
  addSecurityHeaders(app, baseUrl)
  parseJson(app)
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, limit) =>
      new Refusal('request.too_many', `At most ${limit.max} requests a minute here.`, {
        status: 429,
        extra: { retry_after: Math.ceil(limit.ttl / 1000) },
      }),
  })

  let stopping = false
  const leave = () => {
    stopping = true
  }
  app.addHook('preClose', async () => leave())
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done()
  })
  mountHealth(app, { db, metrics, missing: parts.missing, stopping: () => stopping })
  await app.register(async scope => mountAuth(scope, { auth: parts.auth, db, secretKey: parts.secretKey, baseUrl }))

  const routes = routesOf(modules, parts, clock.now)
  const mounting: MountParts = { db, now: clock.now, context, authenticate, perMinute: parts.requestsPerMinute ?? 60_000 }
  for (const route of routes) if (!route.rawBody) mountRoute(app, route, mounting)
  await app.register(async scope => {
    takeRaw(scope)
    for (const route of routes) if (route.rawBody) mountRoute(scope, route, mounting)
  })

  const document = () =>
    openApi(routes, context.ports.baseUrl, {
      paths: {},
      schemas: { Money: money, ...Object.assign({}, ...context.registry.all().map(objectSchemas)) },
      tags: context.registry.all().map(type => ({ name: type.label[1], description: `${type.label[1]} and what can be done with them.` })),
    })
  app.get('/api/openapi.json', async () => document())
  app.get('/api/docs', async (_request, reply) => {
    const page = docsPage(document())
    return reply.header('content-security-policy', page.policy).type('text/html; charset=utf-8').send(page.html)
  })

  for (const module of modules) {
    const { mount } = module
    if (mount) await app.register(async scope => mount(scope, platform))
  }
  await servePage(app, parts.webFolder)
  return { app, metrics, openApi: document, leave }
}

function routesOf(modules: readonly Module[], { advance }: ServerParts, now: () => Date): Route[] {
  const routes = modules.flatMap(module => [...(module.objects ?? []).flatMap(objectRoutes), ...(module.routes ?? [])])
  return advance ? [...routes, testClockRoute(now, advance)] : routes
}

const requestId = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : newId()

/** Before anybody can have heard of a change, whoever was looked up before it is forgotten. */
function forgetActors(app: FastifyInstance, known: KnownActors): void {
  app.addHook('onSend', (request, _reply, _payload, done) => {
    if (request.method !== 'GET' && request.method !== 'HEAD' && !request.routeOptions.config.onlyReads) known.forget()
    done()
  })
}

/** The route, not the address: addresses carry tokens of links and search words. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { url = 'page' } = request.routeOptions
    const level = reply.statusCode >= 500 ? 'error' : url.startsWith('/health') || url === 'page' ? 'debug' : 'info'
    const actor = request.caller?.actor
    request.log[level](
      {
        method: request.method,
        route: url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ip: request.ip,
        actor: actor?.id ?? undefined,
      },
      'request',
    )
    done()
  })
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = toProblem(error)
    if (answer.unforeseen)
      request.log.error({ err: error, reference: answer.unforeseen, route: request.routeOptions.url }, 'Unforeseen error')
    else if (answer.status === 503) request.log.warn({ err: error, route: request.routeOptions.url }, 'Not available')
    return reply.code(answer.status).headers(answer.headers).type(problemType).send(JSON.stringify(answer.body))
  })
}

/** JSON, keeping the bytes for the idempotency hash; an empty body is none. */
function parseJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  const read = (request: FastifyRequest, body: Buffer, done: (error: Error | null, body?: unknown) => void) => {
    request.rawBody = body
    if (body.length === 0) return done(null, undefined)
    parse(request, body.toString('utf8'), done)
  }
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, read)
  app.addContentTypeParser(/^application\/.+\+json$/, { parseAs: 'buffer' }, read)
}

function takeRaw(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: rawLimit }, (request: FastifyRequest, body: Buffer, done) => {
    request.rawBody = body
    done(null, undefined)
  })
}
