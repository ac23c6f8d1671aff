import http from 'node:http'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { buildWeb } from '../src/app/build_web.ts'
import { openDatabase } from '../src/platform/db/database.ts'
import { measureBoard } from './board.ts'
import { type Figure, figures, type Sample } from './figures.ts'
import { salesFigures } from './figures_sales.ts'
import { type Scale, scales } from './generate.ts'
import { requestBytes, requestsPerSecond, statementsPerSecond } from './load.ts'
import { firstList } from './page_size.ts'
import { sequentialScans, tableSizes } from './plans.ts'
import { type Curve, type Exported, type Measured, writeResults } from './results.ts'
import { measureRules } from './rules.ts'
import { type BenchServer, startServer } from './server.ts'
import { type OpenWorkspace, openWorkspace } from './workspace.ts'
import { measureWrites } from './writes.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)
const isScale = (name: string): name is Scale => name in scales
const connections = 16
/** Turns of the check that meet every sort once, those by custom fields included. */
const sortCount = 18

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: 'small' },
    /** Plans and processor time only: what does not depend on what else the machine does. */
    check: { type: 'boolean', default: false },
    /** Folders in which the generated data are kept (`<folder>/<scale>`) and used again. */
    data: { type: 'string' },
    /** Only figures whose label holds this text, `writes` (and which of them), `rules` or `browser`; nothing is kept. */
    only: { type: 'string' },
    turns: { type: 'string', default: '120' },
  },
})

/** `npm run bench`: each promise over HTTP beside its raw SQL floor in the same run; `--check` asserts plans and processor time only. */
async function main(): Promise<number> {
  const { scale } = options
  if (!isScale(scale)) throw new Error(`--scale is one of ${Object.keys(scales).join(', ')}`)
  // A start that builds the page first would be no start.
  await buildWeb({ info: say })
  if (options.check) return inWorkspace(scale, check)
  // The cost curve: the same figures on less, with fewer turns.
  const smaller = options.only ? [] : (['10k', '100k'] as const).filter(one => scales[one] < scales[scale])
  const curve: Curve = []
  for (const one of smaller) {
    say(`\n${scales[one].toLocaleString('en')} leads`)
    curve.push({ leads: scales[one], measured: await inWorkspace(one, async ({ all, server, pool }) => measure(all, server, pool, 40)) })
  }
  say(`\n${scales[scale].toLocaleString('en')} leads`)
  return inWorkspace(scale, async parts => {
    const { server, pool, workspace, all } = parts
    const idle = (await server.cpu()).rss
    const asked = (part: string) => !options.only || options.only === part
    // First of all: what has fallen due in the made-up years would be done beside the other figures.
    const selling = asked('rules') ? await measureRules({ workspace, server, pool, say }) : []
    if (asked('browser')) selling.push(...(await measureBoard({ workspace, server, say })))
    const measured = await measure(all, server, pool, Number(options.turns))
    curve.push({ leads: scales[scale], measured })
    const load = await underLoad(parts)
    const exported = options.only && options.only !== 'export' ? [] : await measureExports(server, workspace.keys.admin, pool)
    const onlyWrites = options.only?.startsWith('writes') ? options.only.slice('writes'.length).trim() : undefined
    const writes = options.only && onlyWrites === undefined ? [] : await measureWrites({ workspace, server, pool, say }, onlyWrites)
    const loaded = (await server.cpu()).rss
    if (!options.only)
      writeResults({
        scale,
        measured,
        curve,
        load,
        exported,
        writes,
        selling,
        idle,
        loaded,
        startup: server.startup,
        made: workspace.made,
        page: firstList(),
      })
    return 0
  })
}

interface Parts {
  workspace: OpenWorkspace
  server: BenchServer
  pool: pg.Pool
  sample: Sample
  all: Figure[]
}

async function inWorkspace<T>(scale: Scale, work: (parts: Parts) => Promise<T>): Promise<T> {
  const folder = options.data ? path.join(path.resolve(options.data), scale) : null
  // The check asks for plans, which do not depend on how carefully the disk is written.
  const workspace = await openWorkspace({ scale, folder, forTests: options.check, say })
  const open = openDatabase(workspace.databaseUrl, { max: connections })
  try {
    const server = await startServer(workspace.databaseUrl, workspace.folder, workspace.keys)
    try {
      const sample = await takeSample(open.pool, server, workspace)
      const { only } = options
      const every = [...figures(server, sample), ...(await salesFigures(server, open.pool))]
      const all = every.filter(figure => !only || figure.label.includes(only))
      return await work({ workspace, server, pool: open.pool, sample, all: await there(all) })
    } finally {
      await server.close()
    }
  } finally {
    await open.close()
    await workspace.close()
  }
}

/** Without figures whose route this version does not have. */
async function there(all: Figure[]): Promise<Figure[]> {
  const found: Figure[] = []
  for (const figure of all) {
    try {
      await figure.app(0)
      found.push(figure)
    } catch (error) {
      if (!(error instanceof Error && / 404 /.test(error.message))) throw error
      say(`without “${figure.label}”: no such route`)
    }
  }
  return found
}

