import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { queueMails } from './queue_mail.ts'

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
export const notify = (ctx: Context, notice: Notice): Promise<void> => notifyMany(ctx, [notice])

/** As `notify`, for many notices at once. */
export async function notifyMany(ctx: Context, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  const { rows } = await sql<{ id: string; email: string | null }>`select id, email from "user"
    where id = any(${[...new Set(notices.map(one => one.user_id))]}::uuid[]) and active and deleted_at is null`.execute(ctx.tx)
  const addresses = new Map(rows.map(user => [user.id, user.email]))
  const told = notices.filter(one => addresses.has(one.user_id))
  if (told.length === 0) return
  const stored = told.map(({ user_id, kind, text, object = null, record_id = null }) => ({
    id: newId(),
    user_id,
    kind,
    text,
    object,
    record_id,
    created_at: ctx.now,
  }))
  await sql`with told as (insert into notification select * from jsonb_populate_recordset(null::notification, ${JSON.stringify(stored)}::jsonb) returning user_id)
    select pg_notify('hedgerow_notification', user_id::text) from (select distinct user_id from told) of`.execute(ctx.tx)
  const mails = told.flatMap(({ user_id, mail, object = null, record_id = null }) => {
    if (!mail) return []
    const link = linkTo(ctx, object, record_id)
    const text = link ? `${mail.text.trimEnd()}\n\n${link}\n` : mail.text
    return [{ to: addresses.get(user_id) ?? '', subject: mail.subject, text }]
  })
  await queueMails(ctx, mails)
}

const linkTo = (ctx: Context, object: string | null, id: string | null): string | null =>
  object !== null && id !== null && ctx.registry.has(object) ? `${ctx.ports.baseUrl}/${ctx.registry.get(object).plural}/${id}` : null
