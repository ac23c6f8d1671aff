import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { ticketsSetting } from './ticket_settings.ts'

/** Who does a queue's work, those in office first and among them whoever has the fewest open tasks. */
export async function peopleOf(ctx: Context, queue: string): Promise<string[]> {
  const { queues } = ctx.settings.get(ticketsSetting)
  const { user_id = null, team_id = null } = queue === 'support' || queue === 'revops' ? queues[queue] : {}
  if (!user_id && !team_id) return []
  const today = dateIn(ctx.now, ctx.settings.get(workspaceSetting).time_zone)
  const { rows } = await sql<{ id: string }>`select u.id from "user" u where (u.id = ${user_id} or ${team_id}::uuid = any(u.team_ids))
      and u.active and u.deleted_at is null
    order by coalesce(${today}::date between u.out_of_office_from and coalesce(u.out_of_office_until, ${today}::date), false),
      (select count(*) from task t where t.owner_id = u.id and t.done_at is null and t.deleted_at is null), u.id`.execute(ctx.tx)
  return rows.map(row => row.id)
}
