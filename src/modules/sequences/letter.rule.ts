import { resolveMergeFields } from './merge_fields.rule.ts'
import type { Step } from './steps.rule.ts'

export interface Letter {
  subject: string
  text: string
  html: string
  /** Merge fields without a value and without a fallback: it must not be sent. */
  missing: string[]
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
const link = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g
/** Plain words as HTML: paragraphs, lines, links. */
const paragraphs = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map(part => `<p>${linked(part)}</p>`)
    .join('\n')
function linked(text: string): string {
  let html = ''
  let end = 0
  for (const match of text.matchAll(link)) {
    html += escapeHtml(text.slice(end, match.index))
    html += `<a href="${escapeHtml(match[0])}">${escapeHtml(match[0])}</a>`
    end = match.index + match[0].length
  }
  return (html + escapeHtml(text.slice(end))).replaceAll('\n', '<br>\n')
}

/** One mail of a sequence as it goes out, with the words under it and the link that unsubscribes. */
export function letterOf(
  step: Pick<Step, 'subject' | 'body'>,
  footer: string,
  unsubscribeUrl: string,
  fill: (field: string) => string | null,
): Letter {
  const subject = resolveMergeFields(step.subject, fill)
  const body = resolveMergeFields(step.body.replaceAll('\r\n', '\n'), fill)
  const below = resolveMergeFields(footer, fill)
  const text = [body.text.trimEnd(), '', '-- ', ...(below.text ? [below.text] : []), `No more of these mails: ${unsubscribeUrl}`, ''].join(
    '\n',
  )
  const small = 'font-size:12px;color:#6a655c'
  const html = [
    paragraphs(body.text.trim()),
    `<p style="${small}">${below.text ? `${linked(below.text)}<br>\n` : ''}<a href="${escapeHtml(unsubscribeUrl)}" style="${small}">No more of these mails</a></p>`,
  ].join('\n')
  return { subject: subject.text, text, html, missing: [...new Set([...subject.missing, ...body.missing, ...below.missing])] }
}
