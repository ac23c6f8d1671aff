import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../testing/database.ts'
import { type OpenDatabase, openDatabase } from './database.ts'
import { migrate, pendingMigrations, serverFeatures } from './migrate.ts'
import { databaseUrl, onServer } from './on_server.ts'

const base = useDatabase()
let folder = ''
let open: OpenDatabase
let turn = 0

const write = (files: Record<string, string>): void => {
  for (const [name, sql] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), sql)
}
const tables = async (): Promise<string[]> =>
  (await open.pool.query(`select tablename from pg_tables where schemaname = 'public' order by 1`)).rows.map(row => row.tablename)

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-migrations-'))
  const name = `migrate_${process.pid}_${turn++}`
  await onServer(base.url, `create database ${name} template template0`)
  open = openDatabase(databaseUrl(base.url, name))
  return async () => {
    await open.close()
    await onServer(base.url, `drop database ${name} with (force)`)
  }
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

describe('migrate', () => {
  test('applies what is pending in order, once', async () => {
    write({ '0002_b.sql': 'create table b (a_id int references a)', '0001_a.sql': 'create table a (id int primary key);' })
    expect(await pendingMigrations(open.pool, folder)).toEqual(['0001_a.sql', '0002_b.sql'])
    expect(await migrate(open.pool, folder)).toEqual(['0001_a.sql', '0002_b.sql'])
    write({ '0003_c.sql': 'create table c ()' })
    expect(await migrate(open.pool, folder)).toEqual(['0003_c.sql'])
    expect(await migrate(open.pool, folder)).toEqual([])
    expect(await pendingMigrations(open.pool, folder)).toEqual([])
    expect(await tables()).toEqual(['a', 'b', 'c', 'migration'])
  })

  test('racing processes apply each file once between them', async () => {
    write(Object.fromEntries([1, 2, 3, 4].map(n => [`000${n}_t.sql`, `create table t${n} (); select pg_sleep(0.02)`])))
    const others = [1, 2, 3].map(() => openDatabase(open.pool.options.connectionString ?? '', { max: 1 }))
    const applied = await Promise.all([open, ...others].map(one => migrate(one.pool, folder)))
    await Promise.all(others.map(one => one.close()))
    expect(applied.flat().sort()).toEqual(['0001_t.sql', '0002_t.sql', '0003_t.sql', '0004_t.sql'])
  })

  test('a migration that fails leaves nothing of itself, keeps those before it, and says where', async () => {
    write({
      '0001_a.sql': 'create table a ()',
      '0002_bad.sql': 'create table half ();\n\ncreate table worse (x nonsense)',
      '0003_c.sql': 'create table c ()',
    })
    await expect(migrate(open.pool, folder)).rejects.toThrow(
      /stopped at 0002_bad\.sql \(line 3\): type "nonsense" does not exist\. Nothing of that step was kept/,
    )
    expect(await tables()).toEqual(['a', 'migration'])
    write({ '0002_bad.sql': 'create table better ()' })
    expect(await migrate(open.pool, folder)).toEqual(['0002_bad.sql', '0003_c.sql'])
  })

  test('refuses a changed file, but not one with other line ends', async () => {
    write({ '0001_a.sql': 'create table a ();\n' })
    await migrate(open.pool, folder)
    write({ '0001_a.sql': 'create table a ();\r\n' })
    expect(await migrate(open.pool, folder)).toEqual([])
    write({ '0001_a.sql': 'create table a (id int);\n' })
    await expect(migrate(open.pool, folder)).rejects.toThrow(/0001_a\.sql is not the one that was applied/)
    await expect(pendingMigrations(open.pool, folder)).rejects.toThrow(/is not the one/)
  })

  test('refuses a database that is newer than the program', async () => {
    write({ '0001_a.sql': 'create table a ()', '0002_b.sql': 'create table b ()' })
    await migrate(open.pool, folder)
    fs.rmSync(path.join(folder, '0002_b.sql'))
    await expect(migrate(open.pool, folder)).rejects.toThrow(/newer than this program: it has 0002_b\.sql/)
  })

  test('knows what the server can do', async () => {
    const { version, hasReturningOld } = await serverFeatures(open.pool)
    expect(version).toBeGreaterThanOrEqual(15)
    expect(hasReturningOld).toBe(version >= 18)
  })
})
