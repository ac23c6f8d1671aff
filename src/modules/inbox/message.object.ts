import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, longText, ref, text, user } from '../../platform/object/field.ts'
import { address, reach } from '../leads/reveals.ts'

/** One mail of a conversation, stored once however often it was delivered (B13). */
export const message = defineObject('message', {
  plural: 'messages',
  label: ['Message', 'Messages'],
  title: 'subject',
  via: { object: 'conversation', field: 'conversation_id' },
  list: ['subject', 'from_address', 'direction', 'sent_at'],
  without: ['create', 'update', 'merge', 'bulk'],
  fields: {
    conversation_id: ref('conversation', { label: 'Conversation', required: true, indexed: true, change: 'commands' }),
    inbound_id: ref('inbound', { label: 'Inbound', change: 'commands' }),
    message_key: text({ label: 'Message id', required: true, indexed: true, change: 'commands' }),
    direction: choice(
      [
        { value: 'in', label: 'In' },
        { value: 'out', label: 'Out' },
      ],
      { label: 'Direction', required: true, change: 'commands' },
    ),
    user_id: user({ label: 'Colleague', change: 'commands' }),
    from_address: text({ reveals: address, label: 'From', change: 'commands' }),
    from_name: text({ label: 'From (name)', change: 'commands' }),
    to_addresses: json({ reveals: address, label: 'To', change: 'commands' }),
    cc_addresses: json({ reveals: address, label: 'Cc', change: 'commands' }),
    subject: text({ label: 'Subject', change: 'commands' }),
    sent_at: datetime({ label: 'Sent', required: true, sort: true, change: 'commands' }),
    text: longText({ reveals: reach, label: 'Text', change: 'commands' }),
    html: longText({ reveals: reach, label: 'Formatted text', change: 'commands' }),
    new_text: longText({ reveals: reach, label: 'New part', change: 'commands' }),
  },
})

export type Message = RowOf<typeof message>
declare module '../../platform/db/database.ts' {
  interface Database {
    message: Message
  }
}
