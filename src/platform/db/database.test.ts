import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../testing/database.ts'
import { inTransaction } from './database.ts'
import { DYNAMIC } from './named_statements.ts'

declare module './database.ts' {
  interface Database {
    database_test: { id: number; name: string }
  }
}

const base = useDatabase({ max: 4 })

beforeAll(async () => {
  await base.pool.query('create table database_test (id int primary key, name text not null)')
  await base.pool.query(`insert into database_test values (1, 'one'), (2, 'two')`)
})

const preparedTexts = (connection: typeof base.db): Promise<string[]> =>
  sql<{ statement: string }>`select statement from pg_prepared_statements`
    .execute(connection)
    .then(result => result.rows.map(row => row.statement))

describe('openDatabase', () => {
  test('reads dates and numerics as text, counts as numbers, moments as Date', async () => {
    const result = await base.pool.query(
      `select date '2026-03-01' as d, array[date '2026-03-01'] as ds, 1.10::numeric as n, 7::int8 as i, array[7::int8] as "is", timestamptz '2026-03-01T10:00Z' as t`,
    )
    expect(result.rows[0]).toEqual({ d: '2026-03-01', ds: ['2026-03-01'], n: '1.10', i: 7, is: [7], t: new Date('2026-03-01T10:00Z') })
  })

  test('each session has the settings of the house', async () => {
    const result = await base.pool.query(
      `select current_setting('timezone') as tz, current_setting('statement_timeout') as st, current_setting('idle_in_transaction_session_timeout') as it, current_setting('application_name') as an`,
    )
    expect(result.rows[0]).toEqual({ tz: 'UTC', st: '1min', it: '1min', an: 'hedgerow' })
  })

  test('names statements with parameters, never dynamic ones', async () => {
    await base.db.connection().execute(async one => {
      for (let i = 0; i < 3; i++) await one.selectFrom('database_test').select('name').where('id', '=', 1).execute()
      await sql`${sql.raw(DYNAMIC)} select name from database_test where id = ${1}`.execute(one)
      expect(await preparedTexts(one)).toEqual(['select "name" from "database_test" where "id" = $1'])
    })
  })

  test('keeps at most 500 names a connection', async () => {
    await base.db.connection().execute(async one => {
      for (let i = 0; i < 520; i++) await sql`select ${i}::int as ${sql.ref(`c${i}`)}`.execute(one)
      const names = await preparedTexts(one)
      expect(names.length).toBe(500)
      expect(names).toContain('select $1::int as "c519"')
    })
  })

  test('a column added under a prepared statement is no error, alone or in a transaction', async () => {
    const read = (): Promise<object[]> => base.db.selectFrom('database_test').selectAll().where('id', '=', 1).execute()
    await Promise.all([read(), read(), read(), read()])
    await base.pool.query('alter table database_test add column cf_a int')
    expect(await Promise.all([read(), read(), read(), read()])).toEqual(Array(4).fill([{ id: 1, name: 'one', cf_a: null }]))
    await base.pool.query('alter table database_test add column cf_b int')
    const rows = await inTransaction(base.db, tx => tx.selectFrom('database_test').selectAll().where('id', '=', 1).execute())
    expect(rows).toEqual([{ id: 1, name: 'one', cf_a: null, cf_b: null }])
  })
})

describe('inTransaction', () => {
  test('repeats the loser of a deadlock', async () => {
    let attempts = 0
    const both = (first: number, second: number): Promise<void> =>
      inTransaction(base.db, async tx => {
        attempts++
        await tx.updateTable('database_test').set({ name: 'x' }).where('id', '=', first).execute()
        await sql`select pg_sleep(0.1)`.execute(tx)
        await tx.updateTable('database_test').set({ name: 'x' }).where('id', '=', second).execute()
      })
    await Promise.all([both(1, 2), both(2, 1)])
    expect(attempts).toBeGreaterThan(2)
  })

  test('rolls back and passes on any other error', async () => {
    const failing = inTransaction(base.db, async tx => {
      await tx.deleteFrom('database_test').execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await base.db.selectFrom('database_test').select('id').execute()).toHaveLength(2)
  })
})

test('inRollback leaves nothing', async () => {
  await base.inRollback(async tx => {
    await tx.insertInto('database_test').values({ id: 3, name: 'three' }).execute()
  })
  expect(await base.db.selectFrom('database_test').select('id').execute()).toHaveLength(2)
})
