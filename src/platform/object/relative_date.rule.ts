/** Half-open span of time. */
export interface Span {
  from: Date
  until: Date
}

const units = { day: 1, week: 7 } as const
const words = /^(this|last|next)_(day|week|month|quarter|year)$/

/** As Date.UTC, which takes the years 0 to 99 for those of the last century. */
export const utc = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month, day)

/** Where the calendar of dates ends: no record holds a later moment, none an earlier one. */
const [earliest, latest] = [utc(1, 0, 1), utc(9999, 11, 31)]

/** `2026-11-19` for a moment of UTC; beyond the calendar its first or last day. */
export const dayText = (time: number): string => new Date(Math.min(Math.max(time, earliest), latest)).toISOString().slice(0, 10)

/** Whether the calendar has this moment: what is due after its end is never due. */
export const isOnCalendar = (moment: Date): boolean => moment.getTime() >= earliest && moment.getTime() < latest + 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** The offset of a time zone from UTC at an instant, in milliseconds. */
function offsetAt(instant: Date, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  // Years before the first are told like those after it, so the offset there is that of the first days.
  const told = new Date(Math.max(instant.getTime(), earliest + 2 * 86_400_000))
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(told)
      .map(part => [part.type, Number(part.value)]),
  )
  const seconds = ((parts.hour ?? 0) * 60 + (parts.minute ?? 0)) * 60 + (parts.second ?? 0)
  return utc(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1) + seconds * 1000 - Math.floor(told.getTime() / 1000) * 1000
}

/** The instant of a time on a calendar day (0-based month; all may overflow); a time that the clocks skip is as much later. */
export function instantAt(year: number, month: number, day: number, minutes: number, timeZone: string): Date {
  const guess = utc(year, month, day) + minutes * 60_000
  const first = guess - offsetAt(new Date(guess), timeZone)
  return new Date(guess - offsetAt(new Date(first), timeZone))
}

/** Midnight, in the time zone, of a calendar day given by year, month (0-based, may overflow) and day. */
export const startOfDay = (year: number, month: number, day: number, timeZone: string): Date => instantAt(year, month, day, 0, timeZone)

/** Midnight, in the time zone, of `2026-11-19`. */
export function startOfDate(date: string, timeZone: string): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return startOfDay(year, month - 1, day, timeZone)
}

/** The calendar day of an instant in a time zone. */
export function calendarDay(instant: Date, timeZone: string): { year: number; month: number; day: number; weekday: number } {
  const local = new Date(instant.getTime() + offsetAt(instant, timeZone))
  return { year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate(), weekday: (local.getUTCDay() + 6) % 7 }
}

/** What the clock on the wall shows at an instant, in minutes since midnight. */
export function clockMinutes(instant: Date, timeZone: string): number {
  const local = instant.getTime() + offsetAt(instant, timeZone)
  return (local - Math.floor(local / 86_400_000) * 86_400_000) / 60_000
}

/** `2026-11-19`, the calendar date of an instant in a time zone. */
export function dateIn(instant: Date, timeZone: string): string {
  const { year, month, day } = calendarDay(instant, timeZone)
  return `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/**
 * What a relative word means: `today`, `yesterday`, `tomorrow`, `this_week` (from Monday), `last_month`, `next_quarter` and so
 * on, by the calendar of the time zone. Null when it is no such word.
 */
export function relativeSpan(word: string, now: Date, timeZone: string): Span | null {
  const { year, month, day, weekday } = calendarDay(now, timeZone)
  const days = (from: number, length: number): Span => ({
    from: startOfDay(year, month, day + from, timeZone),
    until: startOfDay(year, month, day + from + length, timeZone),
  })
  if (word === 'today') return days(0, 1)
  if (word === 'yesterday') return days(-1, 1)
  if (word === 'tomorrow') return days(1, 1)
  const match = words.exec(word)
  if (!match) return null
  const shift = match[1] === 'last' ? -1 : match[1] === 'next' ? 1 : 0
  const unit = match[2]
  if (unit === 'day' || unit === 'week') return days((unit === 'week' ? -weekday : 0) + shift * units[unit], units[unit])
  const length = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12
  const first = Math.floor(month / length) * length + shift * length
  return { from: startOfDay(year, first, 1, timeZone), until: startOfDay(year, first + length, 1, timeZone) }
}

const durationShape = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/
const plainShape = /^(\d+)\s*(h|hours?|d|days?|w|weeks?|m|months?|y|years?)$/i

export interface Duration {
  months: number
  days: number
  minutes: number
}

/** Reads `P7D`, `PT24H`, `7d`, `7 days`, `{ "n": 7, "unit": "day" }` or a plain number of days; null when it is none of these. */
export function readDuration(value: unknown): Duration | null {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return { months: 0, days: value, minutes: 0 }
  if (typeof value === 'object' && value !== null && 'n' in value && 'unit' in value)
    return readDuration(`${String(value.n)} ${String(value.unit)}`)
  if (typeof value !== 'string') return null
  const iso = durationShape.exec(value)
  if (iso && value !== 'P' && !value.endsWith('T')) {
    const part = (index: number) => Number(iso[index] ?? 0)
    return { months: part(1) * 12 + part(2), days: part(3) * 7 + part(4), minutes: part(5) * 60 + part(6) }
  }
  const plain = plainShape.exec(value.trim())
  if (!plain) return null
  const n = Number(plain[1])
  const unit = plain[2]?.[0]?.toLowerCase()
  if (unit === 'h') return { months: 0, days: 0, minutes: n * 60 }
  if (unit === 'd') return { months: 0, days: n, minutes: 0 }
  if (unit === 'w') return { months: 0, days: n * 7, minutes: 0 }
  return { months: unit === 'm' ? n : n * 12, days: 0, minutes: 0 }
}

/** An instant moved by a duration, months by the calendar of UTC and clamped to the month's end; `sign` -1 moves back. */
export function moveBy(instant: Date, duration: Duration, sign: 1 | -1): Date {
  const moved = new Date(instant)
  const day = moved.getUTCDate()
  moved.setUTCDate(1)
  moved.setUTCMonth(moved.getUTCMonth() + sign * duration.months)
  const lastDay = new Date(utc(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(day, lastDay))
  return new Date(moved.getTime() + sign * (duration.days * 86_400_000 + duration.minutes * 60_000))
}
