import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { demand, permitted } from '../../platform/object/permission.ts'
import { startOfDate } from '../../platform/object/relative_date.rule.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'

/** Calendar dates of the workspace, both included. */
export interface Period {
  from: string
  until: string
}

interface Grouped {
  /** The owner, source or week; null for all together, and for leads that have none. */
  key: string | null
}

interface FirstResponse extends Grouped {
  leads: number
  answered: number
  within: number
  late: number
  waiting: number
  closed_unanswered: number
  median_minutes: number | null
  p90_minutes: number | null
}

const day = 86_400_000

function span(ctx: ReadContext, { from, until }: Period) {
  const zone = ctx.settings.get(workspaceSetting).time_zone
  const end = startOfDate(new Date(Date.parse(until) + day).toISOString().slice(0, 10), zone)
  return { zone, from: startOfDate(from, zone), until: end }
}

/** Rows of grouping sets, told apart by which column they were grouped by. */
type Of = 'total' | 'owner' | 'source' | 'week'
const ofOne = <T extends { of: Of }>(rows: readonly T[], of: Of): Omit<T, 'of'>[] =>
  rows.filter(row => row.of === of).map(({ of: _, ...row }) => row)

/**
 * How soon leads that arrived in a period were answered (C6): in time, late, median and nine in ten, for all and by owner, source
 * and week. A lead that was closed unanswered, or goes on by itself (D5), is neither in time nor late.
 */
export async function firstResponseReport(ctx: ReadContext, period: Period) {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'read')
  const { zone, from, until } = span(ctx, period)
  const weeks = weeksOf(period)
  const starts = weeks.map(monday => startOfDate(monday, zone).toISOString())
  const { rows } = await sql<FirstResponse & { of: Of; week: number | null }>`with l as (
      select t.owner_id as owner, t.source, width_bucket(t.created_at, ${starts}::timestamptz[]) as week,
        t.first_responded_at <= t.sla_due_at as within, t.sla_due_at <= ${ctx.now} as due,
        t.first_responded_at is null as unanswered,
        t.status in ('new', 'working', 'nurturing') and not t.self_serve_no_interaction as open,
        extract(epoch from t.first_responded_at - t.created_at)::float8 / 60 as took
      from lead t where t.created_at >= ${from} and t.created_at < ${until} and t.deleted_at is null
        and ${permitted(ctx.registry, ctx.actor, type, 'read')}),
    g as (select grouping(owner, source, week) as by, owner, source, week, count(*)::int as leads, count(took)::int as answered,
      count(*) filter (where within)::int as within,
      count(*) filter (where not within or (unanswered and open and due))::int as late,
      count(*) filter (where unanswered and open)::int as waiting,
      count(*) filter (where unanswered and not open)::int as closed_unanswered,
      percentile_cont(array[0.5, 0.9]) within group (order by took) as took
    from l group by grouping sets ((), (owner), (source), (week)))
    select case by when 3 then 'owner' when 5 then 'source' when 6 then 'week' else 'total' end as of, coalesce(owner::text, source) as key, week,
      leads, answered, within, late, waiting, closed_unanswered,
      round(took[1]::numeric)::float8 as median_minutes, round(took[2]::numeric)::float8 as p90_minutes
    from g order by leads desc, key`.execute(ctx.tx)
  const figures = rows.map(({ week, ...row }) => ({ ...row, key: week === null ? row.key : (weeks[week - 1] ?? null) }))
  return {
    ...period,
    total: ofOne(figures, 'total')[0] ?? null,
    by_owner: ofOne(figures, 'owner'),
    by_source: ofOne(figures, 'source'),
    by_week: ofOne(figures, 'week').sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1)),
  }
}

/** The Mondays of the weeks that a period touches: sought by their beginnings, which costs a tenth of asking the calendar row by row. */
function weeksOf({ from, until }: Period): string[] {
  const mondays: string[] = []
  const weekday = (new Date(from).getUTCDay() + 6) % 7
  for (let at = Date.parse(from) - weekday * day; at <= Date.parse(until); at += 7 * day)
    mondays.push(new Date(at).toISOString().slice(0, 10))
  return mondays
}

interface PoolCounts extends Grouped {
  entered: number
  idle: number
  released: number
  given_up: number
  unassigned: number
  claimed: number
  assigned: number
  converted: number
  unqualified: number
  deleted: number
  waiting: number
  /** Leads that are converted now, whoever claimed them. */
  won_over: number
  median_hours: number | null
}

/**
 * What went through the pool in a period (C8): how many leads came and why, how they left and how long that took, by source and by
 * who had them before; and why leads are unqualified.
 */
export async function poolReport(ctx: ReadContext, period: Period) {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'read')
  const { from, until } = span(ctx, period)
  const seen = permitted(ctx.registry, ctx.actor, type, 'read')
  const { rows } = await sql<PoolCounts & { of: Of }>`with s as (
      select t.source, s.from_id::text as owner, s.why, s.outcome, t.status,
        extract(epoch from s.left_at - s.entered_at) / 3600 as took
      from pool_stay s join lead t on t.id = s.lead_id where s.entered_at >= ${from} and s.entered_at < ${until} and t.deleted_at is null and ${seen})
    select case when grouping(owner) = 0 then 'owner' when grouping(source) = 0 then 'source' else 'total' end as of,
      coalesce(owner, source) as key, count(*)::int as entered,
      ${counts('why', ['idle', 'released', 'given_up', 'unassigned'])}, ${counts('outcome', ['claimed', 'assigned', 'converted', 'unqualified', 'deleted'])},
      count(*) filter (where outcome is null)::int as waiting, count(*) filter (where status = 'converted')::int as won_over,
      round((percentile_cont(0.5) within group (order by took))::numeric, 1)::float8 as median_hours
    from s group by grouping sets ((), (owner), (source)) order by entered desc, key`.execute(ctx.tx)
  const { rows: unqualified } = await sql<{ reason: string; leads: number; through_pool: number }>`
    select t.disqualification_reason as reason, count(*)::int as leads,
      count(*) filter (where exists (select 1 from pool_stay s where s.lead_id = t.id))::int as through_pool
    from lead t where t.status = 'unqualified' and t.created_at >= ${from} and t.created_at < ${until} and t.deleted_at is null and ${seen}
    group by 1 order by 2 desc, 1`.execute(ctx.tx)
  return {
    ...period,
    total: ofOne(rows, 'total')[0] ?? null,
    by_source: ofOne(rows, 'source'),
    by_owner: ofOne(rows, 'owner'),
    unqualified,
  }
}

const counts = (column: string, values: readonly string[]) =>
  sql.join(values.map(value => sql`count(*) filter (where ${sql.ref(column)} = ${value})::int as ${sql.ref(value)}`))
