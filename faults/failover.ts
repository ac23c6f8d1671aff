import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { unprivileged } from '../src/platform/db/unprivileged.ts'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { freePort, install, isReady, prepare, until } from './program.ts'

const binaries = ['/usr/bin/patroni', '/usr/bin/etcd', '/usr/sbin/haproxy', '/usr/lib/postgresql/15/bin/postgres']
const deploy = path.join(import.meta.dirname, '..', 'docs', 'deploy')

/** The primary is killed under load, its Patroni with it, as when its machine dies: the synchronous standby takes over with every acknowledged write. */
export const failover: Fault = {
  name: 'primary killed, standby takes over',
  run: async size => {
    const missing = binaries.filter(file => !fs.existsSync(file))
    if (missing.length > 0)
      return `LEFT OUT: ${missing.join(', ')} missing (apt-get install patroni etcd-server haproxy postgresql-15 python3-etcd)`
    const kills = size.times(1, 4)
    const cluster = await startCluster()
    const installation = install({ DATABASE_URL: cluster.url })
    try {
      const running = await prepare(installation)
      const poured: Poured = { acknowledged: [], open: [] }
      const away: number[] = []
      const stop = pourIn(() => running, installation.key, poured, 10)
      try {
        for (let kill = 0; kill < kills; kill++) {
          await until(async () => (await cluster.synchronous()) !== null, 'a synchronous standby is there', 120)
          const before = poured.acknowledged.length
          await until(async () => poured.acknowledged.length > before + 20, 'inputs are taken', 60)
          await cluster.killPrimary()
          const began = performance.now()
          const known = poured.acknowledged.length
          // What was being answered as it died may still come; then nothing, until somebody else is the primary.
          await until(async () => !(await isReady(running).catch(() => false)), 'not ready without a primary', 10)
          await until(() => isReady(running), 'ready again by itself', 90)
          await until(async () => poured.acknowledged.length > known + 5, 'inputs are taken again', 60)
          away.push((performance.now() - began) / 1_000)
          if (kill + 1 < kills) await cluster.startKilled()
        }
        await pause(1_000)
      } catch (error) {
        throw new Error(`${String(error)}\n${running.output().slice(-1_500)}\n${cluster.output().slice(-3_000)}`, { cause: error })
      } finally {
        await stop()
      }
      await sendAgain(poured, running, installation.key)
      const open = await installation.inspect()
      const count = await checkIntake(open.pool, poured).finally(() => open.close())
      if (running.child.exitCode !== null) throw new Error(`The program ended: ${running.output()}`)
      await installation.stop(running)
      const longest = Math.max(...away)
      if (longest > 30) throw new Error(`Inputs were taken again only after ${away.map(one => one.toFixed(1)).join(', ')} s`)
      return `${kills} primaries killed with their Patroni; ${count} inputs (${poured.open.length} sent again), each there once, turns fair; taken again after ${away.map(one => one.toFixed(1)).join(', ')} s; the program was never restarted`
    } finally {
      installation.remove()
      await cluster.close()
    }
  },
}

interface Node {
  name: string
  port: number
  rest: number
  folder: string
  patroni: ChildProcess | null
}

interface Cluster {
  url: string
  /** The name of the standby that has every acknowledged commit; null while there is none. */
  synchronous: () => Promise<string | null>
  killPrimary: () => Promise<void>
  startKilled: () => Promise<void>
  output: () => string
  close: () => Promise<void>
}

