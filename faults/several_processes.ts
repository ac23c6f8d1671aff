import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { unprivileged } from '../src/platform/db/unprivileged.ts'
import type { Fault } from './fault.ts'
import { checkIntake, type Poured, pourIn, sendAgain } from './inputs.ts'
import { call, freePort, type Installation, install, isReady, prepare, type Running, until } from './program.ts'
import { withServer } from './with_server.ts'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find(file => fs.existsSync(file))

/** Two webs and two workers on one database behind nginx, restarted one after the other under load: nobody notices. */
export const severalProcesses: Fault = {
  name: 'several processes behind nginx',
  run: async size => {
    if (!nginx) return 'LEFT OUT: there is no nginx (apt-get install nginx)'
    return withServer(async server => {
      const installation = install({ DATABASE_URL: server.url, SECRET_KEY: 'shared by all of these processes', DRAIN_SECONDS: '3' })
      const parts: Running[] = []
      try {
        const alone = await prepare(installation)
        await installation.stop(alone)
        const ports = [await freePort(), await freePort()]
        const start = (role: 'web' | 'worker', port = 0) => installation.start({ ROLE: role, PORT: String(port) })
        parts.push(...(await Promise.all([...ports.map(port => start('web', port)), start('worker'), start('worker')])))
        const front = await startNginx(ports)
        try {
          return await behind(front, installation, parts, start, size.times(1, 5))
        } finally {
          await front.close()
        }
      } finally {
        for (const part of parts) await installation.kill(part)
        installation.remove()
      }
    })
  },
}

type Start = (role: 'web' | 'worker', port?: number) => Promise<Running>

async function behind(front: Front, installation: Installation, parts: Running[], start: Start, rounds: number): Promise<string> {
  const { key } = installation
  await until(() => isReady(front), 'nginx passes requests on')
  const live = await crossing(installation, parts)
  const poured: Poured = { acknowledged: [], open: [] }
  let turn = 0
  // Mail goes to both by turns, as to two MX records.
  const stop = pourIn(() => ({ port: front.port, smtpPort: parts[turn++ % 2]?.smtpPort ?? 0 }), key, poured, 30)
  const page = openPage(front, key)
  let ringing: string[] = []
  // A web and a worker at a time: both are doubled.
  const rolling = async (from: number, role: 'web' | 'worker') => {
    for (const at of [from, from + 1]) {
      parts[at] = await restart(installation, parts[at] as Running, role, start)
      // As long as nginx leaves a process alone that refused.
      await pause(2_500)
    }
  }
  try {
    await pause(1_500)
    ringing = await letRing(installation)
    for (let round = 0; round < rounds; round++) await Promise.all([rolling(0, 'web'), rolling(2, 'worker')])
    await until(async () => (await rung(installation, ringing)).waiting === 0, 'the clocks of first replies rang', 100)
  } finally {
    await stop()
    await page.stop()
  }
  const failed = [...page.failed, ...poured.open.filter(({ kind }) => kind !== 'mail').map(input => JSON.stringify(input))]
  if (failed.length > 0) throw new Error(`${failed.length} requests failed: ${failed.slice(0, 5).join('; ')}\n${front.output()}`)
  await sendAgain(poured, { port: front.port, smtpPort: parts[0]?.smtpPort ?? 0 }, key)
  const open = await installation.inspect()
  try {
    const count = await checkIntake(open.pool, poured)
    const { told, leads } = await rung(installation, ringing)
    if (told !== leads) throw new Error(`${leads} clocks rang, ${told} times`)
    await until(async () => page.made.every(name => page.seen.has(name)), 'the page that followed heard of every change')
    const { rows } = await open.pool.query<{ n: number }>(`select count(*) as n from account where name like 'Made by a page %'`)
    if (rows[0]?.n !== page.made.length) throw new Error(`${page.made.length} accounts were made, ${rows[0]?.n} are there`)
    const one = await throughput(front.single, key, rounds)
    const two = await throughput(front.port, key, rounds)
    return (
      `${rounds} restarts of each: ${page.asked + count} requests, none failed; ${count} inputs (${poured.open.length} mails sent again) each there once, turns fair; ` +
      `${page.made.length} changes all told to a page that connected anew ${page.connected - 1} times, from one web to the other in ${live.toFixed(0)} ms (median); ` +
      `${leads} clocks rang once each over two workers; lists a second on ${os.availableParallelism()} cores shared with database and caller: one web ${one.toFixed(0)}, two ${two.toFixed(0)}`
    )
  } finally {
    await page.close()
    await open.close()
  }
}

