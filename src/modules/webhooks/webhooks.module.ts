import { z } from 'zod'
import { Reply, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { json } from '../../platform/object/object_routes.ts'
import { loadFor } from '../../platform/object/write.ts'
import { notFound } from '../../platform/refuse.ts'
import { checkEvents, createWebhook, rotateSecret } from './create_webhook.ts'
import { deliverWebhook, repeatDelivery } from './deliver_webhook.job.ts'
import { listDeliveries } from './deliveries.queries.ts'
import { demandWholeView } from './demand_whole_view.ts'
import { ping, queueDeliveries } from './queue_deliveries.ts'
import { tidyDeliveries } from './tidy_deliveries.ts'
import { webhook } from './webhook.object.ts'

const tag = 'Webhooks'
const params = z.object({ id: z.uuid() })

export const webhooks: Module = {
  name: 'webhooks',
  objects: [webhook],
  derivations: [checkEvents],
  consumers: [queueDeliveries],
  jobs: [deliverWebhook],
  schedules: [{ name: 'tidy_webhook_deliveries', minutes: 1_440, tidies: true, run: tidyDeliveries }],
  routes: [
    route({
      method: 'POST',
      path: '/api/v1/webhooks',
      tag,
      auth: 'settings',
      summary: 'Create one webhook',
      description: 'The answer holds its `secret`, this once: with it the receiver checks the header Hedgerow-Signature.',
      body: z.record(z.string(), z.unknown()),
      status: 201,
      run: async (ctx, { body }) => {
        const { row, secret } = await createWebhook(ctx, body)
        return new Reply(201, { ...json(ctx, ctx.registry.get('webhook'), row), secret }, { etag: `"${String(row.version)}"` })
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/webhooks/{id}/rotate_secret',
      tag,
      auth: 'settings',
      summary: 'Give a webhook another secret',
      params,
      response: z.object({ secret: z.string() }),
      run: async (ctx, request) => ({ secret: await rotateSecret(ctx, request.params.id) }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/webhooks/{id}/ping',
      tag,
      auth: 'settings',
      summary: 'Send a test delivery',
      params,
      response: z.object({ delivery_id: z.string() }),
      run: async (ctx, request) => {
        await loadFor(ctx, ctx.registry.get('webhook'), request.params.id, 'update')
        return { delivery_id: await ping(ctx, request.params.id) }
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/webhooks/{id}/deliveries',
      tag,
      auth: 'settings',
      scope: 'read',
      summary: 'List what was delivered to a webhook',
      params,
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() }),
      response: z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable() }),
      run: (ctx, request) => listDeliveries(ctx, request.params.id, request.query),
    }),
    route({
      method: 'GET',
      path: '/api/v1/webhook_deliveries/{id}',
      tag,
      auth: 'settings',
      scope: 'read',
      summary: 'Read one delivery with its body',
      params,
      run: async (ctx, request) => {
        const found = await ctx.tx.selectFrom('webhook_delivery').selectAll().where('id', '=', request.params.id).executeTakeFirst()
        if (!found) throw notFound('There is no such delivery.')
        demandWholeView(ctx, [found.kind])
        return found
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/webhook_deliveries/{id}/repeat',
      tag,
      auth: 'settings',
      summary: 'Deliver once more',
      params,
      status: 202,
      run: async (ctx, request) => {
        if (!(await repeatDelivery(ctx, request.params.id))) throw notFound('There is no such delivery.')
      },
    }),
  ],
}