async function takeSample(pool: pg.Pool, server: BenchServer, { busiestAccount }: OpenWorkspace): Promise<Sample> {
  const { rows: leads } = await pool.query(
    `select id, name, company, email from lead where deleted_at is null and company is not null order by hashtext(id::text) limit 200`,
  )
  const { rows: owners } = await pool.query<{ id: string }>(
    `select owner_id as id from lead where owner_id is not null group by 1 order by count(*) desc limit 12`,
  )
  const { rows: people } = await pool.query<{ own: string; team: string[] }>(
    `select (select id from "user" where role = 'own') as own, (select array_agg(mate.id) from "user" mate where mate.team_ids && u.team_ids) as team
     from "user" u where u.role = 'team'`,
  )
  const { rows: middle } = await pool.query<{ id: string; created_at: Date }>(
    `select id, created_at from lead order by created_at limit 1 offset (select reltuples::bigint / 2 from pg_class where relname = 'lead')`,
  )
  const [deep] = middle
  if (!deep) throw new Error('There are no leads')
  // A cursor of the program's own, moved to the middle: to page there would take thousands of requests.
  const first = await server.call('POST', '/leads/query', {
    limit: 1,
    sort: [{ field: 'created_at', direction: 'desc' }],
    fields: ['created_at'],
  })
  const [sort] = JSON.parse(Buffer.from(String(first.next_cursor), 'base64url').toString())
  const created_at = deep.created_at.toISOString()
  const cursor = Buffer.from(JSON.stringify([sort, [created_at], deep.id])).toString('base64url')
  return {
    leads,
    owners: owners.map(row => row.id),
    own: people[0]?.own ?? '',
    team: people[0]?.team ?? [],
    busiestAccount,
    deep: { cursor, created_at, id: deep.id },
  }
}

