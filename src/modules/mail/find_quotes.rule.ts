import { type HeaderKey, headerKey, isAttribution, markerOf } from './forward_words.rule.ts'
import { type MailAddress, readMailbox } from './mail_address.rule.ts'

/** A place in a text where an earlier mail begins. */
export type Quote = {
  /** `block`: printed headers (From, Sent, Subject); `attribution`: "On … wrote:"; `marker`: only a "Forwarded message" line. */
  how: 'block' | 'attribution' | 'marker'
  /** Whether a line that only forwards have stands above it. */
  marked: boolean
  /** Whether it stands inside quoted (">") lines while nothing above it says why. */
  quoted: boolean
  /** First line that belongs to the quotation (marker, rule or header), and first line of the quoted mail's own text. */
  start: number
  body: number
  from: MailAddress | null
  from_printed: string
  subject: string
  date_text: string
  to: MailAddress[]
}

const maxLines = 6000
const maxLineLength = 2000

/** The lines of a mail's text without what only disturbs reading: carriage returns, no-break spaces, invisible marks. */
export function readLines(text: string): string[] {
  return text
    .slice(0, 300_000)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u2007\u202f\u3000]/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .split('\n', maxLines)
    .flatMap(line => splitSquashed(line.slice(0, maxLineLength)))
}

/** Where earlier mails begin, from top to bottom (B3, B4). Linear in the text's length. */
export function findQuotes(lines: string[]): Quote[] {
  const quotes: Quote[] = []
  let at = 0
  while (at < lines.length && quotes.length < 100) {
    const found = blockAt(lines, at) ?? attributionAt(lines, at)
    if (found === null) {
      const line = unquote(lines[at] ?? '')
      if (markerOf(line) === 'forward' && !blockFollows(lines, at)) quotes.push(bareMarker(lines, at, line))
      at++
      continue
    }
    quotes.push(found)
    at = Math.max(found.body, at + 1)
  }
  return quotes
}

/** A line without its ">" marks. */
export function unquote(line: string): string {
  return line.replace(/^(?:\s*>)+ ?/, '')
}

function isQuoted(line: string): boolean {
  return /^\s*>/.test(line)
}

type HeaderLine = { key: HeaderKey; value: string }

// "*From:* Jane", "**Von:** Jane", "From : Jane", "差出人：Jane", "| From: | Jane |"; the label is bold in some clients. Read by
// position, not by one pattern: a pattern with this much freedom takes minutes on a hostile line.
function headerLine(line: string): HeaderLine | null {
  const text = unquote(line).replace(/^[\s|*_]+/, '')
  const colon = text.slice(0, 40).search(/[:：]/)
  if (colon < 1) return null
  const key = headerKey(text.slice(0, colon).replace(/[\s*_]+$/, ''))
  return key === null ? null : { key, value: trimMarks(text.slice(colon + 1)) }
}

function trimMarks(text: string): string {
  const isMark = (character: string | undefined): boolean => character !== undefined && ' \t*_|'.includes(character)
  let start = 0
  let end = text.length
  while (start < end && isMark(text[start])) start++
  while (end > start && isMark(text[end - 1])) end--
  return text.slice(start, end)
}

// Yahoo's plain text and some gateways put marker and headers on one line.
function splitSquashed(line: string): string[] {
  const marks = /^[\s>]*/.exec(line)?.[0] ?? ''
  const marked = /^([-–—_]{3,}[^-–—_]{3,60}[-–—_]{3,})\s+(\S.*)$/u.exec(line.slice(marks.length))
  const [head, tail] =
    marked?.[1] !== undefined && marked[2] !== undefined && markerOf(marked[1]) ? [[marks + marked[1]], marks + marked[2]] : [[], line]
  const first = headerLine(tail)
  if (first?.key !== 'from' || !/[>\])]\s+\S{1,20}\s?[:：]/.test(tail)) return [...head, tail]
  const pieces = tail.split(
    /(?<=[>\])\d\p{L}])\s+(?=(?:to|cc|sent|date|subject|an|gesendet|datum|betreff|à|envoyé|objet|para|enviado|fecha|asunto|assunto|inviato|oggetto|aan|verzonden|onderwerp|till|skickat|ämne)\s?:\s)/iu,
  )
  return [...head, ...pieces]
}

