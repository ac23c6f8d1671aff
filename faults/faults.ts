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
import { killAll } from './program.ts'
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

const usage = `npm run faults -- [--full | --quick] [--only WORD,…] [--times N] [--seed N] [--minutes N]
  --full      what a release is held by (the default): 200 kills, 200,000 requests, 10,000 mails, half an hour of soak …
  --quick     a minute of each
  --only      those with one of the words in their names: ${faults.map(fault => fault.name).join(', ')}
  --times     how often each happens instead (FAULTS_TIMES); of the soak, seconds
  --seed      other random choices (FAULTS_SEED)
  --minutes   how long each may take at most: 90, quick 10`

/** `npm run faults`: everything that can go wrong, one after the other, each with its count and time. */
async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ options: { full: flag, quick: flag, help: flag, only: text, times: text, seed: text, minutes: text } })
  const { only, quick } = values
  const wanted = faults.filter(fault => !only || only.split(',').some(word => fault.name.includes(word)))
  if (values.help || wanted.length === 0) return say(usage)
  const asked = Number(values.times ?? process.env.FAULTS_TIMES ?? 0)
  const size: Size = {
    full: !quick,
    times: (few, many) => asked || (quick ? few : many),
    seed: Number(values.seed ?? process.env.FAULTS_SEED ?? 100),
  }
  const minutes = Number(values.minutes ?? (quick ? 10 : 90))
  let failed = 0
  for (const fault of wanted) {
    const began = performance.now()
    const seen = await within(minutes, fault.run(size)).then(
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

/** What takes too long loses its programs, fails by that, and tidies up; one that does not even then is not waited for. */
async function within(minutes: number, work: Promise<string>): Promise<string> {
  let late = false
  let timer: NodeJS.Timeout | undefined
  const after = (ms: number) =>
    new Promise<void>(resolve => {
      timer = setTimeout(resolve, ms)
    })
  const tooLong = async (): Promise<never> => {
    await after(minutes * 60_000)
    late = true
    killAll()
    await after(60_000)
    throw new Error('it did not end')
  }
  try {
    return await Promise.race([work, tooLong()])
  } catch (error) {
    throw late ? new Error(`It took longer than ${minutes} minutes: ${String(error)}`) : error
  } finally {
    clearTimeout(timer)
  }
}

await main()
// A fault that did not end must not keep the others' outcome back.
process.exit()
