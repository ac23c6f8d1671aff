import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { json, number, refs, text } from '../../platform/object/field.ts'

/** Countries with a rotation of owners; the first in order whose countries match gets the lead (C3). */
export const territory = defineObject('territory', {
  plural: 'territories',
  label: ['Territory', 'Territories'],
  title: 'name',
  settings: true,
  list: ['position', 'name', 'countries', 'members'],
  fields: {
    name: text({ label: 'Name', required: true }),
    position: number({ label: 'Order', required: true, default: 1, integer: true }),
    /** ISO codes, M49 region codes, or `*` for every other country and none. */
    countries: json({ label: 'Countries', required: true, default: [] }),
    members: refs('user', { label: 'Rotation' }),
  },
})

export type Territory = RowOf<typeof territory>
declare module '../../platform/db/database.ts' {
  interface Database {
    territory: Territory
    /** The number of the turn that a member had last (rotation.rule.ts). */
    rotation_turn: { territory_id: string; user_id: string; assigned: number }
  }
}
