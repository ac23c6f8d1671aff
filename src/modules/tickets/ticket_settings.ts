import { z } from 'zod'
import type { Setting } from '../../platform/settings/settings.ts'
import { productLed } from '../../playbooks/product_led.ts'

const people = z.object({ user_id: z.uuid().nullable(), team_id: z.uuid().nullable() })

/** Who does what is not for sales: which reason goes to which queue, and whose tasks a queue's tickets become without a desk (D3). */
export const ticketsSetting: Setting<{
  reasons: Record<string, 'support' | 'revops'>
  queues: Record<'support' | 'revops', { user_id: string | null; team_id: string | null }>
}> = {
  key: 'tickets',
  label: 'Tickets',
  schema: z.object({
    reasons: z.record(z.string(), z.enum(['support', 'revops'])),
    queues: z.object({ support: people, revops: people }),
  }),
  default: productLed.settings.tickets,
}
