import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import {
  accountOf,
  activities,
  activityOf,
  changes,
  contactOf,
  emailOf,
  leadOf,
  opportunityOf,
  stageEntryOf,
  taskOf,
  type World,
} from './world.ts'

export const scales = { small: 10_000, '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const
export type Scale = keyof typeof scales

const filled = [
  'account',
  'contact',
  'contact_recency',
  'lead',
  'lead_recency',
  'opportunity',
  'opportunity_stage_entry',
  'pool_stay',
  'task',
  'activity',
  'change_log',
]

/**
 * Fills the tables by COPY with N leads and contacts, N/4 accounts, N/2 opportunities, 10 N activities over four years, their tasks and
 * change log. The rows are made in this process from a fixed seed (world.ts): the same on every machine. Indexes are made afterwards.
 */
export async function generate(pool: pg.Pool, world: World, say: (line: string) => void): Promise<void> {
  const { n } = world
  const client = await pool.connect()
  const timed = async (label: string, work: () => Promise<unknown>) => {
    const start = performance.now()
    await work()
    say(`${label.padEnd(16)}${((performance.now() - start) / 1_000).toFixed(1)} s`)
  }
  const fill = (table: string, count: number, row: (index: number) => Row) => timed(table, () => copy(client, table, count, row))
  try {
    await client.query(`set statement_timeout = 0; set synchronous_commit = off; set maintenance_work_mem = '1GB'`)
    await client.query('select ensure_partitions($1::date, $2::date)', [new Date(world.start), new Date(world.end + 40 * 86_400_000)])
    const indexes = await dropIndexes(client)
    await fill('account', n / 4, index => accountOf(world, index))
    await fill('account_domain', n / 4, index => {
      const { id, domain } = accountOf(world, index)
      return { domain, account_id: id }
    })
    await fill('contact', n, index => contactOf(world, index))
    await fill('contact_email', n, index => ({ email: emailOf(world, index), contact_id: contactOf(world, index).id }))
    await fill('lead', n, index => leadOf(world, index))
    await fill('opportunity', n / 2, index => opportunityOf(world, index))
    await fill('opportunity_stage_entry', n, index => stageEntryOf(world, index))
    await timed('pool_stay', () =>
      client.query(`insert into pool_stay (lead_id, entered_at, why, left_at, outcome)
        select id, created_at, 'unassigned', case when status in ('converted', 'unqualified') then updated_at end,
          case when status in ('converted', 'unqualified') then status end from lead where pooled_at is not null`),
    )
    await fill('task', n * 0.3, index => taskOf(world, index))
    await fill('activity', activities(world), index => activityOf(world, index))
    for (const { table, count, row } of changes(world)) await fill(`change_log`, count, index => ({ ...row(index), object: table }))
    await timed('indexes', async () => {
      for (const index of indexes) await client.query(index)
    })
    // Whoever starts next begins at the end of the log, with nothing to do: scores of generated leads stay as they are.
    await client.query('delete from consumer; delete from graphile_worker._private_jobs')
    await timed('vacuum', () => client.query('vacuum (analyze)'))
  } finally {
    client.release(true)
  }
}

type Cell = string | number | boolean | null
export type Row = Readonly<Record<string, Cell>>

const dangerous = /[\\\n\r\t]/
const escaped: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const cell = (value: Cell | undefined): string =>
  value === null || value === undefined
    ? '\\N'
    : typeof value === 'string' && dangerous.test(value)
      ? value.replaceAll(/[\\\n\r\t]/g, letter => escaped[letter] ?? letter)
      : String(value)

async function copy(client: pg.PoolClient, table: string, count: number, row: (index: number) => Row): Promise<void> {
  const columns = Object.keys(row(0))
  function* chunks() {
    for (let from = 0; from < count; from += 500) {
      let text = ''
      for (let index = from; index < Math.min(count, from + 500); index++) {
        const values = row(index)
        for (let at = 0; at < columns.length; at++) text += (at === 0 ? '' : '\t') + cell(values[columns[at] ?? ''])
        text += '\n'
      }
      yield text
    }
  }
  const into = client.query(copyFrom(`copy ${table} (${columns.map(name => `"${name}"`).join(', ')}) from stdin`))
  await pipeline(chunks, new PassThrough(), into)
}

/** Drops what an index per row would cost and answers how to make them again: those of the filled tables, keys aside. */
async function dropIndexes(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i
     where i.indrelid = any($1::regclass[]) and not i.indisprimary order by i.indrelid::regclass::text, i.indexrelid`,
    [filled],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  // Of a partitioned table's index, its partitions' ones too.
  return rows.map(row => row.made.replace(' ON ONLY ', ' ON '))
}
