import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { systemActor } from '../actor.ts'
import { type AuthMail, createAuth } from '../auth/auth.ts'
import { createSecrets } from '../auth/secrets.ts'
import { type Clock, createClock } from '../clock/clock.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/database.ts'
import { createServer, type Server } from '../http/server.ts'
import { type Module, registryOf } from '../module.ts'
import { Settings } from '../settings/settings.ts'
import { type TestDatabase, useDatabase } from './database.ts'

export interface TestServer extends TestDatabase {
  readonly app: FastifyInstance
  readonly server: Server
  readonly clock: Clock
  /** Mails that sign-in wanted sent. */
  readonly mails: AuthMail[]
  /** Lines that the server logged. */
  readonly logged: Record<string, unknown>[]
  begin: <T>(means: string, work: (ctx: Context) => Promise<T>) => Promise<T>
}

export const testBaseUrl = 'http://hedgerow.test'

/** The HTTP server over these modules on a database of the test file's own; spoken to by `app.inject`, without a port. */
export function useServer(modules: readonly Module[], options: { perMinute?: number; quiet?: boolean } = {}): TestServer {
  const database = useDatabase()
  const clock = createClock()
  const mails: AuthMail[] = []
  const logged: Record<string, unknown>[] = []
  const keep = (line: Record<string, unknown>) => {
    logged.push(line)
    if (line.level === 50 && options.quiet !== true) console.error(line)
  }
  const secretKey = 'a test key that is long enough to be one'
  const log = pino({ level: 'info' }, { write: line => keep(JSON.parse(line)) })
  const registry = registryOf(modules)
  const settings = new Settings()
  const ports = {
    secrets: createSecrets(secretKey),
    baseUrl: testBaseUrl,
    smtpPort: 2525,
    mailTransport: { url: null, from: 'hedgerow@hedgerow.test' },
  }
  const begin = <T>(means: string, work: (ctx: Context) => Promise<T>) =>
    inTransaction(database.db, tx => work({ tx, actor: systemActor(means), now: clock.now(), registry, settings, ports, batchId: null }))
  let server: Server | undefined
  const started = (): Server => {
    if (!server) throw new Error('useServer(): use it inside a test or a hook')
    return server
  }
  beforeAll(async () => {
    const auth = createAuth({ db: database.db, secretKey, baseUrl: testBaseUrl, log, sendMail: async mail => void mails.push(mail) })
    server = await createServer({
      modules,
      platform: { db: database.db, clock, begin },
      context: { registry, settings, ports },
      auth,
      secretKey,
      log,
      webFolder: path.join(import.meta.dirname, 'no_page_here'),
      missing: async () => null,
      advance: async to => clock.set(clock.ahead() + to.getTime() - clock.now().getTime()),
      ...(options.perMinute ? { requestsPerMinute: options.perMinute } : {}),
    })
    await server.app.ready()
  })
  afterAll(async () => {
    await server?.app.close()
  })
  return {
    get app() {
      return started().app
    },
    get server() {
      return started()
    },
    get db() {
      return database.db
    },
    get pool() {
      return database.pool
    },
    url: database.url,
    inRollback: database.inRollback,
    clock,
    mails,
    logged,
    begin,
  }
}
