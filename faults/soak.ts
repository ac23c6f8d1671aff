import fs from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn } from './inputs.ts'
import { call, install, isReady, prepare } from './program.ts'

const residentMb = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024

/** Half an hour of mixed work at about half of what this machine can do: memory stays flat, no queue grows, nothing fails. */
export const soak: Fault = {
  name: 'soak',
  run: async size => {
    if (process.platform !== 'linux') return 'LEFT OUT: memory is read from /proc'
    const seconds = size.times(20, 1_800)
    const installation = install()
    try {
      const running = await prepare(installation)
      const { key } = installation
      const poured: Poured = { acknowledged: [], open: [] }
      const stop = pourIn(() => running, key, poured, 60)
      const open = await installation.inspect()
      let reads = 0
      let reading = true
      const reader = (async () => {
        while (reading) {
          const { data } = await call(running, key, 'POST', '/leads/query', {
            sort: [{ field: 'created_at', direction: 'desc' }],
            limit: 50,
          })
          for (const lead of (data as { id: string }[]).slice(0, 3)) {
            await call(running, key, 'GET', `/leads/${lead.id}/timeline?limit=50`)
            await call(running, key, 'PATCH', `/leads/${lead.id}`, { next_steps: `Step ${reads}` })
          }
          await call(running, key, 'GET', '/search?q=pers')
          reads++
          await pause(50)
        }
      })()
      const memory: number[] = []
      let mostWaiting = 0
      try {
        const end = performance.now() + seconds * 1_000
        while (performance.now() < end) {
          await pause(Math.min(5_000, (seconds * 1_000) / 10))
          memory.push(residentMb(Number(running.child.pid)))
          const { rows } = await open.pool.query<{ jobs: number; inputs: number }>(
            `select (select count(*) from graphile_worker._private_jobs where run_at <= now()) as jobs, (select count(*) from inbound where state <> 'done') as inputs`,
          )
          mostWaiting = Math.max(mostWaiting, (rows[0]?.jobs ?? 0) + (rows[0]?.inputs ?? 0))
          if (!(await isReady(running))) throw new Error('Not ready')
        }
      } finally {
        reading = false
        await stop()
        await reader
      }
      const count = await checkIntake(open.pool, poured).finally(() => open.close())
      if (poured.open.length > 0) throw new Error(`${poured.open.length} inputs were not taken`)
      // The first third warms up; what comes after must not grow.
      const [middle, last] = [memory.slice(memory.length / 3, (memory.length * 2) / 3), memory.slice((memory.length * 2) / 3)].map(
        part => part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length),
      )
      if (size.full && (last ?? 0) > (middle ?? 0) * 1.15) throw new Error(`Memory grows: ${memory.map(Math.round).join(' ')} MB`)
      if (mostWaiting > 500) throw new Error(`${mostWaiting} jobs and inputs waited at once`)
      await installation.stop(running)
      return `${seconds} s, ${count.toLocaleString('en')} inputs and ${reads.toLocaleString('en')} rounds of reading; memory ${Math.round(middle ?? 0)} then ${Math.round(last ?? 0)} MB, at most ${mostWaiting} waiting`
    } finally {
      installation.remove()
    }
  },
}
