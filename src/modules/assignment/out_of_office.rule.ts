import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { sayDate } from '../leads/intake/returning.rule.ts'

export type Absence = {
  name: string
  active: boolean
  /** First and last day away, both included; one without the other is open on that side. */
  out_of_office_from: string | null
  out_of_office_until: string | null
}
export type AbsencePolicy = { away_longer_than_days: number; stops_days_before: number }

export const ABSENCE_POLICY: AbsencePolicy = { away_longer_than_days: 5, stops_days_before: 2 }

/**
 * Whether a member can be given a lead today, and if not why (C3, playbook "Out of office"): never when the account is not active, not
 * on a day away, and not in the days before a long absence. Days are those of the workspace's calendar, so that everybody reads the same.
 */
export function receives(
  user: Absence,
  now: Date,
  timeZone: string,
  policy: AbsencePolicy = ABSENCE_POLICY,
): { receives: boolean; why: string | null } {
  if (!user.active) return { receives: false, why: `${user.name} is not active` }
  const { out_of_office_from: from, out_of_office_until: until } = user
  if (!from && !until) return HERE
  const today = dateIn(now, timeZone)
  if (until && today > until) return HERE
  const returns = until ? ` until ${sayDay(until, today)}` : ''
  if (!from || today >= from) return { receives: false, why: `${user.name} is away${returns}` }
  const isLong = !until || daysBetween(from, until) + 1 > policy.away_longer_than_days
  if (isLong && daysBetween(today, from) <= policy.stops_days_before)
    return { receives: false, why: `${user.name} is away from ${sayDay(from, today)}${returns}` }
  return HERE
}

const HERE = { receives: true, why: null } as const

/** "23 Nov", with its year when that is not this one. */
const sayDay = (date: string, today: string): string =>
  date.slice(0, 4) === today.slice(0, 4) ? sayDate(date).slice(0, -5) : sayDate(date)

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