/** etcd, two PostgreSQL under Patroni and HAProxy, each with the file that docs/operations.md recommends, on ports of this machine. */
async function startCluster(): Promise<Cluster> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-cluster-'))
  const who = unprivileged()
  const own = (made: string) => {
    if (who) fs.chownSync(made, who.uid, who.gid)
  }
  own(folder)
  const started: ChildProcess[] = []
  let output = ''
  const run = (program: string, args: string[]): ChildProcess => {
    const child = spawn(program, args, {
      ...who,
      cwd: folder,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C.UTF-8', TZ: 'UTC', ETCD_UNSUPPORTED_ARCH: process.arch },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', text => (output = (output + text).slice(-20_000)))
    started.push(child)
    return child
  }
  const [etcd, peer, front] = [await freePort(), await freePort(), await freePort()]
  const nodes: Node[] = []
  for (const name of ['one', 'two']) {
    const made = path.join(folder, name)
    fs.mkdirSync(made, { mode: 0o700 })
    own(made)
    nodes.push({ name, port: await freePort(), rest: await freePort(), folder: made, patroni: null })
  }
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, text, { mode: 0o600 })
    own(file)
    return file
  }
  const patroniOf = (node: Node): string =>
    write(
      `${node.name}.yml`,
      fs
        .readFileSync(path.join(deploy, 'patroni.yml'), 'utf8')
        .replaceAll('name: one', `name: ${node.name}`)
        .replaceAll('10.0.0.1:8008', `127.0.0.1:${node.rest}`)
        .replaceAll('10.0.0.1:5432', `127.0.0.1:${node.port}`)
        .replaceAll('10.0.0.3:2379', `127.0.0.1:${etcd}`)
        .replaceAll('10.0.0.0/8', '127.0.0.1/32')
        .replaceAll('/var/lib/postgresql/15/hedgerow', path.join(node.folder, 'data'))
        .replaceAll('/var/lib/postgresql/pgpass_hedgerow', path.join(node.folder, 'pgpass'))
        .replaceAll('/var/run/postgresql', node.folder)
        // The user here is not called postgres.
        .replaceAll('local all all peer', 'local all all trust'),
    )
  const haproxy = write(
    'haproxy.cfg',
    nodes.reduce(
      (text, node, index) => text.replace(`10.0.0.${index + 1}:5432 check port 8008`, `127.0.0.1:${node.port} check port ${node.rest}`),
      fs.readFileSync(path.join(deploy, 'haproxy.cfg'), 'utf8').replaceAll('127.0.0.1:5000', `127.0.0.1:${front}`),
    ),
  )
  const startNode = (node: Node) => {
    node.patroni = run('/usr/bin/patroni', [patroniOf(node)])
  }
  const states = (path: string) => (node: Node) =>
    fetch(`http://127.0.0.1:${node.rest}${path}`, { signal: AbortSignal.timeout(2_000) }).then(
      answer => answer.status === 200,
      () => false,
    )
  const first = async (path: string): Promise<Node | null> => {
    for (const node of nodes) if (await states(path)(node)) return node
    return null
  }
  const killNode = async (node: Node) => {
    const { patroni } = node
    if (patroni && patroni.exitCode === null && patroni.signalCode === null) {
      const gone = new Promise(resolve => patroni.once('exit', resolve))
      patroni.kill('SIGKILL')
      await gone
    }
    const pid = Number(textOf(path.join(node.folder, 'data', 'postmaster.pid')).split('\n')[0])
    if (pid > 0 && textOf(`/proc/${pid}/cmdline`).includes(node.folder)) process.kill(pid, 'SIGKILL')
  }
  let killed: Node | null = null
  const close = async () => {
    for (const node of nodes) await killNode(node)
    for (const child of started) child.kill('SIGKILL')
    await pause(300)
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    run('/usr/bin/etcd', [
      ...['--name', 'etcd', '--data-dir', path.join(folder, 'etcd'), '--log-level', 'error'],
      ...['--listen-client-urls', `http://127.0.0.1:${etcd}`, '--advertise-client-urls', `http://127.0.0.1:${etcd}`],
      ...['--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`],
      ...['--initial-cluster', `etcd=http://127.0.0.1:${peer}`],
    ])
    await until(async () => (await fetch(`http://127.0.0.1:${etcd}/health`)).ok, 'etcd answers')
    const [one, two] = nodes
    if (!one || !two) throw new Error('There are not two nodes')
    startNode(one)
    run('/usr/sbin/haproxy', ['-db', '-f', haproxy])
    await until(() => states('/primary')(one), 'the first PostgreSQL is the primary', 90)
    startNode(two)
    const admin = `postgresql://postgres:change-me-superuser@127.0.0.1:${front}/postgres`
    // An owner without any further rights, as an operator would make one.
    await until(async () => (await ask(admin, ['select 1'])) > 0, 'HAProxy leads to it')
    await ask(admin, [`create role hedgerow login password 'change-me-too'`, 'create database faults owner hedgerow'])
    await until(async () => (await first('/synchronous')) !== null, 'the second one follows synchronously', 90)
    return {
      url: `postgresql://hedgerow:change-me-too@127.0.0.1:${front}/faults`,
      synchronous: async () => (await first('/synchronous'))?.name ?? null,
      killPrimary: async () => {
        killed = await first('/primary')
        if (!killed) throw new Error('There is no primary')
        await killNode(killed)
      },
      startKilled: async () => {
        if (killed) startNode(killed)
      },
      output: () => output,
      close,
    }
  } catch (error) {
    await close()
    throw new Error(`${String(error)}\n${output.slice(-4_000)}`, { cause: error })
  }
}

async function ask(url: string, statements: string[]): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    let rows = 0
    for (const statement of statements) rows += (await client.query(statement)).rows.length
    return rows
  } finally {
    await client.end()
  }
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
