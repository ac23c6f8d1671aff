import { calendarDay, clockMinutes, instantAt } from '../../platform/object/relative_date.rule.ts'

/** What people are told of. */
export const notificationKinds = [
  { value: 'lead', label: 'A lead is yours, or got in touch again' },
  { value: 'sla', label: 'A first reply is due or late' },
  { value: 'pool', label: 'A lead goes to the pool' },
  { value: 'mention', label: 'You are mentioned' },
  { value: 'reply', label: 'A thread that you follow is answered' },
  { value: 'task', label: 'You are given a task' },
  { value: 'opportunity', label: 'An opportunity of yours' },
  { value: 'sequence', label: 'A sequence of yours' },
] as const
export type NotificationKind = (typeof notificationKinds)[number]['value']

export const cadences = ['off', 'instant', 'hourly', 'daily'] as const
export type Cadence = (typeof cadences)[number]

export interface KindPreference {
  page: boolean
  mail: Cadence
}
export interface NotificationPreferences {
  kinds: Record<NotificationKind, KindPreference>
  /** Mails wait until they end. Times as 20:00, by the user's own clock; they may span midnight. */
  quiet_hours: { from: string; until: string } | null
  digest: { on: boolean; at: string; days: 'weekdays' | 'every_day' }
}
/** What a user has chosen; the rest follows the workspace. */
export interface OwnPreferences {
  kinds?: Partial<NotificationPreferences['kinds']>
  quiet_hours?: NotificationPreferences['quiet_hours']
  digest?: Partial<NotificationPreferences['digest']>
}

/** What holds for a user: their own choice, then their role's default, then the workspace's (F5). */
export function preferencesOf(
  defaults: NotificationPreferences & { roles: Record<string, Partial<NotificationPreferences['kinds']>> },
  role: string,
  own: OwnPreferences | null,
): NotificationPreferences {
  return {
    kinds: { ...defaults.kinds, ...defaults.roles[role], ...own?.kinds },
    quiet_hours: own?.quiet_hours === undefined ? defaults.quiet_hours : own.quiet_hours,
    digest: { ...defaults.digest, ...own?.digest },
  }
}

/**
 * Whether and how often one notice is mailed. A user's own choice always counts; the defaults only say how often those notices
 * are mailed that are worth a mail. A kind that is not known here is told as whoever tells it wants.
 */
export function cadenceOf(kind: string, worthMail: boolean, all: NotificationPreferences, own: OwnPreferences | null): Cadence {
  const chosen = Object.entries(own?.kinds ?? {}).find(([name]) => name === kind)?.[1]?.mail
  if (chosen) return chosen
  if (!worthMail) return 'off'
  return Object.entries(all.kinds).find(([name]) => name === kind)?.[1].mail ?? 'instant'
}

export const isShown = (kind: string, all: NotificationPreferences): boolean =>
  Object.entries(all.kinds).find(([name]) => name === kind)?.[1].page ?? true

/** Minutes from midnight of a time such as 08:00. */
export const minutesOfClock = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** When clocks in the time zone show this time for the first time after `after`. */
export function nextClock(text: string, after: Date, timeZone: string): Date {
  const { year, month, day } = calendarDay(after, timeZone)
  const today = instantAt(year, month, day, minutesOfClock(text), timeZone)
  return today > after ? today : instantAt(year, month, day + 1, minutesOfClock(text), timeZone)
}

/** When a mail goes out: now, at the full hour or at the digest's time; during quiet hours not before they end (F5). */
export function mailTime(cadence: Exclude<Cadence, 'off'>, now: Date, timeZone: string, preferences: NotificationPreferences): Date {
  const hour = 3_600_000
  const wanted =
    cadence === 'instant'
      ? now
      : cadence === 'hourly'
        ? new Date(Math.floor(now.getTime() / hour) * hour + hour)
        : nextClock(preferences.digest.at, now, timeZone)
  // A daily mail comes at a time that the user named.
  if (!preferences.quiet_hours || cadence === 'daily') return wanted
  const { from, until } = preferences.quiet_hours
  const [begin, end, at] = [minutesOfClock(from), minutesOfClock(until), clockMinutes(wanted, timeZone)]
  const quiet = begin <= end ? at >= begin && at < end : at >= begin || at < end
  return quiet ? nextClock(until, wanted, timeZone) : wanted
}
