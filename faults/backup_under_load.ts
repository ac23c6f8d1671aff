import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { openWorkspace } from '../bench/workspace.ts'
import { openDatabase } from '../src/platform/db/database.ts'
import type { Fault } from './fault.ts'
import { type Poured, pourIn, sendAgain } from './inputs.ts'
import { call, type Installation, install, type Running } from './program.ts'
import { withServer } from './with_server.ts'

/**
 * A workspace is backed up while it is written to, and restored elsewhere. The backup's own snapshot cannot be had from outside, but two
 * others can, one taken before it and one after: what is the same in both must be the same in the restored one, row by row, and what
 * moved in between must be there as of before, as of after, or as of a moment between.
 */
export const backupUnderLoad: Fault = {
  name: 'backup under load',
  run: async size => {
    if (process.platform !== 'linux') return 'LEFT OUT: memory is read from /proc'
    return size.full ? withGenerated(compareBackup) : withDemo(compareBackup)
  },
}

type Work = (installation: Installation, running: Running, url: string) => Promise<string>

const withDemo = (work: Work): Promise<string> =>
  withServer(async server => {
    const installation = install({ DATABASE_URL: server.url, ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })
    try {
      await installation.command('demo')
      const made = await installation.command('api-key', 'create', ...['--user', await anAdmin(server.url)], ...keyOptions)
      installation.key = String(JSON.parse(made).key)
      return await work(installation, await installation.start(), server.url)
    } finally {
      installation.remove()
    }
  })

const keyOptions = ['--name', 'faults', '--scopes', 'all', '--json']

async function anAdmin(url: string): Promise<string> {
  const open = openDatabase(url, { max: 1 })
  try {
    const { rows } = await open.pool.query<{ email: string }>(`select email from "user" where role = 'admin' limit 1`)
    return rows[0]?.email ?? ''
  } finally {
    await open.close()
  }
}

/** The data of the bench: those in BENCH_DATA, which is written to and so should be a copy, or a hundred thousand leads made now. */
async function withGenerated(work: Work): Promise<string> {
  const workspace = await openWorkspace({ scale: '100k', folder: process.env.BENCH_DATA ?? null, forTests: false, say: () => undefined })
  const installation = install({ DATABASE_URL: workspace.databaseUrl })
  try {
    installation.key = workspace.keys.admin
    return await work(installation, await installation.start(), workspace.databaseUrl)
  } finally {
    installation.remove()
    await workspace.close()
  }
}

