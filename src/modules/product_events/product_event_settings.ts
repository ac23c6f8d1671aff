import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { type EventRule, eventActions } from './event_action.rule.ts'

export interface ProductEventSettings {
  rules: EventRule[]
  onboarding_plans: string[]
  /** The pipeline in whose first stage the first sign-up of an organisation stands as an opportunity; null for none. */
  sign_up_pipeline: string | null
}

/** What each product event does, and which plans come with help from sales (B9). */
export const productEventsSetting: Setting<ProductEventSettings> = {
  key: 'product_events',
  label: 'Product events',
  schema: z.object({
    rules: z
      .array(
        z.object({
          event: z.string().trim().min(1).max(200),
          // A playbook says what a sign-up does by its effect.
          action: z.preprocess(given => (given === 'create_or_update_contact' ? 'sign_up' : given), z.enum(eventActions)),
        }),
      )
      .max(500),
    onboarding_plans: z.array(z.string().trim().min(1).max(100)).max(100),
    sign_up_pipeline: z.string().max(60).nullable().default(null),
  }) as z.ZodType<ProductEventSettings>,
  default: productLed.settings.product_events,
}