/** Plans and processor time: what does not depend on what else the machine does. */
async function check({ all, server, pool }: Parts): Promise<number> {
  const sizes = await tableSizes(pool)
  let failed = 0
  // What a process does once, when it has just started, is nobody's figure.
  for (let turn = 0; turn < 300; turn++) await all[turn % all.length]?.app(turn)
  for (const figure of all) {
    const turns = figure.label.includes('120') || figure.label.startsWith('the same') ? 60 : sortCount
    const statements = await server.statementsOf(async () => {
      for (let turn = 0; turn < turns; turn++) await figure.app(turn)
    })
    const falls = figure.readsAll ? [] : await sequentialScans(pool, statements, sizes)
    const before = (await server.cpu()).cpu
    const requests = 60
    for (let turn = 0; turn < requests; turn++) await figure.app(1_000 + turn)
    const each = ((await server.cpu()).cpu - before) / requests
    const slow = each > figure.budget
    if (falls.length > 0 || slow) failed++
    say(
      `${falls.length > 0 || slow ? 'FAILED' : 'ok    '} ${figure.label.padEnd(76)} ${String(statements.length).padStart(4)} statements  ${each.toFixed(1).padStart(5)} ms of processor (budget ${figure.budget})`,
    )
    for (const fall of new Map(falls.map(one => [one.statement, one])).values())
      say(`       reads all of ${fall.table} (${fall.path}) for ${fall.values}: ${fall.statement}`)
    if (slow) say(`       needs ${each.toFixed(1)} ms of processor time; the budget is ${figure.budget} ms`)
  }
  say(`${all.length - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Turn by turn the program and the floor, so that both meet the same noise. */
async function measure(all: Figure[], server: BenchServer, pool: pg.Pool, turns: number): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const figure of all) {
    const app: number[] = []
    const floor: number[] = []
    const timed = async (into: number[], work: () => Promise<unknown>) => {
      const start = performance.now()
      await work()
      into.push(performance.now() - start)
    }
    const floorOf = async (turn: number) => {
      for (const { text, values } of figure.floor(turn)) await pool.query(text, values)
    }
    for (let turn = 0; turn < 20; turn++) {
      await figure.app(turn)
      await floorOf(turn)
    }
    let cpu = 0
    for (let turn = 20; turn < 20 + turns; turn++) {
      const before = (await server.cpu()).cpu
      await timed(app, () => figure.app(turn))
      cpu += (await server.cpu()).cpu - before
      await timed(floor, () => floorOf(turn))
    }
    for (const list of [app, floor]) list.sort((a, b) => a - b)
    const one: Measured = {
      label: figure.label,
      promise: figure.promise,
      p50: at(app, 0.5),
      p95: at(app, 0.95),
      floor50: at(floor, 0.5),
      floor95: at(floor, 0.95),
      cpu: cpu / turns,
    }
    measured.push(one)
    say(
      `${one.label.slice(0, 76).padEnd(76)} ${[one.p50, one.p95].map(value => value.toFixed(2).padStart(8)).join('')}   floor ${[one.floor50, one.floor95].map(value => value.toFixed(2).padStart(8)).join('')}   processor ${one.cpu.toFixed(2).padStart(6)}`,
    )
  }
  return measured
}

/** Requests a second at sixteen connections, beside raw statements with as many. */
async function underLoad({ all, server, pool, sample, workspace }: Parts) {
  const key = workspace.keys.admin
  const lists = all.find(figure => figure.label.startsWith('list, default'))
  const records = all.find(figure => figure.label.startsWith('one record'))
  const rates: { label: string; program: number; raw: number; cpu: number }[] = []
  const run = async (label: string, requests: Buffer[], statements: Figure['floor']) => {
    await requestsPerSecond(server.port, requests, connections, 2)
    const before = (await server.cpu()).cpu
    const { perSecond } = await requestsPerSecond(server.port, requests, connections, 6)
    const cpu = ((await server.cpu()).cpu - before) / (perSecond * 6)
    const turns = Array.from({ length: 200 }, (_, turn) => statements(turn))
    const raw = await statementsPerSecond(pool, turns, connections, 6)
    rates.push({ label, program: perSecond, raw: raw.perSecond, cpu })
    say(`${label}: ${perSecond.toFixed(0)} a second, raw statements ${raw.perSecond.toFixed(0)}; processor ${cpu.toFixed(2)} ms each`)
  }
  if (records)
    await run(
      'records by id',
      sample.leads.map(lead => requestBytes('GET', `/leads/${lead.id}`, key)),
      records.floor,
    )
  if (lists) {
    const requests = sample.owners.map((owner, turn) =>
      requestBytes('POST', '/leads/query', key, {
        limit: 50,
        filter: {
          and: [
            { field: 'owner_id', op: 'is', value: owner },
            { field: 'status', op: 'is', value: turn % 2 ? 'new' : 'working' },
          ],
        },
        sort: [{ field: 'created_at', direction: 'desc' }],
        fields: [
          'name',
          'company',
          'status',
          'score',
          'icp_score',
          'source',
          'country',
          'monthly_events',
          'sla_due_at',
          'owner_id',
          'last_touched_at',
        ],
        count: 'estimate',
        refs: true,
      }),
    )
    await run('default lists', requests, lists.floor)
  }
  return rates
}

/** What one exports: as many columns as a list shows, and all there are. */
const exportedFields = [
  'name',
  'email',
  'company',
  'status',
  'source',
  'country',
  'title',
  'domain',
  'owner_id',
  'score',
  'icp_score',
  'monthly_events',
  'created_at',
  'updated_at',
  'sla_due_at',
  'cf_choice_0',
]

/** Every lead as CSV: rows a second, the highest memory meanwhile, and what the database itself makes of the same columns. */
async function measureExports(server: BenchServer, key: string, pool: pg.Pool): Promise<Exported[]> {
  const { rows: columns } = await pool.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'lead'::regclass and attnum > 0 and not attisdropped
      and format_type(atttypid, atttypmod) <> 'jsonb' and attname <> 'search_text'`,
  )
  const measured: Exported[] = []
  for (const fields of [exportedFields, columns.map(column => column.name).filter(name => name !== 'id')]) {
    const whole = fields !== exportedFields
    const start = performance.now()
    await pool.query(
      `copy (select id, ${fields.map(name => `"${name}"`).join(', ')} from lead where deleted_at is null) to '/dev/null' with (format csv)`,
    )
    const floor = performance.now() - start
    const { rows, seconds, memory } = await exportAll(server, key, whole ? undefined : fields)
    const one = { label: `${fields.length + 1} columns`, rows, perSecond: rows / seconds, floor: (rows / floor) * 1_000, memory }
    measured.push(one)
    say(
      `export of ${one.label}: ${rows} rows, ${one.perSecond.toFixed(0)} a second, COPY ${one.floor.toFixed(0)}; ${Math.round(memory / 2 ** 20)} MB at most`,
    )
  }
  return measured
}

async function exportAll(server: BenchServer, key: string, fields: string[] | undefined) {
  let memory = 0
  const watch = setInterval(() => void server.cpu().then(({ rss }) => (memory = Math.max(memory, rss))), 500)
  const query = fields ? `?query=${Buffer.from(JSON.stringify({ fields })).toString('base64url')}` : ''
  const start = performance.now()
  const rows = await new Promise<number>((resolve, reject) => {
    http
      .get({ port: server.port, path: `/api/v1/leads/export${query}`, headers: { authorization: `Bearer ${key}` } }, answer => {
        let lines = 0
        answer.on('data', (part: Buffer) => {
          for (let index = part.indexOf(10); index >= 0; index = part.indexOf(10, index + 1)) lines++
        })
        answer.on('end', () => resolve(lines - 1))
      })
      .on('error', reject)
  })
  const seconds = (performance.now() - start) / 1_000
  clearInterval(watch)
  return { rows, seconds, memory }
}

process.exitCode = await main()
