import type { Socket } from 'node:net'
import path from 'node:path'
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises'
import { runMigrations } from 'graphile-worker'
import type { Logger } from 'pino'
import { startSmtpReceiver } from '../integrations/smtp/receive_mail.ts'
import { closeStreams, tellStreams } from '../modules/changes/live.ts'
import { normalAddress } from '../modules/mail/mail_address.rule.ts'
import { receiveMail } from '../modules/mail/receive_mail.ts'
import { sharedAddresses } from '../modules/mail/shared_addresses.queries.ts'
import { queueMail } from '../modules/notifications/queue_mail.ts'
import { allSettings } from '../modules/settings/all_settings.ts'
import { completeWorkspace } from '../modules/settings/complete_workspace.ts'
import { setUp } from '../modules/users/set_up.ts'
import { setUpNeeded } from '../modules/users/user.queries.ts'
import { type Actor, systemActor } from '../platform/actor.ts'
import { authLater } from '../platform/auth/auth_later.ts'
import { KnownActors } from '../platform/auth/known_actors.ts'
import { createSecrets, loadSecretKey } from '../platform/auth/secrets.ts'
import { createClock } from '../platform/clock/clock.ts'
import type { Context } from '../platform/context.ts'
import { inTransaction, openDatabase } from '../platform/db/database.ts'
import { connectEmbedded, type Embedded, startEmbedded } from '../platform/db/embedded.ts'
import { migrate, pendingMigrations } from '../platform/db/migrate.ts'
import { onServer } from '../platform/db/on_server.ts'
import { createServer } from '../platform/http/server.ts'
import { registerConsumers } from '../platform/jobs/consume.ts'
import { startWorker, type Worker } from '../platform/jobs/worker.ts'
import { startLogListener } from '../platform/log/listen.ts'
import { registryOf } from '../platform/module.ts'
import { type Registry, reloadRegistry } from '../platform/object/registry.ts'
import type { Ports } from '../platform/ports.ts'
import { Settings } from '../platform/settings/settings.ts'
import { StartError } from '../platform/start_error.ts'
import type { Config } from './config.ts'
import { modules } from './modules.ts'

const root = path.join(import.meta.dirname, '..', '..')
export const migrations = path.join(root, 'migrations')
const mailLimit = 35 * 1024 * 1024

export interface Program {
  url: string
  port: number
  smtpPort: number | null
  databaseUrl: string
  /** Resolves should the embedded database end by itself; never for another one. */
  databaseEnded: Promise<void>
  close: () => Promise<void>
}

export type Begin = <T>(means: string, work: (ctx: Context) => Promise<T>, actor?: Actor) => Promise<T>

export interface Ground {
  databaseUrl: string
  begin: Begin
  db: ReturnType<typeof openDatabase>['db']
  pool: ReturnType<typeof openDatabase>['pool']
  clock: ReturnType<typeof createClock>
  registry: Registry
  settings: Settings
  ports: Ports
  secretKey: string
  /** Resolves should the embedded database end by itself. */
  databaseEnded: Promise<void> | null
  close: () => Promise<void>
}

/**
 * The database, migrated, with everything that commands need: what the server and each command of the command line stand on.
 * An upgrade that cannot finish ends here, before anything is served, with its reason.
 */
