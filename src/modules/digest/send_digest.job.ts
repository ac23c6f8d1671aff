import { z } from 'zod'
import { actorOfUser } from '../../platform/auth/actor_of.ts'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Job } from '../../platform/module.ts'
import { type HomeItem, homeOf } from '../home/home.queries.ts'
import { queueMail } from '../notifications/queue_mail.ts'
import { ownPreferences } from '../notifications/set_preferences.ts'
import { digestMail, digestTime } from './digest.rule.ts'
import { digestSections } from './digest_lines.rule.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    digest_day: { user_id: string; day: string; at: Date }
  }
}

const day24 = 86_400_000
const payload = z.object({ user_id: z.uuid(), day: z.iso.date() })

/** One user's morning mail: what home shows them, once a day, and none when there is nothing to say (F4). */
export const sendDigest: Job = {
  name: 'send_digest',
  run: async (given, ctx) => {
    const { user_id, day } = payload.parse(given)
    const actor = await actorOfUser(ctx.tx, user_id, 'digest')
    if (!actor?.user) return
    const as: Context = { ...ctx, actor }
    const { digest } = await ownPreferences(as)
    const due = digestTime(digest, ctx.now, new Date(ctx.now.getTime() + day24), actor.user.time_zone)
    if (due?.day !== day) return
    // Moved to later since it was planned.
    if (due.at > ctx.now) return enqueue(ctx, 'send_digest', { user_id, day }, { key: `digest:${user_id}:${day}`, runAt: due.at })
    const first = await ctx.tx
      .insertInto('digest_day')
      .values({ user_id, day, at: ctx.now })
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirst()
    if (Number(first.numInsertedOrUpdatedRows) === 0) return
    const { data } = await homeOf(as)
    const { name, email, time_zone } = actor.user
    const mail = digestMail(
      name.split(' ')[0] ?? name,
      digestSections(data, ctx.now, time_zone, item => urlOf(ctx, item)),
      {
        home: `${ctx.ports.baseUrl}/`,
        settings: `${ctx.ports.baseUrl}/settings/notifications`,
      },
    )
    if (mail) await queueMail(ctx, { to: email, ...mail })
  },
}

function urlOf(ctx: Context, { object, record_id, task_id }: HomeItem): string {
  if (object === 'task' || !record_id || !ctx.registry.has(object))
    return task_id ? `${ctx.ports.baseUrl}/tasks?at=${task_id}` : `${ctx.ports.baseUrl}/`
  return `${ctx.ports.baseUrl}/${ctx.registry.get(object).plural}/${record_id}`
}
