import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { isStalePlan, NamingClient } from './named_statements.ts'
import { valueTypes } from './value_types.ts'

/**
 * Every table by name. A module adds its own by declaration merging:
 * `declare module '../../platform/db/database.ts' { interface Database { lead: … } }`
 */
export interface Database {
  migration: { name: string; sha256: string; applied_at: Date }
}

export type Tx = Transaction<Database>

export interface OpenDatabase {
  db: Kysely<Database>
  pool: pg.Pool
  close: () => Promise<void>
}

interface Log {
  error: (detail: object, message: string) => void
}

/** Opens a pool on any PostgreSQL ≥ 15 (H5). Connections are made when first needed, so this never fails by itself. */
export function openDatabase(url: string, options: { max?: number; log?: Log } = {}): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    Client: NamingClient,
    max: options.max ?? 10,
    types: valueTypes,
    application_name: 'hedgerow',
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // JIT costs more than it gives on short queries; the embedded build has none.
    options: '-c timezone=UTC -c jit=off',
  })
  let closing = false
  // Only its words: the error of a driver carries the whole connection with it.
  const report = (error: Error): void => {
    if (!closing) options.log?.error({ reason: error.message }, 'A database connection was lost.')
  }
  // Without these a connection that breaks while idle, or between two queries of a transaction, would end the process.
  pool.on('error', report)
  pool.on('connect', client => client.on('error', report))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  const close = async (): Promise<void> => {
    closing = true
    await db.destroy()
    // Kysely leaves a pool alone that it has never used.
    if (!pool.ended) await pool.end()
  }
  return { db, pool, close }
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

/** One transaction (READ COMMITTED), tried up to three times more after a deadlock: `work` must be safe to repeat. */
export async function inTransaction<T>(db: Kysely<Database>, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let again = 3; ; again--) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (again === 0 || !mayRepeat(error)) throw error
    }
  }
}

function mayRepeat(error: unknown): boolean {
  if (isStalePlan(error)) return true
  return error instanceof pg.DatabaseError && (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK)
}
