import { Logger, makeWorkerUtils } from 'graphile-worker'
import { type Kysely, sql } from 'kysely'
import type pg from 'pg'
import type { Clock } from '../clock/clock.ts'
import type { Context } from '../context.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Module, Schedule } from '../module.ts'
import { consumeNext, noteFailure, registerConsumers, skim } from './consume.ts'
import { watchDeadWorkers } from './dead_workers.ts'
import { runJobs } from './run_jobs.ts'

interface Log {
  info: (detail: object, message: string) => void
  warn: (detail: object, message: string) => void
  error: (detail: object, message: string) => void
}

export interface Worker {
  /** Wakes the consumers of the change log; called when a commit announces entries. */
  wake: () => void
  /** Runs all that waits, consumers and jobs, until nothing is left; for tests and the test clock. */
  drain: () => Promise<void>
  /** Runs the schedules that fall between two moments, in order; for the test clock. */
  runSchedules: (from: Date, to: Date) => Promise<void>
  close: () => Promise<void>
}

export interface WorkerParts {
  pool: pg.Pool
  db: Kysely<Database>
  modules: readonly Module[]
  clock: Clock
  begin: <T>(means: string, work: (ctx: Context) => Promise<T>) => Promise<T>
  log: Log
}

const idlePoll = 5_000
const minute = 60_000
/** How soon to look again for entries that an older transaction still hides. */
const hiddenPause = 20
/** Under a stream of commits, so much of it is read at once; nobody notices the wait. */
const gather = 100

