import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, json, number, text, user } from '../../platform/object/field.ts'

/** A saved list: filters, columns, sort, grouping; private or shared (A6). */
export const view = defineObject('view', {
  plural: 'views',
  label: ['View', 'Views'],
  title: 'name',
  owner: 'owner_id',
  sharedBy: 'shared',
  list: ['name', 'object', 'shared', 'owner_id'],
  without: ['merge', 'bulk'],
  fields: {
    name: text({ label: 'Name', required: true }),
    object: text({ label: 'Object', required: true }),
    filter: json({ label: 'Filter' }),
    sort: json({ label: 'Sort' }),
    columns: json({ label: 'Columns' }),
    group_by: text({ label: 'Group by' }),
    layout: text({ label: 'Layout' }),
    shared: checkbox({ label: 'Shared' }),
    position: number({ label: 'Order', integer: true }),
    owner_id: user({ label: 'Owner' }),
  },
})

export type View = RowOf<typeof view>
declare module '../../platform/db/database.ts' {
  interface Database {
    view: View
  }
}
