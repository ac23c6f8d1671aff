import { setTimeout as pause } from 'node:timers/promises'
import { onServer } from '../src/platform/db/on_server.ts'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { type Installation, install, isReady, prepare, type Running, until } from './program.ts'
import { withServer } from './with_server.ts'

/** Inputs pour in while `break` happens; afterwards everything is there once, without a hand on the program. */
async function pouring(
  installation: Installation,
  running: Running,
  during: () => Promise<void>,
): Promise<{ count: number; again: number }> {
  const poured: Poured = { acknowledged: [], open: [] }
  const stop = pourIn(() => running, installation.key, poured)
  try {
    await pause(500)
    await during()
    await until(() => isReady(running), 'the program is ready by itself')
    await pause(1_000)
  } catch (error) {
    if (running.child.exitCode === null) throw error
    throw new Error(`The program ended with ${running.child.exitCode}: ${running.output().slice(-3_000)}`)
  } finally {
    await stop()
  }
  if (running.child.exitCode !== null) throw new Error(`The program ended: ${running.output()}`)
  await sendAgain(poured, running, installation.key)
  const open = await installation.inspect()
  const count = await checkIntake(open.pool, poured).finally(() => open.close())
  return { count, again: poured.open.length }
}

/** The database is killed and comes back, several times, under load. */
export const killDatabase: Fault = {
  name: 'kill -9 of the database',
  run: size =>
    withServer(async server => {
      const rounds = size.times(2, 10)
      const installation = install({ DATABASE_URL: server.url })
      try {
        const running = await prepare(installation)
        const { count, again } = await pouring(installation, running, async () => {
          for (let round = 0; round < rounds; round++) {
            await pause(700)
            await server.killed()
            await pause(500)
            if (await isReady(running).catch(() => false)) throw new Error('/health/ready says ready without a database')
            await server.again()
            await until(() => isReady(running), 'the program is ready again')
          }
        })
        await installation.stop(running)
        return `${rounds} kills, ${count} inputs (${again} sent again), each there once; the program was never restarted`
      } finally {
        installation.remove()
      }
    }),
}

/** Every connection is cut again and again under load. */
export const cutConnections: Fault = {
  name: 'connections cut',
  run: size =>
    withServer(async server => {
      const cuts = size.times(10, 200)
      const installation = install({ DATABASE_URL: server.url })
      try {
        const running = await prepare(installation)
        const { count, again } = await pouring(installation, running, async () => {
          for (let cut = 0; cut < cuts; cut++) {
            await onServer(
              server.admin,
              `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'faults' and pid <> pg_backend_pid()`,
            )
            await pause(150)
          }
        })
        await installation.stop(running)
        return `${cuts} times all connections, ${count} inputs (${again} sent again), each there once`
      } finally {
        installation.remove()
      }
    }),
}
