import { calendarDay, clockMinutes, dateIn, instantAt } from '../../platform/object/relative_date.rule.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]
/** From and until as clock times, `24:00` being midnight; null is a day off. */
export type WorkingDay = readonly [from: string, until: string] | null
export type WorkingDays = Readonly<Record<Weekday, WorkingDay>>

/** Somebody's working time: their week, their days off, their clock. */
export interface Calendar {
  time_zone: string
  days: WorkingDays
  /** Calendar dates on which nobody works. */
  holidays: readonly string[]
}

/** The workspace's working hours, and where a territory differs. */
export interface WorkingHours {
  days: WorkingDays
  holidays: readonly string[]
  by_territory: Readonly<Record<string, { time_zone?: string; days?: WorkingDays; holidays?: readonly string[] }>>
}

/**
 * Whose calendar counts (C6): the hours and holidays of the territory, else the workspace's; the clock of the person who works, else
 * the territory's, else the workspace's.
 */
export function calendarOf(
  hours: WorkingHours,
  whose: { territory_id?: string | null; user_time_zone?: string | null; workspace_time_zone: string },
): Calendar {
  const territory = whose.territory_id ? hours.by_territory[whose.territory_id] : undefined
  return {
    time_zone: whose.user_time_zone ?? territory?.time_zone ?? whose.workspace_time_zone,
    days: territory?.days ?? hours.days,
    holidays: territory?.holidays ?? hours.holidays,
  }
}

/** The moment at which so many working hours have passed; hours on the clock in a week without any (C6). */
export function addWorkingHours(from: Date, hours: number, calendar: Calendar): Date {
  let left = hours * 3_600_000
  const first = calendarDay(from, calendar.time_zone)
  for (let on = 0; on <= horizon; on++) {
    const span = spanOf(first, on, calendar)
    if (!span) continue
    const start = Math.max(span.from, from.getTime())
    const passed = Math.max(0, span.until - start)
    // A deadline that falls on closing time is that evening, not the next morning.
    if (passed > 0 && left <= passed) return new Date(start + left)
    left -= passed
  }
  return new Date(from.getTime() + hours * 3_600_000)
}

/**
 * The same time of day so many working days later. With 0 days it is the moment itself on a working day, else that time on the next
 * one. Whether it lies within the working hours of that day does not matter.
 */
export function workingDaysAfter(from: Date, days: number, calendar: Calendar): Date {
  const first = calendarDay(from, calendar.time_zone)
  const { year, month, day } = first
  let left = days
  for (let on = 0; on <= horizon; on++) {
    if (!spanOf(first, on, calendar)) continue
    if (on > 0) left--
    if (left > 0) continue
    return on === 0 ? from : instantAt(year, month, day + on, clockMinutes(from, calendar.time_zone), calendar.time_zone)
  }
  return new Date(from.getTime() + days * 86_400_000)
}

/** Ten years: further than any deadline, so a calendar without a working day ends. */
const horizon = 3_653

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** The working time of the day so many days after another, as instants; null on a day off. */
function spanOf(
  first: { year: number; month: number; day: number },
  on: number,
  calendar: Calendar,
): { from: number; until: number } | null {
  const noon = new Date(Date.UTC(first.year, first.month, first.day + on, 12))
  const day = calendar.days[weekdays[(noon.getUTCDay() + 6) % 7] ?? 'mon']
  if (!day || calendar.holidays.includes(dateIn(noon, 'UTC'))) return null
  const at = (clock: string) => instantAt(first.year, first.month, first.day + on, minutesOf(clock), calendar.time_zone).getTime()
  return { from: at(day[0]), until: at(day[1]) }
}
