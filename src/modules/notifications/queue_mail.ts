import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue, enqueueMany } from '../../platform/jobs/enqueue.ts'
import { logStatement, type NewEntry } from '../../platform/log/change_log.ts'
import type { Mail } from './mail.object.ts'

export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html?: string
  /** Whose name it bears instead of the installation's, and from which of our addresses it comes. */
  from_name?: string | undefined
  from_address?: string | undefined
  reply_to?: string | undefined
  headers?: Record<string, string>
  /** Not before then; until then it can be withdrawn. */
  send_at?: Date
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
      from_name: mail.from_name === undefined ? null : header(mail.from_name),
      from_address: mail.from_address === undefined ? null : header(mail.from_address),
      reply_to: mail.reply_to === undefined ? null : header(mail.reply_to),
      headers: mail.headers ? Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, header(value)])) : null,
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
  const entries = rows.map(
    (row): NewEntry => ({
      object: 'mail',
      record_id: row.id,
      kind: 'mail.created',
      changes: { to_address: [null, row.to_address], subject: [null, row.subject], state: [null, row.state] },
    }),
  )
  await sql`with made as (insert into mail select * from jsonb_populate_recordset(null::mail, ${JSON.stringify(rows)}::jsonb))
    ${logStatement(ctx, entries)}`.execute(ctx.tx)
  await enqueueMany(
    ctx,
    'send_mail',
    rows.flatMap((row, index) =>
      row.state === 'waiting' ? [{ payload: { id: row.id }, key: mailKey(row.id), runAt: mails[index]?.send_at }] : [],
    ),
  )
  return rows
}

/** The key lets a mail wait once, however often somebody presses "send again". */
const mailKey = (id: string): string => `send_mail:${id}`
export const enqueueMail = (ctx: Context, id: string, runAt?: Date): Promise<void> =>
  enqueue(ctx, 'send_mail', { id }, { key: mailKey(id), runAt })

/** Whether mail from this address passes the checks of its origin as mail from the installation's own does. */
export const isOfOurDomain = (ctx: Pick<Context, 'ports'>, address: string): boolean =>
  domainOf(address).toLowerCase() === domainOf(ctx.ports.mailTransport.from).toLowerCase()

/** The Message-ID follows from the mail's own id: an answer to it is recognised, and so is a try whose outcome was lost. */
export const messageIdOf = (ctx: Pick<Context, 'ports'>, mailId: string): string => `<${mailId}@${domainOf(ctx.ports.mailTransport.from)}>`
const domainOf = (from: string): string => /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'hedgerow.invalid'
