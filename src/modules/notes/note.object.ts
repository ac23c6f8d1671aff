import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { longText, refs } from '../../platform/object/field.ts'

/** An internal note on a record; mentions notify (A7, A8). */
export const note = defineObject('note', {
  plural: 'notes',
  label: ['Note', 'Notes'],
  title: 'text',
  child: true,
  list: ['text', 'record', 'created_by', 'created_at'],
  fields: {
    text: longText({ label: 'Text', required: true }),
    mentions: refs('user', { label: 'Mentions' }),
  },
})

export type Note = RowOf<typeof note>
declare module '../../platform/db/database.ts' {
  interface Database {
    note: Note
  }
}
