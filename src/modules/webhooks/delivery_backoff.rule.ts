const second = 1_000
const hour = 3_600 * second
/** Pauses after the 1st, 2nd … failure; the last one repeats. */
const pauses = [10 * second, 30 * second, 120 * second, 600 * second, hour / 2, hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour]
const patience = 72 * hour

/** When a delivery that failed is tried again; null after 3 days (contract.md). */
export function nextDelivery(attempts: number, createdAt: Date, now: Date): Date | null {
  const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? 12 * hour
  const next = new Date(now.getTime() + pause)
  return next.getTime() - createdAt.getTime() > patience ? null : next
}
