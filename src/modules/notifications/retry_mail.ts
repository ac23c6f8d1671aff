import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { notFound, refuse } from '../../platform/refuse.ts'
import { enqueueMail } from './queue_mail.ts'

/** Sends a mail of the outbox again, or one that was kept while there was no mail server. */
export async function retryMail(ctx: Context, id: string): Promise<Row> {
  const mail = await ctx.tx.selectFrom('mail').select(['state', 'deleted_at']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!mail || mail.deleted_at !== null) throw notFound()
  if (ctx.ports.mailTransport.url === null)
    throw refuse('mail.no_transport', 'There is no mail server yet. Set SMTP_URL and start again; until then mail is kept here.')
  if (mail.state === 'sent') throw refuse('mail.sent', 'This mail was sent already.')
  if (mail.state === 'withdrawn') throw refuse('mail.withdrawn', 'This mail was taken back before it went out.')
  const [row] = await updateRecords(ctx, 'mail', [{ id, changes: { state: 'waiting', attempts: 0 } }], { kind: 'retried' })
  if (!row) throw notFound()
  await enqueueMail(ctx, id)
  return row
}
