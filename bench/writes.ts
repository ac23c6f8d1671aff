import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { type Rate, requestBytes, requestsPerSecond } from './load.ts'
import type { BenchServer } from './server.ts'
import type { OpenWorkspace } from './workspace.ts'

/** One promise of writing: a rate that is to be reached, or a time that is not to be passed, beside what plain SQL needs. */
export interface Written {
  label: string
  value: number
  unit: 'a second' | 's' | 'ms' | 'leads' | '%'
  promise: number
  floor: number | null
}

export const keepsWritten = ({ unit, value, promise }: Written): boolean => (unit === 'a second' ? value >= promise : value <= promise)

interface Parts {
  workspace: OpenWorkspace
  server: BenchServer
  pool: pg.Pool
  say: (line: string) => void
}

const many = 100_000
const imported = 60_000
const countries = ['US', 'DE', 'JP', 'BR', 'KE']
const root = path.join(import.meta.dirname, '..')

/**
 * The promises of writing, on the generated workspace: what is made here is taken out of the tables again, what is changed is undone
 * through the program. Beside each the least SQL that keeps the same rows and their history, with the same indexes.
 */
export async function measureWrites(parts: Parts, only?: string): Promise<Written[]> {
  const { pool, say } = parts
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now')
  const began = rows[0]?.now ?? new Date()
  const figures: [string, () => Promise<Written[]>][] = [
    ['single', () => single(parts)],
    ['intake', () => intake(parts)],
    ['import', () => imports(parts)],
    ['bulk', () => bulkEdits(parts)],
  ]
  const all: Written[] = []
  try {
    await settle(pool)
    for (const [name, measure] of figures) {
      if (only && !only.includes(name)) continue
      for (const one of await measure()) {
        all.push(one)
        const floor = one.floor === null ? '' : `   floor ${shown(one.floor)}`
        say(`${one.label.padEnd(76)} ${shown(one.value).padStart(9)} ${one.unit.padEnd(9)} promised ${one.promise}${floor}`)
      }
    }
  } finally {
    await tidy(pool, began)
  }
  return all
}

