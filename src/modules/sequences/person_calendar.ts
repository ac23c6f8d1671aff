import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { countryTimeZone } from '../countries/time_zone.rule.ts'
import { workingHoursSetting } from '../working_hours/working_hours_setting.ts'
import { type Calendar, calendarOf } from '../working_hours/working_time.rule.ts'

/** The clock a person lives by, from their country, else the workspace's; and by it the working days of whoever serves them. */
export function personCalendar(ctx: Pick<Context, 'settings'>, person: Readonly<Row>): Calendar {
  const workspace_time_zone = ctx.settings.get(workspaceSetting).time_zone
  return calendarOf(ctx.settings.get(workingHoursSetting), {
    territory_id: typeof person.territory_id === 'string' ? person.territory_id : null,
    user_time_zone: countryTimeZone(typeof person.country === 'string' ? person.country : null),
    workspace_time_zone,
  })
}