async function compareBackup(installation: Installation, running: Running, url: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-backup-'))
  fs.chmodSync(folder, 0o755)
  const file = path.join(folder, 'workspace.backup')
  const poured: Poured = { acknowledged: [], open: [] }
  // No mail: its addresses are those of whoever owns the workspace.
  const stop = pourIn(() => running, installation.key, poured, 20, ['form', 'api', 'event'])
  const edits = keepEditing(running, installation.key)
  const [before, after] = [await snapshot(url, false), await snapshot(url, false)]
  try {
    await pause(1_000)
    await before.begin()
    const sure = poured.acknowledged.length
    const backing = backUp(installation, file, url)
    await backing.begun
    await after.begin()
    const written = await backing.done
    await edits.stop()
    await stop()
    return await withServer(async elsewhere => {
      const other = install({ DATABASE_URL: elsewhere.url })
      try {
        const began = performance.now()
        await other.command('restore', file)
        const restoring = (performance.now() - began) / 1_000
        const restored = await snapshot(elsewhere.url, true)
        const compared = await compare(before, after, restored).finally(() => restored.close())
        await installation.stop(running)
        const counted = await goesOn(other, installation.key, poured, sure)
        const mb = (bytes: number) => (bytes / 1_048_576).toFixed(0)
        return (
          `${compared.rows.toLocaleString('en')} rows of ${compared.tables} tables backed up in ${written.seconds.toFixed(1)} s (${(fs.statSync(file).size / 1_048_576).toFixed(1)} MB, ` +
          `at most ${mb(written.memory)} MB of memory) while ${edits.count()} records were changed and ${poured.acknowledged.length} inputs came in; restored in ${restoring.toFixed(1)} s: ` +
          `${compared.same.toLocaleString('en')} rows that stood still are the same, of ${compared.moving} that moved ${compared.asBefore} are as before, ${compared.asAfter} as after, ` +
          `${compared.between} between; started there and sent again, ${counted} inputs are there once each`
        )
      } finally {
        other.remove()
      }
    })
  } finally {
    await edits.stop()
    await stop()
    await before.close()
    await after.close()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the command and watches its memory; `begun` once its snapshot is taken. */
function backUp(installation: Installation, file: string, url: string) {
  const began = performance.now()
  const child = spawn(process.execPath, ['src/cli/hedgerow.ts', 'backup', file, '--json'], {
    cwd: path.join(import.meta.dirname, '..'),
    env: { ...process.env, DATABASE_URL: url, DATA_DIR: installation.dataDir, NODE_ENV: '', BASE_URL: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => (said += text))
  let memory = 0
  const watching = setInterval(() => {
    const status = textOf(`/proc/${child.pid}/status`)
    memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024)
  }, 50)
  const done = new Promise<{ seconds: number; memory: number }>((resolve, reject) =>
    child.once('close', code => {
      clearInterval(watching)
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1_000, memory })
      else reject(new Error(`The backup ended with ${String(code)}: ${said}`))
    }),
  )
  // It writes its half only after its transaction has read: the snapshot is older than the first byte.
  const begun = (async () => {
    for (let turn = 0; turn < 6_000; turn++) {
      const half = fs.readdirSync(path.dirname(file)).some(name => fs.statSync(path.join(path.dirname(file), name)).size > 0)
      if (half || child.exitCode !== null) return
      await pause(5)
    }
    throw new Error('The backup did not begin')
  })()
  return { begun, done }
}

/** Changes leads one after the other, as users do. */
function keepEditing(running: Running, key: string) {
  let stopped = false
  let count = 0
  const done = (async () => {
    for (let turn = 0; !stopped; turn++) {
      const { data } = await call(running, key, 'POST', '/leads/query', {
        limit: 100,
        sort: [{ field: 'created_at', direction: turn % 2 ? 'asc' : 'desc' }],
      })
      for (const lead of data as { id: string }[]) {
        if (stopped) return
        await call(running, key, 'PATCH', `/leads/${lead.id}`, { next_steps: `Changed ${count++}` })
      }
    }
  })()
  done.catch(() => undefined)
  return {
    count: () => count,
    stop: async () => {
      stopped = true
      await done
    },
  }
}

interface Snapshot {
  begin: () => Promise<void>
  query: <T extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<T[]>
  close: () => Promise<void>
}

/** One state of a database, held for as long as it is looked at. */
async function snapshot(url: string, now: boolean): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c timezone=UTC',
    types: { getTypeParser: () => (value: string) => value },
  })
  client.on('error', () => undefined)
  await client.connect()
  const begin = async () => {
    await client.query('begin isolation level repeatable read, read only; set local statement_timeout = 0')
    await client.query('select 1')
  }
  if (now) await begin()
  return {
    begin,
    query: async <T extends pg.QueryResultRow>(text: string, values?: unknown[]) => (await client.query<T>(text, values)).rows,
    close: () => client.end(),
  }
}

/** Numbered anew by a restore, or not in a backup: docs/operations.md. */
const leftOut = ['migration', 'auth_attempt', 'consumer', 'schedule_run']
const numbered = ['seq', 'xid']

interface Compared {
  tables: number
  rows: number
  same: number
  moving: number
  asBefore: number
  asAfter: number
  between: number
}

/**
 * Row by row over all tables and columns. Rows are first summed up in buckets by their key, in the database; the rows of a bucket are
 * fetched only where the three sums differ.
 */
