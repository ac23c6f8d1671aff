import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import type { Database } from '../db/database.ts'

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Node[]
}

interface Reading {
  statement: string
  /** Pages that it looked at. */
  pages: number
  /** Tables that it read from end to end. */
  scanned: string[]
}

/** How the statements that some work sends read their tables: each is run once more, explained, and taken back. */
export async function readingsOf(pool: pg.Pool, work: (db: Kysely<Database>) => Promise<unknown>): Promise<Reading[]> {
  const sent: { sql: string; parameters: readonly unknown[] }[] = []
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log: ({ query }) => void sent.push(query) })
  await work(db)
  const readings: Reading[] = []
  const client = await pool.connect()
  try {
    for (const { sql: text, parameters } of sent) {
      if (!/^\s*(\/\*.*?\*\/)?\s*\(*\s*(select|with|update|delete)\b/i.test(text)) continue
      await client.query('begin')
      const { rows } = await client.query(`/*dynamic*/ explain (analyze, buffers, format json) ${text}`, [...parameters])
      await client.query('rollback')
      const plan: Node = rows[0]['QUERY PLAN'][0].Plan
      readings.push({
        statement: text.replaceAll(/\s+/g, ' ').slice(0, 300),
        pages: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
        scanned: [...nodes(plan)].flatMap(node =>
          node['Node Type'] === 'Seq Scan' && node['Relation Name'] ? [node['Relation Name']] : [],
        ),
      })
    }
  } finally {
    client.release()
  }
  return readings
}

function* nodes(node: Node): Generator<Node> {
  yield node
  for (const inner of node.Plans ?? []) yield* nodes(inner)
}

/**
 * Tables as they are once the program has left them alone for a while: counted, and known to be visible to all, without which nothing
 * is read from an index alone. A test database writes its log late, and knows of no commit before; so it is asked again.
 */
export async function settle(db: Kysely<Database>, tables: readonly string[]): Promise<void> {
  for (const table of tables)
    for (;;) {
      await sql`vacuum analyze ${sql.table(table)}`.execute(db)
      const { rows } = await sql`select 1 from pg_class where oid = ${table}::regclass and relallvisible < relpages`.execute(db)
      if (rows.length === 0) break
      await pause(50)
    }
}
