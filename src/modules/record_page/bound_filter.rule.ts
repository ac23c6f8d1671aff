type Values = Readonly<Record<string, unknown>>
type Node = Record<string, unknown>

const nodeOf = (value: unknown): Node => (typeof value === 'object' && value !== null ? (value as Node) : {})
const nameIn = (value: unknown): string | null => {
  const { of: name } = nodeOf(value)
  return typeof name === 'string' ? name : null
}

/** Whether a filter keeps to what belongs to one record: it, or one of the clauses that must all hold, is `{ of: field }`. */
export function isBound(filter: unknown): boolean {
  const { and, op = 'is', value } = nodeOf(filter)
  if (Array.isArray(and)) return and.some(isBound)
  return op === 'is' && nameIn(value) !== null
}

/** The filter with the record's own values where it says `{ of: field }`; null when the record has none of them, so that nothing belongs to it. */
export function filledFilter(filter: unknown, values: Values): unknown {
  const node = nodeOf(filter)
  if (Array.isArray(node.and)) {
    const parts = node.and.map(part => filledFilter(part, values))
    return parts.includes(null) ? null : { and: parts }
  }
  const name = nameIn(node.value)
  if (name === null) return filter
  const value = values[name]
  return value === null || value === undefined || value === '' ? null : { ...node, value }
}
