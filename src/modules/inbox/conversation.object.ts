import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, ref, text, user } from '../../platform/object/field.ts'
import { address } from '../leads/reveals.ts'

/** One thread in the inbox (B1). `owner_id` is its assignee: a reply with sales@ in Bcc makes the colleague that (B4). */
export const conversation = defineObject('conversation', {
  plural: 'conversations',
  label: ['Conversation', 'Conversations'],
  title: 'subject',
  owner: 'owner_id',
  pool: true,
  list: ['subject', 'status', 'owner_id', 'last_message_at'],
  without: ['create', 'merge', 'bulk'],
  fields: {
    subject: text({ label: 'Subject', required: true, search: true, change: 'commands' }),
    status: choice(
      [
        { value: 'unassigned', label: 'Unassigned' },
        { value: 'open', label: 'Open' },
        { value: 'closed', label: 'Closed' },
      ],
      { label: 'Status', required: true, default: 'unassigned', change: 'commands' },
    ),
    owner_id: user({ label: 'Assignee', change: 'commands' }),
    handled_at: datetime({ label: 'Handled', change: 'commands' }),
    address_id: ref('address', { label: 'Address', change: 'commands' }),
    lead_id: ref('lead', { label: 'Lead', indexed: true, change: 'commands' }),
    contact_id: ref('contact', { label: 'Contact', indexed: true, change: 'commands' }),
    account_id: ref('account', { label: 'Account', indexed: true, change: 'commands' }),
    last_message_at: datetime({ label: 'Last message', required: true, sort: true, change: 'commands' }),
    participants: json({ reveals: address, label: 'Participants', change: 'commands' }),
  },
})

export type Conversation = RowOf<typeof conversation>
declare module '../../platform/db/database.ts' {
  interface Database {
    conversation: Conversation
  }
}
