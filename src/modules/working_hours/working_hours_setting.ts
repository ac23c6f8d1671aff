import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { timeZone } from '../../platform/settings/workspace.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { type WorkingHours, weekdays } from './working_time.rule.ts'

const clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time is written like 09:00.')
const day = z
  .tuple([clock, clock])
  .refine(([from, until]) => from < until, 'A working day ends after it begins.')
  .nullable()
const days = z
  .record(z.enum(weekdays), day)
  .refine(week => Object.values(week).some(one => one !== null), 'There must be one working day a week.')
const holidays = z.array(z.iso.date()).transform(dates => [...new Set(dates)].sort())

/** When the team works. Enabled, the first reply's clock counts working hours only (C6); sequences count working days by it anyway. */
export const workingHoursSetting: Setting<WorkingHours & { enabled: boolean }> = {
  key: 'working_hours',
  label: 'Working hours',
  schema: z.object({
    enabled: z.boolean(),
    days,
    holidays,
    by_territory: z.record(z.uuid(), z.object({ time_zone: timeZone.optional(), days: days.optional(), holidays: holidays.optional() })),
  }),
  default: productLed.settings.working_hours,
}
