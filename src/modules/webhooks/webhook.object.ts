import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, json, text, url } from '../../platform/object/field.ts'

/** A subscription to the change log by HTTP: signed, retried for 3 days, each delivery inspectable (H4). */
export const webhook = defineObject('webhook', {
  plural: 'webhooks',
  label: ['Webhook', 'Webhooks'],
  title: 'url',
  settings: true,
  list: ['url', 'events', 'active', 'created_at'],
  createdByCommand: true,
  without: ['merge', 'bulk'],
  fields: {
    url: url({ label: 'Address', required: true }),
    description: text({ label: 'Description' }),
    /** Kinds such as `lead.created`, `lead.*` or `*`. */
    events: json({ label: 'Events', required: true, default: ['*'] }),
    active: checkbox({ label: 'Active', default: true }),
    secret_sealed: text({ label: 'Secret', sensitive: true, change: 'commands' }),
  },
})

export type Webhook = RowOf<typeof webhook>
declare module '../../platform/db/database.ts' {
  interface Database {
    webhook: Webhook
    webhook_delivery: WebhookDelivery
  }
}
export interface WebhookDelivery {
  id: string
  webhook_id: string
  position: string
  kind: string
  body: string
  state: 'waiting' | 'delivered' | 'failed' | 'given_up'
  attempts: number
  next_attempt_at: Date | null
  last_status: number | null
  last_response: string | null
  last_error: string | null
  created_at: Date
  delivered_at: Date | null
}