/** Runs jobs, schedules and the consumers of the change log in this process. Any number of processes may do so at once. */
export async function startWorker({ pool, db, modules, clock, begin, log }: WorkerParts): Promise<Worker> {
  const consumers = modules.flatMap(one => one.consumers ?? [])
  const jobs = modules.flatMap(one => one.jobs ?? [])
  const schedules = modules.flatMap(one => one.schedules ?? [])
  await begin('start', ctx => registerConsumers(ctx, consumers))

  const quiet = new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({}, message)
  })
  const utils = await makeWorkerUtils({ pgPool: pool, logger: quiet })
  const deadWorkers = await watchDeadWorkers(pool, log)
  const running = await runJobs({ pool, jobs, begin, deadWorkers, logger: quiet, log })
  let stopped = false
  const feeding = new Map(consumers.map(consumer => [consumer, startLoop(consumer.name, () => feed(consumer))]))
  const skimming = startLoop('log', skimLog, gather)
  const loops = [skimming, ...feeding.values()]

  /** Wakes those whose objects the log tells of; the others move on without a transaction each. */
  async function skimLog(): Promise<boolean> {
    const { wanting, found } = await skim({ tx: db as Tx, now: clock.now() }, consumers)
    for (const consumer of wanting) feeding.get(consumer)?.wake()
    if (found === 'hidden') await pause(hiddenPause)
    return found !== 'nothing'
  }

  async function feed(consumer: (typeof consumers)[number]): Promise<boolean> {
    try {
      const found = await begin(consumer.name, ctx => consumeNext(ctx, consumer))
      return found === 'read'
    } catch (error) {
      if (stopped) return false
      log.error({ err: error, consumer: consumer.name }, 'A consumer of the change log failed; it will try again.')
      const failures = await begin(consumer.name, ctx => noteFailure(ctx, consumer, error))
      await pause(Math.min(30_000, 200 * 2 ** Math.min(failures, 8)))
      return true
    }
  }

  const pauses = new Set<() => void>()
  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const done = () => {
        clearTimeout(timer)
        pauses.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      pauses.add(done)
    })

  /** A loop that works until there is nothing, then sleeps until it is woken or a while has passed; woken, it may wait for more to come. */
  function startLoop(name: string, step: () => Promise<boolean>, wait = 0) {
    let wake: () => void = () => undefined
    let woken = false
    const finished = (async () => {
      while (!stopped) {
        woken = false
        try {
          if (await step()) continue
        } catch (error) {
          if (!stopped) log.error({ err: error, loop: name }, 'The database did not answer; trying again.')
        }
        if (!woken && !stopped)
          await new Promise<void>(resolve => {
            const timer = setTimeout(resolve, idlePoll)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        if (woken && wait > 0 && !stopped) await pause(wait)
      }
    })()
    return {
      finished,
      wake: () => {
        woken = true
        wake()
      },
    }
  }

  /** Schedules run at the minutes that their period divides, by the program's clock; a job key makes it once over all processes. */
  let lastTick = clock.now()
  const ticking = setInterval(() => {
    const from = lastTick
    lastTick = clock.now()
    if (clock.ahead() === 0) runSchedules(from, lastTick).catch(error => log.error({ err: error }, 'A schedule failed; it will run again.'))
  }, 15_000)
  ticking.unref()

  async function runSchedules(from: Date, to: Date): Promise<void> {
    const asked = clock.ahead() > 0 ? schedules.filter(schedule => schedule.next) : []
    const due = momentsOf(
      schedules.filter(schedule => !asked.includes(schedule)),
      from,
      to,
    )
    if (asked.length > 0) await drain()
    const ranAt = new Map(asked.map(schedule => [schedule, from.getTime()]))
    for (;;) {
      const soon = await askForNext(asked, ranAt)
      const [first] = due
      const next = soon && (!first || soon.at < first.at) ? soon : due.shift()
      if (!next || next.at > to.getTime()) break
      ranAt.set(next.schedule, next.at)
      await runAt(next)
    }
    if (clock.ahead() > 0) await runJobsUntil(to.getTime())
  }

  /** The soonest that these schedules name, at the full minute after which they would have looked. */
  async function askForNext(asked: readonly Schedule[], ranAt: ReadonlyMap<Schedule, number>): Promise<Moment | null> {
    const moments: Moment[] = []
    // All in one transaction: they are asked again after each event of a year that passes at once.
    await begin('schedules', async ctx => {
      for (const schedule of asked) {
        const next = (await schedule.next?.(ctx)) ?? null
        const period = schedule.minutes * minute
        const notBefore = (Math.floor((ranAt.get(schedule) ?? 0) / period) + 1) * period
        if (next) moments.push({ schedule, at: Math.max(Math.ceil(next.getTime() / period) * period, notBefore) })
      }
    })
    return moments.sort((a, b) => a.at - b.at)[0] ?? null
  }

  async function runAt({ at, schedule }: Moment): Promise<void> {
    if (clock.ahead() > 0) await runJobsUntil(at)
    await begin(schedule.name, async ctx => {
      // Several workers tick at once: the first to take this moment runs it.
      const taken =
        await sql`insert into schedule_run (name, at) values (${schedule.name}, ${new Date(at)}) on conflict do nothing`.execute(ctx.tx)
      if (taken.numAffectedRows === 1n) await schedule.run(ctx)
    })
    if (clock.ahead() > 0 && !schedule.tidies) await drain()
  }

  /** Moves the test clock to a moment, stopping at each job that falls due before, so that it runs at its own time. */
  async function runJobsUntil(moment: number): Promise<void> {
    const moveTo = (at: number) => clock.set(clock.ahead() + Math.max(0, at - clock.now().getTime()))
    for (;;) {
      const { rows } = await sql<{ at: Date | null }>`select min(run_at) as at from graphile_worker._private_jobs
        where run_at > ${clock.now()} and run_at <= ${new Date(moment)} and attempts < max_attempts`.execute(db)
      const at = rows[0]?.at
      if (!at) return moveTo(moment)
      moveTo(at.getTime())
      await drain()
    }
  }

  async function drain(): Promise<void> {
    for (let idle = 0; idle < 2; ) {
      const { wanting, found } = await skim({ tx: db as Tx, now: clock.now() }, consumers)
      let worked = found !== 'nothing' || wanting.length > 0
      for (const consumer of wanting) await begin(consumer.name, ctx => consumeNext(ctx, consumer))
      if (found === 'hidden') await pause(hiddenPause)
      const now = clock.now()
      // The runner looks by itself only every second; the notification wakes it.
      await sql`with brought as (update graphile_worker._private_jobs set run_at = now()
          where run_at > now() and run_at <= ${now} and locked_at is null returning 1)
        select pg_notify('jobs:insert', '{"count":4}') from brought limit 1`.execute(db)
      const { rows } = await sql<{
        n: number
      }>`select count(*) as n from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`.execute(db)
      if ((rows[0]?.n ?? 0) > 0) {
        worked = true
        await pause(10)
      }
      idle = worked ? 0 : idle + 1
    }
  }

  return {
    wake: skimming.wake,
    drain,
    runSchedules,
    close: async () => {
      stopped = true
      clearInterval(ticking)
      for (const done of [...pauses]) done()
      for (const loop of loops) loop.wake()
      await running.close()
      await deadWorkers.close()
      await Promise.all(loops.map(loop => loop.finished))
      await utils.release()
    },
  }
}

interface Moment {
  at: number
  schedule: Schedule
}

/** The moments of these schedules in a span, in order. */
function momentsOf(schedules: readonly Schedule[], from: Date, to: Date): Moment[] {
  return schedules
    .flatMap(schedule => {
      const period = schedule.minutes * minute
      const moments: Moment[] = []
      for (let at = Math.floor(from.getTime() / period) * period + period; at <= to.getTime(); at += period) moments.push({ at, schedule })
      // Of a long span that has passed at once (a test clock, a machine that slept), tidying once a month and at the end is enough.
      const thin = schedule.tidies ? Math.ceil((30 * 1_440) / schedule.minutes) : 1
      return moments.filter((_, index) => index % thin === 0 || index === moments.length - 1)
    })
    .sort((a, b) => a.at - b.at)
}
