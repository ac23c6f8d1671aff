import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { dueDigests, nextDigest } from '../modules/digest/due_digests.ts'
import { homeOf } from '../modules/home/home.queries.ts'
import { ring, ringSchedule } from '../modules/leads/first_response/ring.ts'
import { claim } from '../modules/leads/pool/claim.ts'
import { giveNotice, giveNoticeSchedule } from '../modules/leads/pool/give_notice.ts'
import { pool, poolSchedule } from '../modules/leads/pool/pool.ts'
import { firstResponseReport, poolReport } from '../modules/leads/reports.queries.ts'
import { board } from '../modules/opportunities/board.queries.ts'
import { totals } from '../modules/opportunities/totals.queries.ts'
import { fillPipelines } from '../modules/pipelines/fill_pipelines.ts'
import { quotaReport } from '../modules/quotas/quota_report.queries.ts'
import { forecast } from '../modules/reports/forecast.queries.ts'
import { sendSteps, sendStepsSchedule } from '../modules/sequences/send_steps.ts'
import { tidyDeliveries } from '../modules/webhooks/tidy_deliveries.ts'
import type { Context } from '../platform/context.ts'
import type { Schedule } from '../platform/module.ts'
import { listRecords } from '../platform/object/list.ts'
import { createRecord } from '../platform/object/write.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../platform/testing/context.ts'
import { useDatabase } from '../platform/testing/database.ts'
import { readingsOf, settle } from '../platform/testing/plans.ts'
import { PIPELINES } from '../playbooks/pipelines.ts'
import { modules } from './modules.ts'

// What must hold at a million leads is held here at some ten thousands: whatever grows with the table shows in the pages that are read.
const base = useDatabase()
const me = userActor({ role: 'sales' })
const [leads, opportunities] = [20_000, 20_000]
let ctx: Context
let pooled = ''

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: me,
  })
  await storeUser(base.db, me)
  await commit(base.db, ctx, one => fillPipelines(one, PIPELINES))
  // A fifth lies, by whom it concerns; of each day's, three quarters were told. One in five hundred is nobody's, one in a hundred rings.
  await sql`insert into lead (id, name, status, source, owner_id, score, icp_score, created_at, updated_at, version, product_led, idle_since,
      pool_noticed_at, sla_rings_at, sla_due_at, domain, pooled_at)
    select gen_random_uuid(), 'Lead ' || n, (array['new', 'working', 'nurturing', 'unqualified', 'converted'])[1 + n % 5], 'email',
      case when n % 500 > 0 then ('00000000-0000-7000-8000-' || lpad((n % 70)::text, 12, '0'))::uuid end, n % 70, n % 24,
      ${testNow}::timestamptz - n * interval '1 hour', ${testNow}, 1, n % 3 = 0,
      case when n % 5 = 0 and n % 500 > 0 then ${testNow}::timestamptz - interval '6 days 12 hours' + n % 20000 * interval '20 seconds' end,
      case when n % 5 = 0 and n % 20 > 0 then ${testNow}::timestamptz end,
      case when n % 100 = 0 then ${testNow}::timestamptz + (n % 47) * interval '1 hour' end, ${testNow}, 'd' || n || '.example',
      case when n % 500 = 0 then ${testNow}::timestamptz end
    from generate_series(1, ${leads}::int) n`.execute(base.db)
  // One in twenty is open; the others were won or lost over years.
  await sql`insert into opportunity (id, name, account_id, record_type, type, pipeline, stage, probability, forecast_category, amount, close_date,
      owner_id, closed_at, created_at, updated_at, version)
    select gen_random_uuid(), 'Deal ' || n, gen_random_uuid(), 'new_business', 'annual_plan', 'sales',
      case when n % 20 = 0 then 'demo_completed' when n % 2 = 0 then 'closed_won' else 'closed_lost' end, n % 100,
      case when n % 20 = 0 then 'best_case' when n % 2 = 0 then 'closed' else 'omitted' end, n, (${testNow}::timestamptz + (20000 - n) * interval '50 minutes')::date,
      ${me.id}, case when n % 20 > 0 then ${testNow}::timestamptz - n * interval '50 minutes' end, ${testNow}, ${testNow}, 1
    from generate_series(1, ${opportunities}::int) n`.execute(base.db)
  await sql`insert into pool_stay (lead_id, entered_at, why) select id, created_at, 'unassigned' from lead where owner_id is null`.execute(
    base.db,
  )
  const { id: webhook } = await commit(base.db, ctx, one =>
    createRecord(one, 'webhook', { url: 'https://203.0.113.7/hook', events: ['lead.*'] }, { trusted: true }),
  )
  await sql`insert into webhook_delivery (id, webhook_id, position, kind, body, state, created_at)
    select gen_random_uuid(), ${webhook}, n, 'lead.created', '{}', case when n % 2 = 0 then 'delivered' else 'waiting' end,
      ${testNow}::timestamptz - case when n <= 10 then interval '31 days' else interval '1 day' end
    from generate_series(1, 10000) n`.execute(base.db)
  await settle(base.db, ['lead', 'opportunity', 'pool_stay', 'webhook_delivery'])
  const { rows } = await sql<{ id: string }>`select id from lead where owner_id is null limit 1`.execute(base.db)
  pooled = rows[0]?.id ?? ''
}, 120_000)

