import { z } from 'zod'
import { readDuration } from '../../platform/object/relative_date.rule.ts'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'
import type { WinningPolicy } from './winning_policy.rule.ts'

const days = z.number().int().min(0).max(730)
const words = z.string().trim().min(1).max(200)
const key = z.string().regex(/^\w{1,60}$/)
const oneOf = <T>(items: readonly T[], by: (item: T) => string) => new Set(items.map(by)).size === items.length

/** What follows a won opportunity, and how long a trial lasts (E5, E9, E10). */
export const winningSetting: Setting<WinningPolicy> = {
  key: 'winning',
  label: 'After winning',
  schema: z.object({
    renewal: z.object({
      mode: z.enum(['after_winning', 'before_contract_end']),
      weeks: z.number().int().min(0).max(104),
      days,
    }),
    check_ins: z
      .array(
        z.object({
          after: z.string().refine(text => {
            const duration = readDuration(text)
            return duration !== null && duration.months + duration.days > 0
          }, 'Must be a length of time such as P1W, P1M or P3M.'),
          subject: words,
        }),
      )
      .max(24)
      .refine(all => oneOf(all, one => one.after), 'Two check-ins cannot fall due at the same time.'),
    onboarding_checklist: z
      .array(z.object({ key, label: words, from_amount: z.number().min(0).optional() }))
      .max(50)
      .refine(all => oneOf(all, one => one.key), 'Two items cannot have the same key.'),
    trials: z.object({
      hands_on_days: days.min(1),
      over_free_tier_days: days.min(1),
      decision_call_days_before: days,
    }),
  }),
  default: productLed.settings.winning,
}
