import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { StartError } from '../start_error.ts'

interface Migration {
  name: string
  sha256: string
  sql: string
}

/** Any constant will do: all processes of this program must agree on it. */
const LOCK = 4_837_264_519
const OLDEST_SERVER = 15

/**
 * Applies what is pending, in the order of the names, each file in its own transaction together with its row in
 * `migration` (H5). Several processes may race: one lock lets each file be applied once. Returns what this call applied.
 * Whatever stops it leaves the database as it was after the last whole file, and says why in a StartError.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const files = readMigrations(folder)
  await refuseOldServer(pool)
  const client = await pool.connect()
  const applied: string[] = []
  try {
    for (;;) {
      const name = await applyNext(client, files)
      if (name === null) return applied
      applied.push(name)
    }
  } finally {
    client.release()
  }
}

/** What `migrate` would apply now, for `doctor`; throws the same StartErrors. */
export async function pendingMigrations(pool: pg.Pool, folder: string): Promise<string[]> {
  const files = readMigrations(folder)
  await refuseOldServer(pool)
  const exists = await pool.query(`select to_regclass('migration') is not null as yes`)
  const rows: unknown[] = exists.rows[0]?.yes ? (await pool.query('select name, sha256 from migration')).rows : []
  return pendingOf(files, rows).map(file => file.name)
}

function readMigrations(folder: string): Migration[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  return names
    .filter(name => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map(name => {
      // A checkout with Windows line ends is the same migration.
      const sql = fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n')
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    })
}

async function applyNext(client: pg.PoolClient, files: Migration[]): Promise<string | null> {
  await client.query('begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
  try {
    await client.query(`select pg_advisory_xact_lock(${LOCK})`)
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const [next] = pendingOf(files, (await client.query('select name, sha256 from migration')).rows)
    if (next) {
      await runFile(client, next)
      await client.query('insert into migration (name, sha256) values ($1, $2)', [next.name, next.sha256])
    }
    await client.query('commit')
    return next?.name ?? null
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function runFile(client: pg.PoolClient, file: Migration): Promise<void> {
  try {
    await client.query(file.sql)
  } catch (error) {
    const position = error instanceof pg.DatabaseError ? Number(error.position ?? 0) : 0
    const line = position > 0 ? ` (line ${file.sql.slice(0, position).split('\n').length})` : ''
    const why = error instanceof Error ? error.message : String(error)
    throw new StartError(
      `The upgrade stopped at ${file.name}${line}: ${why}. Nothing of that step was kept; the database is as it was before it. ` +
        'Start the previous version to go on working, and report this.',
      { cause: error },
    )
  }
}

function pendingOf(files: Migration[], rows: unknown[]): Migration[] {
  const known = new Map(files.map(file => [file.name, file]))
  const done = new Set<string>()
  for (const { name, sha256 } of rows.map(asRow)) {
    const file = known.get(name)
    if (!file)
      throw new StartError(
        `The database is newer than this program: it has ${name}, which this version does not know. Start the newer version, or restore a backup made by this one.`,
      )
    if (file.sha256 !== sha256)
      throw new StartError(
        `The file ${name} is not the one that was applied to this database: an applied migration must not be changed. Put the original back and write a new one.`,
      )
    done.add(name)
  }
  return files.filter(file => !done.has(file.name))
}

function asRow(row: unknown): { name: string; sha256: string } {
  if (row && typeof row === 'object' && 'name' in row && 'sha256' in row) return { name: String(row.name), sha256: String(row.sha256) }
  throw new TypeError('unexpected row in migration')
}

async function refuseOldServer(pool: pg.Pool): Promise<void> {
  const { version } = await serverFeatures(pool)
  if (version < OLDEST_SERVER) throw new StartError(`PostgreSQL ${OLDEST_SERVER} or newer is needed; this server is ${version}.`)
}

export interface ServerFeatures {
  /** Major version. */
  version: number
  /** `RETURNING old.x, new.x`, from PostgreSQL 18. */
  hasReturningOld: boolean
}

/** Asked once at start; each statement that wants something newer than PostgreSQL 15 has one twin for older servers. */
export async function serverFeatures(pool: pg.Pool): Promise<ServerFeatures> {
  const result = await pool.query(`select current_setting('server_version_num')::int / 10000 as version`)
  const version = Number(result.rows[0]?.version)
  return { version, hasReturningOld: version >= 18 }
}
