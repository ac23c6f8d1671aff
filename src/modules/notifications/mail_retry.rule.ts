const minute = 60_000
/** Pauses after the 1st, 2nd … failure: greylisting wants a few minutes, an outage a day. */
const pauses = [1, 5, 15, 60, 180, 360, 720, 1_440].map(minutes => minutes * minute)

/** When a mail that could not be sent is tried again; null: never, somebody has to look. A 5xx answer of the server is final. */
export function nextAttempt(attempts: number, responseCode: number | null, now: Date): Date | null {
  if (responseCode !== null && responseCode >= 500) return null
  const pause = pauses[attempts - 1]
  return pause === undefined ? null : new Date(now.getTime() + pause)
}
