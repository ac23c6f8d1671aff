import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import type pg from 'pg'

interface Log {
  warn: (detail: object, message: string) => void
}

/** Any constant will do; the second number of the lock is the runner's name. */
const LOCK = 48_372
const every = 5_000

export interface DeadWorkers {
  /** For the job runner, which tells through it under which name it locks jobs. */
  events: WorkerEvents
  /** Frees the jobs of runners that are gone; happens every few seconds by itself. */
  free: () => Promise<void>
  /** This process's runner is gone although the process lives: what it held is free. */
  forget: () => Promise<void>
  close: () => Promise<void>
}

/**
 * A process that was killed leaves its jobs locked; the queue itself would give them back after four hours. So each runner holds a
 * lock under its name on one connection for as long as its process lives, and whoever finds a job whose runner holds none frees it.
 */
export async function watchDeadWorkers(pool: pg.Pool, log: Log): Promise<DeadWorkers> {
  const events: WorkerEvents = new EventEmitter()
  const mine = new Set<string>()
  let client: pg.PoolClient | null = null
  let ended = false

  const hold = async (): Promise<pg.PoolClient> => {
    if (client) return client
    const fresh = await pool.connect()
    fresh.on('error', () => {
      // Given back, or each loss of the database would cost the pool a connection for good.
      if (client !== fresh) return
      client = null
      fresh.release(true)
    })
    client = fresh
    for (const name of mine) await lock(fresh, name)
    return fresh
  }
  const lock = (on: pg.PoolClient, name: string) => on.query(`select pg_advisory_lock($1, hashtext($2))`, [LOCK, name])
  const safely = (work: () => Promise<unknown>) =>
    work().catch(error => {
      if (!ended) log.warn({ err: error }, 'The jobs of ended processes could not be looked for; trying again.')
    })

  // One after the other: a connection does one thing at a time.
  let locking: Promise<unknown> = Promise.resolve()
  events.on('pool:create', ({ workerPool }) => {
    mine.add(workerPool.id)
    locking = locking.then(() => safely(async () => lock(await hold(), workerPool.id)))
  })

  const free = async () => {
    await locking
    await hold()
    await pool.query(
      `select graphile_worker.force_unlock_workers(array_agg(locked_by)) from (
        select distinct locked_by from graphile_worker._private_jobs
        where locked_by is not null and locked_at < now() - interval '2 seconds' and locked_by <> all($2::text[])
      ) holders where pg_try_advisory_xact_lock($1, hashtext(locked_by))`,
      [LOCK, [...mine]],
    )
  }
  await safely(free)
  const timer = setInterval(() => void safely(free), every)
  timer.unref()

  return {
    events,
    free,
    forget: () => {
      mine.clear()
      locking = locking.then(() => safely(async () => (await hold()).query('select pg_advisory_unlock_all()')))
      return locking.then(() => undefined)
    },
    close: async () => {
      ended = true
      clearInterval(timer)
      await locking
      const held = client
      client = null
      held?.release(true)
    },
  }
}
