import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, ref, text } from '../../platform/object/field.ts'

/** A shared address such as sales@; its purpose says whether strangers who write to it become leads (B1, B2). */
export const address = defineObject('address', {
  plural: 'addresses',
  label: ['Address', 'Addresses'],
  title: 'address',
  settings: true,
  list: ['address', 'purpose', 'team_id'],
  without: ['merge', 'bulk'],
  unique: [['address']],
  fields: {
    address: text({ label: 'Address', required: true }),
    purpose: choice(
      [
        { value: 'general', label: 'General (no leads)' },
        { value: 'sales', label: 'Sales (leads)' },
        { value: 'event', label: 'Event (leads)' },
      ],
      { label: 'Purpose', required: true, default: 'sales' },
    ),
    team_id: ref('team', { label: 'Team' }),
  },
})

export type Address = RowOf<typeof address>
declare module '../../platform/db/database.ts' {
  interface Database {
    address: Address
  }
}
