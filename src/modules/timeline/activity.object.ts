import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, json, longText, number, ref, text, user } from '../../platform/object/field.ts'
import { reach } from '../leads/reveals.ts'

export const activityKinds = [
  { value: 'mail', label: 'Mail' },
  { value: 'form', label: 'Form' },
  { value: 'call', label: 'Call' },
  { value: 'meeting', label: 'Meeting' },
  { value: 'product_event', label: 'Product event' },
  { value: 'decision', label: 'Decision' },
] as const

/** How a call or a meeting went (A7). */
export const activityOutcomes = [
  { value: 'connected', label: 'Connected' },
  { value: 'left_message', label: 'Left a message' },
  { value: 'no_answer', label: 'No answer' },
  { value: 'busy', label: 'Busy' },
  { value: 'wrong_number', label: 'Wrong number' },
  { value: 'held', label: 'Held' },
  { value: 'no_show', label: 'Did not show up' },
  { value: 'rescheduled', label: 'Rescheduled' },
] as const

/** Anything that happened, on a record's timeline. Partitioned by month, stamped with its parents (data.md section 6). */
export const activity = defineObject('activity', {
  plural: 'activities',
  label: ['Activity', 'Activities'],
  title: 'title',
  child: true,
  partitionedBy: 'occurred_at',
  createdByCommand: true,
  without: ['bulk', 'merge'],
  list: ['title', 'kind', 'occurred_at', 'record'],
  fields: {
    kind: choice(activityKinds, { label: 'Kind', required: true, default: 'call' }),
    direction: choice(
      [
        { value: 'in', label: 'In' },
        { value: 'out', label: 'Out' },
      ],
      { label: 'Direction' },
    ),
    occurred_at: datetime({ label: 'When', required: true, sort: true }),
    title: text({ label: 'Title', required: true }),
    text: longText({ reveals: reach, label: 'Text' }),
    html: longText({ reveals: reach, label: 'Formatted text', change: 'commands' }),
    outcome: choice(activityOutcomes, { label: 'Outcome' }),
    duration_minutes: number({ label: 'Minutes', integer: true }),
    user_id: user({ label: 'Colleague' }),
    message_id: ref('message', { label: 'Message', change: 'commands' }),
    inbound_id: ref('inbound', { label: 'Inbound', change: 'commands' }),
    detail: json({ reveals: reach, label: 'Detail', change: 'commands' }),
  },
})

export type Activity = RowOf<typeof activity>
declare module '../../platform/db/database.ts' {
  interface Database {
    activity: Activity
  }
}
