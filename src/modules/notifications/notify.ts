import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { queueMail } from './queue_mail.ts'

export interface Notice {
  user_id: string
  /** What it is about: assignment, mention, task, pool, sla … */
  kind: string
  text: string
  object?: string
  record_id?: string
  /** Sent as well when given; a link to the record is added. */
  mail?: { subject: string; text: string }
}

/** Tells one user something, in the page at once and by mail where asked (F5). Nobody is told who has left. */
export async function notify(ctx: Context, notice: Notice): Promise<void> {
  const user = await ctx.tx.selectFrom('user').select(['email', 'active', 'deleted_at']).where('id', '=', notice.user_id).executeTakeFirst()
  if (!user?.active || user.deleted_at !== null) return
  const { object = null, record_id = null } = notice
  await ctx.tx
    .insertInto('notification')
    .values({
      id: newId(),
      user_id: notice.user_id,
      kind: notice.kind,
      text: notice.text,
      object,
      record_id,
      created_at: ctx.now,
      read_at: null,
    })
    .execute()
  await sql`select pg_notify('hedgerow_notification', ${notice.user_id})`.execute(ctx.tx)
  if (!notice.mail) return
  const link = linkTo(ctx, object, record_id)
  const text = link ? `${notice.mail.text.trimEnd()}\n\n${link}\n` : notice.mail.text
  await queueMail(ctx, { to: user.email ?? '', subject: notice.mail.subject, text })
}

const linkTo = (ctx: Context, object: string | null, id: string | null): string | null =>
  object !== null && id !== null && ctx.registry.has(object) ? `${ctx.ports.baseUrl}/${ctx.registry.get(object).plural}/${id}` : null
