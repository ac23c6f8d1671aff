import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { runMigrations } from 'graphile-worker'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '../db/database.ts'
import { databaseUrl, onServer } from '../db/on_server.ts'
import { useDatabase } from '../testing/database.ts'
import { tablesOf } from './backup_tables.ts'
import { frame, opening } from './container.ts'
import { restoreBackup } from './restore_backup.ts'
import { writeBackup } from './write_backup.ts'

const source = useDatabase()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-backup-'))
const migrations = path.join(import.meta.dirname, '..', '..', '..', 'migrations')
const now = new Date('2026-11-20T10:00:00.000Z')
const file = (name: string) => path.join(folder, name)
const made: string[] = []

/** A database that nothing has touched, and the restore of a file into it. */
async function fresh() {
  const { url: adminUrl } = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(adminUrl, `create database ${name} template template0 encoding 'UTF8'`)
  made.push(name)
  const open = openDatabase(databaseUrl(adminUrl, name), { max: 2 })
  const restore = (from: string) =>
    restoreBackup(open.pool, { file: from, migrations, prepareJobs: () => runMigrations({ pgPool: open.pool }) })
  return { ...open, restore }
}

beforeAll(async () => {
  const { db } = source
  const user = randomUUID()
  await sql`insert into "user" (id, name, email, role, created_at, updated_at, version) values (${user}, 'Zoë "Z" O''Neil', 'z@example.com', 'admin', ${now}, ${now}, 1)`.execute(
    db,
  )
  await sql`alter table account add column cf_tier text`.execute(db)
  await sql`create index account_cf_tier_idx on account (cf_tier, id) where cf_tier is not null`.execute(db)
  await sql`insert into custom_field (object, name, kind, label) values ('account', 'tier', 'text', 'Tier')`.execute(db)
  await sql`insert into account (id, name, domain, cf_tier, created_at, updated_at, version)
    select gen_random_uuid(), E'Line\nbreak\tand \\\\ ' || n, n || '.example', case when n % 2 = 0 then 'gold' end, ${now}, ${now}, 1 from generate_series(1, 3000) n`.execute(
    db,
  )
  await sql`insert into activity (id, kind, occurred_at, title, detail, created_at, updated_at, version)
    select gen_random_uuid(), 'call', ${now}::timestamptz - n * interval '20 days', 'Call ' || n, jsonb_build_object('n', n), ${now}, ${now}, 1 from generate_series(1, 30) n`.execute(
    db,
  )
  for (const n of [1, 2, 3])
    await sql`insert into change_log (at, actor_kind, means, object, record_id, kind, changes) values (${now}, 'system', 'test', 'account', ${randomUUID()}, ${`account.${n}`}, '{}')`.execute(
      db,
    )
  await sql`insert into consumer (name, xid, seq, updated_at) select 'reader', xid, seq, ${now} from change_log order by xid, seq offset 1 limit 1`.execute(
    db,
  )
  await sql`insert into auth_account (id, user_id, provider_id, account_id) values (${randomUUID()}, ${user}, 'credential', 'z')`.execute(
    db,
  )
  await sql`insert into inbound_raw (inbound_id, content_type, content) values (${randomUUID()}, 'x', ${Buffer.from([0, 255, 10, 92])})`.execute(
    db,
  )
  await sql`select graphile_worker.add_job('process_inbound', '{"inbound_id":"x"}'::json, job_key := 'inbound:x', run_at := ${new Date('2030-01-01')})`.execute(
    db,
  )
})
afterEach(async () => {
  for (const name of made.splice(0)) await onServer(inject('postgres').url, `drop database if exists ${name} with (force)`)
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

const rowsOf = async (db: typeof source.db, table: string, columns: string[]) =>
  (
    await sql<{
      row: string
    }>`select r::text as row from (select ${sql.raw(columns.map(one => `"${one}"`).join(', '))} from ${sql.table(table)}) r order by 1`.execute(
      db,
    )
  ).rows

describe('backup and restore', () => {
  test('a restored database has the same rows in every table, goes on with consumers and jobs, and is not restored into twice', async () => {
    await writeBackup(source.pool, { file: file('whole'), program: '1.2.3', now })
    const target = await fresh()
    try {
      const { head, tables } = await target.restore(file('whole'))
      expect(head).toMatchObject({ format: 1, program: '1.2.3' })
      expect(head.secret_key).toBeUndefined()
      const client = await source.pool.connect()
      const all = await tablesOf(client)
      client.release()
      expect(tables.map(table => table.name)).toEqual([...all.map(table => table.name), 'graphile_worker.jobs'])
      for (const { name, columns } of all) {
        // Transaction ids belong to one server, so the log is numbered anew.
        const same = columns.filter(column => column !== 'xid' && column !== 'seq')
        expect(await rowsOf(target.db, name, same), name).toEqual(await rowsOf(source.db, name, same))
      }
      const unread = await sql<{
        kind: string
      }>`select l.kind from change_log l, consumer c where c.name = 'reader' and (l.xid, l.seq) > (c.xid, c.seq)`.execute(target.db)
      expect(unread.rows).toEqual([{ kind: 'account.3' }])
      const next = await sql<{ later: boolean }>`select nextval('change_log_seq') > (select max(seq) from change_log) as later`.execute(
        target.db,
      )
      expect(next.rows).toEqual([{ later: true }])
      const jobs = await sql<{ key: string; task: string }>`select key, task_identifier as task from graphile_worker.jobs`.execute(
        target.db,
      )
      expect(jobs.rows).toEqual([{ key: 'inbound:x', task: 'process_inbound' }])
      const index = await sql`select 1 from pg_indexes where indexname = 'account_cf_tier_idx'`.execute(target.db)
      expect(index.rows).toHaveLength(1)
      await expect(target.restore(file('whole'))).rejects.toThrow('This installation is not empty.')
    } finally {
      await target.close()
    }
  })

  test('the secret key is in it only when asked for, and an existing file is never overwritten', async () => {
    await writeBackup(source.pool, { file: file('secret'), program: '1', now, secretKey: 'the key' })
    expect(zlib.gunzipSync(fs.readFileSync(file('secret'))).includes('the key')).toBe(true)
    await expect(writeBackup(source.pool, { file: file('secret'), program: '1', now })).rejects.toThrow('exists already')
  })

  test('what is damaged, cut off, newer or no backup is refused in words, and leaves nothing behind', async () => {
    await writeBackup(source.pool, { file: file('good'), program: '1', now })
    const plain = zlib.gunzipSync(fs.readFileSync(file('good')))
    const bent = Buffer.from(plain)
    bent.write('Xine', bent.indexOf('Line'))
    fs.writeFileSync(file('bent'), zlib.gzipSync(bent))
    fs.writeFileSync(file('cut'), fs.readFileSync(file('good')).subarray(0, 5_000))
    fs.writeFileSync(file('short'), zlib.gzipSync(plain.subarray(0, -40)))
    fs.writeFileSync(file('text'), 'name,email\n')
    fs.writeFileSync(file('newer'), zlib.gzipSync(Buffer.concat([opening, frame('H', { format: 99, program: '9.0', migrations: [] })])))
    const target = await fresh()
    try {
      await expect(target.restore(file('bent'))).rejects.toThrow('the rows of account are not what was written')
      await expect(target.restore(file('cut'))).rejects.toThrow('The backup is damaged')
      await expect(target.restore(file('short'))).rejects.toThrow('The backup is damaged (it ends in the middle)')
      await expect(target.restore(file('text'))).rejects.toThrow('This is no backup of Hedgerow.')
      await expect(target.restore(file('newer'))).rejects.toThrow('made by a newer version of Hedgerow (9.0)')
      await expect(target.restore(file('none'))).rejects.toThrow('There is no file')
      expect((await sql`select 1 from account`.execute(target.db)).rows).toHaveLength(0)
      await target.restore(file('good'))
      expect((await sql`select 1 from account`.execute(target.db)).rows).toHaveLength(3000)
    } finally {
      await target.close()
    }
  })
})
