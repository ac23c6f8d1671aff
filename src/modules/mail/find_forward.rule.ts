import EmailForwardParser from 'email-forward-parser'
import { classifyMessage } from './classify_message.rule.ts'
import { findQuotes, type Quote, readLines, unquote } from './find_quotes.rule.ts'
import { htmlText } from './html_text.rule.ts'
import { isMailAddress, isRobotAddress, type MailAddress, normalAddress, readMailbox } from './mail_address.rule.ts'
import type { ParsedMessage } from './parse_message.rule.ts'
import { subjectPrefix } from './subject_prefix.rule.ts'

export type Forward = {
  forwarded: true
  how: 'attached' | 'inline'
  /** The original sender; null when it cannot be told, `reason` says why. */
  inner: MailAddress | null
  /** Whether the original was sent by a program (noreply@, an out-of-office reply): nobody to make a lead of (B13). */
  inner_automatic: boolean
  inner_subject: string
  inner_date_text: string
  inner_to: MailAddress[]
  inner_text: string
  own_note: string
  reason: string
}
export type ForwardFinding = { forwarded: false; reason: string } | Forward

const library = new EmailForwardParser()

/**
 * Whether a mail is a forward, and of whose mail (B3), by structure and subject together: an attached mail or a forward's header
 * block is one; "Re:", In-Reply-To without a forward's own marks, or "On … wrote:" is none. The original sender is that of the
 * outermost block; where that is a colleague, the next one down who is not.
 */
export function findForward(m: ParsedMessage, isColleague: (address: string) => boolean = () => false): ForwardFinding {
  const prefix = subjectPrefix(m.subject)
  if (prefix.kind === 'reply') return none('Its subject says that it is a reply.')
  const isReply = m.in_reply_to !== null
  if (isReport(m)) return none('It is a report made by a mail program.')
  const attached = m.attachments.find(part => part.message_rfc822 !== undefined)?.message_rfc822
  if (attached !== undefined && (prefix.kind === 'forward' || !isReply)) return attachedForward(m, attached, isColleague)

  const texts = [m.text, ...(m.html === null ? [] : [htmlText(m.html)])]
  const readings = texts.map(text => {
    const lines = readLines(text)
    return inline(lines, findQuotes(lines), prefix.kind === 'forward', isReply, prefix.rest, isColleague)
  })
  const found = readings.find(one => one?.forwarded === true && one.inner !== null) ?? readings.find(one => one?.forwarded === true)
  if (found) return found
  if (prefix.kind === 'forward') {
    for (const text of texts) {
      const guessed = unknownLanguage(text, prefix.rest, isColleague) ?? byLibrary(text, prefix.rest, isColleague)
      if (guessed) return guessed
    }
    return {
      ...emptyForward(prefix.rest),
      own_note: m.text.trim(),
      reason: 'Its subject says that it is a forward, but no forwarded mail is in it.',
    }
  }
  return readings.find(one => one !== null) ?? none('There is no forwarded mail in it.')
}

/** The senders that a mail quotes or carries: whom to look up before deciding (B3). */
export function quotedSenders(m: ParsedMessage): string[] {
  const found = new Set<string>()
  const add = (mail: ParsedMessage, depth: number): void => {
    for (const text of [mail.text, ...(mail.html === null ? [] : [htmlText(mail.html)])]) {
      for (const quote of findQuotes(readLines(text))) if (quote.from) found.add(quote.from.address)
    }
    for (const part of mail.attachments) {
      if (part.message_rfc822?.from) found.add(part.message_rfc822.from.address)
      if (part.message_rfc822 && depth < 3) add(part.message_rfc822, depth + 1)
    }
  }
  add(m, 0)
  const forward = findForward(m)
  if (forward.forwarded && forward.inner) found.add(forward.inner.address)
  return [...found].slice(0, 100)
}

function none(reason: string): ForwardFinding {
  return { forwarded: false, reason }
}

