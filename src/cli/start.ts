import { buildWeb } from '../app/build_web.ts'
import { loadConfig } from '../app/config.ts'
import { type Program, startProgram } from '../app/program.ts'
import { createLogger } from '../platform/log_output.ts'
import { StartError } from '../platform/start_error.ts'
import { answer, type Values } from './command.ts'

/** A stop that takes longer than this is not graceful any more: a supervisor's own patience ends at 30 s. */
const patience = 25_000

/** Starts everything the role asks for and stays until it is told to stop (H5). */
export async function start(values: Values): Promise<number> {
  const config = loadConfig()
  const log = await createLogger({ level: config.logLevel, production: config.production })
  const stopped = untilStopped()
  if (config.role !== 'worker') await buildWeb(log)
  if (stopped.asked()) return 0
  const lines = values.demo === true ? await (await import('../demo/fill_demo_here.ts')).fillDemoHere(config, log) : []
  if (stopped.asked()) return 0
  const program = await startProgram(config, log)
  announce(program, lines, config.role)
  const why = await Promise.race([stopped.signal, program.databaseEnded.then(() => 'database' as const)])
  if (why === 'database') {
    log.fatal('The embedded database ended by itself. Its last words are above; start again.')
    await close(program)
    return 1
  }
  log.info('Stopping: finishing what runs …')
  const code = await close(program)
  // Whatever a library still holds open must not keep a stopped program alive.
  if (process.connected) process.disconnect()
  setTimeout(() => process.exit(code), 1_000).unref()
  return code
}

function announce(program: Program, demo: readonly string[], role: string): void {
  const says = [
    role === 'worker' ? 'Hedgerow runs jobs.' : `Hedgerow is at ${program.url}`,
    ...(program.smtpPort === null ? [] : [`Mail is taken on port ${program.smtpPort}.`]),
    ...demo,
  ]
  if (process.stdout.isTTY || demo.length > 0) answer(`\n${says.map(line => `  ${line}`).join('\n')}\n`)
  process.send?.({ started: { url: program.url, port: program.port, smtpPort: program.smtpPort } })
}

async function close(program: Program): Promise<number> {
  const late = new Promise<'late'>(resolve => setTimeout(() => resolve('late'), patience).unref())
  if ((await Promise.race([program.close(), late])) !== 'late') return 0
  throw new StartError('It did not stop within 25 seconds and was ended; what was accepted is kept and goes on at the next start.')
}

/** Told to stop by a signal, or by the end of the process that started this one. However often it is told, it stops once. */
function untilStopped(): { signal: Promise<'signal'>; asked: () => boolean } {
  let asked = false
  const signal = new Promise<'signal'>(resolve => {
    const stop = () => {
      asked = true
      resolve('signal')
    }
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, stop)
    process.on('disconnect', stop)
  })
  return { signal, asked: () => asked }
}