/** Stops one process as an operator does, while the other serves, and starts it again at the same place. */
async function restart(installation: Installation, running: Running, role: 'web' | 'worker', start: Start): Promise<Running> {
  const stopping = installation.stop(running)
  if (role === 'web') {
    const health = () => fetch(`http://127.0.0.1:${running.port}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    await until(async () => (await health()).status === 503, 'a web that leaves says that it is not ready while it still serves')
    await call(running, installation.key, 'GET', '/users')
  }
  const code = await stopping
  if (code !== 0) throw new Error(`A ${role} ended with ${code}: ${running.output()}`)
  return start(role, running.port)
}

/** How long a change made through one web takes until a page at the other hears of it: the median of 20. */
async function crossing({ key }: Installation, [one, other]: Running[]): Promise<number> {
  if (!one || !other) throw new Error('There are not two webs')
  const heard = new Map<string, number>()
  const page = follow(one, key, name => heard.set(name, performance.now()))
  try {
    await until(async () => page.connected() > 0, 'the stream opens')
    const took: number[] = []
    for (let n = 0; n < 20; n++) {
      const began = performance.now()
      const name = `Across ${n}`
      await call(other, key, 'POST', '/accounts', { name })
      for (let wait = 0; !heard.has(name); wait++) {
        if (wait > 5_000) throw new Error('A page at one web did not hear of a change made through the other')
        await pause(2)
      }
      took.push((heard.get(name) ?? 0) - began)
    }
    return took.sort((a, b) => a - b)[10] ?? 0
  } finally {
    await page.close()
  }
}

interface Followed {
  connected: () => number
  close: () => Promise<void>
}

/** What a page does with the live stream: reads on, and after a loss goes on from what it saw last. */
function follow({ port }: { port: number }, key: string, onAccount: (name: string) => void): Followed {
  const ended = new AbortController()
  let connected = 0
  let last = ''
  const read = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/stream?objects=account`, {
      headers: { authorization: `Bearer ${key}`, ...(last ? { 'last-event-id': last } : {}) },
      signal: ended.signal,
    })
    if (!answer.ok || !answer.body) throw new Error(`The stream answers ${answer.status}`)
    connected++
    let text = ''
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      text += part
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        last = /^id: (.*)$/m.exec(event)?.[1] ?? last
        const name = /"name":\[null,"([^"]*)"\]|"name":\{[^}]*"to":"([^"]*)"/.exec(event)
        if (name) onAccount(name[1] ?? name[2] ?? '')
      }
    }
  }
  const done = (async () => {
    while (!ended.signal.aborted) {
      await read().catch(() => undefined)
      if (!ended.signal.aborted) await pause(200)
    }
  })()
  return {
    connected: () => connected,
    close: async () => {
      ended.abort()
      await done
    },
  }
}

