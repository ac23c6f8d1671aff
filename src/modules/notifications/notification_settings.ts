import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { cadences, type NotificationPreferences, notificationKinds } from './preferences.rule.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written as 08:00.')
const kindPreference = z.strictObject({ page: z.boolean(), mail: z.enum(cadences) })
const kinds = z.strictObject(
  Object.fromEntries(notificationKinds.map(({ value }) => [value, kindPreference])) as Record<
    keyof NotificationPreferences['kinds'],
    typeof kindPreference
  >,
)
const quietHours = z.strictObject({ from: clock, until: clock }).nullable()
const digest = z.strictObject({ on: z.boolean(), at: clock, days: z.enum(['weekdays', 'every_day']) })

/** What a user changes of it; whatever is left out stays as it is. */
export const preferencesInput = z.strictObject({
  kinds: kinds.partial().optional(),
  quiet_hours: quietHours.optional(),
  digest: digest.partial().optional(),
})
export const preferences = z.object({ kinds, quiet_hours: quietHours, digest })

export interface NotificationDefaults extends NotificationPreferences {
  /** By role, what differs for its people. */
  roles: Record<string, Partial<NotificationPreferences['kinds']>>
}

/** How people are told what happened unless they choose otherwise, and the morning digest (F4, F5). */
export const notificationSetting: Setting<NotificationDefaults> = {
  key: 'notifications',
  label: 'Notifications',
  schema: z.object({
    kinds,
    quiet_hours: quietHours,
    digest,
    roles: z.record(z.string(), kinds.partial()),
  }),
  default: productLed.settings.notifications,
}
