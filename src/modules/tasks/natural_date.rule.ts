import { calendarDay, clockMinutes, instantAt, utc } from '../../platform/object/relative_date.rule.ts'

/** When something is due whose words name a day and no time, in minutes from midnight. */
const usualTime = 9 * 60
/** What is said for today, or by the end of a day, when the usual time has passed. */
const endOfWork = 17 * 60
const endOfDay = 24 * 60 - 1

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const counts = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

const weekday = '(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?|r)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
const month =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const count = `(\\d{1,3}|an?|${counts.slice(1).join('|')}|a couple of)`
const nth = '(\\d{1,2})(?:st|nd|rd|th)?'

interface Today {
  year: number
  month: number
  day: number
  weekday: number
}
type Day = [year: number, month: number, day: number]
/** What a phrase means: an instant, or a calendar day that a time may still be given for; null when there is no such day. */
type Meaning = { at: Date } | { day: Day; late?: boolean; minutes?: number } | null

interface Phrase {
  shape: RegExp
  /** It can hardly mean anything else, so it counts in the middle of a sentence too. */
  sure: boolean
  mean: (found: (string | undefined)[], today: Today, now: Date, timed: boolean) => Meaning
}

const lastDay = (year: number, inMonth: number): number => new Date(utc(year, inMonth + 1, 0)).getUTCDate()
const exists = ([year, inMonth, day]: Day): boolean => year > 0 && inMonth >= 0 && inMonth < 12 && day >= 1 && day <= lastDay(year, inMonth)
const earlier = (a: Day, b: Today): boolean => a[0] * 10_000 + a[1] * 100 + a[2] < b.year * 10_000 + b.month * 100 + b.day
const countOf = (text = ''): number => {
  if (/^\d+$/.test(text)) return Number(text)
  if (text.startsWith('a couple')) return 2
  return Math.max(1, counts.indexOf(text.toLowerCase()))
}
const ahead = (today: Today, days: number): Day => [today.year, today.month, today.day + days]
const indexOf = (names: string[], word = ''): number => names.indexOf(word.slice(0, 3).toLowerCase())

/** The same day some months on, clamped to the month's end. */
export function monthsAhead([year, inMonth, day]: Day, n: number): Day {
  const first = new Date(utc(year, inMonth + n, 1))
  const [y, m] = [first.getUTCFullYear(), first.getUTCMonth()]
  return [y, m, Math.min(day, lastDay(y, m))]
}

/** The day itself, or the Monday after it when it is on a weekend. */
function workday([year, inMonth, day]: Day): Day {
  const on = new Date(utc(year, inMonth, day)).getUTCDay()
  return [year, inMonth, day + (on === 6 ? 2 : on === 0 ? 1 : 0)]
}

/** The next time that a day of a month comes round, today included. */
function nextDate(inMonth: number, day: number, today: Today): Day | null {
  for (let year = today.year; year <= today.year + 8; year++) {
    const found: Day = [year, inMonth, day]
    if (exists(found) && !earlier(found, today)) return found
  }
  return null
}

function endOf(unit: string, today: Today, next: boolean): Day {
  if (unit === 'week') {
    const friday = 4 - today.weekday + (today.weekday > 4 ? 7 : 0)
    return ahead(today, friday + (next ? 7 : 0))
  }
  const length = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12
  const after = Math.floor(today.month / length) * length + length * (next ? 2 : 1)
  return [today.year, after, 0]
}

function workingDays(today: Today, n: number): Day {
  let days = 0
  // A week has five of them, so it never takes longer than this.
  for (let left = n; left > 0 && days < n * 7; ) {
    days += 1
    if ((today.weekday + days) % 7 < 5) left -= 1
  }
  return ahead(today, days)
}

function weekdayMeant(which: string | undefined, word: string | undefined, today: Today, timed: boolean): Meaning {
  const wanted = indexOf(weekdays, word)
  const next = which?.trim().toLowerCase() === 'next'
  // "Next Friday" is the one of next week; "Friday" the coming one, today only when a time today is named.
  if (next) return { day: ahead(today, 7 - today.weekday + wanted) }
  const days = (wanted - today.weekday + 7) % 7
  return { day: ahead(today, days === 0 && !timed ? 7 : days) }
}

