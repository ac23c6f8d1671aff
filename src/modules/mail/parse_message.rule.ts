import { createHash } from 'node:crypto'
import { type AddressObject, type EmailAddress, type ParsedMail, type SimpleParserOptions, simpleParser } from 'mailparser'
import { htmlText } from './html_text.rule.ts'
import { isMailAddress, type MailAddress, normalAddress } from './mail_address.rule.ts'

export type MailAttachment = {
  filename: string
  content_type: string
  size: number
  content: Buffer
  /** The mail inside, when one was attached whole (forward as attachment, the returned mail of a bounce). */
  message_rfc822?: ParsedMessage
}

export type ParsedMessage = {
  /** With its angle brackets, as written: `<id@host>`. */
  message_id: string | null
  in_reply_to: string | null
  references: string[]
  from: MailAddress | null
  sender: MailAddress | null
  reply_to: MailAddress[]
  to: MailAddress[]
  cc: MailAddress[]
  subject: string
  date: Date | null
  /** The text part, or what the HTML part says when there is none. Never holds NUL. */
  text: string
  /** As sent: show it only through `safeHtml`. */
  html: string | null
  attachments: MailAttachment[]
  /** Lower-case name → value, unfolded; a header given several times has its values on lines, topmost first. */
  headers: Map<string, string>
  /** The same for every delivery of the same mail (B13). */
  dedupe_key: string
  /** What was wrong with the mail, in words; empty for a sound one. */
  problems: string[]
}

const maxDepth = 3
const maxAttachments = 300
const maxHeaderValue = 50_000

// A delivery report and an attached mail stay attachments, so that their parts do not mix with what the sender wrote.
const options: SimpleParserOptions & { ignoreEmbedded: boolean; maxHtmlLengthToParse: number } = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  keepCidLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  maxHtmlLengthToParse: 5_000_000,
}

/**
 * Reads a raw mail (B1, B13). Computes only, and never throws: of a broken mail it returns what can be read and says in
 * `problems` what could not.
 */
export async function parseMessage(raw: Buffer): Promise<ParsedMessage> {
  return parseAt(raw, 0)
}

async function parseAt(raw: Buffer, depth: number): Promise<ParsedMessage> {
  const problems: string[] = []
  if (raw.length === 0) problems.push('The mail is empty.')
  let mail: ParsedMail | null = null
  try {
    mail = await simpleParser(withoutLeadingLines(raw), options)
  } catch (error) {
    problems.push(`The mail could not be taken apart: ${clean(error instanceof Error ? error.message : String(error)).slice(0, 200)}`)
  }
  const headers = readHeaders(raw)
  const message = mail === null ? plainReading(raw, headers) : await fullReading(mail, headers, depth, problems)
  if (message.from === null) problems.push('There is no usable From address.')
  if ((headers.get('from') ?? '').includes('\n')) problems.push('There is more than one From line.')
  return { ...message, dedupe_key: dedupeKey(message), problems }
}

type Reading = Omit<ParsedMessage, 'dedupe_key' | 'problems'>

