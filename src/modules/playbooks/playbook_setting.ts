import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'

/** What a playbook says about itself. */
export const playbookAbout = z.object({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/, 'A key is lower-case letters, digits and _, and begins with a letter.'),
  label: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1_000).default(''),
})
export type PlaybookAbout = z.output<typeof playbookAbout>

/** Which playbook the workspace took last. */
export const playbookSetting: Setting<PlaybookAbout> = {
  key: 'playbook',
  label: 'Playbook',
  schema: playbookAbout,
  default: { key: productLed.key, label: productLed.label, description: productLed.description },
}
