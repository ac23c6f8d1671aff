import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import zlib from 'node:zlib'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../db/migrate.ts'
import { StartError } from '../start_error.ts'
import { jobsTable, quoted } from './backup_tables.ts'
import { damaged, type Frame, framesOf } from './container.ts'
import { type BackupHead, backupFormat, type TableEnd } from './write_backup.ts'

export interface RestoreOptions {
  file: string
  /** Folder of this program's migrations. */
  migrations: string
  /** Brings the job queue's own tables up. */
  prepareJobs: () => Promise<void>
  onTable?: (name: string, rows: number) => void
}

export interface Restored {
  head: BackupHead
  tables: TableEnd[]
}

/**
 * Restores a backup into an empty installation, on any PostgreSQL (H5): the tables as the backup's version had them, its custom
 * columns, all rows in one transaction, every count and checksum compared; then what is newer in this program.
 */
export async function restoreBackup(pool: pg.Pool, options: RestoreOptions): Promise<Restored> {
  if (!fs.existsSync(options.file)) throw new StartError(`There is no file ${options.file}.`)
  await refuseUsed(pool)
  const frames = framesOf(unzipped(options.file))
  const head = readHead((await frames.next()).value)
  await migrateAsThen(pool, head, options.migrations)
  await options.prepareJobs()
  const client = await pool.connect()
  try {
    await client.query('begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
    await client.query('delete from consumer; delete from schedule_run')
    await addColumns(client, head)
    const tables = await restoreTables(client, frames, options)
    for (const index of head.added.indexes) await client.query(index)
    await client.query(`select setval('change_log_seq', (select coalesce(max(seq), 0) + 1 from change_log), false)`)
    await client.query('commit')
    client.release()
    await migrate(pool, options.migrations)
    await pool.query('analyze')
    return { head, tables }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    client.release(true)
    throw error
  }
}

/** Nothing is ever restored over something. */
async function refuseUsed(pool: pg.Pool): Promise<void> {
  const known = await pool.query<{ yes: boolean }>(`select to_regclass('public."user"') is not null as yes`)
  if (!known.rows[0]?.yes) return
  const used = await pool.query<{ yes: boolean }>(`select exists (select 1 from "user") or exists (select 1 from change_log) as yes`)
  if (used.rows[0]?.yes)
    throw new StartError('This installation is not empty. Restore into a new one: another DATA_DIR, or another database in DATABASE_URL.')
}

async function* unzipped(file: string): AsyncGenerator<Buffer> {
  const gunzip = zlib.createGunzip()
  const bytes = fs.createReadStream(file).on('error', error => gunzip.destroy(error))
  bytes.pipe(gunzip)
  try {
    for await (const chunk of gunzip) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof Error && error.message === 'incorrect header check') throw new StartError('This is no backup of Hedgerow.')
    throw code.startsWith('Z_') ? damaged('it cannot be unpacked to its end') : error
  } finally {
    bytes.destroy()
  }
}

function readHead(first: Frame | undefined): BackupHead {
  if (first?.kind !== 'H') throw damaged('it has no beginning')
  const head: BackupHead = JSON.parse(first.content.toString())
  if (head.format > backupFormat)
    throw new StartError(
      `This backup was made by a newer version of Hedgerow (${head.program}). Restore it with that version or a later one.`,
    )
  for (const { table, column, shape } of head.added.columns)
    if (!/^\w+$/.test(table) || !/^cf_\w+$/.test(column) || /;|--|\/\*/.test(shape)) throw damaged('a custom field has an impossible name')
  for (const index of head.added.indexes) if (!/^CREATE (UNIQUE )?INDEX \S+ ON [^;]+$/.test(index)) throw damaged('an index cannot be read')
  return head
}

/** First the tables of the version that made the backup: what is newer then changes the rows as an upgrade would. */
async function migrateAsThen(pool: pg.Pool, head: BackupHead, folder: string): Promise<void> {
  const unknown = head.migrations.find(one => !fs.existsSync(path.join(folder, one.name)))
  if (unknown)
    throw new StartError(
      `This backup was made by a newer version of Hedgerow (it has ${unknown.name}). Restore it with that version or a later one.`,
    )
  const then = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-migrations-'))
  try {
    for (const { name, sha256 } of head.migrations) {
      const text = fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n')
      if (createHash('sha256').update(text).digest('hex') !== sha256)
        throw new StartError(`The migration ${name} of this program is not the one the backup was made with.`)
      fs.writeFileSync(path.join(then, name), text)
    }
    await migrate(pool, then)
  } catch (error) {
    if (error instanceof StartError && error.message.startsWith('The database is newer'))
      throw new StartError('This database was prepared by a newer version than the backup. Restore into a new, empty one.', {
        cause: error,
      })
    throw error
  } finally {
    fs.rmSync(then, { recursive: true })
  }
}

async function addColumns(client: pg.PoolClient, head: BackupHead): Promise<void> {
  for (const { table, column, shape } of head.added.columns) await client.query(`alter table "${table}" add column "${column}" ${shape}`)
  if (head.months) await client.query('select ensure_partitions($1::date, $2::date)', [head.months.first, head.months.last])
}

async function restoreTables(client: pg.PoolClient, frames: AsyncGenerator<Frame>, options: RestoreOptions): Promise<TableEnd[]> {
  const tables: TableEnd[] = []
  for await (const { kind, content } of frames) {
    if (kind === 'Z') {
      if (Number(JSON.parse(content.toString()).tables) !== tables.length) throw damaged('tables are missing')
      return tables
    }
    if (kind !== 'T') throw damaged('its parts are out of order')
    const { name, columns }: { name: string; columns: string[] } = JSON.parse(content.toString())
    const end = await restoreTable(client, frames, name, columns)
    options.onTable?.(end.name, end.rows)
    tables.push(end)
  }
  throw damaged('it ends in the middle')
}

async function restoreTable(client: pg.PoolClient, frames: AsyncGenerator<Frame>, name: string, columns: string[]): Promise<TableEnd> {
  const isJobs = name === jobsTable.name
  const target = isJobs ? 'restored_jobs' : name
  if (isJobs)
    await client.query(
      'create temp table restored_jobs (task text, payload json, queue text, run_at timestamptz, max_attempts int, key text, priority int) on commit drop',
    )
  const hash = createHash('sha256')
  let end: TableEnd | null = null
  // Taken one by one: leaving a for-await early would close the frames for the tables after this one.
  async function* rows() {
    for (;;) {
      const next = await frames.next()
      if (next.done) throw damaged('it ends in the middle')
      if (next.value.kind === 'E') {
        end = JSON.parse(next.value.content.toString())
        return
      }
      if (next.value.kind !== 'D') throw damaged('its parts are out of order')
      hash.update(next.value.content)
      yield next.value.content
    }
  }
  await pipeline(Readable.from(rows(), { objectMode: false }), client.query(copyFrom(`copy "${target}" (${quoted(columns)}) from stdin`)))
  const promised = end as TableEnd | null
  if (!promised || promised.name !== name || promised.sha256 !== hash.digest('hex'))
    throw damaged(`the rows of ${name} are not what was written`)
  const counted = await client.query<{ n: number }>(`select count(*) as n from "${target}"`)
  if (counted.rows[0]?.n !== promised.rows) throw damaged(`${name} has ${counted.rows[0]?.n} rows instead of ${promised.rows}`)
  if (isJobs)
    await client.query(`select graphile_worker.add_job(task, payload, queue, run_at, max_attempts, key, priority) from restored_jobs`)
  return promised
}