async function compare(before: Snapshot, after: Snapshot, restored: Snapshot): Promise<Compared> {
  const tables = await before.query<{ name: string; columns: string; key: string }>(
    `select c.relname as name,
      (select string_agg(quote_ident(attname), ', ' order by attname) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attname <> all($2)) as columns,
      (select string_agg(quote_ident(attname), ', ' order by attname) from pg_attribute a join pg_index i on i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey)
        where attrelid = c.oid and attname <> all($2)) as key
     from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> all($1) order by relname`,
    [leftOut, numbered],
  )
  const total: Compared = { tables: tables.length, rows: 0, same: 0, moving: 0, asBefore: 0, asAfter: 0, between: 0 }
  const wrong: string[] = []
  for (const { name, columns, key } of tables) {
    // What has no key of its own but its number is known by all that it says.
    const id = name === 'change_log' || !key ? `row(${columns})` : `row(${key})`
    const bucket = `(hashtextextended(${id}::text, 0) & 4095)`
    const sums = async (of: Snapshot) =>
      new Map(
        (
          await of.query<{ bucket: string; n: string; sum: string }>(
            `select ${bucket} as bucket, count(*) as n, sum(hashtextextended(row(${columns})::text, 1)::numeric) as sum from "${name}" group by 1`,
          )
        ).map(row => [row.bucket, row]),
      )
    const [old, fresh, there] = [await sums(before), await sums(after), await sums(restored)]
    const unequal: string[] = []
    for (const at of new Set([...old.keys(), ...fresh.keys(), ...there.keys()])) {
      const [a, b, c] = [old.get(at), fresh.get(at), there.get(at)]
      total.rows += Number(c?.n ?? 0)
      if (a && a.sum === b?.sum && a.sum === c?.sum && a.n === b.n && a.n === c.n) total.same += Number(a.n)
      else unequal.push(at)
    }
    if (unequal.length === 0) continue
    const rowsOf = async (of: Snapshot) =>
      new Map(
        (
          await of.query<{ id: string; row: string }>(
            `select ${id}::text as id, md5(row(${columns})::text) as row from "${name}" where ${bucket} = any($1::bigint[])`,
            [unequal],
          )
        ).map(({ id, row }) => [id, row]),
      )
    const [was, became, is] = [await rowsOf(before), await rowsOf(after), await rowsOf(restored)]
    for (const one of new Set([...was.keys(), ...became.keys(), ...is.keys()])) {
      const [a, b, c] = [was.get(one), became.get(one), is.get(one)]
      if (a === b && a === c) total.same++
      else if (a === b)
        wrong.push(
          `${name} ${one}: stood still, and is ${c === undefined ? 'missing' : a === undefined ? 'new' : 'another'} in the restored one`,
        )
      else {
        total.moving++
        if (c === a) total.asBefore++
        else if (c === b) total.asAfter++
        else total.between++
      }
    }
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} rows are wrong: ${wrong.slice(0, 8).join('; ')}`)
  if (total.moving === 0) throw new Error('Nothing moved during the backup: this proves nothing')
  return total
}

/** The restored one is started; what was acknowledged before the backup is there, and after everybody sent again, each input once. */
async function goesOn(other: Installation, key: string, poured: Poured, sure: number): Promise<number> {
  other.key = key
  const running = await other.start()
  const open = await other.inspect()
  try {
    const emails = poured.acknowledged.slice(0, sure).map(({ email }) => email)
    const lost = await open.pool.query<{ email: string }>(
      `select email from unnest($1::text[]) as sent(email) where not exists (select 1 from inbound where inbound::text like '%' || sent.email || '%')
        and not exists (select 1 from lead where lead.email = sent.email)`,
      [emails],
    )
    if (lost.rows.length > 0) throw new Error(`Acknowledged before the backup and not in it: ${lost.rows.map(row => row.email).join(', ')}`)
    const all = [...poured.acknowledged, ...poured.open]
    await sendAgain({ acknowledged: [], open: all }, running, key)
    for (let turn = 0; ; turn++) {
      const { rows } = await open.pool.query<{ there: number; twice: number }>(
        `select count(distinct email) as there, count(*) - count(distinct email) as twice from lead where email = any($1) and deleted_at is null`,
        [all.map(({ email }) => email)],
      )
      if (rows[0]?.twice) throw new Error(`${rows[0].twice} inputs are there twice`)
      if (rows[0]?.there === all.length) break
      if (turn > 300) throw new Error(`Of ${all.length} inputs ${rows[0]?.there} are there`)
      await pause(200)
    }
    await other.stop(running)
    return all.length
  } finally {
    await open.close()
  }
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
