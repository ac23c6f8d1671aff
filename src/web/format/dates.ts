/** Dates and times in the viewer's zone. `now` is an argument, so that a minute's tick redraws what is relative. */
const day = 86_400_000
const minute = 60_000

const formats = new Map<string, Intl.DateTimeFormat>()
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  // A fixed order of day and month keeps columns narrow and unmistakable.
  const made = new Intl.DateTimeFormat('en-GB', options)
  formats.set(key, made)
  return made
}

export const timeOf = (at: Date, timeZone: string): string => formatter({ hour: '2-digit', minute: '2-digit', timeZone }).format(at)
const dayKey = (at: Date, timeZone: string): string => formatter({ year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(at)
const yearOf = (at: Date, timeZone: string): string => formatter({ year: 'numeric', timeZone }).format(at)

/** `17 Nov`, with the year when it is another one. */
export function shortDate(at: Date, now: Date, timeZone: string): string {
  const same = yearOf(at, timeZone) === yearOf(now, timeZone)
  return formatter({ day: 'numeric', month: 'short', ...(same ? {} : { year: 'numeric' }), timeZone }).format(at)
}

/** `Thu 19 Nov 2026, 10:42`: the whole, for hovering. */
export const absolute = (at: Date, timeZone: string): string =>
  `${formatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(at).replace(',', '')}, ${timeOf(at, timeZone)}`

/** `38 m ago`, `2 h ago`, `Yesterday`, `17 Nov`; the future likewise. */
export function relative(at: Date, now: Date, timeZone: string): string {
  const gap = now.getTime() - at.getTime()
  const today = dayKey(now, timeZone)
  const key = dayKey(at, timeZone)
  if (gap >= 0 && gap < minute) return 'Just now'
  if (gap >= 0 && gap < 60 * minute) return `${Math.floor(gap / minute)} m ago`
  if (key === today) return gap >= 0 ? `${Math.floor(gap / (60 * minute))} h ago` : `Today ${timeOf(at, timeZone)}`
  if (key === dayKey(new Date(now.getTime() - day), timeZone)) return 'Yesterday'
  if (key === dayKey(new Date(now.getTime() + day), timeZone)) return 'Tomorrow'
  return shortDate(at, now, timeZone)
}

/** `today 18:19`, `tomorrow 08:59`, `23 Nov, 18:19`. */
export function dayAndTime(at: Date, now: Date, timeZone: string): string {
  const time = timeOf(at, timeZone)
  for (const [days, word] of [
    [0, 'today'],
    [1, 'tomorrow'],
    [-1, 'yesterday'],
  ] as const)
    if (dayKey(at, timeZone) === dayKey(new Date(now.getTime() + days * day), timeZone)) return `${word} ${time}`
  return `${shortDate(at, now, timeZone)}, ${time}`
}

/** Heading of a day on a timeline: `Today, Thursday 19 November`. */
export function dayHeading(at: Date, now: Date, timeZone: string): string {
  const other = yearOf(at, timeZone) === yearOf(now, timeZone) ? {} : { year: 'numeric' as const }
  const name = formatter({ weekday: 'long', day: 'numeric', month: 'long', ...other, timeZone })
    .format(at)
    .replace(',', '')
  if (dayKey(at, timeZone) === dayKey(now, timeZone)) return `Today, ${name}`
  return dayKey(at, timeZone) === dayKey(new Date(now.getTime() - day), timeZone) ? `Yesterday, ${name}` : name
}

export const sameDay = (a: Date, b: Date, timeZone: string): boolean => dayKey(a, timeZone) === dayKey(b, timeZone)

/** A calendar date (`2026-11-19`) has no zone: it is formatted as it stands. */
export function calendarDate(value: string, now: Date): string {
  return shortDate(new Date(`${value}T00:00:00Z`), now, 'UTC')
}

/** `22 h 17 m`, `46 m`, `3 d 4 h`: a length of time in its two largest units. */
export function lengthOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minute))
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60]
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  return hours > 0 ? `${hours} h ${String(rest).padStart(2, '0')} m` : `${rest} m`
}

/** The value of an `<input type="datetime-local">` for an instant, and back. */
export function toLocalInput(at: Date, timeZone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(at)
      .map(part => [part.type, part.value]),
  )
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`
}
export function fromLocalInput(value: string, timeZone: string): Date {
  const guess = new Date(`${value}:00Z`)
  const shown = new Date(`${toLocalInput(guess, timeZone)}:00Z`)
  return new Date(guess.getTime() - (shown.getTime() - guess.getTime()))
}