const shown = (value: number): string => (value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en'))

/** Waits until the program has done what fell due in the four years that were made up. */
async function settle(pool: pg.Pool): Promise<void> {
  for (let before = '', quiet = 0; quiet < 4; ) {
    const { rows } = await pool.query<{ last: string }>('select last_value::text as last from change_log_seq')
    quiet = rows[0]?.last === before ? quiet + 1 : 0
    before = rows[0]?.last ?? ''
    await new Promise(resolve => setTimeout(resolve, 1_000))
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

/** One after the other, as an impatient integration would. */
async function single({ server }: Parts): Promise<Written[]> {
  const made: Written[] = []
  const doors: [string, string, (turn: number) => object][] = [
    ['a lead taken in', '/leads/intake', turn => someLead(`single-${turn}`, turn)],
    ['a lead created by hand', '/leads', turn => someLead(`created-${turn}`, turn)],
    ['a contact created', '/contacts', turn => ({ name: `Bench Person${turn}`, email: `contact-${turn}@${run}.example` })],
  ]
  for (const [label, url, body] of doors) {
    const times: number[] = []
    for (let turn = 0; turn < 220; turn++) {
      const took = (await seconds(() => server.call('POST', url, body(turn)))) * 1_000
      if (turn >= 20) times.push(took)
    }
    times.sort((a, b) => a - b)
    made.push({ label: `${label}, p50`, value: times[100] ?? 0, unit: 'ms', promise: 4, floor: null })
    made.push({ label: `${label}, p95`, value: times[190] ?? 0, unit: 'ms', promise: 20, floor: null })
  }
  return made
}

/** Nobody's addresses of an earlier run. */
const run = `run${Date.now().toString(36)}`
const someLead = (name: string, turn: number) => ({
  name: `Bench ${name}`,
  email: `${name}@${run}-${turn % 5_000}.example`,
  company: `Company ${turn % 5_000}`,
  title: 'CTO',
  country: countries[turn % countries.length],
})

async function intake({ server, workspace, pool }: Parts): Promise<Written[]> {
  const size = 500
  const batches = 16
  const floor = await inserted(pool, size)
  const batch = (name: string, index: number) =>
    server.call('POST', '/leads/intake/batch', {
      leads: Array.from({ length: size }, (_, at) => someLead(`${name}-${index}-${at}`, index * size + at)),
    })
  await batch('warm', 0)
  let next = 0
  const caller = async () => {
    for (let index = next++; index < batches; index = next++) await batch('batch', index)
  }
  const took = await seconds(() => Promise.all([caller(), caller()]))
  const posts = Array.from({ length: 12_000 }, (_, turn) =>
    requestBytes('POST', '/leads/intake', workspace.keys.admin, someLead(`post-${turn}`, turn)),
  )
  const singly: Rate = await requestsPerSecond(server.port, posts, 16, 8)
  return [
    { label: 'intake in batches of 500, two callers', value: (size * batches) / took, unit: 'a second', promise: 1_500, floor },
    { label: 'intake as single posts, 16 connections', value: singly.perSecond, unit: 'a second', promise: 400, floor },
    {
      label: 'fairness: most minus fewest leads of a member of a territory',
      value: await unfairness(pool),
      unit: 'leads',
      promise: 1,
      floor: null,
    },
  ]
}

/** Leads a second by one statement a batch: lead, activity, contact log entry, with all their indexes, rolled back. */
async function inserted(pool: pg.Pool, size: number): Promise<number> {
  const client = await pool.connect()
  try {
    const took = await seconds(async () => {
      for (let turn = 0; turn < 4; turn++) {
        await client.query('begin')
        await client.query(
          `with l as (insert into lead (id, name, email, company, title, country, status, source, score, icp_score, created_at, updated_at, version)
            select gen_random_uuid(), 'Floor ' || n, 'floor' || n || '@floor.example', 'Company ' || n, 'CTO', 'DE', 'new', 'api', 0, 0, now(), now(), 1
            from generate_series(1, $1::int) n returning id, name, email, company, title)
          insert into change_log (at, actor_kind, means, object, record_id, kind, changes)
            select now(), 'system', 'bench', 'lead', id, 'lead.created', jsonb_build_object('name', name, 'email', email, 'company', company) from l`,
          [size],
        )
        await client.query('rollback')
      }
    })
    return (size * 4) / took
  } finally {
    client.release()
  }
}

async function unfairness(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ apart: number }>(
    `select coalesce(max(apart), 0)::int as apart from (select max(n) - min(n) as apart from (
      select territory_id, owner_id, count(*) as n from lead where email like $1 group by 1, 2) owners group by territory_id) territories`,
    [`%@${run}-%`],
  )
  return rows[0]?.apart ?? 0
}

/** The command line as an operator uses it, beside the running program, which may take over the search. */
async function imports({ workspace, pool }: Parts): Promise<Written[]> {
  const file = path.join(workspace.folder, 'import.csv')
  const { rows: domains } = await pool.query<{ domain: string }>(`select domain from account_domain tablesample system (20) limit 20000`)
  const domainOf = (index: number) => (index % 20 === 0 ? `${run}-${index}.example` : domains[(index * 7) % domains.length]?.domain)
  const rowOf = (index: number, title: string) =>
    `Bench${index % 900} Person${index},${run}.${index}@${domainOf(index)},${title},+1415${1_000_000 + index},DE\n`
  const write = (title: string) => {
    const lines = Array.from({ length: imported }, (_, index) => rowOf(index, title))
    fs.writeFileSync(file, `name,email,title,phone,country\n${lines.join('')}`)
  }
  write('Buyer')
  const floorNew = await copied(pool, file)
  const fresh = await seconds(() => importFile(workspace, file))
  write('Head of Buying')
  const updates = await seconds(() => importFile(workspace, file))
  const start = await seconds(() => hedgerow(workspace, ['--help']))
  fs.rmSync(file)
  return [
    {
      label: 'import of new contacts, search included',
      value: imported / (fresh - start),
      unit: 'a second',
      promise: 12_000,
      floor: floorNew,
    },
    { label: 'import that brings contacts up to date', value: imported / (updates - start), unit: 'a second', promise: 6_000, floor: null },
  ]
}

const importFile = (workspace: OpenWorkspace, file: string) => hedgerow(workspace, ['import', 'contacts', file])

function hedgerow(workspace: OpenWorkspace, words: string[]): Promise<void> {
  const env = { ...process.env, DATABASE_URL: workspace.databaseUrl, DATA_DIR: workspace.folder }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli/hedgerow.ts', ...words], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`hedgerow ${words[0]} ended with ${code}`))))
  })
}

