import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, longText, number, text } from '../../platform/object/field.ts'

/** A mail that the program sends. Without SMTP_URL it stays here, in the outbox that the page shows. */
export const mail = defineObject('mail', {
  plural: 'mails',
  label: ['Outgoing mail', 'Outbox'],
  title: 'subject',
  settings: true,
  list: ['created_at', 'to_address', 'subject', 'state', 'attempts', 'last_error'],
  without: ['create', 'update', 'merge', 'bulk'],
  fields: {
    to_address: text({ label: 'To', required: true, change: 'commands' }),
    /** They tell of records that not everybody may see, and may hold a link that lets somebody in: for those who may change Settings. */
    subject: text({ label: 'Subject', required: true, sensitive: true, change: 'commands' }),
    text: longText({ label: 'Text', required: true, sensitive: true, change: 'commands' }),
    html: longText({ label: 'Formatted text', sensitive: true, change: 'commands' }),
    /** Whose name it bears, and from which of our addresses it comes, where that is not the installation's own. */
    from_name: text({ label: 'From (name)', change: 'commands' }),
    from_address: text({ label: 'From', change: 'commands' }),
    reply_to: text({ label: 'Reply to', change: 'commands' }),
    /** Further headers, such as the link that unsubscribes. */
    headers: json({ label: 'Headers', sensitive: true, change: 'commands' }),
    state: choice(
      [
        { value: 'kept', label: 'Kept' },
        { value: 'waiting', label: 'Waiting' },
        { value: 'sent', label: 'Sent' },
        { value: 'failed', label: 'Failed' },
        { value: 'withdrawn', label: 'Withdrawn' },
      ],
      { label: 'State', required: true, default: 'waiting', change: 'commands' },
    ),
    attempts: number({ label: 'Attempts', required: true, default: 0, integer: true, change: 'commands' }),
    last_error: longText({ label: 'Last error', change: 'commands' }),
    sent_at: datetime({ label: 'Sent', sort: true, change: 'commands' }),
  },
})

export type Mail = RowOf<typeof mail>
declare module '../../platform/db/database.ts' {
  interface Database {
    mail: Mail
    notification: Notification
  }
}
export interface Notification {
  id: string
  user_id: string
  kind: string
  text: string
  object: string | null
  record_id: string | null
  created_at: Date
  read_at: Date | null
}
