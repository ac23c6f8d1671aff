import type { MailAddress } from '../mail/mail_address.rule.ts'
import { readMessage } from '../mail/read_message.ts'

export interface Preview {
  fields: { label: string; value: string }[]
  text: string
}

const mostFields = 100
const mostText = 40_000

const people = (all: readonly MailAddress[]) => all.map(one => (one.name ? `${one.name} <${one.address}>` : one.address)).join(', ')
const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What an input says, readable: a mail's people and text, a form's answers, an event's properties. Plain text only, whatever it holds. */
export async function preview(contentType: string, content: Buffer): Promise<Preview> {
  if (contentType === 'message/rfc822') {
    const mail = await readMessage(content)
    const fields = [
      { label: 'From', value: mail.from ? people([mail.from]) : '' },
      { label: 'To', value: people(mail.to) },
      { label: 'Cc', value: people(mail.cc) },
      { label: 'Attachments', value: mail.attachments.map(one => one.filename || one.content_type).join(', ') },
    ]
    return { fields: fields.filter(one => one.value !== ''), text: mail.text.slice(0, mostText) }
  }
  const text = content.toString('utf8')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { fields: [], text: text.slice(0, mostText) }
  }
  return { fields: answers(parsed).slice(0, mostFields), text: '' }
}

/** A form keeps its answers in order as pairs; anything else is shown by its members. */
function answers(parsed: unknown): Preview['fields'] {
  if (typeof parsed !== 'object' || parsed === null) return [{ label: 'Content', value: written(parsed) }]
  const pairs = 'fields' in parsed && Array.isArray(parsed.fields) ? parsed.fields : Object.entries(parsed)
  return pairs.filter(Array.isArray).map(([label, value]) => ({ label: String(label), value: written(value ?? '') }))
}
