import { sql } from 'kysely'
import type { Context } from '../context.ts'

interface When {
  /** A second job with the same key replaces the first one while it waits. */
  key?: string
  runAt?: Date
  maxAttempts?: number
  queue?: string
}

/** Enqueues a job in the transaction of the command: it exists if and only if the change does (architecture.md, Jobs). */
export async function enqueue(ctx: Pick<Context, 'tx'>, job: string, payload: unknown, when: When = {}): Promise<void> {
  await sql`select graphile_worker.add_job(${job}, payload := ${JSON.stringify(payload)}::json, queue_name := ${when.queue ?? null}::text,
    run_at := ${when.runAt ?? null}::timestamptz, max_attempts := ${when.maxAttempts ?? 25}::int, job_key := ${when.key ?? null}::text)`.execute(
    ctx.tx,
  )
}
