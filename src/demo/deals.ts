import { sql } from 'kysely'
import { contractEnd } from '../modules/winning/winning_policy.rule.ts'
import type { Actor } from '../platform/actor.ts'
import { actorOfUser } from '../platform/auth/actor_of.ts'
import type { Context } from '../platform/context.ts'
import type { Row } from '../platform/object/list.ts'
import { insertRecords, stampedParents, updateRecords } from '../platform/object/write.ts'
import type { FilledCompany } from './companies.ts'
import { type Deal, dateOf, dealDays, planDeals, type Step } from './deal_plan.ts'
import type { BeginAt } from './fill_demo.ts'
import type { Random } from './random.ts'

const day = 86_400_000
const hour = 3_600_000
/** What happens within so many days happens in one go. */
const stride = 2

interface Begun extends Deal {
  row?: Row
}

/** Opportunities over a year and more, each step at its time and by its owner, so that all that follows from it is there as well. */
export async function addDeals(beginAt: BeginAt, now: Date, random: Random, companies: readonly FilledCompany[]): Promise<void> {
  const plan: Begun[] = planDeals(random, now.getTime(), companies)
  const actors = new Map<string, Actor>()
  let since = 0
  for (let back = dealDays; back >= 0; back -= stride) {
    const at = officeHour(now, back)
    const from = since
    const isNow = (time: number) => time > from && time <= at.getTime()
    since = at.getTime()
    await beginAt(at, async ctx => {
      for (const owner of new Set(companies.map(company => company.owner_id))) {
        const actor = actors.get(owner) ?? (await actorOfUser(ctx.tx, owner, 'page'))
        if (!actor) throw new Error('A company of the demo has an owner who is not there')
        actors.set(owner, actor)
        const own = plan.filter(deal => deal.company.owner_id === owner)
        await begin(
          { ...ctx, actor },
          own.filter(deal => !deal.row && deal.begun <= at.getTime()),
        )
        await move(
          { ...ctx, actor },
          own.flatMap(deal => deal.steps.filter(step => isNow(step.at)).map(step => ({ deal, step }))),
        )
      }
      await lookAfterRenewals(ctx, actors, random)
      await finishTasks(ctx, actors)
    })
  }
}

/** A moment of that day when people work; today's is an hour ago. */
function officeHour(now: Date, back: number): Date {
  const midnight = Math.floor((now.getTime() - back * day) / day) * day
  return new Date(Math.min(midnight + (8 + (back % 9)) * hour + ((back * 13) % 60) * 60_000, now.getTime() - hour))
}

async function begin(ctx: Context, deals: readonly Begun[]): Promise<void> {
  const rows = await insertRecords(
    ctx,
    'opportunity',
    deals.map(deal => deal.first),
  )
  for (const [index, deal] of deals.entries()) {
    const row = rows[index]
    if (row) deal.row = row
  }
}

async function move(ctx: Context, moves: readonly { deal: Begun; step: Step }[]): Promise<void> {
  const known = moves.flatMap(({ deal: { row }, step }) => (row ? [{ row, step }] : []))
  await updateRecords(
    ctx,
    'opportunity',
    known.map(({ row, step }) => ({ id: row.id, changes: step.changes })),
  )
  await updateRecords(
    ctx,
    'account',
    known.flatMap(({ row, step }) => (step.account ? [{ id: String(row.account_id), changes: step.account }] : [])),
  )
  await insertRecords(
    ctx,
    'activity',
    known.flatMap(({ row, step: { activity } }) =>
      activity
        ? [
            {
              ...stampedParents('opportunity', row),
              ...activity,
              direction: activity.kind === 'mail' && activity.title !== 'Our offer' ? 'in' : 'out',
              occurred_at: ctx.now,
              user_id: row.owner_id,
            },
          ]
        : [],
    ),
  )
}

/** A renewal is planned for the end of its contract, taken up six weeks before, and won then, mostly for more. */
async function lookAfterRenewals(ctx: Context, actors: ReadonlyMap<string, Actor>, random: Random): Promise<void> {
  const { rows } = await sql<Row>`select r.*, w.contract_start_date as began, w.products as sold from opportunity r
    join opportunity w on w.id = r.renewal_of_id where r.closed_at is null and r.deleted_at is null order by r.id`.execute(ctx.tx)
  for (const row of rows) {
    const changes = nextOfRenewal(ctx, row, random)
    const actor = actors.get(String(row.owner_id))
    if (changes && actor) await updateRecords({ ...ctx, actor }, 'opportunity', [{ id: row.id, changes }])
  }
}

function nextOfRenewal(ctx: Context, row: Row, random: Random): Record<string, unknown> | null {
  const end = contractEnd(String(row.began), { contract_start_date: String(row.began), contract_term_months: 12 })
  const left = (Date.parse(end) - ctx.now.getTime()) / day
  const planned = String(row.close_date)
  if (planned !== end) return (Date.parse(planned) - ctx.now.getTime()) / day < 7 ? { close_date: end } : null
  if (left < 1) {
    const amount = (Number(row.amount) * random.pick([0.85, 1, 1.1, 1.2, 1.35])).toFixed(2)
    return {
      stage: 'closed_won',
      amount,
      close_date: dateOf(ctx.now.getTime()),
      contract_start_date: end,
      products: row.sold,
      next_steps: null,
    }
  }
  if (left < 15 && row.stage === 'meeting_booked') return { stage: 'commercial_legal_review', next_steps: 'Signature for another year' }
  if (left < 45 && row.stage === 'qualification') return { stage: 'meeting_booked', next_steps: 'Look at their usage before the talk' }
  return null
}

/** Tasks are done on their day. */
async function finishTasks(ctx: Context, actors: ReadonlyMap<string, Actor>): Promise<void> {
  const { rows } =
    await sql<Row>`select id, owner_id from task where done_at is null and deleted_at is null and due_at < ${ctx.now}`.execute(ctx.tx)
  for (const [owner, tasks] of Map.groupBy(rows, row => String(row.owner_id))) {
    const actor = actors.get(owner)
    if (!actor) continue
    await updateRecords(
      { ...ctx, actor },
      'task',
      tasks.map(({ id }) => ({ id, changes: { done_at: ctx.now } })),
    )
  }
}