function blockAt(lines: string[], at: number): Quote | null {
  const first = headerLine(lines[at] ?? '')
  if (first === null || first.key === 'other') return null
  let start = at
  let values = new Map<HeaderKey, string>()
  let last: HeaderKey | null = null
  let i = at
  let blanks = 0
  let closed = false
  for (; i < lines.length && i < at + 60; i++) {
    const line = lines[i] ?? ''
    const header = headerLine(line)
    if (header !== null && header.key === 'from' && values.has('from')) {
      // A second From above a complete block: the first was the writer's own line.
      if (isBlock(values, false)) break
      start = i
      values = new Map()
    } else if (header !== null && header.key !== 'other' && values.has(header.key)) break
    else if (header === null) {
      const text = unquote(line).trim()
      if (text === '') {
        blanks++
        if (blanks > 1 || !headerFollows(lines, i, values)) break
        continue
      }
      if (blanks > 0 && last !== null && values.get(last) !== '') break
      if (last === null || !continues(line, text, last, values.get(last) ?? '')) {
        closed = true
        break
      }
      values.set(last, `${values.get(last) ?? ''} ${text}`.slice(0, 4000))
      blanks = 0
      continue
    }
    values.set(header.key, header.value)
    last = header.key
    blanks = 0
  }
  const above = markerAbove(lines, start)
  if (!isBlock(values, above.kind === 'forward')) return null
  while (!closed && i < lines.length && unquote(lines[i] ?? '').trim() === '') i++
  const printed = values.get('from') ?? ''
  return {
    how: 'block',
    marked: above.kind === 'forward',
    quoted: isQuoted(lines[start] ?? '') && (above.kind === null || isQuoted(lines[above.line] ?? '')),
    start: above.line,
    body: i,
    from: readMailbox(printed) ?? (above.kind === 'forward' ? readMailbox(unquote(lines[above.line] ?? '')) : null),
    from_printed: printed,
    subject: values.get('subject') ?? '',
    date_text: values.get('date') ?? '',
    to: (values.get('to') ?? '')
      .slice(0, 1000)
      .split(/[;,](?=[^<>]*(?:<|$))/)
      .slice(0, 50)
      .flatMap(one => readMailbox(one) ?? []),
  }
}

// A line "From: what I hear …" in somebody's own words has no Date, To and Subject around it (B3).
function isBlock(values: Map<HeaderKey, string>, marked: boolean): boolean {
  const from = values.get('from')
  if (from === undefined || from === '') return false
  const has = (key: HeaderKey): boolean => (values.get(key) ?? '') !== '' || (key === 'subject' && values.has(key))
  const others = (['date', 'to', 'subject', 'cc'] as const).filter(has).length
  if (marked) return others >= 1 || readMailbox(from) !== null
  const dated = /\d/.test(values.get('date') ?? '')
  // Without an address only the full set is believed: Outlook prints colleagues so.
  if (readMailbox(from) === null) return dated && has('to') && has('subject')
  return others >= 2 && (dated || (has('subject') && has('to')))
}

function headerFollows(lines: string[], blank: number, values: Map<HeaderKey, string>): boolean {
  const next = headerLine(lines[blank + 1] ?? '')
  if (next === null) return [...values.values()].at(-1) === '' && unquote(lines[blank + 1] ?? '').trim() !== ''
  return next.key !== 'other' && !values.has(next.key)
}

// A wrapped header line: indented, or its value is plainly unfinished.
function continues(line: string, text: string, key: HeaderKey, value: string): boolean {
  if (text.length > 300 || markerOf(text) !== null) return false
  if (value === '' || /^[ \t]+\S/.test(line.replace(/^(?:\s*>)+ ?/, ''))) return true
  if (key === 'from' || key === 'to' || key === 'cc') {
    if (/[,;<[(]$/.test(value) || /^[<[(]?(?:mailto:)?[^\s@<>]+@[^\s@<>]+[>\])]/.test(text)) return true
    return (value.match(/</g) ?? []).length > (value.match(/>/g) ?? []).length
  }
  return key === 'subject' && value.length >= 55 && !/^[\p{Lu}][^.]{0,40},$/u.test(text)
}

function markerAbove(lines: string[], start: number): { kind: 'forward' | 'original' | null; line: number } {
  for (let i = start - 1, seen = 0; i >= 0 && seen < 2 && i >= start - 5; i--) {
    const text = unquote(lines[i] ?? '').trim()
    if (text === '') continue
    seen++
    const kind = markerOf(text)
    if (kind !== null) return { kind, line: i }
    // Outlook's plain rule says nothing by itself, but belongs to the quotation.
    if (/^[_\-=]{10,}$/.test(text)) return { kind: null, line: i }
    if (!/^[-–—_=]{3}/u.test(text) || !/[-–—_=]{3}$/u.test(text.slice(-3))) break
    return { kind: 'forward', line: i }
  }
  return { kind: null, line: start }
}

function blockFollows(lines: string[], marker: number): boolean {
  for (let i = marker + 1; i < Math.min(lines.length, marker + 5); i++) if (blockAt(lines, i) !== null) return true
  return false
}

function bareMarker(lines: string[], at: number, line: string): Quote {
  return {
    ...nothing,
    how: 'marker',
    marked: true,
    quoted: isQuoted(lines[at] ?? ''),
    start: at,
    body: at + 1,
    from: readMailbox(line),
    from_printed: line,
  }
}

const nothing = { subject: '', date_text: '', to: [] as MailAddress[] }

function attributionAt(lines: string[], at: number): Quote | null {
  let joined = unquote(lines[at] ?? '').trim()
  if (joined === '' || joined.length > 400) return null
  for (let span = 1; span <= 3; span++) {
    if (isAttribution(joined)) {
      const quoted = isQuoted(lines[at] ?? '')
      return {
        ...nothing,
        how: 'attribution',
        marked: false,
        quoted,
        start: at,
        body: at + span,
        from: readMailbox(joined),
        from_printed: joined,
        date_text: joined,
      }
    }
    // Only a line that begins as one ("On Mon, 1 Jan 2024", "Am 1.1.2024") may be joined with the next.
    const next = unquote(lines[at + span] ?? '').trim()
    if (next === '' || !/\d/.test(joined) || headerLine(next) !== null) return null
    joined = `${joined} ${next}`
  }
  return null
}
