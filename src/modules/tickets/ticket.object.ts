import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, emails, longText, number, ref, text, url } from '../../platform/object/field.ts'
import { address, reach } from '../leads/reveals.ts'

export const queues = [
  { value: 'support', label: 'Support' },
  { value: 'revops', label: 'RevOps' },
] as const

/** Something that support or RevOps does, not sales (D3). One a lead, however often the lead is closed as a support request. */
export const ticket = defineObject('ticket', {
  plural: 'tickets',
  label: ['Ticket', 'Tickets'],
  title: 'subject',
  via: { object: 'lead', field: 'lead_id' },
  without: ['create', 'update', 'delete', 'merge', 'bulk'],
  unique: [['lead_id']],
  list: ['subject', 'queue', 'state', 'requester_name', 'opened_at'],
  fields: {
    subject: text({ label: 'Subject', required: true, change: 'commands' }),
    queue: choice(queues, { label: 'Queue', required: true, change: 'commands' }),
    message: longText({ reveals: reach, label: 'Message', change: 'commands' }),
    requester_name: text({ label: 'From', change: 'commands' }),
    requester_email: text({ reveals: address, label: 'Email', change: 'commands' }),
    cc: emails({ label: 'In copy', change: 'commands' }),
    state: choice(
      [
        { value: 'waiting', label: 'Waiting for the desk' },
        { value: 'open', label: 'Open' },
        { value: 'failed', label: 'The desk refused it' },
      ],
      { label: 'State', required: true, default: 'waiting', change: 'commands' },
    ),
    lead_id: ref('lead', { label: 'Lead', indexed: true, change: 'commands' }),
    task_id: ref('task', { label: 'Task', change: 'commands' }),
    external_id: text({ label: 'Number at the desk', change: 'commands' }),
    url: url({ label: 'Link', change: 'commands' }),
    attempts: number({ label: 'Attempts', required: true, default: 0, integer: true, change: 'commands' }),
    error: text({ label: 'What went wrong', change: 'commands' }),
    opened_at: datetime({ label: 'Opened', sort: true, change: 'commands' }),
  },
})

export type Ticket = RowOf<typeof ticket>
declare module '../../platform/db/database.ts' {
  interface Database {
    ticket: Ticket
  }
}
