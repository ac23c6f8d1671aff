import sanitizeHtml from 'sanitize-html'

const lineTags = ['div', 'tr', 'li', 'hr', 'dt', 'dd', 'center']
const paragraphTags = ['p', 'ul', 'ol', 'table', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre']
const maxLength = 500_000

/**
 * What an HTML mail says, as lines: one per visual line, a blank one between paragraphs, and the address of a mailto link behind
 * its words, because some clients print only the sender's name there (B3).
 */
export function htmlText(html: string): string {
  // The sanitizer's parser copes with any tag soup and leaves well-formed tags and four entities, which are easy to read on.
  const skeleton = sanitizeHtml(html.slice(0, maxLength), {
    allowedTags: [...lineTags, ...paragraphTags, 'br', 'a', 'td', 'th'],
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['mailto'],
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head', 'xml', 'template', 'svg', 'math'],
    nestingLimit: 200,
  })
  const lines: string[] = []
  let line = ''
  let link: { address: string; at: number } | null = null
  const endLine = (): void => {
    lines.push(line.trim())
    line = ''
    if (link) link.at = 0
  }
  for (const token of skeleton.match(/<[^<>]{0,5000}>|[^<]+|</g) ?? []) {
    const [, closing, tag] = /^<(\/?)([a-z][a-z0-9]*)/.exec(token) ?? []
    if (tag === undefined) {
      const words = plain(token).replace(/[\s\u00a0]+/g, ' ')
      // One endless line would be copied again for every link on it.
      if (line.length > 4000) endLine()
      line += line === '' || line.endsWith(' ') ? words.trimStart() : words
    } else if (tag === 'br') endLine()
    else if (tag === 'td' || tag === 'th') line += closing && line !== '' ? ' ' : ''
    else if (tag === 'a' && !closing) link = { address: plain(/href="mailto:([^"?]*)/i.exec(token)?.[1] ?? ''), at: line.length }
    else if (tag === 'a') {
      if (link?.address.includes('@') && !line.slice(link.at).toLowerCase().includes(link.address.toLowerCase())) {
        line = `${line.trimEnd()} <${link.address}>`
      }
      link = null
    } else {
      if (line.trim() !== '') endLine()
      if (paragraphTags.includes(tag)) lines.push('')
    }
  }
  endLine()
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function plain(text: string): string {
  return text.replace(/&(lt|gt|quot|amp);/g, (_all, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '')
}