export async function openGround(config: Config, log: Logger, options: { migrate?: boolean; join?: boolean } = {}): Promise<Ground> {
  const embedded = await openEmbedded(config, log, options)
  try {
    if (embedded) await createDatabase(embedded.url('postgres'))
    const databaseUrl = config.databaseUrl ?? embedded?.url('hedgerow') ?? ''
    const { db, pool, close } = openDatabase(databaseUrl, { max: 20, log })
    const ended = async () => {
      await close()
      await embedded?.stop()
    }
    try {
      if (options.migrate !== false) {
        await upgrade(pool)
      }
      const secretKey = loadSecretKey(config)
      const clock = createClock()
      const registry = registryOf(modules)
      await reloadRegistry(registry, db)
      const settings = new Settings()
      await settings.reload(db, allSettings)
      const ports: Ports = {
        secrets: createSecrets(secretKey),
        baseUrl: config.baseUrl ?? `http://${config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host}:${config.port}`,
        smtpPort: config.smtpPort,
        mailTransport: { url: config.smtpUrl, from: senderOf(config) },
      }
      const begin: Begin = (means, work, actor) =>
        inTransaction(db, tx =>
          work({ tx, actor: actor ?? systemActor(means), now: clock.now(), registry, settings, ports, batchId: null }),
        )
      if (options.migrate !== false) await begin('start', completeWorkspace)
      // From the first command on, so that nothing written before the first worker starts is missed.
      if (options.migrate !== false)
        await begin('start', ctx =>
          registerConsumers(
            ctx,
            modules.flatMap(one => one.consumers ?? []),
          ),
        )
      return {
        databaseUrl,
        begin,
        db,
        pool,
        clock,
        registry,
        settings,
        ports,
        secretKey,
        databaseEnded: embedded?.exited ?? null,
        close: ended,
      }
    } catch (error) {
      await close()
      throw error
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** The embedded database; null when the settings name another one. With `join`, that of a program that is running already. */
export async function openEmbedded(config: Config, log: Logger, options: { join?: boolean }): Promise<Embedded | null> {
  if (config.databaseUrl) return null
  const dataDir = path.join(config.dataDir, 'postgres')
  return (options.join ? await connectEmbedded(dataDir) : null) ?? (await startEmbedded({ dataDir, log }))
}

const senderOf = (config: Config): string => {
  const domain = config.admin?.email.split('@')[1]
  return `Hedgerow <hedgerow@${domain ?? 'localhost'}>`
}

/** Applies what is pending, ours and the job queue's; answers the names of ours. */
export async function upgrade(pool: Ground['pool']): Promise<string[]> {
  const applied = await migrate(pool, migrations)
  await runMigrations({ pgPool: pool })
  return applied
}

/** Makes the database when there is none yet. */
export async function createDatabase(url: string): Promise<void> {
  const found = await onServer(url, `select 1 from pg_database where datname = 'hedgerow'`)
  if (found > 0) return
  try {
    await onServer(url, 'create database hedgerow')
  } catch (error) {
    // 42P04, 23505: another process was first.
    if (!(error instanceof Error && 'code' in error && (error.code === '42P04' || error.code === '23505'))) throw error
  }
}

/** Starts what the role asks for: web (page, API, SMTP), worker (jobs, consumers, schedules), or both (H5). */
export async function startProgram(config: Config, log: Logger): Promise<Program> {
  const ground = await openGround(config, log)
  const closers: (() => Promise<void>)[] = []
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close()
    await ground.close()
  }
  let closed: Promise<void> | null = null
  try {
    const { db, begin, clock, registry, settings, ports } = ground
    await firstAdmin(config, ground)
    let worker: Worker | null = null
    const known = new KnownActors()
    const listener = await startLogListener({
      url: ground.databaseUrl,
      log,
      onLost: () => known.listen(false),
      onNotify: (channel, payload) => {
        if (channel === 'hedgerow_actors') return known.listen(true)
        if (channel === 'hedgerow_log') worker?.wake()
        const reread =
          channel === 'hedgerow_fields'
            ? reloadRegistry(registry, db)
            : channel === 'hedgerow_settings'
              ? settings.reload(db, allSettings)
              : Promise.resolve()
        // Pages hear of it after this process knows it, or they would fetch the former state again.
        reread.then(
          () => tellStreams(channel, payload),
          error => log.error({ err: error, channel }, 'Fields or settings could not be read again.'),
        )
      },
    })
    closers.push(listener.close)
    known.listen(true)
    if (config.role !== 'web') {
      worker = await startWorker({ pool: ground.pool, db, modules, clock, begin, log })
      closers.push(worker.close)
    }
    const smtp = config.role === 'worker' ? null : await receiveMails(config, log, ground)
    if (smtp) closers.push(smtp.close)
    // Last, so that it is the first to leave: whoever asks whether this process is ready hears it before anything ends.
    const web = config.role === 'worker' ? null : await serve(config, log, ground, () => worker, known)
    if (web) closers.push(web.close)
    return {
      url: ports.baseUrl,
      port: web?.port ?? 0,
      smtpPort: smtp?.port ?? null,
      databaseUrl: ground.databaseUrl,
      databaseEnded: ground.databaseEnded ?? new Promise(() => undefined),
      close: () => (closed ??= closeAll()),
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

async function firstAdmin(config: Config, { begin }: Ground): Promise<void> {
  const { admin } = config
  if (!admin) return
  await begin('start', async ctx => {
    if (!(await setUpNeeded(ctx))) return
    const domain = admin.email.split('@')[1] ?? 'Hedgerow'
    const company = domain.split('.')[0] ?? domain
    await setUp(ctx, {
      company: capital(company),
      name: capital(admin.email.split('@')[0] ?? 'admin'),
      email: admin.email,
      password: admin.password,
      time_zone: 'UTC',
      currency: 'USD',
      playbook: 'product_led',
    })
  })
}

async function serve(config: Config, log: Logger, ground: Ground, worker: () => Worker | null, known: KnownActors) {
  const { db, pool, begin, clock, registry, settings, ports, secretKey } = ground
  const auth = authLater({
    db,
    secretKey,
    baseUrl: ports.baseUrl,
    log,
    sendMail: mail => begin('sign_in', async ctx => void (await queueMail(ctx, mail))),
  })
  const { app, leave } = await createServer({
    modules,
    platform: { db, clock, begin },
    context: { registry, settings, ports },
    auth,
    secretKey,
    log,
    webFolder: path.join(root, 'dist'),
    known,
    missing: async () => {
      const pending = await pendingMigrations(pool, migrations)
      return pending.length > 0 ? `migrations are missing: ${pending.join(', ')}` : null
    },
    advance: config.testClock ? to => advance(ground, worker(), to) : undefined,
    trustProxy: 'loopback, linklocal, uniquelocal',
  })
  const unused = new Set<Socket>()
  app.server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new StartError(`Port ${config.port} is taken by another program. Choose another with PORT=…, or stop that program.`)
    throw error
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  if (config.baseUrl === null && config.port === 0) ports.baseUrl = `http://${config.host}:${port}`
  return {
    port,
    close: async () => {
      leave()
      await pause(config.drainSeconds * 1_000)
      closeStreams()
      // Right after a turn that took every connection that waited: closing the port turns away those that still do.
      await immediate()
      app.server.close()
      // A browser opens connections that it may never use; waited for, they would hold up the end by a minute.
      for (const socket of unused) socket.destroy()
      await app.close()
    },
  }
}

/** Moves the test clock, running schedules, consumers and jobs on the way (contract.md, Test clock). */
async function advance({ clock }: Ground, worker: Worker | null, to: Date): Promise<void> {
  const from = clock.now()
  if (!worker) throw new StartError('The test clock needs a process that runs jobs (ROLE=all).')
  if (clock.ahead() === 0) clock.set(1)
  await worker.runSchedules(from, to)
  clock.set(clock.ahead() + Math.max(0, to.getTime() - clock.now().getTime()))
  await worker.drain()
}

async function receiveMails(config: Config, log: Logger, { begin, db }: Ground) {
  try {
    return await startSmtpReceiver({
      port: config.smtpPort,
      host: config.host,
      hostname: new URL(config.baseUrl ?? `http://${config.host}`).hostname,
      maxSize: mailLimit,
      resolveRecipient: async address => ((await sharedAddresses(db)).has(normalAddress(address)) ? 'accept' : 'unknown'),
      store: mail => begin('smtp', ctx => receiveMail(ctx, mail)),
      log,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new StartError(`Port ${config.smtpPort} for mail is taken by another program. Choose another with SMTP_PORT=…`)
    throw error
  }
}