/** Rows a second into the same tables by set-based SQL alone: contacts, their addresses and their history. */
async function copied(pool: pg.Pool, file: string): Promise<number> {
  const client = await pool.connect()
  const lines = fs.readFileSync(file, 'utf8').split('\n').slice(1, 20_001)
  const cells = lines.map(line => line.split(','))
  try {
    await client.query('begin')
    const took = await seconds(() =>
      client.query(
        `with given as (select gen_random_uuid() as id, * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g(name, email, title, phone)),
          c as (insert into contact (id, name, email, title, phone, country, account_id, created_at, updated_at, version)
            select given.id, name, email, title, phone, 'DE', account_id, now(), now(), 1 from given
            left join account_domain on domain = split_part(email, '@', 2) returning id, name, email, title, phone),
          e as (insert into contact_email (email, contact_id) select email, id from c)
        insert into change_log (at, actor_kind, means, object, record_id, kind, changes)
          select now(), 'system', 'bench', 'contact', id, 'contact.created', jsonb_build_object('name', array[null, name], 'email', array[null, email]) from c`,
        [0, 1, 2, 3].map(column => cells.map(row => row[column])),
      ),
    )
    return lines.length / took
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Of a field that no index holds, and of one that lists are sorted by. */
async function bulkEdits({ server, pool }: Parts): Promise<Written[]> {
  const made: Written[] = []
  const edits: [string, Record<string, unknown>][] = [
    ['next step', { next_steps: `Call again, ${run}` }],
    ['country', { country: 'NO' }],
  ]
  // Some hundred thousand of a million, all of less; a converted lead stays as it was.
  const { rows } = await pool.query<{ id: string }>(
    `select id from lead where deleted_at is null and status <> 'converted' and ((select count(*) from lead) < 200000 or country in ('DE', 'GB')) order by id`,
  )
  const ids = rows.map(row => row.id)
  const open = { field: 'status', op: 'is_not', value: 'converted' }
  const filter = { and: ids.length < many ? [open] : [open, { field: 'country', op: 'in', value: ['DE', 'GB'] }] }
  const per = many / ids.length
  for (const [field, set] of edits) {
    const [[name, value] = ['', null]] = Object.entries(set)
    const floor = await updated(pool, name, value, ids)
    let batch = ''
    const took = await seconds(async () => {
      batch = String((await server.call('POST', '/leads/bulk', { action: 'update', filter, set })).batch_id)
      await done(server, batch)
    })
    const undo = await seconds(async () => {
      const { batch_id } = await server.call('POST', `/batches/${batch}/undo`)
      await done(server, String(batch_id))
    })
    made.push({ label: `bulk edit of 100,000 leads with history: ${field}`, value: took * per, unit: 's', promise: 8, floor: floor * per })
    made.push({ label: `its undo: ${field}`, value: undo * per, unit: 's', promise: 12, floor: floor * per })
  }
  return made
}

async function done(server: BenchServer, batch: string): Promise<void> {
  for (;;) {
    const { state } = await server.call('GET', `/batches/${batch}`)
    if (state !== 'running') return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** Seconds of the plain update with its log entries, in the same steps, taken back. */
async function updated(pool: pg.Pool, name: string, value: unknown, ids: readonly string[]): Promise<number> {
  const client = await pool.connect()
  let took = 0
  try {
    for (let from = 0; from < ids.length; from += 5_000) {
      await client.query('begin')
      took += await seconds(() =>
        client.query(
          `with u as (update lead set "${name}" = $1, updated_at = now(), version = version + 1 where id = any($2::uuid[]) returning id)
          insert into change_log (at, actor_kind, means, object, record_id, kind, changes)
          select now(), 'system', 'bench', 'lead', id, 'lead.updated', jsonb_build_object('x', array[null, $1::text]) from u`,
          [value, ids.slice(from, from + 5_000)],
        ),
      )
      await client.query('rollback')
    }
  } finally {
    client.release()
  }
  return took
}

/** Takes out what was made since then; the tables are as good as before. */
async function tidy(pool: pg.Pool, began: Date): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    for (const [table, key] of [
      ['lead', 'lead_id'],
      ['contact', 'contact_id'],
      ['account', 'account_id'],
    ] as const) {
      await client.query(`delete from activity where ${key} in (select id from ${table} where created_at >= $1)`, [began])
      await client.query(`delete from search_token where entity_id in (select id from ${table} where created_at >= $1)`, [began])
    }
    await client.query(`delete from contact_email where contact_id in (select id from contact where created_at >= $1)`, [began])
    await client.query(`delete from account_domain where account_id in (select id from account where created_at >= $1)`, [began])
    await client.query(`delete from inbound_raw where inbound_id in (select id from inbound where created_at >= $1)`, [began])
    await client.query(`delete from inbound_key where inbound_id in (select id from inbound where created_at >= $1)`, [began])
    for (const table of ['lead', 'contact', 'account', 'inbound', 'mail', 'notification', 'batch'])
      await client.query(`delete from ${table} where created_at >= $1`, [began])
    await client.query(`delete from change_log where at >= $1 and means <> 'start'`, [began])
    await client.query('vacuum (analyze) lead, contact, account, activity, change_log, search_token')
  } finally {
    client.release(true)
  }
}
