import { z } from 'zod'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'

/** First response: how long until it is late, and from when on the page warns (C6). */
export const slaSetting: Setting<{ hours: number; warning_hours: number }> = {
  key: 'sla',
  label: 'First reply',
  schema: z.object({ hours: z.number().min(1).max(720), warning_hours: z.number().min(0).max(720) }),
  default: productLed.settings.sla,
}

/** From which volume on, and for which wishes, a person from sales accompanies the customer (C5). */
export const handsOnSetting: Setting<{ monthly_events: number; monthly_recordings: number; potential_value: number }> = {
  key: 'hands_on',
  label: 'Hands-on or self-serve',
  schema: z.object({ monthly_events: z.number().min(0), monthly_recordings: z.number().min(0), potential_value: z.number().min(0) }),
  default: productLed.settings.hands_on,
  changed: ctx => enqueue(ctx, 'rescore_leads', {}, { key: 'rescore_leads' }),
}

/** Each status's checklist and the questions of qualification (D1, D2). */
export const qualificationSetting: Setting<{
  questions: { key: string; label: string }[]
  checklists: Record<string, { key: string; label: string }[]>
}> = {
  key: 'qualification',
  label: 'Statuses and checklists',
  schema: z.object({
    questions: z.array(z.object({ key: z.string(), label: z.string() })),
    checklists: z.record(z.string(), z.array(z.object({ key: z.string(), label: z.string() }))),
  }),
  default: productLed.settings.qualification,
}

/** What must be true before a lead is converted, shown where somebody does it (D6). */
export const conversionSetting: Setting<{ guidance: string[] }> = {
  key: 'conversion',
  label: 'Conversion',
  schema: z.object({ guidance: z.array(z.string().trim().min(1).max(500)).max(20) }),
  default: productLed.settings.conversion,
}

/** The lead pool: after how many days without an update a lead goes there, and when its owner is told (C7). */
export const poolSetting: Setting<{ after_days: number; notice_after_days: number; product_led_only: boolean }> = {
  key: 'pool',
  label: 'Lead pool',
  schema: z
    .object({ after_days: z.number().min(1).max(365), notice_after_days: z.number().min(0).max(365), product_led_only: z.boolean() })
    .refine(({ after_days, notice_after_days }) => notice_after_days < after_days, {
      path: ['notice_after_days'],
      message: 'The notice comes before the lead goes to the pool.',
    }),
  default: productLed.settings.pool,
}
