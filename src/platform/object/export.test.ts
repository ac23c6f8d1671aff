import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { account } from '../../modules/accounts/account.object.ts'
import { contact } from '../../modules/contacts/contact.object.ts'
import type { Context } from '../context.ts'
import { commit, testContext } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { exportRecords } from './export.ts'
import { insertRecords } from './write.ts'

const base = useDatabase()
let ctx: Context

const names = [
  'plain',
  '=HYPERLINK("http://x")',
  '+1 (415) 555-2671',
  '+cmd',
  '-12.50',
  '-sum(1)',
  '@x',
  '\tx',
  '\rx',
  'a "quoted", one',
  'two\nlines',
  'Ünïcode — 漢字',
  '1,5',
  ' =x',
]
const numbers = [0, 0.1, 1e6, 123456789012345, 1e18, -2.5, null]

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [account, contact] })
  await commit(base.db, ctx, async one => {
    await insertRecords(
      one,
      'account',
      names.map((name, index) => ({
        name,
        annual_revenue: numbers[index % numbers.length],
        employees: index,
        mrr: index % 2 ? '-12.00' : null,
      })),
    )
    await insertRecords(one, 'contact', [{ name: 'Ada', emails: ['a@x.example', 'b@x.example'], do_not_contact: true }, { name: 'Bo' }])
  })
})

const exported = async (object: string, query: object): Promise<string> => {
  const as = { ...ctx, tx: base.db as Context['tx'] }
  const { body } = await exportRecords(as, ctx.registry.get(object), Buffer.from(JSON.stringify(query)).toString('base64url'))
  return body instanceof Readable ? text(body) : ''
}

/** What a cell must look like, said again in another language. */
function cell(value: unknown): string {
  if (value === null) return ''
  const plain = String(value)
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) && !/^[+-]?[\d.,]+$/.test(plain) && !/^\+[\d ()-]+$/.test(plain)
  const safe = isFormula ? `'${plain}` : plain
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

test('each cell is quoted where it must be and defused where a spreadsheet would run it', async () => {
  const { rows } = await sql<
    Record<string, unknown>
  >`select id, name, annual_revenue, employees, mrr from account order by employees`.execute(base.db)
  const expected = rows.map(row => `${['id', 'name', 'annual_revenue', 'employees', 'mrr'].map(name => cell(row[name])).join(',')}\r\n`)
  const file = await exported('account', {
    fields: ['name', 'annual_revenue', 'employees', 'mrr'],
    sort: [{ field: 'employees', direction: 'asc' }],
  })
  expect(file).toBe(`id,name,annual_revenue,employees,mrr\r\n${expected.join('')}`)
})

test('lists, yes and no, moments, and values before none', async () => {
  const file = await exported('contact', {
    fields: ['name', 'emails', 'do_not_contact', 'created_at'],
    sort: [{ field: 'name', direction: 'desc' }],
  })
  const moment = ctx.now.toISOString()
  expect(file.split('\r\n').map(line => line.replace(/^[0-9a-f-]{36},/, ''))).toEqual([
    'id,name,emails,do_not_contact,created_at',
    `Bo,,false,${moment}`,
    `Ada,a@x.example;b@x.example,true,${moment}`,
    '',
  ])
})

test('moments of every precision, at the ends of the calendar too', async () => {
  const moments = ['0001-01-01T00:00:00.000Z', '2026-03-29T00:59:59.999Z', '2026-11-20T10:00:00.100Z', '9999-12-31T23:59:59.999Z']
  await commit(base.db, ctx, one =>
    insertRecords(
      one,
      'account',
      moments.map(last_touched_at => ({ name: 'Moment', last_touched_at: new Date(last_touched_at) })),
    ),
  )
  const file = await exported('account', {
    fields: ['last_touched_at'],
    filter: { field: 'name', op: 'is', value: 'Moment' },
    sort: [{ field: 'last_touched_at', direction: 'asc' }],
  })
  expect(
    file
      .split('\r\n')
      .slice(1, -1)
      .map(line => line.slice(37)),
  ).toEqual(moments)
})

test('a reader who goes away ends the reading', async () => {
  const as = { ...ctx, tx: base.db as Context['tx'] }
  const { body } = await exportRecords(as, ctx.registry.get('account'), undefined)
  if (!(body instanceof Readable)) throw new Error('No stream')
  body.destroy()
  await expect
    .poll(
      async () =>
        (
          await sql`select 1 from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()`.execute(
            base.db,
          )
        ).rows.length,
      { timeout: 20_000 },
    )
    .toBe(0)
})
