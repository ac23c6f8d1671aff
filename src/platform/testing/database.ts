import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Database, type OpenDatabase, openDatabase, type Tx } from '../db/database.ts'
import { databaseUrl, onServer } from '../db/on_server.ts'

/** A database of this test file's own. Its properties may be read inside tests and hooks only. */
export interface TestDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  readonly url: string
  /** Runs `work` in a transaction that is rolled back: what it writes is gone for the next test. */
  inRollback: (work: (tx: Tx) => Promise<void>) => Promise<void>
}

/** Call once at the top of a test file: clones the migrated template before the first test, drops it after the last. */
export function useDatabase(options: { max?: number } = {}): TestDatabase {
  const { url: adminUrl, template } = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = databaseUrl(adminUrl, name)
  let open: OpenDatabase | undefined
  const opened = (): OpenDatabase => {
    if (!open) throw new Error('useDatabase(): read db, pool and url inside a test or a hook')
    return open
  }
  beforeAll(async () => {
    await onServer(adminUrl, `create database ${name} template ${template} strategy file_copy`)
    open = openDatabase(url, { max: options.max ?? 10 })
  })
  afterAll(async () => {
    await open?.close()
    await onServer(adminUrl, `drop database if exists ${name} with (force)`)
  })
  return {
    get db() {
      return opened().db
    },
    get pool() {
      return opened().pool
    },
    url,
    inRollback: async work => {
      const rollback = new Error('rolled back')
      await opened()
        .db.transaction()
        .execute(async tx => {
          await work(tx)
          throw rollback
        })
        .catch(error => {
          if (error !== rollback) throw error
        })
    },
  }
}
