interface Duration {
  months: number
  milliseconds: number
}

const form = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** Parses an ISO 8601 duration such as P7D or PT90M; null when it is none. */
export function parseDuration(text: string): Duration | null {
  const match = form.exec(text)
  if (!match) return null
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0))
  return {
    months: (years ?? 0) * 12 + (months ?? 0),
    milliseconds: (weeks ?? 0) * 7 * day + (days ?? 0) * day + (hours ?? 0) * hour + (minutes ?? 0) * 60 * second + (seconds ?? 0) * second,
  }
}

/** The moment a duration later; months are calendar months in UTC, clamped to the month's end. */
export function addDuration(start: Date, duration: Duration): Date {
  const moved = new Date(start)
  if (duration.months > 0) {
    const dayOfMonth = moved.getUTCDate()
    moved.setUTCDate(1)
    moved.setUTCMonth(moved.getUTCMonth() + duration.months)
    const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
    moved.setUTCDate(Math.min(dayOfMonth, last))
  }
  return new Date(moved.getTime() + duration.milliseconds)
}
