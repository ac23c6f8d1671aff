import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
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
  const row: Mail = {
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
  }
  await ctx.tx.insertInto('mail').values(row).execute()
  await appendLog(ctx, [
    {
      object: 'mail',
      record_id: row.id,
      kind: 'mail.created',
      changes: { to_address: [null, row.to_address], subject: [null, row.subject], state: [null, row.state] },
    },
  ])
  if (row.state === 'waiting') await enqueueMail(ctx, row.id)
  return row
}

/** The key lets a mail wait once, however often somebody presses "send again". */
export const enqueueMail = (ctx: Context, id: string, runAt?: Date): Promise<void> =>
  enqueue(ctx, 'send_mail', { id }, runAt ? { key: `send_mail:${id}`, runAt } : { key: `send_mail:${id}` })
