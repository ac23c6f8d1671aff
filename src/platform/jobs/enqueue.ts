import { sql } from 'kysely'
import type { Context } from '../context.ts'

interface When {
  /** A second job with the same key replaces the first one while it waits. */
  key?: string
  runAt?: Date
  maxAttempts?: number
  queue?: string
}

export interface Enqueued extends When {
  payload: unknown
}

/** Enqueues a job in the transaction of the command: it exists if and only if the change does (architecture.md, Jobs). */
export const enqueue = (ctx: Pick<Context, 'tx'>, job: string, payload: unknown, when: When = {}): Promise<void> =>
  enqueueMany(ctx, job, [{ payload, ...when }])

/** As `enqueue`, for many jobs of one kind in one statement. */
export async function enqueueMany(ctx: Pick<Context, 'tx'>, job: string, jobs: readonly Enqueued[]): Promise<void> {
  if (jobs.length === 0) return
  const specs = jobs.map(({ payload, key, runAt, maxAttempts, queue }) => ({
    identifier: job,
    payload,
    job_key: key,
    run_at: runAt,
    max_attempts: maxAttempts,
    queue_name: queue,
  }))
  await sql`select count(*) from graphile_worker.add_jobs(array(select spec from json_populate_recordset(null::graphile_worker.job_spec, ${JSON.stringify(specs)}::json) spec))`.execute(
    ctx.tx,
  )
}
