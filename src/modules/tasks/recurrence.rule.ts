import { calendarDay, clockMinutes, instantAt } from '../../platform/object/relative_date.rule.ts'
import { monthsAhead } from './natural_date.rule.ts'
import type { Recurrence } from './task.object.ts'

const days: Partial<Record<Recurrence, number>> = { daily: 1, weekly: 7, two_weeks: 14 }
const months: Partial<Record<Recurrence, number>> = { monthly: 1, quarterly: 3 }
const weekend = (year: number, month: number, day: number): boolean => new Date(Date.UTC(year, month, day)).getUTCDay() % 6 === 0

/**
 * When a repeating task is due again: the first of its days after `after`, counted from the day that the series began, at the
 * same time by the clocks of the time zone. Monthly on the 31st is the last day of a shorter month, and the 31st again after it.
 */
export function nextDue(recurrence: Recurrence, from: Date, after: Date, timeZone: string): Date {
  const { year, month, day } = calendarDay(from, timeZone)
  const minutes = clockMinutes(from, timeZone)
  const at = (y: number, m: number, d: number) => instantAt(y, m, d, minutes, timeZone)
  const elapsed = Math.max(0, Math.floor((after.getTime() - from.getTime()) / 86_400_000))
  const step = months[recurrence]
  if (step) {
    // A month has at most 31 days, so this count lies before `after`.
    for (let n = Math.floor(elapsed / (31 * step)); ; n++) {
      const due = at(...monthsAhead([year, month, day], n * step))
      if (due > after) return due
    }
  }
  const every = days[recurrence] ?? 1
  for (let n = Math.max(0, Math.floor(elapsed / every) - 1); ; n++) {
    const due = at(year, month, day + n * every)
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
