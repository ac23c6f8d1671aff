import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { OutsideJob } from '../../platform/module.ts'
import { updateRecords } from '../../platform/object/write.ts'
import type { Mail } from './mail.object.ts'
import { nextAttempt } from './mail_retry.rule.ts'
import { enqueueMail, messageIdOf } from './queue_mail.ts'

const payload = z.object({ id: z.uuid() })
const patience = 30_000

/**
 * Sends one mail of the outbox. Each try and its outcome is stored where the page shows it. The Message-ID comes from the mail's
 * own id, so that a try whose outcome was lost is recognised by whoever gets it twice.
 */
export const sendMail: OutsideJob = {
  name: 'send_mail',
  outside: true,
  run: async (given, begin) => {
    const { id } = payload.parse(given)
    const ready = await begin(ctx => startAttempt(ctx, id))
    if (!ready) return
    const failure = await deliver(ready.mail, ready.transport)
    await begin(ctx => finishAttempt(ctx, ready.mail, failure))
  },
}

async function startAttempt(ctx: Context, id: string): Promise<{ mail: Mail; transport: Transport } | null> {
  const mail = await ctx.tx.selectFrom('mail').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  const { url, from } = ctx.ports.mailTransport
  if (!mail || mail.deleted_at !== null || mail.state !== 'waiting') return null
  if (url === null) {
    await updateRecords(ctx, 'mail', [{ id, changes: { state: 'kept' } }])
    return null
  }
  const attempts = Number(mail.attempts) + 1
  await updateRecords(ctx, 'mail', [{ id, changes: { attempts } }])
  return { mail: { ...mail, attempts }, transport: { url, from, messageId: messageIdOf(ctx, id) } }
}

interface Transport {
  url: string
  from: string
  messageId: string
}

interface Failure {
  message: string
  responseCode: number | null
}

async function deliver(mail: Mail, { url, from, messageId }: Transport): Promise<Failure | null> {
  // With the first mail, as the parsers are: a program that waits does not carry it.
  const { default: nodemailer } = await import('nodemailer')
  const transport = nodemailer.createTransport(url, {
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  } as object)
  try {
    await transport.sendMail({
      from: mail.from_name ? { name: mail.from_name, address: mail.from_address ?? addressOf(from) } : from,
      to: mail.to_address ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html ?? undefined,
      replyTo: mail.reply_to ?? undefined,
      messageId,
      // Other programs' automatic replies to it would come back as inbound mail.
      headers: { 'Auto-Submitted': 'auto-generated', ...headersOf(mail) },
    })
    return null
  } catch (error) {
    const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : Number.NaN
    return { message: error instanceof Error ? error.message : String(error), responseCode: Number.isInteger(code) ? code : null }
  } finally {
    transport.close()
  }
}

const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim()
const headersOf = ({ headers }: Mail): Record<string, string> =>
  typeof headers === 'object' && headers !== null ? { ...(headers as Record<string, string>) } : {}

async function finishAttempt(ctx: Context, mail: Mail, failure: Failure | null): Promise<void> {
  if (!failure) {
    await updateRecords(ctx, 'mail', [{ id: mail.id, changes: { state: 'sent', sent_at: ctx.now, last_error: null } }], { kind: 'sent' })
    return
  }
  const again = nextAttempt(Number(mail.attempts), failure.responseCode, ctx.now)
  const changes = { last_error: failure.message.slice(0, 2_000), ...(again ? {} : { state: 'failed' }) }
  await updateRecords(ctx, 'mail', [{ id: mail.id, changes }], { kind: again ? 'updated' : 'failed' })
  if (again) await enqueueMail(ctx, mail.id, again)
}
