import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { datetime, longText, ref, refs } from '../../platform/object/field.ts'

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
    mentioned_team_ids: refs('team', { label: 'Mentioned teams' }),
    reply_to_id: ref('note', { label: 'Reply to' }),
    thread_id: ref('note', { label: 'Thread', indexed: true, change: 'commands' }),
    edited_at: datetime({ label: 'Edited', change: 'commands' }),
  },
})

export type Note = RowOf<typeof note>
declare module '../../platform/db/database.ts' {
  interface Database {
    note: Note
  }
}
