import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, longText, number, ref, text, user } from '../../platform/object/field.ts'

export const priorities = [
  { value: 'low', label: 'Low' },
  { value: 'normal', label: 'Normal' },
  { value: 'high', label: 'High' },
] as const

export const recurrences = [
  { value: 'daily', label: 'Every day' },
  { value: 'weekdays', label: 'Every weekday' },
  { value: 'weekly', label: 'Every week' },
  { value: 'two_weeks', label: 'Every two weeks' },
  { value: 'monthly', label: 'Every month' },
  { value: 'quarterly', label: 'Every quarter' },
] as const
export type Recurrence = (typeof recurrences)[number]['value']

/** Something to do, on any record or on none (F4). */
export const task = defineObject('task', {
  plural: 'tasks',
  label: ['Task', 'Tasks'],
  title: 'subject',
  owner: 'owner_id',
  child: true,
  custom: true,
  list: ['subject', 'due_at', 'priority', 'owner_id', 'record', 'done_at'],
  fields: {
    subject: text({ label: 'Subject', required: true, search: true, sort: true }),
    notes: longText({ label: 'Notes' }),
    due_at: datetime({ label: 'Due', sort: true }),
    owner_id: user({ label: 'Owner', sort: true }),
    priority: choice(priorities, { label: 'Priority', required: true, default: 'normal', sort: true }),
    recurrence: choice(recurrences, { label: 'Repeats', help: 'Done once, it is due again after this time.' }),
    done_at: datetime({ label: 'Done', sort: true }),
    outcome: longText({ label: 'Outcome' }),
    /** The day that a repeating task is counted from; snoozing moves one due date and not the series. */
    recurs_from: datetime({ label: 'Repeats from', change: 'commands' }),
    snoozes: number({ label: 'Times snoozed', required: true, default: 0, integer: true, change: 'commands' }),
    previous_id: ref('task', { label: 'Repeats', indexed: true, change: 'commands' }),
  },
})

export type Task = RowOf<typeof task>
declare module '../../platform/db/database.ts' {
  interface Database {
    task: Task
  }
}
