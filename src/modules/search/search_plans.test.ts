import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { insertRecords } from '../../platform/object/write.ts'
import { commit, testContext } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { lead } from '../leads/lead.object.ts'
import { rebuildSearch } from './rebuild_search.ts'
import { searchRecords } from './search.queries.ts'

// One connection: what it scanned is known when it says so.
const base = useDatabase({ max: 1 })
const names = ['Anna', 'Bruno', 'Clara', 'Dmitri', 'Emeka', 'Fatima', 'Greta', 'Hiro']
const companies = ['Fjordlast', 'Globex', 'Initech', 'Umbrella', 'Vandelay', 'Wonka', 'Hooli', 'Acme']

beforeAll(async () => {
  const ctx = testContext(base.db, { definitions: [lead] })
  const rows = [...Array(4_000).keys()].map(n => ({
    name: `${names[n % 8]} Person${n.toString(36)}`,
    email: `p${n}@${companies[n % 7]?.toLowerCase()}${n % 50}.com`,
    company: `${companies[n % 7]} ${n % 50}`,
    phone: `+47${20_000_000 + n}`,
    source: 'manual',
    status: 'new',
  }))
  await commit(base.db, ctx, async one => {
    await insertRecords(one, 'lead', rows)
    await rebuildSearch(one)
  })
  // As many words as a real company's records have: a small vocabulary is quicker read as a whole.
  await sql`insert into search_vocabulary select left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 9), 1 from generate_series(1, 60000) n on conflict do nothing`.execute(
    base.db,
  )
  await sql`vacuum analyze search_token`.execute(base.db)
  await sql`vacuum analyze search_vocabulary`.execute(base.db)
  await sql`vacuum analyze lead`.execute(base.db)
})

const scans = async () => {
  await sql`select pg_stat_force_next_flush()`.execute(base.db)
  await sql`select pg_stat_clear_snapshot()`.execute(base.db)
  const { rows } = await sql<{ name: string; n: number }>`select relname as name, seq_scan as n from pg_stat_user_tables
    where relname in ('search_token', 'search_vocabulary', 'lead') order by 1`.execute(base.db)
  return rows
}

test.each(['ann', 'a', 'fj', 'anna', 'anna fjordlast', 'p12@', 'fjordlats', 'jhon', '2047', 'globex 7 bruno', 'nothingatall'])(
  'no table is read as a whole for %j',
  async query => {
    const ctx = testContext(base.db, { definitions: [lead] })
    const before = await scans()
    await searchRecords(ctx, query, 20)
    expect(await scans()).toEqual(before)
  },
)
