import { sql } from 'kysely'
import { type Rights, reachIn } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { notificationSetting } from './notification_settings.ts'
import { cadenceOf, isShown, mailTime, type OwnPreferences, preferencesOf } from './preferences.rule.ts'
import { type OutgoingMail, queueMails } from './queue_mail.ts'

export interface Notice {
  user_id: string
  /** What it is about: lead, sla, pool, mention, reply, task, opportunity, sequence. */
  kind: string
  text: string
  object?: string | undefined
  record_id?: string | undefined
  /** Worth a mail, with these words; a link to the record is added. */
  mail?: { subject: string; text: string } | undefined
}

interface Told {
  id: string
  email: string
  role: string
  time_zone: string
  own: OwnPreferences | null
  rights: Rights | null
}

/** Tells one user something, in the page and by mail as they have chosen (F5). Nobody is told who has left. */
export const notify = (ctx: Context, notice: Notice): Promise<void> => notifyAll(ctx, [notice])

/** As `notify`, for many notices in a few statements. */
export async function notifyAll(ctx: Context, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  const people = await peopleOf(ctx, [...new Set(notices.map(one => one.user_id))])
  const defaults = ctx.settings.get(notificationSetting)
  const shown: object[] = []
  const now: OutgoingMail[] = []
  const later: { id: string; user_id: string; kind: string; subject: string; text: string; due_at: Date; created_at: Date }[] = []
  for (const notice of notices) {
    const person = people.get(notice.user_id)
    if (!person || isKept(person, notice)) continue
    const all = preferencesOf(defaults, person.role, person.own)
    const { kind, text, object = null, record_id = null, user_id } = notice
    if (isShown(kind, all)) shown.push({ id: newId(), user_id, kind, text, object, record_id, created_at: ctx.now, read_at: null })
    const cadence = cadenceOf(kind, notice.mail !== undefined, all, person.own)
    if (cadence === 'off') continue
    const words = notice.mail ?? { subject: text, text }
    const link = linkTo(ctx, object, record_id)
    const mail = { subject: words.subject, text: link ? `${words.text.trimEnd()}\n\n${link}\n` : words.text }
    const due = mailTime(cadence, ctx.now, person.time_zone, all)
    if (due <= ctx.now) now.push({ to: person.email, ...mail })
    else later.push({ id: newId(), user_id, kind, ...mail, due_at: due, created_at: ctx.now })
  }
  if (shown.length > 0) {
    await sql`with made as (insert into notification select * from jsonb_populate_recordset(null::notification, ${JSON.stringify(shown)}::jsonb))
      select pg_notify('hedgerow_notification', id) from unnest(${[...people.keys()]}::text[]) id`.execute(ctx.tx)
  }
  await queueMails(ctx, now)
  await keepForLater(ctx, later)
}

/** Whose role reads nothing of the kind is told nothing of it, though it be theirs by name (H1). */
const isKept = ({ rights }: Told, { object }: Notice): boolean =>
  object !== undefined && rights !== null && reachIn(rights, object, 'read') === 'none'

async function peopleOf(ctx: Context, ids: readonly string[]): Promise<Map<string, Told>> {
  const { rows } = await sql<Told>`select u.id, u.email, u.role, u.time_zone, p.value as own, r.rights from "user" u
    left join notification_preference p on p.user_id = u.id left join role r on r.key = u.role and r.deleted_at is null
    where u.id = any(${ids}::uuid[]) and u.active and u.deleted_at is null`.execute(ctx.tx)
  return new Map(rows.map(row => [row.id, row]))
}

async function keepForLater(ctx: Context, mails: readonly { due_at: Date }[]): Promise<void> {
  if (mails.length === 0) return
  await sql`insert into notification_mail select * from jsonb_populate_recordset(null::notification_mail, ${JSON.stringify(mails)}::jsonb)`.execute(
    ctx.tx,
  )
  for (const due of new Set(mails.map(one => one.due_at.getTime())))
    await enqueue(ctx, 'send_collected', {}, { key: `send_collected:${due}`, runAt: new Date(due) })
}

const linkTo = (ctx: Context, object: string | null, id: string | null): string | null =>
  object !== null && id !== null && ctx.registry.has(object) ? `${ctx.ports.baseUrl}/${ctx.registry.get(object).plural}/${id}` : null
