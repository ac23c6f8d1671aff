import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { task } from '../tasks/task.object.ts'
import { homeOf } from './home.queries.ts'

// One connection: what it scanned is known when it says so.
const base = useDatabase({ max: 1 })
const people = [...Array(40).keys()].map(() => newId())
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [lead, contact, account, opportunity, task], actor: userActor({ id: people[0] }) })
  const owner = (n: number) => people[n % people.length]
  const statuses = ['new', 'working', 'nurturing', 'converted', 'unqualified']
  await commit(base.db, { ...ctx, actor: { ...ctx.actor, user: null } }, async one => {
    const [company] = await insertRecords(one, 'account', [{ name: 'Acme' }])
    await insertRecords(
      one,
      'lead',
      [...Array(4_000).keys()].map(n => ({
        name: `Lead ${n}`,
        source: 'manual',
        status: statuses[n % 5],
        owner_id: n % 3 === 0 ? null : owner(n),
        score: n % 70,
        first_responded_at: n % 2 ? testNow : null,
        sla_due_at: testNow,
      })),
    )
    await insertRecords(
      one,
      'task',
      [...Array(4_000).keys()].map(n => ({
        subject: `Task ${n}`,
        priority: 'normal',
        owner_id: owner(n),
        due_at: testNow,
        done_at: n % 4 ? testNow : null,
      })),
    )
    await insertRecords(
      one,
      'opportunity',
      [...Array(3_000).keys()].map(n => ({
        name: `Deal ${n}`,
        account_id: company?.id,
        owner_id: owner(n),
        record_type: n % 5 ? 'new_business' : 'renewal',
        type: 'annual_plan',
        pipeline: 'sales',
        stage: 'inbound_lead',
        probability: 10,
        forecast_category: 'pipeline',
        amount: '20000',
        close_date: `2026-12-${String((n % 28) + 1).padStart(2, '0')}`,
        closed_at: n % 4 ? testNow : null,
      })),
    )
  })
  for (const table of ['lead', 'task', 'opportunity', 'notification']) await sql`vacuum analyze ${sql.table(table)}`.execute(base.db)
})

const scans = async () => {
  await sql`select pg_stat_force_next_flush()`.execute(base.db)
  await sql`select pg_stat_clear_snapshot()`.execute(base.db)
  const { rows } = await sql`select relname as name, seq_scan as n from pg_stat_user_tables
    where relname in ('lead', 'task', 'opportunity') order by 1`.execute(base.db)
  return rows
}

test('no table is read as a whole, however much everybody else has to do', async () => {
  const before = await scans()
  const { data } = await homeOf(ctx)
  expect(data.length).toBeGreaterThan(40)
  expect(await scans()).toEqual(before)
})
