import EmailReplyParser from 'email-reply-parser'
import { findQuotes, readLines, unquote } from './find_quotes.rule.ts'
import { markerOf } from './forward_words.rule.ts'
import type { ParsedMessage } from './parse_message.rule.ts'

const library = new EmailReplyParser()

/**
 * What the sender newly wrote, and what they quoted below it (B4): the timeline shows the first and folds the second. Answers
 * written between quoted lines stay with the new part, for without the quotation they mean nothing.
 */
export function newText(m: Pick<ParsedMessage, 'text'>): { fresh: string; quoted: string } {
  const lines = readLines(m.text)
  const cut = quoteStart(lines)
  if (cut !== null) {
    const below = lines.slice(cut)
    const answersBetween = hasAnswersBetween(below)
    if (!answersBetween) return { fresh: lines.slice(0, cut).join('\n').trim(), quoted: below.join('\n').trim() }
    return { fresh: lines.join('\n').trim(), quoted: '' }
  }
  const text = lines.join('\n').trim()
  const quoted = hint(text)
  return quoted === null ? { fresh: text, quoted: '' } : quoted
}

function quoteStart(lines: string[]): number | null {
  const starts = findQuotes(lines).map(quote => quote.start)
  const marker = lines.findIndex(line => markerOf(unquote(line)) !== null)
  if (marker >= 0) starts.push(marker)
  // A run of ">" lines up to the end, whatever stands above it.
  let last = lines.length
  while (last > 0 && /^\s*(?:>|$)/.test(lines[last - 1] ?? '')) last--
  if (lines.slice(last).some(line => line.trim().startsWith('>'))) starts.push(last)
  return starts.length === 0 ? null : Math.min(...starts)
}

function hasAnswersBetween(below: string[]): boolean {
  const quotedAt = below.findIndex(line => line.startsWith('>'))
  if (quotedAt < 0) return false
  const afterwards = below.slice(quotedAt)
  const own = afterwards.findIndex(line => line.trim() !== '' && !line.startsWith('>'))
  if (own < 0) return false
  const signature = afterwards.findIndex(line => /^-- ?$/.test(line))
  return signature < 0 || own < signature
}

// The library's sentences for further clients; only a cut that leaves words above it is believed.
function hint(text: string): { fresh: string; quoted: string } | null {
  // Its patterns are cubic at worst: only short texts, in which blank runs are one.
  if (text.length > 5000 || /\s{30,}/.test(text)) return null
  const fragments = library.read(text).getFragments()
  const at = fragments.findIndex(fragment => fragment.isQuoted())
  if (at <= 0 || fragments.slice(at).some(fragment => !fragment.isQuoted() && !fragment.isHidden())) return null
  const part = (from: number, to?: number): string =>
    fragments
      .slice(from, to)
      .map(fragment => fragment.getContent())
      .join('\n')
      .trim()
  return part(0, at) === '' ? null : { fresh: part(0, at), quoted: part(at) }
}
