import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { text } from '../../platform/object/field.ts'

/** Users who share what `team` rights reach; a user names its teams in `team_ids`. */
export const team = defineObject('team', {
  plural: 'teams',
  label: ['Team', 'Teams'],
  title: 'name',
  settings: true,
  list: ['name'],
  without: ['merge', 'bulk'],
  fields: { name: text({ label: 'Name', required: true }) },
})

export type Team = RowOf<typeof team>
declare module '../../platform/db/database.ts' {
  interface Database {
    team: Team
  }
}
