/** A piece of a resolved text, so that the page can tint what was filled in and mark what is missing. */
export interface Piece {
  kind: 'text' | 'value' | 'fallback' | 'missing'
  text: string
  field?: string
}

export interface Resolved {
  text: string
  pieces: Piece[]
  /** Fields that have no value and no fallback: such a text must not be sent. */
  missing: string[]
}

const placeholder = /\{\{\s*([a-z_][a-z0-9_.]*)\s*(?:\|([^{}]*))?\}\}/gi

/** The fields that a text asks for, each once; and whether braces are left that are no field. */
export function mergeFieldsOf(template: string): { fields: string[]; broken: boolean } {
  const fields = [...template.matchAll(placeholder)].map(([, field = '']) => field.toLowerCase())
  return { fields: [...new Set(fields)], broken: /\{\{|\}\}/.test(template.replace(placeholder, '')) }
}

/**
 * Fills `{{first_name}}`, `{{owner.first_name}}` or `{{first_name|there}}` from a record's values. A value with braces of its own
 * counts as missing: nothing that looks like a placeholder leaves the house.
 */
export function resolveMergeFields(template: string, fill: (field: string) => string | null | undefined): Resolved {
  const pieces: Piece[] = []
  const missing = new Set<string>()
  let end = 0
  const plain = (text: string) => {
    if (text !== '') pieces.push({ kind: 'text', text })
  }
  for (const match of template.matchAll(placeholder)) {
    const [whole, name = '', fallback] = match
    plain(template.slice(end, match.index))
    end = match.index + whole.length
    const field = name.toLowerCase()
    const value = fill(field)?.trim() ?? ''
    if (value !== '' && !/\{\{|\}\}/.test(value)) pieces.push({ kind: 'value', text: value, field })
    else if (fallback !== undefined) pieces.push({ kind: 'fallback', text: fallback.trim(), field })
    else {
      missing.add(field)
      pieces.push({ kind: 'missing', text: whole, field })
    }
  }
  plain(template.slice(end))
  if (pieces.some(piece => piece.kind === 'text' && /\{\{|\}\}/.test(piece.text))) missing.add('{{ }}')
  return { text: pieces.map(piece => piece.text).join(''), pieces, missing: [...missing] }
}
