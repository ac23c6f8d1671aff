import type pg from 'pg'
import type { Statement } from './probe.ts'

const big = /^(lead|contact|account|opportunity|activity(_\w+)?|change_log(_\w+)?|search_token)$/
/** A capped count stops after this many rows: it may walk the table when so many are found at once. */
const cap = 1_001

/** On a table of this size reading it whole may truly be cheaper than an index that would do; then the index must exist. */
const smallTable = 50_000

interface Node {
  'Index Cond'?: string
  'Recheck Cond'?: string
  'Node Type': string
  'Relation Name'?: string
  'Plan Rows'?: number
  Plans?: Node[]
}

export interface Fall {
  table: string
  /** The way from the top of the plan down to the scan. */
  path: string
  values: string
  statement: string
}

/** Which of the statements read a big table from end to end, by the plans that PostgreSQL makes for exactly these values. */
export async function sequentialScans(pool: pg.Pool, statements: readonly Statement[], rows: ReadonlyMap<string, number>): Promise<Fall[]> {
  const falls: Fall[] = []
  for (const { text, values } of statements) {
    if (!/^\s*(\/\*.*?\*\/\s*)?(select|with)\b/i.test(text) || /for update|graphile_worker|add_job|pg_notify/i.test(text)) continue
    const { rows: explained } = await pool.query(`/*dynamic*/ explain (format json) ${text}`, values)
    const plan: Node = explained[0]['QUERY PLAN'][0].Plan
    const capped = /select count\(\*\)( as n)? from \(select 1/.test(text)
    for (const { table, found, path } of scans(plan, '')) {
      if (!big.test(table) || (rows.get(table) ?? 0) < 2_000) continue
      if (capped && found >= cap) continue
      if ((rows.get(table) ?? 0) < smallTable && (await hasIndexedWay(pool, text, values, table))) continue
      falls.push({ table, path, values: JSON.stringify(values).slice(0, 200), statement: shorter(text) })
    }
  }
  return falls
}

/** Whether an index narrows the statement's rows (not merely walks them in another order) once reading all is forbidden. */
async function hasIndexedWay(pool: pg.Pool, text: string, values: unknown[], table: string): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('begin; set local enable_seqscan = off')
    const { rows } = await client.query(`/*dynamic*/ explain (format json) ${text}`, values)
    await client.query('rollback')
    return [...nodes(rows[0]['QUERY PLAN'][0].Plan)].some(
      node =>
        (node['Relation Name'] === table || node['Node Type'] === 'Bitmap Index Scan') &&
        Boolean(node['Index Cond'] ?? node['Recheck Cond']) &&
        !/\bid = /.test(node['Index Cond'] ?? ''),
    )
  } finally {
    client.release()
  }
}

function* nodes(node: Node): Generator<Node> {
  yield node
  for (const inner of node.Plans ?? []) yield* nodes(inner)
}

/** Long lists of columns say nothing. */
const shorter = (text: string) =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?:"t"\."\w+"(?: as "\w+")?, ){4,}/g, '… ')
    .slice(0, 600)

function* scans(node: Node, above: string): Generator<{ table: string; found: number; path: string }> {
  const path = `${above}${above ? ' > ' : ''}${node['Node Type']}`
  if (node['Node Type'] === 'Seq Scan' && node['Relation Name']) yield { table: node['Relation Name'], found: node['Plan Rows'] ?? 0, path }
  for (const inner of node.Plans ?? []) yield* scans(inner, path)
}

export async function tableSizes(pool: pg.Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ name: string; n: number }>(
    `select relname as name, reltuples::bigint as n from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  return new Map(rows.map(row => [row.name, row.n]))
}
