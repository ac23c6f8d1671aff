import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { OutsideJob } from '../../platform/module.ts'
import { nextDelivery } from './delivery_backoff.rule.ts'
import { type Answer, isLoopback, postOutside } from './post_outside.ts'
import { sign } from './sign.ts'
import type { WebhookDelivery } from './webhook.object.ts'

const payload = z.object({ id: z.uuid() })

/** Posts one delivery, signed, and stores what came back. Tried again for three days, then given up (H4). */
export const deliverWebhook: OutsideJob = {
  name: 'deliver_webhook',
  outside: true,
  run: async (given, begin) => {
    const { id } = payload.parse(given)
    const ready = await begin(ctx => prepare(ctx, id))
    if (!ready) return
    const outcome = await postOutside(ready.post).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    await begin(ctx => store(ctx, ready.delivery, outcome))
  },
}

async function prepare(ctx: Context, id: string) {
  const delivery = await ctx.tx.selectFrom('webhook_delivery').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!delivery || delivery.state === 'delivered' || delivery.state === 'given_up') return null
  const webhook = await ctx.tx.selectFrom('webhook').selectAll().where('id', '=', delivery.webhook_id).executeTakeFirst()
  if (!webhook?.active || webhook.deleted_at !== null || webhook.secret_sealed === null || webhook.url === null) {
    await change(ctx, id, { state: 'given_up', last_error: 'The webhook was switched off.', next_attempt_at: null })
    return null
  }
  const attempts = delivery.attempts + 1
  await change(ctx, id, { attempts })
  const headers = {
    'hedgerow-signature': sign(ctx.ports.secrets.open(webhook.secret_sealed), delivery.body, ctx.now),
    'hedgerow-delivery': delivery.id,
    'hedgerow-event': delivery.kind,
  }
  return {
    delivery: { ...delivery, attempts },
    post: { url: webhook.url, body: delivery.body, headers, allowInside: isLoopback(ctx.ports.baseUrl) },
  }
}

async function store(ctx: Context, delivery: WebhookDelivery, outcome: Answer | Error): Promise<void> {
  const { id, attempts, created_at } = delivery
  const failed = outcome instanceof Error
  if (!failed && outcome.status >= 200 && outcome.status < 300) {
    await change(ctx, id, {
      state: 'delivered',
      delivered_at: ctx.now,
      next_attempt_at: null,
      last_status: outcome.status,
      last_response: outcome.body,
      last_error: null,
    })
    return
  }
  const next = nextDelivery(attempts, created_at, ctx.now)
  await change(ctx, id, {
    state: next ? 'failed' : 'given_up',
    next_attempt_at: next,
    last_status: failed ? null : outcome.status,
    last_response: failed ? null : outcome.body,
    last_error: failed ? outcome.message.slice(0, 2_000) : `The address answered ${outcome.status}.`,
  })
  if (next) await enqueue(ctx, 'deliver_webhook', { id }, { key: `deliver_webhook:${id}`, runAt: next })
}

const change = (ctx: Context, id: string, values: Partial<WebhookDelivery>) =>
  ctx.tx.updateTable('webhook_delivery').set(values).where('id', '=', id).execute()

/** Posts a delivery again, now, with the same id and body: the other side can tell that it is the same one. */
export async function repeatDelivery(ctx: Context, id: string): Promise<boolean> {
  const found = await ctx.tx
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', next_attempt_at: ctx.now, created_at: ctx.now, attempts: 0, delivered_at: null })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (found) await enqueue(ctx, 'deliver_webhook', { id }, { key: `deliver_webhook:${id}` })
  return found !== undefined
}
