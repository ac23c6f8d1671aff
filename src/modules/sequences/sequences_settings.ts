import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'

/** What every mail of a sequence ends with, above the link that unsubscribes. Merge fields may be used. */
export const sequencesSetting: Setting<{ footer: string }> = {
  key: 'sequences',
  label: 'Sequences',
  schema: z.object({ footer: z.string().trim().max(2_000) }),
  default: productLed.settings.sequences,
}

/** The key of the sequence that the box “Self-serve – no interaction” starts. */
export const selfServe = 'self_serve'
