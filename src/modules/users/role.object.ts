import type { Rights } from '../../platform/actor.ts'
import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { json, number, text } from '../../platform/object/field.ts'

/** What its users may do: by object, action and reach, and by field (H1). */
export const role = defineObject('role', {
  plural: 'roles',
  label: ['Role', 'Roles'],
  title: 'label',
  settings: true,
  list: ['label', 'key', 'position'],
  createdByCommand: true,
  without: ['update', 'delete', 'merge', 'bulk'],
  fields: {
    key: text({ label: 'Key', required: true, change: 'commands' }),
    label: text({ label: 'Name', required: true }),
    rights: json({ label: 'Rights', required: true, change: 'commands' }),
    position: number({ label: 'Order', required: true, default: 1, integer: true }),
  },
})

export type Role = Omit<RowOf<typeof role>, 'rights'> & { rights: Rights }
declare module '../../platform/db/database.ts' {
  interface Database {
    role: Role
  }
}
