import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, number, ref, text, user } from '../../platform/object/field.ts'
import { address } from '../leads/reveals.ts'

export const enrollmentStates = [
  { value: 'active', label: 'Active' },
  { value: 'held', label: 'Needs a look' },
  { value: 'finished', label: 'Finished' },
  { value: 'stopped', label: 'Stopped' },
  { value: 'failed', label: 'Failed' },
] as const

export const stopReasons = {
  reply: 'Replied',
  same_company_reply: 'Somebody of the company replied',
  bounce: 'The mail came back',
  unsubscribe: 'Unsubscribed',
  conversion: 'Converted',
  unqualified: 'Unqualified',
  do_not_contact: 'Do not contact',
  box_cleared: 'The box was cleared',
  self_serve: 'The self-serve flow took over',
  by_hand: 'Stopped by hand',
  deleted: 'The record is in the bin',
  not_sent: 'The mail could not be sent',
  no_address: 'No mail address',
  missing_fields: 'A merge field is missing',
} as const
export type StopReason = keyof typeof stopReasons

/** One person's way through a sequence. It stands on their lead or contact and is seen by whoever sees that. */
export const enrollment = defineObject('enrollment', {
  plural: 'enrollments',
  label: ['Enrolment', 'Enrolments'],
  title: 'name',
  child: true,
  list: ['name', 'sequence_id', 'state', 'stopped_reason', 'sent', 'next_at', 'record'],
  without: ['create', 'update', 'delete', 'merge', 'bulk'],
  fields: {
    name: text({ label: 'Name', required: true, change: 'commands' }),
    sequence_id: ref('sequence', { label: 'Sequence', required: true, indexed: true, change: 'commands' }),
    email: text({ reveals: address, label: 'Email', indexed: true, change: 'commands' }),
    /** The company's domain, by which an answer of a colleague is told; none for free mail. */
    domain: text({ reveals: address, label: 'Domain', indexed: true, change: 'commands' }),
    state: choice(enrollmentStates, { label: 'State', required: true, default: 'active', change: 'commands' }),
    stopped_reason: choice(
      Object.entries(stopReasons).map(([value, label]) => ({ value, label })),
      { label: 'Why it stopped', change: 'commands' },
    ),
    note: text({ reveals: address, label: 'In words', change: 'commands' }),
    /** How many mails went out. */
    sent: number({ label: 'Sent', required: true, default: 0, integer: true, change: 'commands' }),
    sent_steps: json({ label: 'Mails sent', required: true, default: [], change: 'commands' }),
    next_at: datetime({ label: 'Next mail', change: 'commands' }),
    last_sent_at: datetime({ label: 'Last mail', change: 'commands' }),
    replied_at: datetime({ label: 'Replied', change: 'commands' }),
    time_zone: text({ label: 'Time zone', required: true, change: 'commands' }),
    conversation_id: ref('conversation', { label: 'Conversation', indexed: true, change: 'commands' }),
    enrolled_by: user({ label: 'Enrolled by', change: 'commands' }),
  },
})

export type Enrollment = RowOf<typeof enrollment>
declare module '../../platform/db/database.ts' {
  interface Database {
    enrollment: Enrollment
    /** Which outgoing mail was which step of whose way: no step is ever sent twice. */
    sequence_mail: { mail_id: string; enrollment_id: string; step: string; activity_id: string; message_id: string }
  }
}
