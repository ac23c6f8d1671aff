import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import type { Filter } from '../../platform/object/filter.ts'
import { conditionOf } from '../../platform/object/list.ts'
import { dateIn, startOfDate } from '../../platform/object/relative_date.rule.ts'
import { malformed } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { addUp, type PartialSum, type Sums } from '../opportunities/opportunity_sums.rule.ts'
import { demandAmounts, partialSums, sumsOf } from '../opportunities/totals.queries.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import {
  type Category,
  categories,
  type Days,
  mostPeriods,
  overdueFilter,
  type Period,
  periodsBetween,
  usualSpan,
} from './forecast_period.rule.ts'
import type { Figures, Forecast, GroupBy } from './forecast_shape.ts'
import { dealsMoved } from './moved_deals.queries.ts'

export interface ForecastQuery {
  period: Period
  group_by: GroupBy
  from?: string | undefined
  to?: string | undefined
  filter?: unknown
}

type Part = PartialSum & { period: string; key: string; category: Category }

/** Won, commit, best case, pipeline and weighted by month or quarter, and what moved since last week (H2). */
export async function forecast(ctx: ReadContext, query: ForecastQuery): Promise<Forecast> {
  demandAmounts(ctx)
  const timeZone = ctx.actor.user?.time_zone ?? 'UTC'
  const today = dateIn(ctx.now, timeZone)
  const usual = usualSpan(today, query.period)
  const periods = periodsBetween({ from: query.from ?? usual.from, to: query.to ?? usual.to }, query.period)
  const [first, last] = [periods[0], periods.at(-1)]
  if (!first || !last)
    throw malformed('The first day must not be after the last.', [{ field: 'to', code: 'order', message: 'Before “from”.' }])
  if (periods.length > mostPeriods)
    throw malformed('At most forty periods at once.', [{ field: 'to', code: 'too_long', message: 'Too far from “from”.' }])
  const days = { from: first.from, to: last.to }
  const before = first.from < today ? first.from : today
  const scope = (clauses: Filter[]) => ({ and: [...clauses, ...(query.filter ? [query.filter] : [])] })
  const [parts, overdue, labels, moved] = await Promise.all([
    partsOf(ctx, query, { periods, timeZone, scope }),
    sumsOf(ctx, conditionOf(ctx, ctx.registry.get('opportunity'), scope([overdueFilter(before)]))),
    labelsOf(ctx, query.group_by),
    dealsMoved(ctx, { days, period: query.period, timeZone, filter: query.filter }),
  ])
  const { currency } = ctx.settings.get(workspaceSetting)
  const figures = (own: readonly Part[]) => figuresOf(own, currency)
  const byGroup = Map.groupBy(parts, part => part.key)
  return {
    period: query.period,
    group_by: query.group_by,
    ...days,
    currency,
    periods: periods.map(one => ({ ...one, figures: figures(parts.filter(part => part.period === one.from)) })),
    groups: [...byGroup]
      .map(([key, own]) => ({
        key,
        label: labels.get(key) ?? key,
        figures: figures(own),
        periods: periods.map(one => figures(own.filter(part => part.period === one.from))),
      }))
      .sort((a, b) => Number(b.figures.expected.amount) - Number(a.figures.expected.amount) || (a.label < b.label ? -1 : 1)),
    total: figures(parts),
    overdue: { ...bare(addUp(overdue, currency)), before },
    other_currencies: addUp(parts, currency).other_currencies,
    moved,
  }
}

const bare = ({ other_currencies: _, ...sums }: Sums) => sums

function figuresOf(parts: readonly Part[], currency: string): Figures {
  const of = (wanted: (category: Category) => boolean) =>
    bare(
      addUp(
        parts.filter(part => wanted(part.category)),
        currency,
      ),
    )
  const [closed, open] = [of(one => one === 'closed'), of(one => one !== 'closed')]
  return {
    closed,
    commit: of(one => one === 'commit'),
    best_case: of(one => one === 'best_case'),
    pipeline: of(one => one === 'pipeline'),
    open,
    expected: { amount: (Number(closed.sum.amount) + Number(open.weighted.amount)).toFixed(2), currency },
  }
}

const keys: Record<GroupBy, RawBuilder<unknown>> = {
  owner: sql`t.owner_id`,
  category: sql`t.forecast_category`,
  pipeline: sql`t.pipeline`,
}

interface Span {
  periods: readonly Days[]
  timeZone: string
  scope: (clauses: Filter[]) => unknown
}

/** Open ones by their close date, won ones by the day of winning, each read from its covering index (0013). */
async function partsOf(ctx: ReadContext, { group_by }: ForecastQuery, { periods, timeZone, scope }: Span): Promise<Part[]> {
  const type = ctx.registry.get('opportunity')
  const span = [periods[0]?.from, periods.at(-1)?.to]
  const open = conditionOf(
    ctx,
    type,
    scope([
      { field: 'closed_at', op: 'empty' },
      { field: 'close_date', op: 'between', value: span },
      { field: 'forecast_category', op: 'in', value: categories.filter(one => one !== 'closed') },
    ]),
  )
  const closed = conditionOf(
    ctx,
    type,
    scope([
      { field: 'forecast_category', op: 'is', value: 'closed' },
      { field: 'closed_at', op: 'between', value: span },
    ]),
  )
  // The number of the period that a moment is in: by their beginnings, as a calendar asked row by row would cost most of the time.
  const days = periods.map(one => one.from)
  const moments = days.map(from => startOfDate(from, timeZone).toISOString())
  const by = (period: RawBuilder<unknown>) => ({ period, key: keys[group_by], category: sql`t.forecast_category` })
  const sums = [
    partialSums(by(sql`width_bucket(t.close_date, ${days}::date[])`), open),
    partialSums(by(sql`width_bucket(t.closed_at, ${moments}::timestamptz[])`), closed),
  ]
  const found = await Promise.all(sums.map(sum => sql<Omit<Part, 'period'> & { period: number }>`/*dynamic*/ ${sum}`.execute(ctx.tx)))
  return found.flatMap(({ rows }) => rows.map(row => ({ ...row, period: days[row.period - 1] ?? '' })))
}

async function labelsOf(ctx: ReadContext, by: GroupBy): Promise<Map<string, string>> {
  if (by === 'pipeline') return new Map((await loadPipelines(ctx)).map(one => [one.key, one.label]))
  if (by === 'category')
    return new Map((ctx.registry.get('opportunity').fields.forecast_category?.options ?? []).map(one => [one.value, one.label]))
  const { rows } = await sql<{ id: string; name: string }>`select id, name from "user"`.execute(ctx.tx)
  return new Map(rows.map(one => [one.id, one.name]))
}
