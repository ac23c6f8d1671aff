import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../start_error.ts'
import { nativeFolder } from './embedded_native.ts'
import { sizedSettings, TEST_SETTINGS } from './embedded_settings.ts'
import { canEnter, unprivileged } from './unprivileged.ts'

export interface Embedded {
  url: (database: string) => string
  /** Ends the open connections and waits until PostgreSQL has written everything down. */
  stop: () => Promise<void>
  /** Resolves when PostgreSQL has ended, wanted or not. */
  exited: Promise<void>
}

interface Options {
  /** PostgreSQL's own folder; made when it is missing. */
  dataDir: string
  settings?: Record<string, string>
  /** Faster, and everything may be lost in a power cut. */
  forTests?: boolean
  /** A folder with `bin/postgres` to use instead of the packaged one: the tests' older server. */
  programs?: string
  log?: { warn: (line: string) => void }
}

const PORT = '5432'

/**
 * However Node ends, the pipe on descriptor 3 closes and the shell stops PostgreSQL: no orphan after a `kill -9`.
 * The traps keep the guard itself alive until then.
 */
const GUARD = `exec 3<&0; "$@" </dev/null 3<&- & P=$!; trap "" INT TERM HUP
(cat <&3 >/dev/null; kill -INT $P 2>/dev/null) & W=$!
exec 3<&-; wait $P; R=$?; kill -9 $W 2>/dev/null; exit $R`

/** Starts the PostgreSQL that comes as an npm package, on a private Unix socket (H5). As root it runs as `nobody`. */
export async function startEmbedded(options: Options): Promise<Embedded> {
  const dataDir = path.resolve(options.dataDir)
  const who = unprivileged()
  makeDataDir(dataDir, who)
  const native = options.programs ?? nativeFolder(who)
  const socketDir = makeSocketDir(dataDir, who)
  const asWho = { ...who, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, cwd: '/' }

  await waitForPredecessor(dataDir)
  clearStaleFiles(dataDir, socketDir)
  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) {
    // The builtin provider orders by code point on every machine alike; it is younger than the oldest server that the tests use.
    const locale = options.programs ? ['--locale=C.UTF-8'] : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    const args = ['-D', dataDir, '-U', 'app', '-A', 'trust', '-E', 'UTF8', ...locale, ...(options.forTests ? ['--no-sync'] : [])]
    const result = spawnSync(path.join(native, 'bin', 'initdb'), args, { ...asWho, encoding: 'utf8' })
    if (result.status !== 0) throw new StartError(`The database could not be created in ${dataDir}: ${result.stderr || result.error}`)
  }

  const settings = {
    ...sizedSettings(dataDir),
    ...(options.forTests ? TEST_SETTINGS : {}),
    ...options.settings,
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    port: PORT,
  }
  const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // Detached: a Ctrl-C in the terminal is for the program, which finishes its requests before it stops the database.
  const child = spawn('/bin/sh', ['-c', GUARD, 'sh', path.join(native, 'bin', 'postgres'), ...args], {
    ...asWho,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let tail = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-8000)
    // LOG is what every start and stop says; the rest is somebody's business.
    for (const line of text.split('\n')) if (line.trim() && !/ (LOG|STATEMENT): /.test(line)) options.log?.warn(line)
  })
  let gone = false
  const exited = new Promise<void>(resolve =>
    child.once('close', () => {
      gone = true
      resolve()
    }),
  )
  const socket = path.join(socketDir, `.s.PGSQL.${PORT}`)
  for (let turn = 0; !(livePostgres(dataDir)?.ready && (await connects(socket))); turn++) {
    if (gone || turn > 3000) throw new StartError(`PostgreSQL did not start: ${tail.trim()}`)
    await sleep(20)
  }
  return {
    url: urlThrough(socketDir),
    exited,
    stop: async () => {
      child.stdin.end()
      await exited
      fs.rmSync(socketDir, { recursive: true, force: true })
    },
  }
}

/**
 * The database of this folder when another process runs it, else null: commands work beside a running program. It is that
 * program's to stop, so `stop` does nothing.
 */
