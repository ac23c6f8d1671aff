import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { enqueueMany } from '../../platform/jobs/enqueue.ts'
import { notificationSetting } from '../notifications/notification_settings.ts'
import { type OwnPreferences, preferencesOf } from '../notifications/preferences.rule.ts'
import { digestTime } from './digest.rule.ts'

/** Longer than the time between two plans, so that a program that was off for some hours misses nobody. */
const ahead = 36 * 3_600_000
const kept = 14

/** Once a day: a job for everybody whose morning comes next, to the minute of their own clock (F4). */
export async function planDigests(ctx: Context): Promise<void> {
  await sql`delete from digest_day where day < ${ctx.now}::date - ${kept}::int`.execute(ctx.tx)
  const { rows } = await sql<{ id: string; role: string; time_zone: string; own: OwnPreferences | null; days: string[] }>`
    select u.id, u.role, u.time_zone, p.value as own,
      array(select d.day::text from digest_day d where d.user_id = u.id) as days
    from "user" u left join notification_preference p on p.user_id = u.id where u.active and u.deleted_at is null`.execute(ctx.tx)
  const defaults = ctx.settings.get(notificationSetting)
  const until = new Date(ctx.now.getTime() + ahead)
  await enqueueMany(
    ctx,
    'send_digest',
    rows.flatMap(row => {
      const due = digestTime(preferencesOf(defaults, row.role, row.own).digest, ctx.now, until, row.time_zone, row.days)
      if (!due) return []
      return [
        { payload: { user_id: row.id, day: due.day }, key: `digest:${row.id}:${due.day}`, runAt: due.at > ctx.now ? due.at : ctx.now },
      ]
    }),
  )
}
