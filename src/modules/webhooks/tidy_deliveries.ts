import type { Context } from '../../platform/context.ts'

const kept = 30 * 86_400_000

/** Forgets deliveries after 30 days: they can be looked into and repeated until then, and would fill the disk for ever. */
export async function tidyDeliveries(ctx: Context): Promise<void> {
  await ctx.tx
    .deleteFrom('webhook_delivery')
    .where('created_at', '<', new Date(ctx.now.getTime() - kept))
    .where('state', 'in', ['delivered', 'given_up'])
    .execute()
}
