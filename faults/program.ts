import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../src/platform/db/database.ts'
import { connectEmbedded } from '../src/platform/db/embedded.ts'

const root = path.join(import.meta.dirname, '..')
export const admin = 'ada@faults.example'

/** A program that runs as `npm start` runs it, in a process of its own. */
export interface Running {
  child: ChildProcess
  port: number
  smtpPort: number
  /** All that it has printed. */
  output: () => string
}

/** A data folder (or a database of its own) with everything to start, break and inspect the program on it. */
export interface Installation {
  dataDir: string
  /** An admin's API key; made by `prepare`. */
  key: string
  command: (...args: string[]) => Promise<string>
  start: (more?: Record<string, string>) => Promise<Running>
  kill: (running: Running) => Promise<void>
  stop: (running: Running) => Promise<number | null>
  inspect: () => Promise<ReturnType<typeof openDatabase>>
  remove: () => void
}

const everyChild = new Set<ChildProcess>()
/** Kills every program that was started: a fault that takes too long fails by it. */
export function killAll(): void {
  for (const child of everyChild) child.kill('SIGKILL')
}

export function install(settings: Record<string, string> = {}, at?: string): Installation {
  const dataDir = at ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-faults-'))
  // Started as root, PostgreSQL runs as another user, who must get through.
  fs.chmodSync(dataDir, 0o755)
  const env = {
    ...process.env,
    BASE_URL: '',
    NODE_ENV: '',
    PORT: '0',
    SMTP_PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    ADMIN_EMAIL: admin,
    ADMIN_PASSWORD: 'correct-horse',
    ...settings,
  }
  const children: ChildProcess[] = []
  const run = (args: string[], more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['src/cli/hedgerow.ts', ...args], {
      cwd: root,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    children.push(child)
    everyChild.add(child)
    child.once('exit', () => everyChild.delete(child))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
    return { child, output: () => output }
  }
  const gone = ({ child }: { child: ChildProcess }) =>
    new Promise<number | null>(resolve =>
      child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
    )
  return {
    dataDir,
    key: '',
    command: async (...args) => {
      const { child, output } = run(args)
      const code = await new Promise(resolve => child.once('close', resolve))
      if (code !== 0) throw new Error(`hedgerow ${args.join(' ')} ended with ${String(code)}: ${output()}`)
      return output()
    },
    start: async more => {
      const { child, output } = run(['start'], more)
      const ports = await new Promise<{ port: number; smtpPort: number }>((resolve, reject) => {
        child.on('message', message => resolve((message as { started: { port: number; smtpPort: number } }).started))
        child.once('exit', code => reject(new Error(`The program ended with ${String(code)}: ${output()}`)))
      })
      return { child, ...ports, output }
    },
    kill: async running => {
      const ended = gone(running)
      running.child.kill('SIGKILL')
      await ended
    },
    stop: async running => {
      const ended = gone(running)
      running.child.kill('SIGTERM')
      return ended
    },
    inspect: async () => {
      if (settings.DATABASE_URL) return openDatabase(settings.DATABASE_URL, { max: 1 })
      const embedded = await connectEmbedded(path.join(dataDir, 'postgres'))
      if (!embedded) throw new Error('The database does not run')
      return openDatabase(embedded.url('hedgerow'), { max: 1 })
    },
    remove: () => {
      // After a failed fault it may still run, and would keep the harness from ending.
      for (const child of children) child.kill('SIGKILL')
      fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** Calls the API with the installation's key; anything but success is an error that says what was answered. */
export async function call(
  to: { port: number },
  key: string,
  method: string,
  url: string,
  body?: unknown,
  seconds = 30,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${to.port}/api/v1${url}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(seconds * 1_000),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 500)}`)
  return text ? JSON.parse(text) : {}
}

/** Migrated, with an admin's key and three sellers in the rotation of every territory. */
export async function prepare(installation: Installation): Promise<Running> {
  await installation.command('migrate')
  const running = await installation.start()
  const made = await installation.command('api-key', 'create', '--user', admin, '--name', 'faults', '--scopes', 'all', '--json')
  installation.key = String(JSON.parse(made).key)
  const members: string[] = []
  for (const name of ['Ana', 'Bo', 'Cy']) {
    const user = await call(running, installation.key, 'POST', '/users', {
      name,
      email: `${name.toLowerCase()}@faults.example`,
      role: 'sales',
    })
    members.push(String(user.id))
  }
  const territories = (await call(running, installation.key, 'GET', '/territories')).data as { id: string }[]
  for (const { id } of territories) await call(running, installation.key, 'PATCH', `/territories/${id}`, { members })
  return running
}

/** Below those that the system gives to outgoing connections, so that it is still free when its program starts again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = net.createServer()
    const free = await new Promise<boolean>(resolve =>
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true))),
    )
    if (free) return port
  }
}

/** Asks again until it holds; an error when it does not within the time. */
export async function until(holds: () => Promise<boolean>, what: string, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1_000
  let why = 'not yet'
  const asked = () =>
    holds().catch((error: unknown) => {
      why = String(error)
      return false
    })
  while (!(await asked())) {
    if (performance.now() > end) throw new Error(`It did not come about within ${seconds} s: ${what} (${why})`)
    await pause(50)
  }
}

export const isReady = async ({ port }: { port: number }): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(10_000) })).ok
