import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { lead } from '../../modules/leads/lead.object.ts'
import type { Actor, Reach } from '../actor.ts'
import type { Context } from '../context.ts'
import { newId } from '../id.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { readingsOf, settle } from '../testing/plans.ts'
import { writeCursor } from './cursor.ts'
import { type ListQuery, listRecords } from './list.ts'

// What must hold at a million leads is held at some ten thousands: whatever grows with the table shows in the pages that are read.
const base = useDatabase()
const rights = (read: Reach) => ({ create: 'all', read, update: read, delete: read }) as const
const me = newId()
const mate = newId()
const owners = [me, mate, ...Array.from({ length: 38 }, () => newId())]
const as = (read: Reach): Actor =>
  userActor({ id: me, name: 'Ana', team_user_ids: [me, mate] }, { objects: { '*': rights('all'), lead: rights(read) } })
const rows = 40_000
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [lead], actor: as('all') })
  await storeUser(base.db, as('all'))
  await commit(base.db, ctx, one =>
    sql`insert into lead (id, name, company, email, status, source, owner_id, score, icp_score, country, monthly_events, last_touched_at, created_at,
        updated_at, version)
      select gen_random_uuid(), 'Lead ' || md5(n::text), 'Company ' || n % 1000, 'p' || n || '@x.example',
        (array['new', 'working', 'nurturing', 'unqualified', 'converted'])[1 + n % 5], (array['email', 'event', 'manual'])[1 + n % 3],
        case when n % 41 > 0 then (${owners}::uuid[])[n % 41] end, n % 70, n % 24, (array['US', 'DE', 'JP', 'KE'])[1 + n % 4],
        case when n % 2 = 0 then n * 10 end, case when n % 3 > 0 then ${testNow}::timestamptz - n % 9973 * interval '1 hour' end,
        ${testNow}::timestamptz - n * interval '10 minutes', ${testNow}, 1
      from generate_series(1, ${rows}::int) n`.execute(one.tx),
  )
  await settle(base.db, ['lead', 'lead_recency'])
}, 120_000)

const is = (field: string, value: unknown) => ({ field, op: 'is', value })
const by = (field: string, direction: 'asc' | 'desc' = 'desc') => [{ field, direction }]

/** What is seen by whom, the pages that it may take, and the query. */
const cases: [name: string, reach: Reach, pages: number, query: ListQuery][] = [
  ['everything', 'all', 600, {}],
  ['the default view', 'all', 900, { filter: { and: [is('owner_id', 'me'), is('status', 'new')] }, count: 'estimate' }],
  ['the default view by score', 'all', 900, { filter: { and: [is('owner_id', 'me'), is('status', 'new')] }, sort: by('score') }],
  ['by a column that may be empty', 'all', 600, { sort: by('last_touched_at') }],
  ['the rows without a value', 'all', 700, { filter: { field: 'last_touched_at', op: 'empty' }, sort: by('last_touched_at', 'asc') }],
  ['a rare text, by another column', 'all', 300, { filter: { field: 'name', op: 'contains', value: 'c4ca4238a0b9' }, sort: by('score') }],
  [
    'several conditions',
    'all',
    2_500,
    { filter: { and: [is('country', 'DE'), { field: 'score', op: 'gte', value: 65 }, is('source', 'event')] }, sort: by('name', 'asc') },
  ],
  ['one’s own', 'own', 2_500, { sort: by('created_at') }],
  ['one’s own, by a filter', 'own', 900, { filter: { and: [is('owner_id', 'me'), is('status', 'new')] }, count: 'estimate' }],
  // Nothing can be found, and nothing is looked through to find that out.
  ['what belongs to somebody else', 'own', 5, { filter: is('owner_id', owners[9]), sort: by('company', 'asc'), count: 'estimate' }],
  ['the team’s', 'team', 2_500, { sort: by('score') }],
  ['what belongs to another team', 'team', 5, { filter: { field: 'owner_id', op: 'in', value: owners.slice(9, 12) }, sort: by('source') }],
]

test.each(cases)('%s: no table is read from end to end, and few pages are', async (_, reach, pages, query) => {
  const readings = await readingsOf(base.pool, db => listRecords({ ...ctx, actor: as(reach), tx: db }, ctx.registry.get('lead'), query))
  for (const { statement, scanned, pages: read } of readings) {
    expect(scanned, statement).not.toContain('lead')
    expect(read, statement).toBeLessThanOrEqual(pages)
  }
})

test('a page in the middle takes no more than the first', async () => {
  const { rows: middle } = await sql<{ id: string; created_at: Date }>`select id, created_at from lead order by created_at offset ${
    rows / 2
  } limit 1`.execute(base.db)
  const [at] = middle
  const cursor = writeCursor({ sort: 'created_at:desc', values: [at?.created_at.toISOString() ?? ''], id: at?.id ?? '' })
  const [reading] = await readingsOf(base.pool, db => listRecords({ ...ctx, tx: db }, ctx.registry.get('lead'), { cursor }))
  expect(reading?.scanned).toEqual([])
  expect(reading?.pages).toBeLessThanOrEqual(300)
})

describe('an owner asked for settles whose records are seen', () => {
  const count = async (reach: Reach, filter: object) =>
    (await listRecords({ ...ctx, actor: as(reach) }, ctx.registry.get('lead'), { filter, count: 'exact', limit: 1 })).count?.value
  const each = Math.floor(rows / 41)

  test.each<[string, Reach, object, number]>([
    ['mine', 'own', is('owner_id', me), each + 1],
    ['somebody else’s', 'own', is('owner_id', owners[5]), 0],
    ['mine or somebody else’s', 'own', { field: 'owner_id', op: 'in', value: [me, owners[5]] }, each + 1],
    ['a mate’s', 'own', is('owner_id', mate), 0],
    ['a mate’s, who is of my team', 'team', is('owner_id', mate), each + 1],
    ['of the pool', 'own', { field: 'owner_id', op: 'empty' }, each],
    ['all but somebody’s', 'own', { field: 'owner_id', op: 'is_not', value: owners[5] }, each * 2 + 1],
    ['mine, or new', 'own', { or: [is('owner_id', owners[5]), is('score', 3)] }, -1],
  ])('%s', async (_, reach, filter, expected) => {
    const found = await count(reach, filter)
    if (expected >= 0) return expect(found).toBe(expected)
    const all = await listRecords({ ...ctx, actor: as(reach) }, ctx.registry.get('lead'), { filter, limit: 200 })
    expect(all.rows.length).toBeGreaterThan(0)
    expect(all.rows.every(row => row.owner_id === me || row.owner_id === null)).toBe(true)
  })
})
