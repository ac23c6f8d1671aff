import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { ROOT, runCommand, runTool } from './run_command.ts'

export interface Tally {
  passed: number
  failed: number
  /** Shown when something failed. */
  output?: string
  /** Why nothing was run. */
  skipped?: string
}

export interface Step {
  name: string
  run: () => Promise<Tally>
}

/** All that is checked, in the order of the cheapest first. */
export const steps: Step[] = [
  { name: 'types', run: () => all([() => runTool('tsc', ['-p', '.']), () => runTool('tsc', ['-p', 'src/web'])]) },
  { name: 'lint', run: () => all([() => runTool('biome', ['ci', '.'])]) },
  { name: 'dead-code', run: () => all([() => runTool('knip', ['--no-progress'])]) },
  { name: 'lockfile', run: () => all([checkLockfile]) },
  { name: 'rules', run: () => vitest('rules') },
  { name: 'commands', run: () => vitest('server') },
  { name: 'commands-older-postgresql', run: onOlderServer },
  { name: 'architecture', run: () => vitest('architecture') },
  { name: 'bench', run: bench },
  { name: 'faults', run: faults },
  { name: 'journeys', run: () => vitest('journeys') },
]

async function all(checks: (() => ReturnType<typeof runTool>)[]): Promise<Tally> {
  const tally = { passed: 0, failed: 0, output: '' }
  for (const check of checks) {
    const { ok, output } = await check()
    if (ok) tally.passed++
    else {
      tally.failed++
      tally.output += output
    }
  }
  return tally
}

/** npm leaves optional builds out of a lockfile without a word, and then `npm ci` refuses it. */
async function checkLockfile(): ReturnType<typeof runTool> {
  const { ok, output } = await runCommand('npm', ['ci', '--dry-run', '--no-audit', '--no-fund'])
  return { ok: ok && !output.includes('Missing:'), output }
}

async function vitest(project: string, env?: Record<string, string>): Promise<Tally> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-report-'))
  const report = path.join(folder, 'report.json')
  const args = ['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { ok, output } = await runTool('vitest', args, env)
  const counted = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : {}
  fs.rmSync(folder, { recursive: true })
  const passed = Number(counted.numPassedTests ?? 0)
  const failed = Number(counted.numFailedTests ?? 0)
  if (ok && passed === 0) return { passed, failed, skipped: 'there are no such tests' }
  // A file that cannot even be loaded has no failed test.
  return { passed, failed: ok ? failed : Math.max(failed, 1), output: ok ? undefined : output }
}

/** The same tests on Debian's PostgreSQL, the oldest that is supported. */
async function onOlderServer(): Promise<Tally> {
  const programs = olderServer()
  if (!programs) return { passed: 0, failed: 0, skipped: 'no /usr/lib/postgresql/15 or newer (apt-get install postgresql)' }
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-older-'))
  const server = await startEmbedded({ dataDir, programs, forTests: true })
  try {
    return await vitest('server', { TEST_DATABASE_URL: server.url('postgres') })
  } finally {
    await server.stop()
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}

function olderServer(): string | undefined {
  const folder = '/usr/lib/postgresql'
  const versions = fs.existsSync(folder) ? fs.readdirSync(folder).map(Number) : []
  const oldest = versions
    .filter(version => version >= 15 && fs.existsSync(path.join(folder, String(version), 'bin', 'postgres')))
    .sort((a, b) => a - b)[0]
  return oldest ? path.join(folder, String(oldest)) : undefined
}

async function bench(): Promise<Tally> {
  if (!fs.existsSync(path.join(ROOT, 'bench', 'bench.ts'))) return { passed: 0, failed: 0, skipped: 'THERE IS NO bench/bench.ts' }
  return all([() => runCommand(process.execPath, ['bench/bench.ts', '--scale', 'small', '--check'])])
}

/** The faults that are quick and the same on every machine; `npm run faults` has them all. */
async function faults(): Promise<Tally> {
  const only = 'two starts,kill -9,connections cut,upgrade killed,fuzzed,broken mails'
  const { ok, output } = await runCommand(process.execPath, ['faults/faults.ts', '--quick', '--only', only])
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? []
  return {
    passed: Number(passed ?? 0),
    failed: ok ? Number(failed ?? 1) : Math.max(Number(failed ?? 1), 1),
    output: ok ? undefined : output,
  }
}