async function fullReading(mail: ParsedMail, headers: Map<string, string>, depth: number, problems: string[]): Promise<Reading> {
  const attachments: MailAttachment[] = []
  if (mail.attachments.length > maxAttachments) problems.push(`Only the first ${maxAttachments} attachments are read.`)
  for (const part of mail.attachments.slice(0, maxAttachments)) {
    const content = Buffer.isBuffer(part.content) ? part.content : Buffer.alloc(0)
    const attachment: MailAttachment = {
      filename: clean(part.filename ?? '').slice(0, 255),
      content_type: clean(part.contentType ?? 'application/octet-stream').toLowerCase(),
      size: content.length,
      content,
    }
    const isMail = attachment.content_type === 'message/rfc822' || attachment.content_type === 'message/global' || isEml(attachment)
    if (isMail && content.length > 0) {
      if (depth < maxDepth) attachment.message_rfc822 = await parseAt(content, depth + 1)
      else problems.push('Mails are attached in mails too deeply; the innermost are kept as files.')
    }
    attachments.push(attachment)
  }
  const html = typeof mail.html === 'string' && mail.html.trim() !== '' ? clean(mail.html) : null
  const plain = clean(mail.text ?? '')
  return {
    message_id: messageIds(headers.get('message-id'))[0] ?? null,
    in_reply_to: messageIds(headers.get('in-reply-to'))[0] ?? null,
    references: messageIds(headers.get('references')).slice(-100),
    from: mailboxes(mail.from)[0] ?? null,
    sender: mailboxes(asAddresses(mail.headers.get('sender')))[0] ?? null,
    reply_to: mailboxes(mail.replyTo),
    to: mailboxes(mail.to),
    cc: mailboxes(mail.cc),
    subject: clean(mail.subject ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    date: readDate(headers.get('date')),
    text: plain.trim() === '' && html !== null ? htmlText(html) : plain,
    html,
    attachments,
    headers,
  }
}

// Where the parser gives up: the headers by the letter of RFC 5322 and the body as it stands, so that a person can still judge.
function plainReading(raw: Buffer, headers: Map<string, string>): Reading {
  const from =
    /<([^<>\s]+@[^<>\s]+)>/.exec(headers.get('from') ?? '')?.[1] ?? /[^\s<>",;]+@[^\s<>",;]+/.exec(headers.get('from') ?? '')?.[0]
  const address = normalAddress(from ?? '')
  const text = decode(raw.subarray(0, 1_000_000))
  const bodyAt = /\r?\n\r?\n/.exec(text)
  return {
    message_id: messageIds(headers.get('message-id'))[0] ?? null,
    in_reply_to: messageIds(headers.get('in-reply-to'))[0] ?? null,
    references: messageIds(headers.get('references')).slice(-100),
    from: isMailAddress(address) ? { name: '', address } : null,
    sender: null,
    reply_to: [],
    to: plainMailboxes(headers.get('to')),
    cc: plainMailboxes(headers.get('cc')),
    subject: headers.get('subject') ?? '',
    date: readDate(headers.get('date')),
    text: bodyAt ? text.slice(bodyAt.index + bodyAt[0].length) : text,
    html: null,
    attachments: [],
    headers,
  }
}

function plainMailboxes(value: string | undefined): MailAddress[] {
  const found = (value ?? '').slice(0, maxHeaderValue).match(/[^\s<>",;:@]{1,64}@[^\s<>",;:@]{1,253}/g) ?? []
  return found.map(one => ({ name: '', address: normalAddress(one) })).filter(one => isMailAddress(one.address))
}

function withoutLeadingLines(raw: Buffer): Buffer {
  let start = 0
  while (start < raw.length && (raw[start] === 0x0a || raw[start] === 0x0d)) start++
  return start === 0 ? raw : raw.subarray(start)
}

function readHeaders(raw: Buffer): Map<string, string> {
  const body = withoutLeadingLines(raw)
  const end = endOfHeaders(body)
  const values = new Map<string, string[]>()
  let current: string[] | null = null
  for (const line of decode(body.subarray(0, Math.min(end, 1_000_000))).split(/\r?\n/)) {
    const named = /^([!-9;-~]{1,100})[ \t]*:(.*)$/s.exec(line)
    if (/^[ \t]/.test(line)) {
      const last = current?.at(-1)
      if (current && last !== undefined && last.length < maxHeaderValue) current[current.length - 1] = `${last} ${line.trim()}`
    } else if (named?.[1] !== undefined && named[2] !== undefined) {
      const key = named[1].toLowerCase()
      current = values.get(key) ?? []
      current.push(named[2].trim().slice(0, maxHeaderValue))
      values.set(key, current)
    } else current = null
  }
  return new Map([...values].map(([key, list]) => [key, list.slice(0, 200).join('\n')]))
}

function endOfHeaders(body: Buffer): number {
  const unix = body.indexOf('\n\n')
  const dos = body.indexOf('\r\n\r\n')
  const ends = [unix, dos].filter(at => at >= 0)
  return ends.length === 0 ? body.length : Math.min(...ends)
}

// UTF-8 where it is UTF-8, else the commonest 8-bit encoding: old programs send raw Latin letters without saying so.
function decode(bytes: Buffer): string {
  try {
    return clean(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return clean(new TextDecoder('windows-1252').decode(bytes))
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function messageIds(value: string | undefined): string[] {
  if (value === undefined) return []
  const first = value.slice(0, maxHeaderValue)
  const inBrackets = first.match(/<[^<>\s]{1,900}>/g)
  if (inBrackets) return inBrackets
  const bare = first.trim().split(/\s+/)[0]
  return bare ? [`<${bare.slice(0, 900)}>`] : []
}

function readDate(value: string | undefined): Date | null {
  if (value === undefined) return null
  const date = new Date(value.split('\n')[0]?.replace(/\s*\([^()]*\)\s*$/, '') ?? '')
  return Number.isNaN(date.getTime()) ? null : date
}

function isEml(attachment: MailAttachment): boolean {
  return /\.eml$/i.test(attachment.filename) && /^[\w-]{2,60}:/.test(attachment.content.subarray(0, 80).toString('latin1').trimStart())
}

function asAddresses(value: unknown): AddressObject | undefined {
  return typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value)
    ? (value as AddressObject)
    : undefined
}

function mailboxes(header: AddressObject | AddressObject[] | undefined): MailAddress[] {
  if (header === undefined) return []
  const found: MailAddress[] = []
  const add = (one: EmailAddress): void => {
    for (const member of one.group ?? []) add(member)
    const address = normalAddress(one.address ?? '')
    if (isMailAddress(address) && found.length < 1000)
      found.push({
        name: clean(one.name ?? '')
          .trim()
          .slice(0, 200),
        address,
      })
  }
  for (const list of Array.isArray(header) ? header : [header]) for (const one of list.value) add(one)
  return found
}

function dedupeKey(m: Reading): string {
  if (m.message_id !== null) return m.message_id
  const hash = createHash('sha256')
  const parts = [m.from?.address ?? '', m.date?.toISOString() ?? '', m.subject, m.text, m.html ?? '']
  for (const part of parts) hash.update(`${part.length}:${part}`)
  for (const file of m.attachments) hash.update(`${file.size}:`).update(file.content)
  return `sha256:${hash.digest('hex')}`
}
