import { calendarDay, clockMinutes, instantAt, isOnCalendar, utc } from '../../platform/object/relative_date.rule.ts'
import { monthsAhead } from './natural_date.rule.ts'
import type { Recurrence } from './task.object.ts'

const days: Partial<Record<Recurrence, number>> = { daily: 1, weekly: 7, two_weeks: 14 }
const months: Partial<Record<Recurrence, number>> = { monthly: 1, quarterly: 3 }
const weekend = (year: number, month: number, day: number): boolean => new Date(utc(year, month, day)).getUTCDay() % 6 === 0

/**
 * When a repeating task is due again: the first of its days after `after`, counted from the day that the series began, at the
 * same time by the clocks of the time zone. Monthly on the 31st is the last day of a shorter month, and the 31st again after it.
 * Null where the calendar ends before.
 */
export function nextDue(recurrence: Recurrence, from: Date, after: Date, timeZone: string): Date | null {
  const { year, month, day } = calendarDay(from, timeZone)
  const minutes = clockMinutes(from, timeZone)
  const at = (y: number, m: number, d: number) => instantAt(y, m, d, minutes, timeZone)
  const until = calendarDay(after, timeZone)
  const step = months[recurrence]
  const every = days[recurrence] ?? 1
  const passed = step ? ((until.year - year) * 12 + until.month - month) / step : (after.getTime() - from.getTime()) / (every * 86_400_000)
  // The one before the one that is thought to be next is surely not after it.
  for (let n = Math.max(0, Math.floor(passed) - 1); ; n++) {
    const due = step ? at(...monthsAhead([year, month, day], n * step)) : at(year, month, day + n * every)
    if (!isOnCalendar(due)) return null
    const fits = recurrence !== 'weekdays' || !weekend(year, month, day + n)
    if (fits && due > after) return due
  }
}

const words: readonly [RegExp, Recurrence][] = [
  [/\b(?:every|each) (?:weekday|working day|business day)\b/i, 'weekdays'],
  [/\b(?:every|each) day\b|\bdaily$/i, 'daily'],
  [/\bevery (?:2|two|other|second) weeks?\b|\bfortnightly$/i, 'two_weeks'],
  [/\b(?:every|each) week\b|\bweekly$/i, 'weekly'],
  [/\b(?:every|each) (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)/i, 'weekly'],
  [/\b(?:every|each) month\b|\bmonthly$/i, 'monthly'],
  [/\b(?:every|each) quarter\b|\bevery (?:3|three) months\b|\bquarterly$/i, 'quarterly'],
]

/** How often words say that something repeats, and the words without it: "Check in every month" (F4). */
export function naturalRecurrence(text: string): { recurrence: Recurrence; rest: string } | null {
  for (const [shape, recurrence] of words)
    if (shape.test(text)) return { recurrence, rest: text.replace(shape, ' ').replace(/\s+/g, ' ').trim() }
  return null
}
