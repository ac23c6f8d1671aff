import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { mail } from './mail.object.ts'
import { preferences, preferencesInput } from './notification_settings.ts'
import { listNotifications, readNotifications } from './notifications.queries.ts'
import { retryMail } from './retry_mail.ts'
import { sendCollected } from './send_collected.job.ts'
import { sendMail } from './send_mail.job.ts'
import { ownPreferences, setPreferences } from './set_preferences.ts'

const notification = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  object: z.string().nullable(),
  record_id: z.string().nullable(),
  created_at: z.date(),
  read_at: z.date().nullable(),
})

export const notifications: Module = {
  name: 'notifications',
  objects: [mail],
  jobs: [sendMail, sendCollected],
  routes: [
    route({
      method: 'GET',
      path: '/api/v1/notifications',
      tag: 'Notifications',
      auth: 'user',
      summary: 'List one’s own notifications',
      query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
      response: z.object({ data: z.array(notification), unread: z.number() }),
      run: (ctx, { query }) => listNotifications(ctx, query.limit),
    }),
    route({
      method: 'POST',
      path: '/api/v1/notifications/read',
      tag: 'Notifications',
      auth: 'user',
      summary: 'Mark notifications as read',
      description: 'Those of `ids`, or all.',
      body: z.strictObject({ ids: z.array(z.uuid()).max(1_000).optional() }),
      status: 204,
      run: (ctx, { body }) => readNotifications(ctx, body.ids),
    }),
    route({
      method: 'GET',
      path: '/api/v1/me/notifications',
      tag: 'Me',
      auth: 'user',
      summary: 'How I am told what happens',
      response: preferences,
      run: ownPreferences,
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/me/notifications',
      tag: 'Me',
      auth: 'user',
      summary: 'Choose how I am told what happens',
      description: 'In the page and by mail (off, instant, hourly, daily) for each kind, quiet hours, and the morning digest.',
      body: preferencesInput,
      response: preferences,
      run: (ctx, { body }) => setPreferences(ctx, body),
    }),
    route({
      method: 'POST',
      path: '/api/v1/mails/{id}/retry',
      tag: 'Outbox',
      auth: 'settings',
      summary: 'Send a mail of the outbox again',
      params: z.object({ id: z.uuid() }),
      run: async (ctx, { params }) => tagged(ctx, ctx.registry.get('mail'), await retryMail(ctx, params.id)),
    }),
  ],
}