function isReport(m: ParsedMessage): boolean {
  return /multipart\/report/i.test(m.headers.get('content-type') ?? '')
}

function emptyForward(subject: string): Forward {
  return {
    forwarded: true,
    how: 'inline',
    inner: null,
    inner_automatic: false,
    inner_subject: subject,
    inner_date_text: '',
    inner_to: [],
    inner_text: '',
    own_note: '',
    reason: '',
  }
}

function attachedForward(m: ParsedMessage, first: ParsedMessage, isColleague: (address: string) => boolean): Forward {
  let inner = first
  // Forwarded twice as attachment, or a colleague's forward inside a colleague's forward: the customer is further in.
  for (let depth = 0; depth < 3 && inner.from !== null && isColleague(inner.from.address); depth++) {
    const next = inner.attachments.find(part => part.message_rfc822 !== undefined)?.message_rfc822
    if (next === undefined) break
    inner = next
  }
  const base: Forward = {
    ...emptyForward(inner.subject),
    how: 'attached',
    inner_date_text: inner.headers.get('date') ?? '',
    inner_to: inner.to,
    inner_text: inner.text,
    own_note: m.text.trim(),
  }
  if (inner.from === null) return { ...base, reason: 'A mail is attached, but it has no usable From address.' }
  if (isColleague(inner.from.address)) {
    const lines = readLines(inner.text)
    const deeper = findQuotes(lines).find(quote => quote.from !== null && !isColleague(quote.from.address))
    if (!deeper?.from) return { ...base, reason: `The attached mail is from a colleague, ${inner.from.address}, and quotes nobody else.` }
    return {
      ...base,
      inner: deeper.from,
      inner_text: rest(lines, deeper),
      reason: `Forwarded as attachment; inside a colleague's mail, ${deeper.from.address} wrote.`,
    }
  }
  const kind = classifyMessage(inner).kind
  return {
    ...base,
    inner: inner.from,
    inner_automatic: kind !== 'person',
    reason: `Forwarded as attachment; the attached mail is from ${inner.from.address}.`,
  }
}

function inline(
  lines: string[],
  quotes: Quote[],
  saysForward: boolean,
  isReply: boolean,
  subject: string,
  isColleague: (address: string) => boolean,
): ForwardFinding | null {
  const first = quotes[0]
  if (first === undefined) return null
  const marked = quotes.find(quote => quote.marked && !quote.quoted)
  if (!saysForward) {
    if (first.how === 'attribution' && (isReply || marked === undefined))
      return none('It quotes an earlier mail as a reply does ("… wrote:").')
    if (isReply && (marked === undefined || first !== marked)) return none('It is an answer to an earlier mail (In-Reply-To).')
    // Two words in somebody's own note are no forward; only a client's marker with a block under it is.
    if (first.how === 'marker' && first.from === null) return null
  }
  if (saysForward && isReply && marked === undefined && first.how === 'attribution') {
    const reason = 'Its subject says that it is a forward, but it quotes an earlier mail as a reply does.'
    return { ...emptyForward(subject), own_note: lines.slice(0, first.start).join('\n').trim(), reason }
  }
  const telling = quotes.find(quote => !quote.quoted && (quote.how === 'block' || quote.from !== null))
  const outermost = marked ?? telling ?? first
  return chosen(lines, quotes.slice(quotes.indexOf(outermost)), subject, isColleague)
}

