import type { LogEntry } from '../../platform/log/change_log.ts'

/** An outgoing mail, a logged call or a held meeting: somebody was contacted (rulings). */
const isTouch = (kind: unknown, direction: unknown) => kind === 'call' || kind === 'meeting' || (kind === 'mail' && direction === 'out')

/** A meeting to which nobody came, or that was put off, was not held. */
const isUnheld = (kind: unknown, outcome: unknown) => kind === 'meeting' && (outcome === 'no_show' || outcome === 'rescheduled')

/** A mail of a sequence: a program wrote, nobody was in touch. */
const isAutomatic = (detail: unknown) => typeof detail === 'object' && detail !== null && 'automatic' in detail && detail.automatic === true

/** When the records that new activities are stamped with in `field` (`lead_id`, `account_id` …) were last contacted, by id. */
export function touchesOf(entries: readonly LogEntry[], field: string): Map<string, Date> {
  const latest = new Map<string, Date>()
  for (const entry of entries) {
    if (entry.kind !== 'activity.created') continue
    const after = (name: string) => entry.changes[name]?.[1]
    const id = after(field)
    if (isUnheld(after('kind'), after('outcome'))) continue
    if (!isTouch(after('kind'), after('direction')) || isAutomatic(after('detail')) || typeof id !== 'string') continue
    const at = new Date(String(after('occurred_at')))
    const before = latest.get(id)
    if (!before || before < at) latest.set(id, at)
  }
  return latest
}
