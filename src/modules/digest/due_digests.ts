import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { enqueueMany } from '../../platform/jobs/enqueue.ts'
import { notificationSetting } from '../notifications/notification_settings.ts'
import { type OwnPreferences, preferencesOf } from '../notifications/preferences.rule.ts'
import { digestTime } from './digest.rule.ts'

/** A working week's end, a holiday in it, and a day: whoever gets any gets one within this. */
const ahead = 4 * 86_400_000
const kept = 14

interface Due {
  user_id: string
  day: string
  at: Date
}

/** Everybody's next digest that was not sent yet. */
async function comingDigests(ctx: Context): Promise<Due[]> {
  const { rows } = await sql<{ id: string; role: string; time_zone: string; own: OwnPreferences | null; days: string[] }>`
    select u.id, u.role, u.time_zone, p.value as own,
      array(select d.day::text from digest_day d where d.user_id = u.id) as days
    from "user" u left join notification_preference p on p.user_id = u.id where u.active and u.deleted_at is null`.execute(ctx.tx)
  const defaults = ctx.settings.get(notificationSetting)
  const until = new Date(ctx.now.getTime() + ahead)
  return rows.flatMap(row => {
    const due = digestTime(preferencesOf(defaults, row.role, row.own).digest, ctx.now, until, row.time_zone, row.days)
    return due ? [{ user_id: row.id, ...due }] : []
  })
}

/** Sends the digests whose morning has come, a job each, so that one that fails keeps no other back (F4). */
export async function dueDigests(ctx: Context): Promise<void> {
  await sql`delete from digest_day where day < ${ctx.now}::date - ${kept}::int`.execute(ctx.tx)
  const due = (await comingDigests(ctx)).filter(({ at }) => at <= ctx.now)
  await enqueueMany(
    ctx,
    'send_digest',
    due.map(({ user_id, day }) => ({ payload: { user_id, day }, key: `digest:${user_id}:${day}` })),
  )
}

/** When the next of all digests falls. */
export async function nextDigest(ctx: Context): Promise<Date | null> {
  const times = (await comingDigests(ctx)).map(({ at }) => at.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}
