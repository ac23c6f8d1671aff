import type pg from 'pg'
import type { Figure, Statement } from './figures.ts'
import type { BenchServer } from './server.ts'

const at = <T>(from: readonly T[], turn: number): T => from[turn % from.length] as T
const statement = (text: string, ...values: unknown[]): Statement => ({ text: `/*dynamic*/ ${text}`, values })

/** By what the database needs for each: what is open of a pipeline, and what was won or lost of it in this quarter. */
const openSums = statement(
  `select stage, probability, count(*), sum(amount) from opportunity where pipeline = 'sales' and closed_at is null and deleted_at is null group by 1, 2`,
)
const quarter = `date_trunc('quarter', now())`
const closedSums = statement(
  `select stage, probability, count(*), sum(amount) from opportunity where pipeline = 'sales' and closed_at >= ${quarter} and closed_at < ${quarter} + interval '3 months' and deleted_at is null group by 1, 2`,
)

/** So many cards of a stage as the page asks for at first. */
const perStage = 25

/** The figures of selling: sums, reports, what a person's day begins with, and the pool (issue 4). */
export async function salesFigures(server: BenchServer, pool: pg.Pool): Promise<Figure[]> {
  const { rows: free } = await pool.query<{ id: string }>(
    `select id from lead where owner_id is null and deleted_at is null and status in ('new', 'working', 'nurturing') order by hashtext(id::text) limit 500`,
  )
  const { rows: accounts } = await pool.query<{ id: string }>('select id from account order by hashtext(id::text) limit 200')
  const { rows: people } = await pool.query<{ id: string }>(`select id from "user" where role = 'own'`)
  const own = people[0]?.id
  return [
    {
      label: 'board: sums by stage, cards of each, as the page asks',
      promise: [15, 30],
      budget: 18,
      app: () => server.call('POST', '/opportunities/board', { pipeline: 'sales', per_stage: perStage }),
      floor: () => [openSums, closedSums],
    },
    {
      label: 'sums of what is open in a pipeline',
      promise: [15, 30],
      budget: 4,
      app: () => server.call('POST', '/opportunities/totals', { filter: { and: [isSales, isOpen] } }),
      floor: () => [openSums],
    },
    {
      label: 'sums of all opportunities that there ever were',
      budget: 5,
      readsAll: true,
      app: () => server.call('POST', '/opportunities/totals', {}),
      floor: () => [
        statement('select currency, probability, count(*), sum(amount) from opportunity where deleted_at is null group by 1, 2'),
      ],
    },
    {
      label: 'forecast: six months by owner, and what moved since last week',
      promise: [200, 200],
      budget: 20,
      app: () => server.call('GET', '/reports/forecast'),
      floor: () => [
        statement(
          `select owner_id, forecast_category, date_trunc('month', close_date), sum(amount) from opportunity where closed_at is null and deleted_at is null
            and close_date >= ${quarter} and close_date < ${quarter} + interval '6 months' group by 1, 2, 3`,
        ),
        statement(
          `select owner_id, forecast_category, date_trunc('month', closed_at), sum(amount) from opportunity where closed_at >= ${quarter} and deleted_at is null
            and forecast_category = 'closed' group by 1, 2, 3`,
        ),
      ],
    },
    {
      label: 'quota attainment of a quarter, with every deal',
      budget: 12,
      app: () => server.call('GET', '/reports/quota'),
      floor: () => [
        statement(
          `select id, name, owner_id, amount, closed_at from opportunity where closed_at >= ${quarter} and closed_at < ${quarter} + interval '3 months'
            and deleted_at is null and forecast_category = 'closed'`,
        ),
      ],
    },
    {
      label: 'first responses of twelve weeks, by owner, source and week',
      budget: 5,
      app: () => server.call('GET', '/reports/first-response'),
      floor: () => [
        statement(
          `select owner_id, source, date_trunc('week', created_at), count(*), count(first_responded_at) from lead where created_at >= now() - interval '12 weeks'
            and deleted_at is null group by grouping sets ((), (1), (2), (3))`,
        ),
      ],
    },
    {
      label: 'what went through the pool in twelve weeks',
      budget: 6,
      app: () => server.call('GET', '/reports/pool'),
      floor: () => [
        statement(
          `select s.why, s.outcome, count(*) from pool_stay s join lead l on l.id = s.lead_id where s.entered_at >= now() - interval '12 weeks' group by 1, 2`,
        ),
      ],
    },
    {
      label: 'home page: what needs me now',
      promise: [50, 50],
      budget: 9,
      app: () => server.call('GET', '/home', undefined, 'own'),
      floor: () => [
        statement(
          'select * from lead where owner_id = $1 and first_responded_at is null and deleted_at is null order by sla_due_at limit 26',
          own,
        ),
        statement('select * from task where owner_id = $1 and done_at is null and deleted_at is null order by due_at limit 26', own),
        statement(
          'select * from opportunity where owner_id = $1 and closed_at is null and deleted_at is null and next_step_date <= now() order by next_step_date limit 26',
          own,
        ),
      ],
    },
    {
      label: 'who else of us is in touch with a company',
      budget: 9,
      app: turn => server.call('GET', `/accounts/${at(accounts, turn).id}/in-touch`),
      floor: turn => [
        statement(
          `select user_id, kind, occurred_at from activity where account_id = $1 and occurred_at >= now() - interval '14 days' order by occurred_at desc limit 200`,
          at(accounts, turn).id,
        ),
      ],
    },
    {
      // The floor does as much and puts the lead back, so that there is always one to claim.
      label: 'a claim from the pool, durable',
      promise: [20, 20],
      budget: 12,
      app: turn => server.call('POST', `/leads/${at(free, turn).id}/claim`),
      floor: turn => [
        {
          text: `with l as (update lead set owner_id = null, assigned_at = null, pooled_at = now(), idle_since = null, assignment_reason = 'bench', updated_at = now(),
              version = version + 1 where id = $1 returning id)
            insert into change_log (at, actor_kind, means, object, record_id, kind, changes) select now(), 'system', 'bench', 'lead', id, 'lead.released', '{}' from l`,
          values: [at(free, turn).id],
        },
      ],
    },
  ]
}

const isSales = { field: 'pipeline', op: 'is', value: 'sales' }
const isOpen = { field: 'closed_at', op: 'empty' }
