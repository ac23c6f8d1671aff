import type { ParsedMessage } from '../mail/parse_message.rule.ts'

/** What a delivery report is about. */
export interface Reported {
  /** Ids of the mails that it returns or answers. */
  message_ids: string[]
  /** Addresses that could not be reached. */
  addresses: string[]
  /** It only says that a mail is late, or that it arrived. */
  harmless: boolean
}

const fieldOf = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^${name}:\\s*(.+)$`, 'gim'))].map(([, value = '']) => value.trim())
const addressOf = (value: string): string =>
  value
    .replace(/^rfc822\s*;\s*/i, '')
    .replace(/^<|>$/g, '')
    .trim()
    .toLowerCase()

/** Which of our mails a bounce is about, from its delivery report (RFC 3464), the mail it returns, and the headers that servers add. */
export function reportedMail(message: ParsedMessage): Reported {
  const report = message.attachments
    .filter(part => part.content_type === 'message/delivery-status')
    .map(part => part.content.subarray(0, 100_000).toString('latin1'))
    .join('\n')
  const actions = fieldOf(report, 'action').map(action => action.toLowerCase())
  const returned = message.attachments.flatMap(part => {
    if (part.message_rfc822?.message_id) return [part.message_rfc822.message_id]
    if (part.content_type !== 'text/rfc822-headers' && part.content_type !== 'message/rfc822') return []
    return fieldOf(part.content.subarray(0, 100_000).toString('latin1'), 'message-id')
  })
  return {
    message_ids: [...new Set([...(message.in_reply_to ? [message.in_reply_to] : []), ...message.references, ...returned])].slice(0, 50),
    addresses: [
      ...new Set(
        [
          ...fieldOf(report, 'final-recipient'),
          ...fieldOf(report, 'original-recipient'),
          ...(message.headers.get('x-failed-recipients') ?? '').split(/[,\n]/),
        ]
          .map(addressOf)
          .filter(address => address.includes('@')),
      ),
    ].slice(0, 50),
    harmless: actions.length > 0 && actions.every(action => action !== 'failed'),
  }
}
