import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, json, longText, text } from '../../platform/object/field.ts'

/** Mails that go to a person one after the other until they answer. RevOps writes them, sales enrols people. */
export const sequence = defineObject('sequence', {
  plural: 'sequences',
  label: ['Sequence', 'Sequences'],
  title: 'name',
  settings: true,
  list: ['name', 'active'],
  without: ['merge', 'bulk'],
  fields: {
    name: text({ label: 'Name', required: true, sort: true }),
    /** `self_serve`: the one that the box “Self-serve – no interaction” starts (D5). */
    key: text({ label: 'Key' }),
    description: longText({ label: 'What it is for' }),
    steps: json({ label: 'Mails', required: true, default: [] }),
    stop_on: json({ label: 'Stops on', required: true, default: {} }),
    active: checkbox({ label: 'Active', default: true }),
  },
})

export type Sequence = RowOf<typeof sequence>
declare module '../../platform/db/database.ts' {
  interface Database {
    sequence: Sequence
  }
}
