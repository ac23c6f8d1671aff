/** Deeper than any honest input; deeper ones only exhaust stacks. */
const deepest = 20

/** PostgreSQL stores neither NUL nor lone surrogates. */
export const storableText = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()

/** A JSON value as the database can keep it, or null when it is nested too deeply (hostile inputs). */
export function storableJson(value: unknown, depth = 0): { value: unknown } | null {
  if (typeof value === 'string') return { value: storableText(value) }
  if (typeof value !== 'object' || value === null) return { value }
  if (depth >= deepest) return null
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      const kept = storableJson(item, depth + 1)
      if (!kept) return null
      items.push(kept.value)
    }
    return { value: items }
  }
  const entries: [string, unknown][] = []
  for (const [name, inner] of Object.entries(value)) {
    const kept = storableJson(inner, depth + 1)
    if (!kept) return null
    entries.push([storableText(name), kept.value])
  }
  return { value: Object.fromEntries(entries) }
}

/** An object read from JSON; null for everything else. */
export const asObject = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null
