import type { Context } from '../../platform/context.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { workingHoursSetting } from './working_hours_setting.ts'
import { type Calendar, calendarOf } from './working_time.rule.ts'

export interface Whose {
  owner_id?: string | null
  territory_id?: string | null
}

/** The calendars of several records' owners and territories: one query, however many. */
export async function calendarsOf(ctx: Pick<Context, 'tx' | 'settings'>, whose: readonly Whose[]): Promise<Calendar[]> {
  const owners = [...new Set(whose.map(one => one.owner_id).filter(id => typeof id === 'string'))]
  const users = owners.length === 0 ? [] : await ctx.tx.selectFrom('user').select(['id', 'time_zone']).where('id', 'in', owners).execute()
  const zones = new Map(users.map(user => [user.id, user.time_zone]))
  const hours = ctx.settings.get(workingHoursSetting)
  const workspace_time_zone = ctx.settings.get(workspaceSetting).time_zone
  return whose.map(({ owner_id, territory_id }) =>
    calendarOf(hours, { territory_id, user_time_zone: owner_id ? zones.get(owner_id) : null, workspace_time_zone }),
  )
}
