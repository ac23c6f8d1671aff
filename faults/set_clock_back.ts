import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { install, isReady, prepare, until } from './program.ts'

/** Debian's libfaketime: the program's clock follows a file, whatever the machine's does. */
const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map(machine => `/usr/lib/${machine}/faketime/libfaketime.so.1`)
  .find(file => fs.existsSync(file))

/** The clock jumps an hour back, then a day ahead, under load: inputs go on, nothing is lost, and schedules run on. */
export const setClockBack: Fault = {
  name: 'clock set back',
  run: async () => {
    if (!library) return 'LEFT OUT: needs Debian’s package libfaketime'
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-clock-')), 'offset')
    fs.writeFileSync(file, '+0s\n')
    const installation = install()
    try {
      const first = await prepare(installation)
      await installation.stop(first)
      // Only the program's own process: the database keeps the machine's time.
      const running = await installation.start({
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      })
      const poured: Poured = { acknowledged: [], open: [] }
      const stop = pourIn(() => running, installation.key, poured)
      try {
        for (const offset of ['-1h', '+1d', '+0s']) {
          await pause(1_500)
          fs.writeFileSync(file, `${offset}\n`)
          const before = poured.acknowledged.length
          await pause(1_500)
          await until(() => isReady(running), `the program is ready at ${offset}`)
          if (poured.acknowledged.length === before) throw new Error(`Nothing is taken at ${offset}`)
        }
      } finally {
        await stop()
      }
      await sendAgain(poured, running, installation.key)
      const open = await installation.inspect()
      const count = await checkIntake(open.pool, poured).finally(() => open.close())
      await installation.stop(running)
      return `an hour back and a day ahead, ${count} inputs, each there once`
    } finally {
      fs.rmSync(path.dirname(file), { recursive: true, force: true })
      installation.remove()
    }
  },
}
