import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { receive } from '../inbound/receive.ts'
import { readMessage } from './read_message.ts'

/** Stores a mail as it came, before it is understood; the SMTP edge says 250 once this has committed (B13). */
export async function receiveMail(
  ctx: Context,
  mail: { envelopeFrom: string; recipients: string[]; raw: Buffer; remoteAddress: string },
): Promise<void> {
  const message = await readMessage(mail.raw)
  await receive(ctx, {
    channel: 'mail',
    // The very same bytes to the same recipients are a redelivery; the same message by another way is found by its own id when it is processed.
    source_id: createHash('sha256').update(mail.raw).update(mail.recipients.toSorted().join()).digest('hex'),
    content_type: 'message/rfc822',
    content: mail.raw,
    envelope: { from: mail.envelopeFrom, recipients: mail.recipients, remote_address: mail.remoteAddress },
    sender: message.from
      ? message.from.name
        ? `${message.from.name} <${message.from.address}>`
        : message.from.address
      : mail.envelopeFrom || null,
    subject: message.subject || null,
  })
}
