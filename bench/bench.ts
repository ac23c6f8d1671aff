import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { pino } from 'pino'
import { readConfig } from '../src/app/config.ts'
import { openGround } from '../src/app/program.ts'
import { rebuildSearch } from '../src/modules/search/rebuild_search.ts'
import { createApiKey } from '../src/modules/users/create_api_key.ts'
import { createUser } from '../src/modules/users/create_user.ts'
import { setUp } from '../src/modules/users/set_up.ts'
import { openDatabase } from '../src/platform/db/database.ts'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'
import { type Figure, figures, type Sample } from './figures.ts'
import { generate, type Scale, scales } from './generate.ts'
import { sequentialScans, tableSizes } from './plans.ts'
import { type BenchServer, startServer } from './server.ts'

const root = path.join(import.meta.dirname, '..')
const say = (line: string) => void process.stdout.write(`${line}\n`)
const isScale = (name: string): name is Scale => name in scales

/** `npm run bench`: each promise over HTTP beside its raw SQL floor; `--check` asserts plans and processor time only. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { scale: { type: 'string', default: 'small' }, check: { type: 'boolean', default: false } } })
  if (!isScale(values.scale)) throw new Error(`--scale is one of ${Object.keys(scales).join(', ')}`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-bench-'))
  fs.chmodSync(folder, 0o755)
  // The check asks for plans, which do not depend on how carefully the disk is written.
  const embedded = await startEmbedded({ dataDir: path.join(folder, 'postgres'), forTests: values.check })
  try {
    await onServer(embedded.url('postgres'), 'create database bench')
    const url = databaseUrl(embedded.url('postgres'), 'bench')
    const key = await prepare(url, folder, values.scale)
    const open = openDatabase(url, { max: 2 })
    const server = await startServer(url, folder, key)
    try {
      const sample = await takeSample(open.pool, server)
      const all = figures(server, sample)
      return values.check ? await check(all, server, open.pool) : await measure(all, server, open.pool, values.scale)
    } finally {
      await server.close()
      await open.close()
    }
  } finally {
    await embedded.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** A set-up workspace with thirty sellers, the generated data and its search index; answers an API key. */
async function prepare(url: string, dataDir: string, scale: Scale): Promise<string> {
  const config = { ...readConfig({ DATABASE_URL: url }), dataDir }
  const ground = await openGround(config, pino({ level: 'error' }))
  try {
    const key = await ground.begin('bench', async ctx => {
      const { id } = await setUp(ctx, { company: 'Bench', name: 'Ada', email: 'ada@bench.example', password: randomUUID() })
      const sellers = []
      for (let index = 0; index < 30; index++)
        sellers.push((await createUser(ctx, { name: `Seller ${index}`, email: `s${index}@bench.example`, role: 'sales' })).id)
      await ctx.tx.updateTable('territory').set({ members: sellers }).execute()
      return (await createApiKey(ctx, { name: 'bench', scopes: ['all'], user_id: id })).key
    })
    await generate(ground.pool, scale, say)
    const start = performance.now()
    await ground.begin('bench', ctx => rebuildSearch(ctx))
    await ground.pool.query('vacuum (analyze) search_token')
    say(`${'search'.padEnd(14)}${((performance.now() - start) / 1_000).toFixed(1)} s`)
    return key
  } finally {
    await ground.close()
  }
}

async function takeSample(pool: pg.Pool, server: BenchServer): Promise<Sample> {
  const { rows: leads } = await pool.query(`select id, name, company from lead order by md5(id::text) limit 200`)
  const { rows: owners } = await pool.query<{ id: string }>(
    `select owner_id as id from lead where owner_id is not null group by 1 order by count(*) desc limit 12`,
  )
  const { rows: heavy } = await pool.query<{ id: string }>(
    'select account_id as id from activity group by 1 order by count(*) desc limit 1',
  )
  let cursor = ''
  let last: { id: string; created_at: string } = { id: '', created_at: '' }
  for (let pageNumber = 0; pageNumber < 20; pageNumber++) {
    const page = await server.call('POST', '/leads/query', {
      limit: 200,
      sort: [{ field: 'created_at', direction: 'desc' }],
      fields: ['created_at'],
      ...(cursor ? { cursor } : {}),
    })
    cursor = String(page.next_cursor)
    last = (page.data as (typeof last)[]).at(-1) ?? last
  }
  return { leads, owners: owners.map(row => row.id), heavyAccount: heavy[0]?.id ?? '', deep: { cursor, ...last } }
}

