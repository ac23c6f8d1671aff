import { sql } from 'kysely'
import { reach } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { demand, permitted, readableFields } from '../../platform/object/permission.ts'
import { dateIn, startOfDate } from '../../platform/object/relative_date.rule.ts'
import { forbidden, malformed } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { quarterOf, quarterSpan, quotaCredit, type WonDeal } from './quota_credit.rule.ts'

interface Deal extends WonDeal {
  id: string
  name: string
  owner_id: string
  account: string | null
}

/** Attainment of each person in a quarter, with every deal that counts or does not, and why (G6). */
export async function quotaReport(ctx: ReadContext, asked?: string) {
  const { time_zone: timeZone, currency } = ctx.settings.get(workspaceSetting)
  const period = asked ?? quarterOf(dateIn(ctx.now, timeZone))
  const span = quarterSpan(period)
  if (!span) throw malformed('“period” must be a quarter such as 2026-Q4.')
  const [quota, opportunity] = [ctx.registry.get('quota'), ctx.registry.get('opportunity')]
  demand(ctx.actor, quota, 'read')
  demand(ctx.actor, opportunity, 'read')
  const seen = readableFields(ctx.actor, opportunity)
  if (
    ['amount', 'arr_up_for_renewal', 'owner_id'].some(name => !seen.includes(name)) ||
    !readableFields(ctx.actor, quota).includes('amount')
  )
    throw forbidden('Your role may not see the amounts that this report is made of.')

  const { rows: quotas } = await sql<{ user_id: string; amount: string }>`select t.user_id, t.amount from quota t
    where t.period = ${period} and t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, quota, 'read')}`.execute(ctx.tx)
  const deals = await wonDeals(ctx, span)
  const counted = deals.map(deal => ({ ...deal, ...quotaCredit(deal) })).filter(deal => deal.period === period)
  const byOwner = Map.groupBy(counted, deal => deal.owner_id)
  const amounts = new Map(quotas.map(({ user_id, amount }) => [user_id, amount]))
  const people = await namesOf(ctx, [...new Set([...amounts.keys(), ...byOwner.keys()])])
  const money = (amount: string) => ({ amount, currency })
  return {
    period,
    from: span.from,
    until: span.until,
    data: people.map(({ id, name }) => {
      const own = byOwner.get(id) ?? []
      const credited = own.reduce((sum, deal) => sum + Math.round(Number(deal.credit) * 100), 0) / 100
      const amount = amounts.get(id) ?? null
      return {
        user_id: id,
        name,
        quota: amount === null ? null : money(amount),
        credited: money(credited.toFixed(2)),
        attainment: amount === null || Number(amount) === 0 ? null : Math.round((credited / Number(amount)) * 1_000) / 10,
        deals: own.map(deal => ({ id: deal.id, name: deal.name, account: deal.account, credit: money(deal.credit), reason: deal.reason })),
      }
    }),
  }
}

/** Wins that may count in the quarter: by signature, close date or contract start, each of which has its index. Whose quota may be seen, theirs. */
async function wonDeals(ctx: ReadContext, { from, until }: { from: string; until: string }): Promise<Deal[]> {
  const { time_zone: timeZone, currency } = ctx.settings.get(workspaceSetting)
  const how = reach(ctx.actor, 'quota', 'read')
  const { user } = ctx.actor
  const whose = how === 'all' || !user ? sql`true` : sql`t.owner_id = any(${how === 'team' ? user.team_user_ids : [user.id]}::uuid[])`
  const candidates = [
    sql`w.closed_at >= ${startOfDate(from, timeZone)} and w.closed_at < ${startOfDate(until, timeZone)}`,
    sql`w.close_date >= ${from}::date and w.close_date < ${until}::date`,
    sql`w.contract_start_date >= ${from}::date and w.contract_start_date < ${until}::date`,
  ].map(
    within =>
      sql`select w.id from opportunity w where w.forecast_category = 'closed' and w.closed_at is not null and w.deleted_at is null and ${within}`,
  )
  const { rows } = await sql<Deal>`/*dynamic*/ select t.id, t.name, t.owner_id, t.record_type, t.amount, t.arr_up_for_renewal,
      t.contract_term_months, t.paid_upfront, t.self_serve_post_engagement, t.close_date, t.contract_start_date,
      nullif(t.currency, ${currency}) as other_currency,
      (t.closed_at at time zone ${timeZone})::date as signed_on,
      (select a.name from account a where a.id = t.account_id and ${permitted(ctx.registry, ctx.actor, ctx.registry.get('account'), 'read', 'a')}) as account
    from opportunity t where t.id in (${sql.join(candidates, sql` union all `)})
      and ${whose} and ${permitted(ctx.registry, ctx.actor, ctx.registry.get('opportunity'), 'read')}
    order by t.closed_at desc, t.id`.execute(ctx.tx)
  return rows
}

async function namesOf(ctx: ReadContext, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{
    id: string
    name: string
  }>`select id, name from "user" where id = any(${ids}::uuid[]) order by name, id`.execute(ctx.tx)
  return rows
}
