import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../platform/db/database.ts'
import { connectEmbedded } from '../platform/db/embedded.ts'
import { databaseUrl, onServer } from '../platform/db/on_server.ts'

const root = path.join(import.meta.dirname, '..', '..')
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-crash-'))
// Started as root, PostgreSQL runs as another user, who must get through.
fs.chmodSync(dataDir, 0o755)
const given = process.env.TEST_DATABASE_URL
const database = `crash_${process.pid}`
const admin = 'ada@crash.example'
const env = {
  ...process.env,
  // The test runner's own, which would be taken for ours.
  BASE_URL: '',
  NODE_ENV: '',
  PORT: '0',
  SMTP_PORT: '0',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'error',
  ADMIN_EMAIL: admin,
  ADMIN_PASSWORD: 'correct-horse',
  ...(given ? { DATABASE_URL: databaseUrl(given, database) } : {}),
}
const crashes = 3
/** How long inputs pour in before each kill. */
const pour = [700, 1_600, 1_100]

interface Running {
  child: ChildProcess
  port: number
  smtpPort: number
  output: () => string
}

const cli = (...args: string[]) =>
  spawn(process.execPath, ['src/cli/hedgerow.ts', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })

/** One command to its end; answers what it said. */
async function command(...args: string[]): Promise<string> {
  const child = cli(...args)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`hedgerow ${args.join(' ')} ended with ${String(code)}: ${output}`)
  return output
}

/** The program as `npm start` starts it, once it answers. */
async function start(): Promise<Running> {
  const child = cli('start')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', text => (output += text))
  const ports = await new Promise<{ port: number; smtpPort: number }>((resolve, reject) => {
    child.once('message', message => resolve((message as { started: { port: number; smtpPort: number } }).started))
    child.once('exit', code => reject(new Error(`The program ended with ${String(code)}: ${output}`)))
  })
  return { child, ...ports, output: () => output }
}

