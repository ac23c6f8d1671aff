import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { install, isReady, prepare, until } from './program.ts'

/** The disk of the data folder fills up under load and is given room again: a clear "later" meanwhile, and nothing lost. */
export const fillDisk: Fault = {
  name: 'disk full',
  run: async () => {
    if (process.getuid?.() !== 0) return 'LEFT OUT: a small disk can be mounted by root only'
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-disk-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=755', 'tmpfs', folder])
    if (mounted.status !== 0) return `LEFT OUT: no disk could be mounted here (${String(mounted.stderr).trim()})`
    const installation = install({}, folder)
    try {
      let running = await prepare(installation)
      const poured: Poured = { acknowledged: [], open: [] }
      const stop = pourIn(() => running, installation.key, poured)
      let restarts = 0
      try {
        await pause(1_000)
        const before = poured.acknowledged.length
        const filler = path.join(folder, 'filler')
        // dd ends by itself when nothing is left.
        spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M'])
        await pause(6_000)
        if (poured.open.length === 0) throw new Error('The disk was full and nobody noticed')
        fs.rmSync(filler)
        // PostgreSQL ends itself when it cannot write its log; the program then ends with it, and whoever watches it starts it again.
        await until(
          async () => {
            if (running.child.exitCode !== null) {
              running = await installation.start()
              restarts++
            }
            return isReady(running)
          },
          'the program is ready once there is room',
          60,
        )
        await pause(1_500)
        if (poured.acknowledged.length <= before) throw new Error('Nothing is taken any more')
      } finally {
        await stop()
      }
      await sendAgain(poured, running, installation.key)
      const open = await installation.inspect()
      const count = await checkIntake(open.pool, poured).finally(() => open.close())
      await installation.stop(running)
      return `${count} inputs (${poured.open.length} sent again), each there once; ${restarts} restarts by the supervisor`
    } finally {
      spawnSync('umount', ['-l', folder])
      installation.remove()
    }
  },
}
