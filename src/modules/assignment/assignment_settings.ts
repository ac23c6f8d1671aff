import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]).optional()

export interface AssignmentSettings {
  /** How long a company that comes back goes to the colleague who knew it (C3). */
  returning_months: number
  returning_enabled: boolean
  /** Away for longer than so many days: stops receiving so many days before. */
  away_longer_than_days: number
  stops_days_before: number
  /** Further rules, in order (C3). */
  rules: {
    id: string
    name: string
    position: 'before_returning' | 'before_territory' | 'before_rotation'
    when: { field: string; op: 'is' | 'in' | 'contains' | 'gte' | 'lte' | 'empty' | 'not_empty'; value?: unknown }[]
    then: { owner_id: string } | { territory_id: string }
  }[]
}

/** How leads find their owner beside the territories themselves (C3). */
export const assignmentSetting: Setting<AssignmentSettings> = {
  key: 'assignment',
  label: 'Assignment',
  schema: z.object({
    returning_months: z.number().int().min(0).max(60),
    returning_enabled: z.boolean(),
    away_longer_than_days: z.number().int().min(0).max(365),
    stops_days_before: z.number().int().min(0).max(60),
    rules: z
      .array(
        z.object({
          id: z.string().min(1),
          name: z.string().min(1).max(200),
          position: z.enum(['before_returning', 'before_territory', 'before_rotation']),
          when: z
            .array(z.object({ field: z.string(), op: z.enum(['is', 'in', 'contains', 'gte', 'lte', 'empty', 'not_empty']), value }))
            .max(20),
          // biome-ignore lint/suspicious/noThenProperty: a rule reads "when … then …" in Settings and in its JSON
          then: z.union([z.object({ owner_id: z.uuid() }), z.object({ territory_id: z.uuid() })]),
        }),
      )
      .max(200),
  }),
  default: productLed.settings.assignment,
}
