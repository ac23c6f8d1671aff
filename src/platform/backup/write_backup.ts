import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { StartError } from '../start_error.ts'
import { type AddedColumn, addedColumns, type BackupTable, jobsTable, partitionedMonths, quoted, tablesOf } from './backup_tables.ts'
import { frame, opening } from './container.ts'

export const backupFormat = 1

export interface BackupHead {
  format: number
  program: string
  made_at: string
  migrations: { name: string; sha256: string }[]
  months: { first: string; last: string } | null
  added: { columns: AddedColumn[]; indexes: string[] }
  /** Only on request: with it the file opens what is sealed. */
  secret_key?: string
}
export interface TableEnd {
  name: string
  rows: number
  sha256: string
}

export interface BackupOptions {
  file: string
  program: string
  now: Date
  secretKey?: string
  onTable?: (name: string, done: number, total: number) => void
}

/**
 * Writes every table into one file, in one snapshot, while the program is in use (H5). Rows stream from COPY through gzip, so
 * memory stays the same whatever the size. The file appears under its name only when it is whole.
 */
export async function writeBackup(pool: pg.Pool, options: BackupOptions): Promise<TableEnd[]> {
  if (fs.existsSync(options.file)) throw new StartError(`${options.file} exists already; it was left as it is.`)
  const half = `${options.file}.${process.pid}.half`
  const client = await pool.connect()
  const ends: TableEnd[] = []
  try {
    await client.query(
      'begin isolation level repeatable read, read only; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
    )
    const bytes = Readable.from(contentOf(client, options, ends), { objectMode: false })
    await pipeline(bytes, zlib.createGzip({ level: 6 }), fs.createWriteStream(half, { mode: 0o600 }))
    await client.query('commit')
    client.release()
    fs.renameSync(half, options.file)
    return ends
  } catch (error) {
    client.release(true)
    fs.rmSync(half, { force: true })
    throw error
  }
}

async function* contentOf(client: pg.PoolClient, options: BackupOptions, ends: TableEnd[]): AsyncGenerator<Buffer> {
  yield opening
  const { rows: found } = await client.query<{ known: boolean }>(`select to_regclass('public.migration') is not null as known`)
  if (!found[0]?.known) throw new StartError('There is nothing to back up: this database has never been used by Hedgerow.')
  const migrations = await client.query<{ name: string; sha256: string }>('select name, sha256 from migration order by name')
  const head: BackupHead = {
    format: backupFormat,
    program: options.program,
    made_at: options.now.toISOString(),
    migrations: migrations.rows,
    months: await partitionedMonths(client),
    added: await addedColumns(client),
    ...(options.secretKey ? { secret_key: options.secretKey } : {}),
  }
  yield frame('H', head)
  const tables = [...(await tablesOf(client)), jobsTable]
  for (const [index, table] of tables.entries()) {
    options.onTable?.(table.name, index, tables.length)
    yield* tableFrames(client, table, ends)
  }
  yield frame('Z', { tables: ends.length })
}

async function* tableFrames(client: pg.PoolClient, table: BackupTable, ends: TableEnd[]): AsyncGenerator<Buffer> {
  yield frame('T', { name: table.name, columns: table.columns })
  const hash = createHash('sha256')
  // By name, so that the order of columns in the file is the one that is written down beside them.
  const copy = client.query(copyTo(`copy (select ${quoted(table.columns)} from (${table.select}) rows) to stdout`))
  for await (const chunk of copy) {
    if (!Buffer.isBuffer(chunk)) continue
    hash.update(chunk)
    yield frame('D', chunk)
  }
  const end = { name: table.name, rows: copy.rowCount, sha256: hash.digest('hex') }
  ends.push(end)
  yield frame('E', end)
}