const on = (day: Day | null): Meaning => (day ? { day } : null)
const shaped = (text: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}.:/-])${text}(?:(?=T\\d)|(?![\\p{L}\\p{N}]|[.:/-]\\d|['’]s))`, 'giu')
const lead = '(?:(?:on|by|until|till|due|before|for) )?'

const phrases: readonly Phrase[] = [
  {
    shape: shaped(`${lead}(\\d{4})-(\\d{1,2})-(\\d{1,2})`),
    sure: true,
    mean: ([, y, m, d]) => {
      const day: Day = [Number(y), Number(m) - 1, Number(d)]
      return exists(day) ? { day } : null
    },
  },
  {
    shape: shaped(`${lead}(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})`),
    sure: true,
    mean: ([, d, m, y]) => {
      const day: Day = [Number(y), Number(m) - 1, Number(d)]
      return exists(day) ? { day } : null
    },
  },
  {
    shape: shaped(`in ${count} (min(?:ute)?s?|hours?|h)`),
    sure: true,
    mean: ([, n, unit = ''], _, now) => ({ at: new Date(now.getTime() + countOf(n) * (/^m/i.test(unit) ? 60_000 : 3_600_000)) }),
  },
  { shape: shaped('in half an hour'), sure: true, mean: (_found, _today, now) => ({ at: new Date(now.getTime() + 1_800_000) }) },
  {
    shape: shaped(`in ${count} (?:working|business|week) ?days?`),
    sure: true,
    mean: ([, n], today) => ({ day: workingDays(today, countOf(n)) }),
  },
  {
    shape: shaped(`in ${count} (days?|weeks?|fortnights?|months?|quarters?|years?)(?: time)?`),
    sure: true,
    mean: ([, n, unit = ''], today) => {
      const many = countOf(n)
      const perMonth = { m: 1, q: 3, y: 12 }[unit[0]?.toLowerCase() ?? '']
      if (perMonth) return { day: monthsAhead([today.year, today.month, today.day], many * perMonth) }
      return { day: ahead(today, many * ({ w: 7, f: 14 }[unit[0]?.toLowerCase() ?? ''] ?? 1)) }
    },
  },
  {
    shape: shaped(`${count} (days?|weeks?|months?) from (?:now|today)`),
    sure: true,
    mean: ([, n, unit = ''], today) =>
      /^m/i.test(unit)
        ? { day: monthsAhead([today.year, today.month, today.day], countOf(n)) }
        : { day: ahead(today, countOf(n) * (/^w/i.test(unit) ? 7 : 1)) },
  },
  { shape: shaped(`${lead}(?:the )?day after tomorrow`), sure: true, mean: (_, today) => ({ day: ahead(today, 2) }) },
  { shape: shaped(`${lead}(?:tomorrow|tmrw)`), sure: true, mean: (_, today) => ({ day: ahead(today, 1) }) },
  { shape: shaped(`${lead}(?:today|this(?= (?:morning|afternoon|evening)))`), sure: true, mean: (_, today) => ({ day: ahead(today, 0) }) },
  { shape: shaped('(?:for )?tonight'), sure: true, mean: (_, today) => ({ day: ahead(today, 0), minutes: named.evening }) },
  {
    shape: shaped('(?:by )?(?:eod|cob|(?:the )?end of (?:the )?day)'),
    sure: true,
    mean: (_, today) => ({ day: ahead(today, 0), late: true }),
  },
  {
    shape: shaped(`${lead}(?:the )?end of (?:the |this )?(next )?(week|month|quarter|year)`),
    sure: true,
    mean: ([, next, unit = ''], today) => ({ day: endOf(unit.toLowerCase(), today, next !== undefined) }),
  },
  {
    shape: shaped('(?:by )?(eow|eom|eoq|eoy)'),
    sure: true,
    mean: ([, short = ''], today) => ({
      day: endOf({ w: 'week', m: 'month', q: 'quarter' }[short[2]?.toLowerCase() ?? ''] ?? 'year', today, false),
    }),
  },
  { shape: shaped(`${lead}next week`), sure: true, mean: (_, today) => ({ day: ahead(today, 7 - today.weekday) }) },
  {
    shape: shaped(`${lead}next (month|quarter|year)`),
    sure: true,
    mean: ([, unit = ''], today) => {
      const [year, inMonth] = endOf(unit.toLowerCase(), today, false)
      return { day: workday([year, inMonth, 1]) }
    },
  },
  {
    shape: shaped(`(?:on|by|until|till|due|before) (?:(next|this|coming) )?${weekday}`),
    sure: true,
    mean: ([, w, d], today, _, timed) => weekdayMeant(w, d, today, timed),
  },
  {
    shape: shaped(`${lead}(next|this|coming) ${weekday}`),
    sure: true,
    mean: ([, w, d], today, _, timed) => weekdayMeant(w, d, today, timed),
  },
  { shape: shaped(`(?:for )?()${weekday}`), sure: false, mean: ([, w, d], today, _, timed) => weekdayMeant(w, d, today, timed) },
  {
    shape: shaped(`${lead}(?:the )?${nth} (?:of )?${month}(?:,? (\\d{4}))?`),
    sure: true,
    mean: ([, d, m, y], today) => dated(Number(d), indexOf(months, m), y, today),
  },
  {
    shape: shaped(`${lead}${month} ${nth}(?:,? (\\d{4}))?`),
    sure: true,
    mean: ([, m, d, y], today) => dated(Number(d), indexOf(months, m), y, today),
  },
  {
    shape: shaped('(?:on|by|until|till|due|before) the (\\d{1,2})(?:st|nd|rd|th)'),
    sure: true,
    mean: ([, d], today) => {
      for (let n = 0; n < 3; n++) {
        const [year, inMonth] = monthsAhead([today.year, today.month, 1], n)
        const day: Day = [year, inMonth, Number(d)]
        if (exists(day) && !earlier(day, today)) return { day }
      }
      return null
    },
  },
]

function dated(day: number, inMonth: number, year: string | undefined, today: Today): Meaning {
  if (year === undefined) return on(nextDate(inMonth, day, today))
  const found: Day = [Number(year), inMonth, day]
  return exists(found) ? { day: found } : null
}

const clock = '(?:(\\d{1,2}):(\\d{2})(?: ?(am|pm))?|(\\d{1,2}) ?(am|pm)|(noon|midday|midnight))'
const named: Record<string, number> = {
  morning: usualTime,
  noon: 12 * 60,
  midday: 12 * 60,
  afternoon: 14 * 60,
  evening: 18 * 60,
  midnight: endOfDay,
}
const timeAfter = new RegExp(
  `^(?:,? (?:at )?|T)${clock}(?![\\p{L}\\p{N}])|^,? at (\\d{1,2})(?![\\p{L}\\p{N}]|[.:]\\d)|^ (?:in the )?(morning|afternoon|evening)(?![\\p{L}])`,
  'iu',
)
const timeBefore = new RegExp(`(?<![\\p{L}\\p{N}.:])(?:at )?${clock},? $`, 'iu')
const timeAlone = new RegExp(`(?<![\\p{L}\\p{N}.:])(?:at )?${clock}$`, 'iu')

/** Minutes from midnight of a clock time that a pattern above found; null when no clock shows it. */
function minutesOf([, h1, m1, half1, h2, half2, word, bare, part]: (string | undefined)[]): number | null {
  const name = (word ?? part)?.toLowerCase()
  if (name) return named[name] ?? null
  const half = (half1 ?? half2)?.toLowerCase()
  const hour = Number(h1 ?? h2 ?? bare)
  const minutes = Number(m1 ?? 0)
  if (minutes > 59 || (half ? hour < 1 || hour > 12 : hour > 23)) return null
  if (half) return ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + minutes
  // "At 3" among people who work by day is the afternoon.
  return (bare && hour > 0 && hour < 7 ? hour + 12 : hour) * 60 + minutes
}

interface Found {
  from: number
  until: number
  at: Date
}

function read(phrase: Phrase, match: RegExpMatchArray, text: string, now: Date, timeZone: string): Found | null {
  const today = calendarDay(now, timeZone)
  let [from, until] = [match.index ?? 0, (match.index ?? 0) + match[0].length]
  const after = timeAfter.exec(text.slice(until))
  const before = after ? null : timeBefore.exec(text.slice(0, from))
  const minutes = after ? minutesOf(after) : before ? minutesOf(before) : null
  const nowMinutes = clockMinutes(now, timeZone)
  const meaning = phrase.mean([...match], today, now, minutes !== null && minutes > nowMinutes)
  if (!meaning) return null
  if ('at' in meaning) return { from, until, at: meaning.at }
  if (minutes !== null && after) until += after[0].length
  if (minutes !== null && before) from -= before[0].length
  const [year, inMonth, day] = meaning.day
  const isToday =
    instantAt(year, inMonth, day, 0, timeZone).getTime() === instantAt(today.year, today.month, today.day, 0, timeZone).getTime()
  const unsaid = meaning.minutes ?? (isToday || meaning.late ? (nowMinutes < endOfWork ? endOfWork : endOfDay) : usualTime)
  return { from, until, at: instantAt(year, inMonth, day, minutes ?? unsaid, timeZone) }
}

/** A time without a day: the next time that clocks show it. */
function readTime(text: string, now: Date, timeZone: string): Found | null {
  const match = timeAlone.exec(text)
  const minutes = match ? minutesOf(match) : null
  if (!match || minutes === null) return null
  const { year, month: inMonth, day } = calendarDay(now, timeZone)
  const at = instantAt(year, inMonth, day, minutes, timeZone)
  const passed = at.getTime() <= now.getTime()
  return { from: match.index, until: text.length, at: passed ? instantAt(year, inMonth, day + 1, minutes, timeZone) : at }
}

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '')
    .trim()

/**
 * The moment that English words name, by the calendar and clocks of a time zone, and the words without it:
 * "Call Maren in 3 days" → that day at nine, and "Call Maren". Of several dates the last counts; null when there is none (F4).
 */
export function naturalDate(text: string, now: Date, timeZone: string): { at: Date; rest: string } | null {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, 500)
  const found = phrases.flatMap(phrase =>
    [...line.matchAll(phrase.shape)].flatMap(match => {
      const one = read(phrase, match, line, now, timeZone)
      if (!one) return []
      const atEdge = one.from === 0 || tidy(line.slice(one.until)) === ''
      return phrase.sure || atEdge ? [one] : []
    }),
  )
  // Ending last wins; of two readings that end together, the longer.
  const [best = readTime(line, now, timeZone)] = found.sort((a, b) => b.until - a.until || a.from - b.from)
  if (!best) return null
  return { at: best.at, rest: tidy(`${line.slice(0, best.from)} ${line.slice(best.until)}`) }
}
