import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor } from '../../platform/object/write.ts'
import { fileActivity } from './file_activity.ts'

export const logContactInput = z.strictObject({
  kind: z.enum(['call', 'meeting', 'mail']),
  text: z.string().max(50_000).default(''),
  title: z.string().max(500).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
})

const titles = { call: 'Call', meeting: 'Meeting', mail: 'Mail' } as const

/** Writes down a call, a meeting or a mail that took place elsewhere; it counts as contacting the lead (C6). */
export async function logContact(ctx: Context, id: string, input: z.output<typeof logContactInput>) {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const lead = await loadFor(ctx, type, id, 'update')
  const activity = await fileActivity(ctx, lead, {
    kind: input.kind,
    title: input.title ?? titles[input.kind],
    text: input.text,
    direction: 'out',
    occurred_at: input.at ? new Date(input.at) : ctx.now,
    user_id: ctx.actor.user?.id ?? null,
  })
  return { id: activity.id }
}