/** Plans and processor time: what does not depend on what else the machine does. */
async function check(all: Figure[], server: BenchServer, pool: pg.Pool): Promise<number> {
  const sizes = await tableSizes(pool)
  let failed = 0
  // What a process does once, when it has just started, is nobody's figure.
  for (let turn = 0; turn < 60; turn++) await all[0]?.app(turn)
  for (const figure of all) {
    const turns = figure.label.includes('(60)') ? 60 : 16
    const statements = await server.statementsOf(async () => {
      for (let turn = 0; turn < turns; turn++) await figure.app(turn)
    })
    const falls = await sequentialScans(pool, statements, sizes)
    const before = (await server.cpu()).cpu
    const requests = 40
    for (let turn = 0; turn < requests; turn++) await figure.app(1_000 + turn)
    const each = ((await server.cpu()).cpu - before) / requests
    const slow = each > figure.cpuBudget
    if (falls.length > 0 || slow) failed++
    say(
      `${falls.length > 0 || slow ? 'FAILED' : 'ok    '} ${figure.label.padEnd(42)} ${String(statements.length).padStart(4)} statements  ${each.toFixed(1).padStart(6)} ms of processor a request (budget ${figure.cpuBudget})`,
    )
    for (const fall of new Map(falls.map(one => [one.statement, one])).values())
      say(`       reads all of ${fall.table} (${fall.path}) for ${fall.values}: ${fall.statement}`)
    if (slow) say(`       needs ${each.toFixed(1)} ms of processor time a request; the budget is ${figure.cpuBudget} ms`)
  }
  say(`${all.length - failed} passed, ${failed} failed`)
  return failed > 0 ? 1 : 0
}

const at = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1)

/** Turn by turn the program and the floor, so that both meet the same noise. */
async function measure(all: Figure[], server: BenchServer, pool: pg.Pool, scale: Scale): Promise<number> {
  const lines = [
    `# Measured promises\n\n${scales[scale].toLocaleString('en')} leads, ${(scales[scale] * 10).toLocaleString('en')} activities (\`npm run bench -- --scale ${scale}\`). Wall time in milliseconds of one client: the program over HTTP (API key, permissions, JSON) beside the least SQL for the same on the same data, interleaved in one run.\n\nMachine: ${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()} ${os.arch()}, Node ${process.versions.node}. Load before: ${os.loadavg()[0]?.toFixed(1)}.\n`,
    '| figure | program p50 | p95 | SQL floor p50 | p95 | processor a request |',
    '|---|---|---|---|---|---|',
  ]
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
    const before = (await server.cpu()).cpu
    const turns = 120
    for (let turn = 20; turn < 20 + turns; turn++) {
      await timed(app, () => figure.app(turn))
      await timed(floor, () => floorOf(turn))
    }
    const each = ((await server.cpu()).cpu - before) / turns
    for (const list of [app, floor]) list.sort((a, b) => a - b)
    const line = `| ${figure.label} | ${ms(at(app, 0.5))} | ${ms(at(app, 0.95))} | ${ms(at(floor, 0.5))} | ${ms(at(floor, 0.95))} | ${ms(each)} |`
    lines.push(line)
    say(line)
  }
  const { rss } = await server.cpu()
  lines.push('', `Memory of the program's process after it: ${Math.round(rss / 2 ** 20)} MB.`, '')
  fs.writeFileSync(path.join(root, 'bench', 'results.md'), lines.join('\n'))
  return 0
}

process.exitCode = await main()
