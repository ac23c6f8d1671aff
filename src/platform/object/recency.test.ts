import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { account } from '../../modules/accounts/account.object.ts'
import { contact } from '../../modules/contacts/contact.object.ts'
import { lead } from '../../modules/leads/lead.object.ts'
import { commit, testContext, testNow } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { type ListQuery, listRecords, type Row } from './list.ts'
import { insertRecords, updateRecords } from './write.ts'

const database = useDatabase()
const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000)
const at = (minutes: number) => testContext(database.db, { definitions: [lead, contact, account], now: later(minutes) })
let rows: Row[] = []

beforeAll(async () => {
  for (let turn = 0; turn < 6; turn++)
    rows.push(
      ...(await commit(database.db, at(turn), ctx =>
        insertRecords(
          ctx,
          'lead',
          Array.from({ length: 4 }, (_, n) => ({ name: `Lead ${turn}-${n}`, source: 'manual', country: n % 2 ? 'DE' : 'FR' })),
        ),
      )),
    )
  const [first, , third] = rows
  const changed = [first, third].flatMap(row => (row ? [{ id: row.id, changes: { next_steps: 'Call' } }] : []))
  rows = [
    ...rows.filter(row => row !== first && row !== third),
    ...(await commit(database.db, at(60), ctx => updateRecords(ctx, 'lead', changed))),
  ]
  rows.sort((a, b) => Number(a.updated_at) - Number(b.updated_at) || (a.id < b.id ? -1 : 1))
})

/** Every page of a list, one after the other. */
async function paged(query: ListQuery): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listRecords>> = await listRecords(at(61), leads(), { ...query, limit: 5, cursor })
    found.push(...page.rows.map(row => row.id))
    cursor = page.nextCursor
    if (!cursor) return found
  }
}
const leads = () => at(0).registry.get('lead')

test.each(['asc', 'desc'] as const)('lists are paged by what was changed last, %s', async direction => {
  const wanted = (some: Row[]) => some.map(row => row.id)
  const inOrder = direction === 'asc' ? rows : rows.toReversed()
  const sort = [{ field: 'updated_at', direction }]
  expect(await paged({ sort })).toEqual(wanted(inOrder))
  expect(await paged({ sort, filter: { field: 'country', op: 'is', value: 'DE' } })).toEqual(
    wanted(inOrder.filter(row => row.country === 'DE')),
  )
})

test('and filtered by it', async () => {
  const since = later(3).toISOString()
  const sort = [{ field: 'created_at', direction: 'asc' as const }]
  const found = await paged({ sort, filter: { field: 'updated_at', op: 'gte', value: since } })
  expect(new Set(found)).toEqual(new Set(rows.filter(row => Number(row.updated_at) >= later(3).getTime()).map(row => row.id)))
  const others = await paged({ sort, filter: { not: { field: 'updated_at', op: 'gte', value: since } } })
  expect(others).toHaveLength(rows.length - found.length)
})

test('what is taken out of the table leaves the order too', async () => {
  await sql`delete from lead where id = ${rows[0]?.id}`.execute(database.db)
  const { rows: left } = await sql<{ n: number }>`select count(*) as n from lead_recency`.execute(database.db)
  expect(left[0]?.n).toBe(rows.length - 1)
})

test('a change of a value that no list is sorted by leaves every index alone', async () => {
  await commit(database.db, at(70), async ctx => {
    const counts = async () => {
      const { rows: counted } = await sql<{ all: number; hot: number }>`select pg_stat_get_xact_tuples_updated('lead'::regclass) as all,
        pg_stat_get_xact_tuples_hot_updated('lead'::regclass) as hot`.execute(ctx.tx)
      return { all: Number(counted[0]?.all), hot: Number(counted[0]?.hot) }
    }
    // The connection may not have told of what it did before.
    const before = await counts()
    const some = rows.slice(-5).map(row => ({ id: row.id, changes: { next_steps: 'Write' } }))
    await updateRecords(ctx, 'lead', some)
    const after = await counts()
    expect({ all: after.all - before.all, hot: after.hot - before.hot }).toEqual({ all: 5, hot: 5 })
  })
})
