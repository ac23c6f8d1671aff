import type { ReadContext } from '../../platform/context.ts'
import { readCursor, writeCursor } from '../../platform/object/cursor.ts'
import type { WebhookDelivery } from './webhook.object.ts'

/** The deliveries of a webhook, newest first, without their bodies. */
export async function listDeliveries(
  ctx: ReadContext,
  webhookId: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ data: Omit<WebhookDelivery, 'body'>[]; next_cursor: string | null }> {
  const cursor = query.cursor ? readCursor(query.cursor, 'deliveries') : null
  let select = ctx.tx
    .selectFrom('webhook_delivery')
    .select(['id', 'webhook_id', 'position', 'kind', 'state', 'attempts', 'next_attempt_at', 'last_status', 'last_response', 'last_error'])
    .select(['created_at', 'delivered_at'])
    .where('webhook_id', '=', webhookId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'asc')
    .limit(query.limit + 1)
  if (cursor) {
    const at = new Date(String(cursor.values[0]))
    select = select.where(({ eb, or, and }) => or([eb('created_at', '<', at), and([eb('created_at', '=', at), eb('id', '>', cursor.id)])]))
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    data: page,
    next_cursor:
      rows.length > query.limit && last ? writeCursor({ sort: 'deliveries', values: [last.created_at.toISOString()], id: last.id }) : null,
  }
}
