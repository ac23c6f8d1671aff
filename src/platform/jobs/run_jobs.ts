import { setTimeout as pause } from 'node:timers/promises'
import { type Logger, type Runner, run } from 'graphile-worker'
import type pg from 'pg'
import type { Context } from '../context.ts'
import type { Job, OutsideJob } from '../module.ts'
import type { DeadWorkers } from './dead_workers.ts'

export interface JobParts {
  pool: pg.Pool
  jobs: readonly (Job | OutsideJob)[]
  begin: <T>(means: string, work: (ctx: Context) => Promise<T>) => Promise<T>
  deadWorkers: DeadWorkers
  /** What the runners themselves say. */
  logger: Logger
  log: { error: (detail: object, message: string) => void }
}

/** Of each kind so many at once. */
const atOnce = 4
const beforeAgain = 1_000

/**
 * Runs the jobs in two runners: those that talk to the outside have their own, so that a mail server which never answers holds up
 * no lead. A runner gives up when it cannot note a job's outcome because the database is away; then others take over.
 */
export async function runJobs({ pool, jobs, begin, deadWorkers, logger, log }: JobParts): Promise<{ close: () => Promise<void> }> {
  const stopped = new AbortController()
  const toldToStop = new Promise<void>(resolve => stopped.signal.addEventListener('abort', () => resolve(), { once: true }))
  const startOne = (some: readonly (Job | OutsideJob)[]): Promise<Runner> =>
    run({
      events: deadWorkers.events,
      pgPool: pool,
      noHandleSignals: true,
      pollInterval: 1_000,
      logger,
      taskList: Object.fromEntries(
        some.map(job => [
          job.name,
          (payload: unknown) =>
            job.outside ? job.run(payload, work => begin(job.name, work)) : begin(job.name, ctx => job.run(payload, ctx)),
        ]),
      ),
      // With a delay, though of nothing, outcomes are noted where a failure stops the runner; without, it would end the process.
      preset: { worker: { concurrentJobs: atOnce, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
  const start = async (): Promise<Runner[]> => {
    const started: Runner[] = []
    try {
      for (const outside of [false, true]) {
        const some = jobs.filter(job => Boolean(job.outside) === outside)
        if (some.length > 0) started.push(await startOne(some))
      }
      return started
    } catch (error) {
      await stop(started)
      throw error
    }
  }
  // One that ended by itself has nothing to stop.
  const stop = (some: readonly Runner[]) => Promise.allSettled(some.map(runner => runner.stop()))

  let runners = await start()
  const running = (async () => {
    while (!stopped.signal.aborted) {
      const why: unknown = await Promise.race([toldToStop, ...runners.map(runner => runner.promise)]).catch((error: unknown) => error)
      if (stopped.signal.aborted) return
      log.error({ err: why }, 'A job runner ended; another takes over.')
      await stop(runners)
      await deadWorkers.forget()
      runners = []
      while (runners.length === 0 && !stopped.signal.aborted) {
        await pause(beforeAgain, undefined, { signal: stopped.signal }).catch(() => undefined)
        if (stopped.signal.aborted) return
        runners = await start().catch((error: unknown) => {
          log.error({ err: error }, 'The jobs cannot be run; trying again.')
          return []
        })
      }
    }
  })()
  return {
    close: async () => {
      stopped.abort()
      await stop(runners)
      await running
    },
  }
}