async function kill({ child }: Running): Promise<void> {
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** One input with the identity that makes it the same one when it is sent again. */
interface Input {
  kind: 'mail' | 'form' | 'api' | 'event'
  key: string
  email: string
  country: string
}
const countries = ['US', 'DE', 'JP']
let made = 0
function newInput(kind: Input['kind']): Input {
  const number = ++made
  // A company each, so that nobody returns and every assignment is the rotation's.
  return { kind, key: randomUUID(), email: `p${number}@company-${number}.example`, country: countries[number % 3] ?? 'US' }
}

/** Sends it; true when the program said that it has it. */
async function send(input: Input, to: Running, key: string): Promise<boolean> {
  const at = `http://127.0.0.1:${to.port}`
  const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(at + url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok && answer.status < 500 && answer.status !== 429) throw new Refused(`${url}: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer().catch(() => undefined)
    return answer.ok
  }
  const person = { name: `Person ${input.email}`, email: input.email, country: input.country }
  switch (input.kind) {
    case 'mail':
      return sendMail(input, to)
    case 'form':
      return post('/capture/forms/contact', { ...person, sales_form_message: 'Hello there', submission_id: input.key })
    case 'api':
      return post('/api/v1/leads/intake', { ...person, source_id: input.key }, { authorization: `Bearer ${key}` })
    case 'event':
      return post('/batch/', {
        api_key: key,
        batch: [
          {
            uuid: input.key,
            event: 'user signed up',
            distinct_id: input.key,
            timestamp: '2026-11-20T10:00:00Z',
            properties: { ...person, plan: 'teams', organization_id: input.key },
          },
        ],
      })
  }
}

class Refused extends Error {}

async function sendMail(input: Input, to: Running): Promise<boolean> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: to.smtpPort,
    ignoreTLS: true,
    connectionTimeout: 5_000,
    socketTimeout: 10_000,
  })
  try {
    await transport.sendMail({
      from: `Person <${input.email}>`,
      to: 'sales@crash.example',
      subject: 'A question',
      text: 'Hello, what does it cost?',
      messageId: `<${input.key}@crash.example>`,
      date: new Date('2026-11-20T10:00:00Z'),
    })
    return true
  } finally {
    transport.close()
  }
}

/** Pours inputs of all kinds in until it is told to stop, noting which were acknowledged and which were not. */
function pourIn(to: Running, key: string, acknowledged: Input[], open: Input[]) {
  let stopped = false
  const one = async (kind: Input['kind']) => {
    while (!stopped) {
      const input = newInput(kind)
      try {
        if (await send(input, to, key)) acknowledged.push(input)
        else open.push(input)
      } catch (error) {
        if (error instanceof Refused) throw error
        open.push(input)
        await sleep(20)
      }
    }
  }
  const kinds: Input['kind'][] = ['mail', 'form', 'api', 'event', 'api']
  const done = Promise.all(kinds.map(one))
  return () => {
    stopped = true
    return done
  }
}

beforeAll(async () => {
  if (given) await onServer(given, `create database ${database}`)
})
afterAll(async () => {
  if (given) await onServer(given, `drop database if exists ${database} with (force)`)
  fs.rmSync(dataDir, { recursive: true, force: true })
})

test('killed in the middle of intake, again and again, it loses nothing and doubles nothing, and stays fair', async () => {
  await command('migrate')
  let running = await start()
  const { key }: { key: string } = JSON.parse(
    await command('api-key', 'create', '--user', admin, '--name', 'crash', '--scopes', 'all', '--json'),
  )
  await giveRotations(running, key)

  const acknowledged: Input[] = []
  const open: Input[] = []
  for (let crash = 0; crash < crashes; crash++) {
    const stop = pourIn(running, key, acknowledged, open)
    await sleep(pour[crash % pour.length] ?? 1_000)
    await kill(running)
    await stop()
    running = await start()
  }
  expect(acknowledged.length).toBeGreaterThan(20)
  expect(new Set(acknowledged.map(input => input.kind)).size).toBe(4)

  // Whoever got no answer sends again, with the same identity.
  for (const input of open) expect(await send(input, running, key), JSON.stringify(input)).toBe(true)
  // And one of each kind that did get one, as retries do.
  for (const kind of ['mail', 'form', 'api', 'event'] as const) {
    const again = acknowledged.findLast(input => input.kind === kind)
    if (again) await send(again, running, key)
  }

  const inspect = await openForInspection()
  try {
    await untilProcessed(inspect.pool)
    const expected = [...acknowledged, ...open].map(input => input.email).sort()
    const leads = await inspect.pool.query<{ email: string; n: number }>('select email, count(*) as n from lead group by email')
    expect(leads.rows.filter(row => row.n !== 1)).toEqual([])
    expect(leads.rows.map(row => row.email).sort()).toEqual(expected)
    const inbound = await inspect.pool.query<{ n: number; leads: number }>(
      'select count(*) as n, count(distinct lead_id) as leads from inbound',
    )
    expect(inbound.rows[0]).toEqual({ n: expected.length, leads: expected.length })

    const shares = await inspect.pool.query<{ name: string; most: number; least: number; members: number }>(
      `select t.name, max(n) as most, min(n) as least, count(*) as members from (
         select territory_id, owner_id, count(*) as n from lead group by territory_id, owner_id) shares join territory t on t.id = territory_id group by t.name`,
    )
    expect(shares.rows.length).toBe(3)
    for (const { name, most, least, members } of shares.rows) {
      expect(members, name).toBe(3)
      expect(most - least, `${name}: ${most} and ${least}`).toBeLessThanOrEqual(1)
    }
  } finally {
    await inspect.close()
  }
  expect(running.output()).not.toMatch(/could not be loaded|damaged|FATAL/)

  // The last kill is not followed by a start: nothing may stay behind.
  const postmaster = given ? null : Number(fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
  await kill(running)
  if (postmaster !== null) await untilGone(postmaster)
})

async function giveRotations(to: Running, key: string): Promise<void> {
  const call = async (method: string, url: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${to.port}/api/v1${url}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : undefined,
    })
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { id: string; data: { id: string }[] }
  }
  const users = []
  for (const name of ['Ana', 'Bo', 'Cy'])
    users.push((await call('POST', '/users', { name, email: `${name.toLowerCase()}@crash.example`, role: 'sales' })).id)
  for (const territory of (await call('GET', '/territories')).data) await call('PATCH', `/territories/${territory.id}`, { members: users })
}

async function openForInspection() {
  if (env.DATABASE_URL) return openDatabase(env.DATABASE_URL, { max: 1 })
  const embedded = await connectEmbedded(path.join(dataDir, 'postgres'))
  if (!embedded) throw new Error('The database does not run')
  return openDatabase(embedded.url('hedgerow'), { max: 1 })
}

async function untilProcessed(pool: ReturnType<typeof openDatabase>['pool']): Promise<void> {
  for (let turn = 0; ; turn++) {
    const { rows } = await pool.query<{ waiting: number; errors: string | null }>(
      `select count(*) as waiting, string_agg(distinct error, '; ') as errors from inbound where state <> 'done'`,
    )
    if (rows[0]?.waiting === 0) return
    if (turn > 200) throw new Error(`${rows[0]?.waiting} inputs were not processed: ${rows[0]?.errors ?? 'no error'}`)
    await sleep(100)
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    if (process.platform === 'linux' && !fs.existsSync(`/proc/${pid}`)) return
    await sleep(100)
  }
  throw new Error(`PostgreSQL (process ${pid}) was left behind`)
}
