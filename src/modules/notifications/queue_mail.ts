import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue, enqueueMany } from '../../platform/jobs/enqueue.ts'
import { appendLog } from '../../platform/log/change_log.ts'
import type { Mail } from './mail.object.ts'

export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html?: string
  reply_to?: string
}

/** PostgreSQL stores no NUL, and a line break in a header would end it. */
const header = (text: string): string => text.replace(/[\r\n\0]+/g, ' ').trim()

/**
 * Puts a mail into the outbox in the transaction of what caused it, and the job that sends it. Without SMTP_URL it is kept
 * there for people to read. Its text is not written to the change log: it may hold a link that lets somebody in.
 */
export async function queueMail(ctx: Context, mail: OutgoingMail): Promise<Mail> {
  const [row] = await queueMails(ctx, [mail])
  if (!row) throw new Error('The mail was not queued')
  return row
}

/** As `queueMail`, for many mails at once. */
export async function queueMails(ctx: Context, mails: readonly OutgoingMail[]): Promise<Mail[]> {
  if (mails.length === 0) return []
  const rows = mails.map(
    (mail): Mail => ({
      id: newId(),
      to_address: header(mail.to),
      subject: header(mail.subject),
      text: mail.text.replaceAll('\0', ''),
      html: mail.html?.replaceAll('\0', '') ?? null,
      reply_to: mail.reply_to === undefined ? null : header(mail.reply_to),
      state: ctx.ports.mailTransport.url === null ? 'kept' : 'waiting',
      attempts: 0,
      last_error: null,
      sent_at: null,
      created_at: ctx.now,
      created_by: ctx.actor.user?.id ?? null,
      updated_at: ctx.now,
      updated_by: ctx.actor.user?.id ?? null,
      version: 1,
      deleted_at: null,
    }),
  )
  await sql`insert into mail select * from jsonb_populate_recordset(null::mail, ${JSON.stringify(rows)}::jsonb)`.execute(ctx.tx)
  await appendLog(
    ctx,
    rows.map(row => ({
      object: 'mail',
      record_id: row.id,
      kind: 'mail.created',
      changes: { to_address: [null, row.to_address], subject: [null, row.subject], state: [null, row.state] },
    })),
  )
  await enqueueMany(
    ctx,
    'send_mail',
    rows.filter(row => row.state === 'waiting').map(row => ({ payload: { id: row.id }, key: mailKey(row.id) })),
  )
  return rows
}

/** The key lets a mail wait once, however often somebody presses "send again". */
const mailKey = (id: string): string => `send_mail:${id}`
export const enqueueMail = (ctx: Context, id: string, runAt?: Date): Promise<void> =>
  enqueue(ctx, 'send_mail', { id }, { key: mailKey(id), runAt })