export async function connectEmbedded(dataDir: string): Promise<Embedded | null> {
  const folder = path.resolve(dataDir)
  const socketDir = socketDirOf(folder)
  for (let turn = 0; turn < 250; turn++) {
    const running = livePostgres(folder)
    if (!running) return null
    if (running.ready && (await connects(path.join(socketDir, `.s.PGSQL.${PORT}`))))
      return { url: urlThrough(socketDir), stop: async () => undefined, exited: new Promise(() => undefined) }
    await sleep(20)
  }
  return null
}

const urlThrough = (socketDir: string) => (database: string) =>
  `postgresql://app@/${database}?host=${encodeURIComponent(socketDir)}&port=${PORT}`

type Who = ReturnType<typeof unprivileged>

function makeDataDir(dataDir: string, who: Who): void {
  const parent = path.dirname(dataDir)
  if (!fs.existsSync(parent)) {
    fs.mkdirSync(parent, { recursive: true })
    if (who) fs.chmodSync(parent, 0o755)
  }
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!who) return
  if (fs.statSync(dataDir).uid !== who.uid) spawnSync('chown', ['-R', `${who.uid}:${who.gid}`, dataDir])
  if (!canEnter(dataDir, who))
    throw new StartError(
      `Started as root, PostgreSQL runs as the user nobody, who cannot reach ${dataDir}: set DATA_DIR to a folder such as /var/lib/hedgerow, or start as an ordinary user.`,
    )
}

/** Under a short name: the path of a socket holds 107 bytes on Linux, 103 on macOS. */
const socketDirOf = (dataDir: string): string =>
  path.join(os.tmpdir(), `hedgerow-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)

function makeSocketDir(dataDir: string, who: Who): string {
  const dir = socketDirOf(dataDir)
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 })
  const owner = fs.lstatSync(dir).uid
  if (owner !== process.getuid?.() && owner !== who?.uid) throw new StartError(`The folder ${dir} belongs to somebody else; remove it.`)
  if (who) fs.chownSync(dir, who.uid, who.gid)
  return dir
}

/** A program that has just died is still being followed by its database for a moment. */
async function waitForPredecessor(dataDir: string): Promise<void> {
  for (let turn = 0; ; turn++) {
    const running = livePostgres(dataDir)
    if (!running) return
    if (turn === 50) throw new StartError(`The database in ${dataDir} is in use (process ${running.pid}): is Hedgerow running already?`)
    await sleep(100)
  }
}

/** The postmaster of this folder when one lives, not merely some process with that number. */
function livePostgres(dataDir: string): { pid: number; ready: boolean } | undefined {
  const lines = textOf(path.join(dataDir, 'postmaster.pid')).split('\n')
  const pid = lines[0]?.trim()
  if (!pid) return undefined
  // From /proc where there is one, since slim images have no ps. The first letter is the state; Z is a zombie.
  const seen =
    process.platform === 'linux'
      ? (textOf(`/proc/${pid}/stat`).split(') ')[1] ?? '') + textOf(`/proc/${pid}/cmdline`)
      : spawnSync('ps', ['-o', 'stat=,command=', '-p', pid], { encoding: 'utf8' }).stdout
  return /^[^Z].*postgres/s.test(seen) ? { pid: Number(pid), ready: lines[7]?.trim() === 'ready' } : undefined
}

function clearStaleFiles(dataDir: string, socketDir: string): void {
  const pidFile = path.join(dataDir, 'postmaster.pid')
  // Its number may by now be a zombie's or another program's, which makes PostgreSQL refuse to start. Only the number is
  // replaced: PostgreSQL still reads from the file whether old backends live.
  if (fs.existsSync(pidFile)) fs.writeFileSync(pidFile, textOf(pidFile).replace(/^\d+/, '2147483646'))
  fs.rmSync(path.join(socketDir, `.s.PGSQL.${PORT}.lock`), { force: true })
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function connects(socket: string): Promise<boolean> {
  return new Promise(resolve => {
    const connection = net.connect(socket, () => {
      connection.destroy()
      resolve(true)
    })
    connection.on('error', () => resolve(false))
  })
}
