import type { Clause, Filter } from '../../platform/object/filter.ts'
import { dayText, utc } from '../../platform/object/relative_date.rule.ts'

export type Period = 'month' | 'quarter'
/** Whole days, both included. */
export interface Days {
  from: string
  to: string
}

/** Categories in the order of certainty; what is omitted is in no forecast. */
export const categories = ['closed', 'commit', 'best_case', 'pipeline'] as const
export type Category = (typeof categories)[number]

const monthsOf = (period: Period): number => (period === 'month' ? 1 : 3)
const day = (year: number, month: number, date: number): string => dayText(utc(year, month, date))

/** The month or quarter that a day is in. */
export function periodOf(date: string, period: Period): Days {
  const length = monthsOf(period)
  const year = Number(date.slice(0, 4))
  const first = Math.floor((Number(date.slice(5, 7)) - 1) / length) * length
  return { from: day(year, first, 1), to: day(year, first + length, 0) }
}

/** How many periods a forecast may have. */
export const mostPeriods = 40

/** The months or quarters that these days touch, in order; ends with the first that is too many. */
export function periodsBetween({ from, to }: Days, period: Period): Days[] {
  const periods: Days[] = []
  for (let next = periodOf(from, period); next.from <= to && periods.length <= mostPeriods; ) {
    periods.push(next)
    // The calendar of dates ends here.
    if (next.to === '9999-12-31') break
    next = periodOf(day(Number(next.to.slice(0, 4)), Number(next.to.slice(5, 7)) - 1, Number(next.to.slice(8)) + 1), period)
  }
  return periods
}

/** What a forecast looks at when nothing is said: from this quarter on, six months or four quarters. */
export function usualSpan(today: string, period: Period): Days {
  const { from } = periodOf(today, 'quarter')
  const months = period === 'month' ? 6 : 12
  return { from, to: day(Number(from.slice(0, 4)), Number(from.slice(5, 7)) - 1 + months, 0) }
}

export interface CellOf {
  days: Days
  /** `open`: all categories but closed. */
  category: Category | 'open'
  group?: { by: 'owner' | 'category' | 'pipeline'; key: string } | undefined
}

/** The list query of exactly the opportunities behind a figure: what is open by its close date, what is won by the day of winning. */
export function cellFilter({ days, category, group }: CellOf): Filter {
  const span = [days.from, days.to]
  const clauses: Clause[] =
    category === 'closed'
      ? [
          { field: 'forecast_category', op: 'is', value: 'closed' },
          { field: 'closed_at', op: 'between', value: span },
        ]
      : [
          { field: 'closed_at', op: 'empty' },
          { field: 'close_date', op: 'between', value: span },
          category === 'open'
            ? { field: 'forecast_category', op: 'is_not', value: 'omitted' }
            : { field: 'forecast_category', op: 'is', value: category },
        ]
  if (group && group.by !== 'category') clauses.push({ field: group.by === 'owner' ? 'owner_id' : 'pipeline', op: 'is', value: group.key })
  return { and: clauses }
}

/** What is still open although the day it was to close on is past, and no shown period has it. */
export const overdueFilter = (before: string): Filter => ({
  and: [
    { field: 'closed_at', op: 'empty' },
    { field: 'close_date', op: 'lt', value: before },
    { field: 'forecast_category', op: 'is_not', value: 'omitted' },
  ],
})