const next = (schedule: Schedule) => async (one: Context) => schedule.next?.(one)
const inDays = (days: number, work: (one: Context) => Promise<unknown>) => (one: Context) =>
  work({ ...one, now: new Date(testNow.getTime() + days * 86_400_000) })
const open = { field: 'closed_at', op: 'empty' }
const days = { from: '2026-08-28', until: '2026-11-20' }

// At most so many pages of one statement: those of the rows that it answers or changes, and of the ways to them.
test.each<[string, number, (one: Context) => Promise<unknown>]>([
  ['the board: sums and cards (A6)', 400, one => board(one, { pipeline: 'sales', per_stage: 50, closed: 'this_quarter' })],
  ['what open opportunities add up to (E2)', 100, one => totals(one, open)],
  ['the forecast (H2)', 400, one => forecast(one, { period: 'month', group_by: 'owner' })],
  ['quota attainment (G6)', 8_000, one => quotaReport(one, '2026-Q4')],
  ['first responses (C6)', 300, one => firstResponseReport(one, days)],
  ['what went through the pool (C8)', 6_000, one => poolReport(one, days)],
  ['the home page (F4)', 600, homeOf],
  [
    'leads to claim, the most promising first (C8)',
    300,
    one =>
      listRecords(one, one.registry.get('lead'), {
        filter: {
          and: [
            { field: 'owner_id', op: 'empty' },
            { field: 'status', op: 'in', value: ['new', 'working', 'nurturing'] },
          ],
        },
        sort: [{ field: 'score', direction: 'desc' }],
        limit: 50,
      }),
  ],
  ['a claim (C7)', 100, one => claim(one, pooled)],
  ['into the pool (C7)', 4_000, inDays(0.5, pool)],
  ['no lead goes to the pool', 100, pool],
  ['when the pool is next due', 100, next(poolSchedule)],
  ['the notice before', 4_000, giveNotice],
  ['everybody was told', 100, inDays(-0.6, giveNotice)],
  ['when the next is told', 100, next(giveNoticeSchedule)],
  ['what rings (C6)', 4_000, ring],
  ['nothing rings', 100, inDays(-1, ring)],
  ['when the clock rings next', 100, next(ringSchedule)],
  ['the steps of sequences that are due (D5)', 100, sendSteps],
  ['when the next step is due', 100, next(sendStepsSchedule)],
  ['the digests that are due (F4)', 100, dueDigests],
  ['when the next digest is', 100, nextDigest],
  ['deliveries that are forgotten', 60, tidyDeliveries],
])('%s: at most %i pages, and no table as a whole', async (_what, most, work) => {
  const readings = await readingsOf(base.pool, db => commit(db, ctx, work))
  const big = new Set(['lead', 'opportunity', 'webhook_delivery'])
  expect(readings.length).toBeGreaterThan(0)
  expect(readings.filter(one => one.pages > most || one.scanned.some(table => big.has(table)))).toEqual([])
})

test('deliveries are forgotten after 30 days, those that still wait are kept', async () => {
  await commit(base.db, ctx, tidyDeliveries)
  const { rows } = await sql<{
    old: number
    all: number
  }>`select count(*) filter (where created_at < ${testNow}::timestamptz - interval '30 days')::int as old,
    count(*)::int as all from webhook_delivery`.execute(base.db)
  expect(rows).toEqual([{ old: 5, all: 9_995 }])
})
