import { Logger, makeWorkerUtils } from 'graphile-worker'
import { beforeAll, expect, test } from 'vitest'
import type { Context } from '../context.ts'
import { testContext } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { watchDeadWorkers } from './dead_workers.ts'
import { enqueue } from './enqueue.ts'
import { runJobs } from './run_jobs.ts'

const base = useDatabase({ max: 12 })
const quiet = new Logger(() => () => undefined)

beforeAll(async () => {
  const utils = await makeWorkerUtils({ pgPool: base.pool, logger: quiet })
  await utils.migrate()
  await utils.release()
})

test('what waits for the outside holds up nothing else, and the connections of a runner may be cut', async () => {
  const ctx = testContext(base.db, { definitions: [] })
  const begin = <T>(_means: string, work: (one: Context) => Promise<T>) => work(ctx)
  const told: string[] = []
  let answer: () => void = () => undefined
  const silence = new Promise<void>(resolve => {
    answer = resolve
  })
  const deadWorkers = await watchDeadWorkers(base.pool, { warn: () => undefined })
  const running = await runJobs({
    pool: base.pool,
    begin,
    deadWorkers,
    logger: quiet,
    log: { error: () => undefined },
    jobs: [
      { name: 'ask_outside', outside: true, run: () => silence },
      { name: 'take_in', run: async payload => void told.push(String(payload)) },
    ],
  })
  try {
    for (let n = 0; n < 8; n++) await enqueue(ctx, 'ask_outside', n)
    await enqueue(ctx, 'take_in', 'first')
    await expect.poll(() => told).toEqual(['first'])
    await base.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await expect.poll(async () => (await enqueue(ctx, 'take_in', 'second').catch(() => null)) !== null).toBe(true)
    await expect.poll(() => told).toContain('second')
  } finally {
    answer()
    await running.close()
    await deadWorkers.close()
  }
})