/** Reads, changes and makes records as pages do, without a key to repeat them by, and keeps what failed. */
function openPage(front: Front, key: string) {
  const failed: string[] = []
  const made: string[] = []
  const seen = new Set<string>()
  let stopped = false
  const counts = { asked: 0 }
  const stream = follow(front, key, name => seen.add(name))
  const ask = async (method: string, url: string, body?: unknown) => {
    counts.asked++
    return call(front, key, method, url, body).catch((error: unknown) => {
      failed.push(String(error))
      return null
    })
  }
  const loop = async (who: number) => {
    for (let n = 0; !stopped; n++) {
      await ask('POST', '/leads/query', { limit: 20 })
      const name = `Made by a page ${who} ${n}`
      const account = await ask('POST', '/accounts', { name })
      if (account) made.push(name)
      if (account) await ask('PATCH', `/accounts/${String(account.id)}`, { country: 'DE' })
      await ask('GET', '/users')
      await pause(20)
    }
  }
  const done = until(async () => stream.connected() > 0, 'the stream opens').then(() => Promise.all([0, 1, 2].map(loop)))
  done.catch(() => undefined)
  return {
    failed,
    made,
    seen,
    get asked() {
      return counts.asked
    },
    get connected() {
      return stream.connected()
    },
    stop: async () => {
      stopped = true
      await done
    },
    close: stream.close,
  }
}

/** Makes the clock of first replies ring for the leads that are there: what a schedule then does must be done once. */
async function letRing(installation: Installation): Promise<string[]> {
  const open = await installation.inspect()
  try {
    const { rows } = await open.pool.query<{ id: string }>(
      `update lead set sla_due_at = now() - interval '1 minute', sla_rings_at = now() - interval '1 minute'
       where id in (select id from lead where owner_id is not null limit 200) returning id`,
    )
    if (rows.length === 0) throw new Error('There is no lead yet')
    return rows.map(({ id }) => id)
  } finally {
    await open.close()
  }
}

async function rung(installation: Installation, ids: string[]): Promise<{ waiting: number; told: number; leads: number }> {
  const open = await installation.inspect()
  try {
    const { rows } = await open.pool.query<{ waiting: number; told: number }>(
      `select (select count(*) from lead where id = any($1) and sla_rings_at is not null) as waiting,
        (select count(*) from change_log where object = 'lead' and record_id = any($1) and kind like '%reply_late') as told`,
      [ids],
    )
    return { waiting: rows[0]?.waiting ?? 0, told: rows[0]?.told ?? 0, leads: ids.length }
  } finally {
    await open.close()
  }
}

/** Lists a second over eight connections. */
async function throughput(port: number, key: string, rounds: number): Promise<number> {
  const seconds = Math.min(10, 2 + rounds)
  const end = performance.now() + seconds * 1_000
  let asked = 0
  const one = async () => {
    while (performance.now() < end) {
      await call({ port }, key, 'POST', '/leads/query', { limit: 50 })
      asked++
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return asked / seconds
}

interface Front {
  port: number
  /** A second door, to the first web alone. */
  single: number
  output: () => string
  close: () => Promise<void>
}

/** nginx with the file that docs/operations.md recommends, its addresses exchanged for these. */
async function startNginx(webs: number[]): Promise<Front> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-nginx-'))
  const [port, single] = [await freePort(), await freePort()]
  const site = fs
    .readFileSync(path.join(import.meta.dirname, '..', 'docs', 'deploy', 'nginx.conf'), 'utf8')
    .replace('127.0.0.1:3001', `127.0.0.1:${webs[0]}`)
    .replace('127.0.0.1:3002', `127.0.0.1:${webs[1]}`)
    .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join(' ')
  fs.writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log stderr warn; worker_processes 1; events { worker_connections 1024; }
http { access_log off; ${temporary}
${site}
upstream single { server 127.0.0.1:${webs[0]}; keepalive 32; keepalive_timeout 1s; }
server { listen 127.0.0.1:${single}; proxy_http_version 1.1; proxy_set_header Connection ""; location / { proxy_pass http://single; } } }
`,
  )
  const who = unprivileged()
  if (who) spawnSync('chown', ['-R', `${who.uid}:${who.gid}`, folder])
  const child: ChildProcess = spawn(nginx ?? 'nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf'), '-e', 'stderr'], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', text => (output += text))
  const gone = new Promise(resolve => child.once('exit', resolve))
  return {
    port,
    single,
    output: () => output.slice(-3_000),
    close: async () => {
      child.kill('SIGTERM')
      await gone
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
