import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, date, email, emails, refs, text } from '../../platform/object/field.ts'

/** Somebody of the own company: signs in, owns records, and is recognised as a colleague in mail (H1). */
export const user = defineObject('user', {
  plural: 'users',
  label: ['User', 'Users'],
  title: 'name',
  settings: true,
  list: ['name', 'email', 'role', 'active', 'team_ids', 'out_of_office_until', 'two_factor_enabled'],
  createdByCommand: true,
  without: ['update', 'delete', 'merge', 'bulk'],
  fields: {
    name: text({ label: 'Name', required: true, search: true, sort: true }),
    email: email({ label: 'Email', required: true, search: true }),
    role: text({ label: 'Role', required: true, change: 'commands' }),
    active: checkbox({ label: 'Active', default: true, change: 'commands' }),
    time_zone: text({ label: 'Time zone', required: true, default: 'UTC' }),
    team_ids: refs('team', { label: 'Teams' }),
    out_of_office_from: date({ label: 'Out of office from' }),
    out_of_office_until: date({ label: 'Out of office until', help: 'The last day away.' }),
    further_addresses: emails({ label: 'Further addresses', help: 'Mail from these is also recognised as theirs.' }),
    two_factor_enabled: checkbox({ label: 'Second factor', change: 'commands' }),
  },
})

export type User = RowOf<typeof user>
declare module '../../platform/db/database.ts' {
  interface Database {
    user: User & { email_verified: boolean; image: string | null }
  }
}