// The outermost sender, or below a colleague the first who is none.
function chosen(lines: string[], chain: Quote[], subject: string, isColleague: (address: string) => boolean): Forward | null {
  const outermost = chain[0]
  if (outermost === undefined) return null
  const base: Forward = {
    ...emptyForward(outermost.subject || subject),
    inner_date_text: outermost.date_text,
    inner_to: outermost.to,
    inner_text: rest(lines, outermost),
    own_note: lines.slice(0, outermost.start).map(unquote).join('\n').trim(),
  }
  if (outermost.from === null) {
    const printed = outermost.from_printed.replace(/\s+/g, ' ').slice(0, 100)
    return {
      ...base,
      reason: `It is a forward, but the original sender's address is not in it${printed === '' ? '' : ` (only "${printed}")`}.`,
    }
  }
  let inner = outermost
  for (const quote of chain) {
    inner = quote
    if (quote.from === null || !isColleague(quote.from.address)) break
  }
  if (inner.from === null || isColleague(inner.from.address)) {
    return { ...base, reason: `The forwarded mail is from ${outermost.from.address}, one of us, and no other sender is below it.` }
  }
  const reason =
    inner === outermost
      ? `A forwarded mail from ${inner.from.address} is in it.`
      : `It forwards a colleague's mail, ${outermost.from.address}; below, ${inner.from.address} wrote.`
  return {
    ...base,
    inner: inner.from,
    inner_automatic: isRobotAddress(inner.from.address),
    inner_subject: inner.subject || base.inner_subject,
    inner_date_text: inner.date_text,
    inner_to: inner.to,
    inner_text: rest(lines, inner),
    reason,
  }
}

function rest(lines: string[], quote: Quote): string {
  const body = lines.slice(quote.body)
  const end = body.findIndex(line => /^\s*[-–—]{3,}\s*end (?:of )?forwarded (?:message|mail)/i.test(line))
  const own = end < 0 ? body : body.slice(0, end)
  // Apple Mail quotes the whole forwarded mail with one ">"; further ones belong to it.
  const outer = own.find(line => line.trim() !== '') ?? ''
  return (/^\s*>/.test(outer) ? own.map(line => line.replace(/^\s*> ?/, '')) : own).join('\n').trim()
}

// A language that is not listed: at least three labelled lines together, the first address of which is the sender's in every client.
function unknownLanguage(text: string, subject: string, isColleague: (address: string) => boolean): Forward | null {
  const lines = readLines(text)
  let run = 0
  for (let at = 0; at <= lines.length; at++) {
    const line = unquote(lines[at] ?? '')
    if (/^[\s*_]{0,4}[\p{L}\p{M}][^:：\n]{0,24}[:：]\s*\S/u.test(line)) {
      run++
      continue
    }
    const block = lines.slice(at - run, at).map(unquote)
    const sender = block.find(one => one.includes('@'))
    const from = sender === undefined ? null : readMailbox(sender.replace(/^[^:：]*[:：]/, ''))
    if (run >= 3 && from !== null) {
      const quote: Quote = {
        how: 'block',
        marked: true,
        quoted: false,
        start: at - run,
        body: at,
        from,
        from_printed: '',
        subject: '',
        date_text: '',
        to: [],
      }
      return chosen(lines, [quote, ...findQuotes(lines).filter(one => one.start >= at)], subject, isColleague)
    }
    run = 0
  }
  return null
}

// The library knows some clients' sentences ("Am … schrieb "Name" [address]:") that stand for a forward when the subject says so.
function byLibrary(text: string, subject: string, isColleague: (address: string) => boolean): Forward | null {
  // Its patterns are quadratic in places: a bounded text without long blank runs.
  const short = readLines(text.slice(0, 6000)).map(line => line.slice(0, 400).replace(/\s{2,}/g, ' '))
  const read = library.read(short.join('\n').replace(/\s*\n\s*\n\s*/g, '\n\n'))
  const address = normalAddress(read.email.from.address ?? '')
  if (!read.forwarded || !isMailAddress(address) || isColleague(address)) return null
  return {
    ...emptyForward(read.email.subject ?? subject),
    inner: { name: read.email.from.name ?? '', address },
    inner_automatic: isRobotAddress(address),
    inner_date_text: read.email.date ?? '',
    inner_text: read.email.body ?? '',
    own_note: read.message ?? '',
    reason: `A forwarded mail from ${address} is in it.`,
  }
}
