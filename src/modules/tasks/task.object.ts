import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, datetime, longText, text, user } from '../../platform/object/field.ts'

export const priorities = [
  { value: 'low', label: 'Low' },
  { value: 'normal', label: 'Normal' },
  { value: 'high', label: 'High' },
] as const

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
    done_at: datetime({ label: 'Done', sort: true }),
  },
})

export type Task = RowOf<typeof task>
declare module '../../platform/db/database.ts' {
  interface Database {
    task: Task
  }
}
