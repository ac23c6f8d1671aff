import sanitizeHtml from 'sanitize-html'

const colour = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d.,\s%]{1,40}\)$/i, /^[a-z]{3,20}$/i]
const length = [/^-?\d{1,4}(?:\.\d{1,3})?(?:px|em|rem|pt|%)?$/i, /^auto$/]
const border = [/^[\w#(),.\s%-]{1,60}$/]

const allowedStyles = {
  '*': {
    color: colour,
    'background-color': colour,
    'font-family': [/^[\w\s,'"-]{1,100}$/],
    'font-size': [/^\d{1,2}(?:\.\d{1,2})?(?:px|pt|em|rem|%)$/i, /^(?:small|medium|large|x-small|x-large|smaller|larger)$/],
    'font-style': [/^(?:normal|italic|oblique)$/],
    'font-weight': [/^(?:normal|bold|bolder|lighter|[1-9]00)$/],
    'text-align': [/^(?:left|right|center|justify|start|end)$/],
    'text-decoration': [/^[\w\s-]{1,40}$/],
    'line-height': [/^[\d.]{1,5}(?:px|em|pt|%)?$/, /^normal$/],
    'padding-left': length,
    'margin-left': [/^\d{1,3}(?:px|em|pt|ex)$/],
    border,
    'border-left': border,
    'border-top': border,
    'border-collapse': [/^(?:collapse|separate)$/],
    'vertical-align': [/^[a-z-]{1,20}$/],
    'white-space': [/^(?:normal|pre|pre-wrap|pre-line|nowrap)$/],
  },
}

/**
 * A mail's HTML made fit to be shown inside our page (B1): nothing runs, nothing is fetched, nothing leaves its box. Remote images
 * keep their address in data-src, so that the page can load them when the reader asks; they would tell the sender when it was read.
 */
export function safeHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: [
      ...['a', 'abbr', 'b', 'blockquote', 'br', 'caption', 'center', 'code', 'col', 'colgroup', 'dd', 'del', 'div', 'dl', 'dt', 'em'],
      ...['font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'li', 'ol', 'p', 'pre', 'q', 's', 'small', 'span'],
      ...['strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul'],
    ],
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'data-src', 'alt', 'width', 'height'],
      font: ['color', 'size', 'face'],
      td: ['colspan', 'rowspan', 'align', 'valign', 'width', 'bgcolor'],
      th: ['colspan', 'rowspan', 'align', 'valign', 'width', 'bgcolor'],
      table: ['align', 'width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      ol: ['start', 'type'],
    },
    allowedStyles,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid', 'data', 'https'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: [
      'script',
      'style',
      'textarea',
      'option',
      'noscript',
      'title',
      'head',
      'xml',
      'template',
      'svg',
      'math',
      'iframe',
      'object',
    ],
    nestingLimit: 200,
    transformTags: {
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...kept(attribs, ['href', 'title', 'style']), target: '_blank', rel: 'noopener noreferrer nofollow' },
      }),
      img: (tagName, attribs) => ({ tagName, attribs: image(attribs) }),
    },
  })
}

function image(attribs: Record<string, string>): Record<string, string> {
  const source = (attribs.src ?? '').trim()
  const rest = kept(attribs, ['alt', 'width', 'height', 'title', 'style'])
  if (/^https:\/\//i.test(source)) return { ...rest, 'data-src': source }
  // SVG can carry script; the raster kinds cannot.
  if (/^data:image\/(?:png|gif|jpe?g|webp);base64,/i.test(source) || /^cid:/i.test(source)) return { ...rest, src: source }
  return rest
}

function kept(attribs: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (attribs[name] === undefined ? [] : [[name, attribs[name]]])))
}
