import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, longText, number, ref, text } from '../../platform/object/field.ts'
import { address, reach } from '../leads/reveals.ts'

export const inboundChannels = [
  { value: 'mail', label: 'Mail' },
  { value: 'form', label: 'Form' },
  { value: 'product_event', label: 'Product event' },
  { value: 'api', label: 'API' },
] as const
export const inboundOutcomes = [
  { value: 'created', label: 'Lead made' },
  { value: 'filed', label: 'Filed' },
  { value: 'duplicate', label: 'Duplicate' },
  { value: 'needs_a_look', label: 'Needs a look' },
  { value: 'ignored', label: 'Ignored' },
] as const

/**
 * Whatever came in, stored before anything else is done with it: its raw form, what was decided, by which rule, from which
 * inputs (B13, rulings: every inbound decision is visible with its reason and can be corrected by one click).
 */
export const inbound = defineObject('inbound', {
  plural: 'inbound',
  label: ['Inbound', 'Inbound'],
  title: 'subject',
  via: { object: 'lead', field: 'lead_id' },
  list: ['received_at', 'channel', 'sender', 'subject', 'outcome', 'reason', 'lead_id'],
  without: ['create', 'update', 'merge', 'bulk'],
  fields: {
    channel: choice(inboundChannels, { label: 'Channel', required: true, change: 'commands' }),
    /** The source's own id: makes intake idempotent. */
    source_id: text({ label: 'Id at the source', required: true, change: 'commands' }),
    received_at: datetime({ label: 'Received', required: true, sort: true, change: 'commands' }),
    sender: text({ reveals: address, label: 'From', change: 'commands' }),
    subject: text({ label: 'Subject', change: 'commands' }),
    state: choice(
      [
        { value: 'waiting', label: 'Waiting' },
        { value: 'done', label: 'Done' },
        { value: 'failed', label: 'Failed' },
      ],
      { label: 'State', required: true, default: 'waiting', change: 'commands' },
    ),
    outcome: choice(inboundOutcomes, { label: 'Outcome', change: 'commands' }),
    spam: choice([{ value: 'spam', label: 'Spam' }], { label: 'Spam', change: 'commands' }),
    reason: longText({ reveals: address, label: 'Reason', change: 'commands' }),
    rule: text({ label: 'Rule', change: 'commands' }),
    decision: json({ reveals: reach, label: 'Decision', change: 'commands' }),
    lead_id: ref('lead', { label: 'Lead', indexed: true, change: 'commands' }),
    contact_id: ref('contact', { label: 'Contact', change: 'commands' }),
    conversation_id: ref('conversation', { label: 'Conversation', change: 'commands' }),
    form_id: ref('form', { label: 'Form', change: 'commands' }),
    attempts: number({ label: 'Attempts', required: true, default: 0, integer: true, change: 'commands' }),
    error: longText({ label: 'Error', change: 'commands' }),
    corrected_at: datetime({ label: 'Corrected', change: 'commands' }),
    processed_at: datetime({ label: 'Processed', change: 'commands' }),
  },
})

export type Inbound = RowOf<typeof inbound>
declare module '../../platform/db/database.ts' {
  interface Database {
    inbound: Inbound
    /** The bytes as they came: a mail's source, a form's fields as JSON, an event's JSON. */
    inbound_key: { channel: string; source_id: string; inbound_id: string }
    intake_lock: { key: string }
    inbound_raw: { inbound_id: string; content_type: string; envelope: unknown; content: Buffer }
  }
}
