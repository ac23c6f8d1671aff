import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { testNow } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'

const base = useDatabase()
const leads = 30_000

/** Enough leads that a plan without the index would be a scan of all; few of them lie or ring. */
beforeAll(async () => {
  await sql`insert into lead (id, name, status, source, owner_id, score, icp_score, created_at, updated_at, version, product_led, idle_since, sla_rings_at, sla_due_at, domain)
    select gen_random_uuid(), 'Lead ' || n, (array['new', 'working', 'nurturing', 'unqualified', 'converted'])[1 + n % 5],
      'email', case when n % 500 = 0 then null else gen_random_uuid() end, n % 70, n % 24, ${testNow}::timestamptz - n * interval '1 minute',
      ${testNow}::timestamptz, 1, n % 3 = 0, case when n % 5 < 3 then ${testNow}::timestamptz - (n % 13) * interval '12 hours' end,
      case when n % 100 = 0 then ${testNow}::timestamptz + (n % 47) * interval '1 hour' end, ${testNow}::timestamptz, 'd' || n || '.example'
    from generate_series(1, ${leads}) n`.execute(base.db)
  await sql`analyze lead`.execute(base.db)
}, 60_000)

const at = (days: number) => new Date(testNow.getTime() - days * 86_400_000)

test.each([
  [
    'into the pool (C7)',
    sql`select * from lead where product_led = any(${[true]}) and idle_since <= ${at(5.9)} order by idle_since, id limit 500 for update skip locked`,
    'lead_idle',
  ],
  [
    'the notice before',
    sql`select * from lead where product_led = any(${[true]}) and idle_since <= ${at(5.4)} and idle_since > ${at(5.9)}
      and (pool_noticed_at is null or pool_noticed_at < idle_since) order by idle_since, id limit 500 for update skip locked`,
    'lead_idle',
  ],
  [
    'when the pool is next due',
    sql`select min(idle_since) from lead where product_led = any(${[true]}) and idle_since is not null`,
    'lead_idle',
  ],
  [
    'what rings (C6)',
    sql`select * from lead where sla_rings_at <= ${at(0)} order by sla_rings_at, id limit 500 for update skip locked`,
    'lead_sla_rings',
  ],
  ['when the clock rings next', sql`select min(sla_rings_at) from lead where sla_rings_at is not null`, 'lead_sla_rings'],
  [
    'leads to claim, the most promising first (C8)',
    sql`select id from lead t where owner_id is null and status = any(${['new', 'working', 'nurturing']}) and deleted_at is null
      order by score desc, id desc limit 51`,
    'lead_',
  ],
])('%s is read off an index', async (_case, query, index) => {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(base.db)
  const plan = rows.map(row => row['QUERY PLAN']).join('\n')
  expect(plan).not.toContain('Seq Scan on lead')
  expect(plan).toContain(index)
})
