import { z } from 'zod'
import type { Setting } from './settings.ts'

export const timeZone = z.string().refine(zone => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}, 'There is no such time zone.')

/** The company that works here: its name, the clock its dates go by, the currency of its amounts, the domain of its mail. */
export const workspaceSetting: Setting<{
  name: string
  time_zone: string
  currency: string
  inbound_domain: string
  playbook: string
  demo: boolean
}> = {
  key: 'workspace',
  label: 'Workspace',
  schema: z.object({
    name: z.string().trim().min(1).max(200),
    time_zone: timeZone,
    currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is three letters such as USD.'),
    inbound_domain: z.string().max(253),
    playbook: z.string(),
    demo: z.boolean(),
  }),
  default: { name: 'Hedgerow', time_zone: 'UTC', currency: 'USD', inbound_domain: '', playbook: 'product_led', demo: false },
}
