import { setTimeout as pause } from 'node:timers/promises'
import { createRandom } from '../src/demo/random.ts'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { install, isReady, prepare, until } from './program.ts'

/** `kill -9` at random moments while mails, forms, events and API calls pour in: nothing acknowledged is lost, nothing is there twice. */
export const killProgram: Fault = {
  name: 'kill -9 of the program',
  run: async size => {
    const kills = size.times(3, 200)
    const random = createRandom(size.seed)
    const installation = install()
    try {
      let running = await prepare(installation)
      const poured: Poured = { acknowledged: [], open: [] }
      let slowest = 0
      for (let kill = 0; kill < kills; kill++) {
        const now = running
        const stop = pourIn(() => now, installation.key, poured)
        await pause(random.int(100, 1_600))
        await installation.kill(running)
        await stop()
        const began = performance.now()
        running = await installation.start()
        await until(() => isReady(running), 'the program is ready again')
        slowest = Math.max(slowest, performance.now() - began)
      }
      await sendAgain(poured, running, installation.key)
      const open = await installation.inspect()
      const count = await checkIntake(open.pool, poured).finally(() => open.close())
      if (/could not be loaded|damaged|FATAL/.test(running.output())) throw new Error(running.output())
      await installation.stop(running)
      return `${kills} kills, ${count} inputs (${poured.open.length} sent again), each there once; ready again within ${(slowest / 1_000).toFixed(1)} s`
    } finally {
      installation.remove()
    }
  },
}
