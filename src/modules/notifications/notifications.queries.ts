import { sql } from 'kysely'
import type { Context, ReadContext } from '../../platform/context.ts'
import { forbidden } from '../../platform/refuse.ts'
import type { Notification } from './mail.object.ts'

const capped = 1_000

const userOf = (ctx: ReadContext): string => {
  if (!ctx.actor.user) throw forbidden('Only a person has notifications.')
  return ctx.actor.user.id
}

/** One's own notifications, newest first, and how many are unread (up to a thousand). */
export async function listNotifications(
  ctx: ReadContext,
  limit: number,
): Promise<{ data: Omit<Notification, 'user_id'>[]; unread: number }> {
  const me = userOf(ctx)
  const data = await ctx.tx
    .selectFrom('notification')
    .select(['id', 'kind', 'text', 'object', 'record_id', 'created_at', 'read_at'])
    .where('user_id', '=', me)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from (select 1 from notification where user_id = ${me} and read_at is null limit ${capped}) counted`.execute(
    ctx.tx,
  )
  return { data, unread: rows[0]?.n ?? 0 }
}

/** Marks these, or all of one's own, as read; one's other open pages follow. */
export async function readNotifications(ctx: Context, ids: readonly string[] | undefined): Promise<void> {
  const me = userOf(ctx)
  let update = ctx.tx.updateTable('notification').set({ read_at: ctx.now }).where('user_id', '=', me).where('read_at', 'is', null)
  if (ids) update = update.where('id', 'in', [...ids])
  if (ids?.length === 0) return
  await update.execute()
  await sql`select pg_notify('hedgerow_notification', ${me})`.execute(ctx.tx)
}
