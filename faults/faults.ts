import { parseArgs } from 'node:util'
import { backupUnderLoad } from './backup_under_load.ts'
import { brokenMails } from './broken_mails.ts'
import { failover } from './failover.ts'
import type { Fault, Size } from './fault.ts'
import { fillDisk } from './fill_disk.ts'
import { fuzzRequests } from './fuzz_requests.ts'
import { killProgram } from './kill_program.ts'
import { cutConnections, killDatabase } from './lose_database.ts'
import { outsideServices } from './outside_services.ts'
import { setClockBack } from './set_clock_back.ts'
import { severalProcesses } from './several_processes.ts'
import { soak } from './soak.ts'
import { twoStarts } from './two_starts.ts'
import { upgrade } from './upgrade.ts'

const faults: readonly Fault[] = [
  twoStarts,
  killProgram,
  killDatabase,
  cutConnections,
  fillDisk,
  setClockBack,
  outsideServices,
  severalProcesses,
  failover,
  fuzzRequests,
  brokenMails,
  upgrade,
  backupUnderLoad,
  soak,
]

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** `npm run faults`: everything that can go wrong, one after the other. `--quick` for a minute of it, `--only` for those with the word in their name. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } })
  const size: Size = values.quick ? 'quick' : 'full'
  const { only } = values
  const wanted = faults.filter(fault => !only || only.split(',').some(word => fault.name.includes(word)))
  if (wanted.length === 0) throw new Error(`Faults: ${faults.map(fault => fault.name).join(', ')}`)
  let failed = 0
  for (const fault of wanted) {
    const began = performance.now()
    const seen = await fault.run(size).then(
      sentence => ({ ok: true, sentence }),
      (error: unknown) => ({ ok: false, sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    if (!seen.ok) failed++
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    say(`${seen.ok ? 'ok    ' : 'FAILED'} ${fault.name.padEnd(32)} ${seconds.padStart(7)} s  ${seen.sentence}`)
  }
  say(`${wanted.length - failed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
}

await main()
