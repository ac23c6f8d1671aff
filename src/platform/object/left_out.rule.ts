import type { Skipped } from './bulk_action.ts'

/** Whom a bulk command left as they were: how many, why, and the first of them. */
export interface LeftOut {
  total: number
  /** The most frequent first; what is rarer than those named stands together, without a reason. */
  reasons: { reason: string | null; count: number }[]
  first: Skipped[]
}

const mostNamed = 100
const mostReasons = 20

/** Adds the next portion; a reason that names an address is the same reason whoever's it is. */
export function leftOut(before: LeftOut | null, skipped: readonly Skipped[]): LeftOut | null {
  if (skipped.length === 0) return before
  const counts = new Map((before?.reasons ?? []).map(({ reason, count }) => [reason, count]))
  for (const { reason } of skipped) {
    const alike = reason.replaceAll(/\S+@\S+/g, 'the address')
    const said = alike.charAt(0).toUpperCase() + alike.slice(1)
    const key = counts.has(said) || counts.size < mostReasons ? said : null
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return {
    total: (before?.total ?? 0) + skipped.length,
    reasons: [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    first: [...(before?.first ?? []), ...skipped].slice(0, mostNamed),
  }
}

/** As it stands in a batch; null where nobody was left out. */
export const leftOutOf = (payload: unknown): LeftOut | null => {
  const left = typeof payload === 'object' && payload !== null && 'left' in payload ? payload.left : null
  return typeof left === 'object' ? (left as LeftOut | null) : null
}
