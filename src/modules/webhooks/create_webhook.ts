import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord, loadFor } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'
import { demandWholeView } from './demand_whole_view.ts'
import { isPattern } from './matches_event.rule.ts'

/** Makes a subscription and its secret; the secret is shown this once and kept sealed (H4). */
export async function createWebhook(ctx: Context, input: Record<string, unknown>): Promise<{ row: Row; secret: string }> {
  const row = await createRecord(ctx, 'webhook', input)
  return { row, secret: await newSecret(ctx, row.id) }
}

/** Gives a subscription another secret; deliveries from now on are signed with it. */
export async function rotateSecret(ctx: Context, id: string): Promise<string> {
  await loadFor(ctx, ctx.registry.get('webhook'), id, 'update')
  return newSecret(ctx, id)
}

/** Written past the change log, which webhooks themselves carry to the outside. */
async function newSecret(ctx: Context, id: string): Promise<string> {
  const secret = `whsec_${randomBytes(32).toString('base64url')}`
  await ctx.tx
    .updateTable('webhook')
    .set({ secret_sealed: ctx.ports.secrets.seal(secret) })
    .where('id', '=', id)
    .execute()
  return secret
}

/** Whichever door a subscription comes through, its events must be ones that can happen, and that whoever wants them sent may see. */
export const checkEvents: Derivation = {
  object: 'webhook',
  from: ['events', 'url', 'active', 'deleted_at'],
  derive: async (records, ctx) => {
    for (const { events, deleted_at } of records) {
      if (!Array.isArray(events) || events.length === 0 || !events.every(isPattern))
        throw invalid([{ field: 'events', code: 'events', message: 'Must be a list such as ["lead.created", "lead.*"] or ["*"].' }])
      if (deleted_at === null) demandWholeView(ctx, events)
    }
    return records.map(() => ({}))
  },
}
