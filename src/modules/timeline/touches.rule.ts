import type { Change } from '../../platform/object/derivation.ts'

type Activity = Readonly<Record<string, unknown>>

/** A mail of a sequence: a program wrote, nobody was in touch. */
const isAutomatic = (detail: unknown) => typeof detail === 'object' && detail !== null && 'automatic' in detail && detail.automatic === true

/** Somebody came: what was only planned counts when it is known how it went, a meeting to which nobody came does not. */
function tookPlace({ kind, outcome, occurred_at, created_at }: Activity): boolean {
  if (kind === 'meeting' && (outcome === 'no_show' || outcome === 'rescheduled')) return false
  return (outcome ?? null) !== null || momentOf(occurred_at) <= momentOf(created_at)
}

/** An outgoing mail or Slack message, a logged call or a held meeting: somebody was contacted (rulings). */
const isTouch = (activity: Activity): boolean =>
  activity.kind === 'call' || activity.kind === 'meeting'
    ? tookPlace(activity)
    : (activity.kind === 'mail' || activity.kind === 'slack') && activity.direction === 'out' && !isAutomatic(activity.detail)

const momentOf = (value: unknown): number => (value instanceof Date ? value.getTime() : Number.NaN)

/** Changes of these may make a touch of what was none. */
export const touchFields = ['kind', 'direction', 'outcome'] as const

/** When the records that activities are stamped with in `field` (`lead_id`, `account_id` …) were contacted by them, by id: the latest. */
export function touchesOf(changes: readonly Change[], field: string, now: Date): Map<string, Date> {
  const latest = new Map<string, Date>()
  for (const { before, after } of changes) {
    const id = after[field]
    if (typeof id !== 'string' || !isTouch(after) || (before && isTouch(before))) continue
    const at = new Date(Math.min(momentOf(after.occurred_at), now.getTime()))
    const known = latest.get(id)
    if (!known || known < at) latest.set(id, at)
  }
  return latest
}
