/** The initials and tint of whoever has no picture. */
export const initials = (name: string): string => {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const [first, last] = [words[0] ?? '?', words.length > 1 ? words.at(-1) : '']
  return ((first[0] ?? '?') + (last?.[0] ?? '')).toUpperCase()
}

/** One of the eight tints, always the same for the same id. */
export function tint(id: string): string {
  let hash = 0
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return `p${(hash % 8) + 1}`
}

export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name
