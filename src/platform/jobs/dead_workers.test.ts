import { makeWorkerUtils } from 'graphile-worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../testing/database.ts'
import { type DeadWorkers, watchDeadWorkers } from './dead_workers.ts'

const base = useDatabase({ max: 4 })
let watch: DeadWorkers
const quiet = { warn: () => undefined }

beforeAll(async () => {
  const utils = await makeWorkerUtils({ pgPool: base.pool })
  await utils.migrate()
  await utils.release()
  watch = await watchDeadWorkers(base.pool, quiet)
})
afterAll(() => watch.close())

/** A job that a runner of this name took a minute ago. */
async function takenBy(runner: string): Promise<string> {
  const { rows } = await base.pool.query(`select id from graphile_worker.add_job('test')`)
  const id = String(rows[0].id)
  await base.pool.query(
    `update graphile_worker._private_jobs set locked_by = $2, locked_at = now() - interval '1 minute', attempts = 1 where id = $1`,
    [id, runner],
  )
  return id
}
const holderOf = async (id: string) =>
  (await base.pool.query('select locked_by from graphile_worker._private_jobs where id = $1', [id])).rows[0].locked_by

test('a job that takes long stays with its runner; those of runners that are gone become free', async () => {
  watch.events.emit('pool:create', { workerPool: { id: 'pool-here' } } as never)
  const here = await takenBy('pool-here')
  const gone = await takenBy('pool-gone')
  const other = await watchDeadWorkers(base.pool, quiet)
  other.events.emit('pool:create', { workerPool: { id: 'pool-elsewhere' } } as never)
  const elsewhere = await takenBy('pool-elsewhere')
  try {
    await other.free()
    await watch.free()
    expect(await holderOf(here)).toBe('pool-here')
    expect(await holderOf(elsewhere)).toBe('pool-elsewhere')
    expect(await holderOf(gone)).toBeNull()
  } finally {
    await other.close()
  }
  // Its connection ends a moment after it was closed.
  await expect
    .poll(async () => {
      await watch.free()
      return holderOf(elsewhere)
    })
    .toBeNull()
  await watch.forget()
  await watch.free()
  expect(await holderOf(here)).toBeNull()
})
