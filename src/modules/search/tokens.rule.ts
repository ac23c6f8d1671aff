import type { Field } from '../../platform/object/field.ts'

const longest = 100
const special: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i' }

/** Lower case without accents: how tokens and queries are both written. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, letter => special[letter] ?? letter)

const apostrophes = /['’`´]/g
const parts = (folded: string): string[] => folded.match(/[\p{L}\p{N}]+/gu) ?? []

/** Words of a text; `O'Brien` is found as obrien and as brien. */
const words = (text: string): string[] => {
  const folded = fold(text)
  return [...parts(folded.replace(apostrophes, '')), ...(apostrophes.test(folded) ? parts(folded) : [])]
}

/** A domain whole and its first label; the top-level domain says nothing. */
const domainTokens = (domain: string): string[] => {
  const whole = fold(domain)
    .trim()
    .replace(/^(https?:\/\/)?(www\.)?/, '')
    .replace(/[/?#:].*$/, '')
  const labels = whole.split('.').filter(Boolean)
  return labels.length === 0 ? [] : [whole, ...labels.slice(0, Math.max(1, labels.length - 1))]
}

const mailTokens = (address: string): string[] => {
  const whole = fold(address).trim()
  const at = whole.lastIndexOf('@')
  if (at < 1) return words(whole)
  const local = whole.slice(0, at)
  return [whole, local, ...parts(local), ...domainTokens(whole.slice(at + 1))]
}

/** Digits whole, and the last seven: the part that people remember and that no country or trunk prefix changes. */
const phoneTokens = (phone: string): string[] => {
  const digits = phone.replace(/\D/g, '')
  return digits.length < 4 ? [] : [digits, ...(digits.length > 7 ? [digits.slice(-7)] : [])]
}

const isDomain = (name: string) => name === 'domain' || name === 'domains'
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const texts = (value: unknown): string[] => (isText(value) ? [value] : Array.isArray(value) ? value.filter(isText) : [])

/** Which fields of an object are found by search: flagged ones, its title, every mail address and domain. */
export const searchedFields = (fields: Readonly<Record<string, Field>>, title: string): string[] =>
  Object.entries(fields)
    .filter(
      ([name, field]) =>
        !field.sensitive && (field.search || name === title || field.kind === 'email' || field.kind === 'emails' || isDomain(name)),
    )
    .map(([name]) => name)

/** The tokens of a record, from the given fields only. */
export function tokensOf(
  fields: Readonly<Record<string, Field>>,
  names: readonly string[],
  row: Readonly<Record<string, unknown>>,
): Set<string> {
  const tokens = new Set<string>()
  for (const name of names) {
    const kind = fields[name]?.kind
    for (const value of texts(row[name])) {
      const found = isDomain(name)
        ? domainTokens(value)
        : kind === 'email' || kind === 'emails'
          ? mailTokens(value)
          : kind === 'phone'
            ? phoneTokens(value)
            : words(value)
      for (const token of found) tokens.add(token.slice(0, longest))
    }
  }
  return tokens
}

/** Words that typos are looked up among: no addresses, no numbers. */
export const isWord = (token: string): boolean => /^\p{L}{3,40}$/u.test(token)

const mostWords = 6

/** The words of a query. A mail address, a domain or a phone number stays one word; all of them must match. */
export function queryWords(query: string): string[] {
  const folded = fold(query.slice(0, 200)).trim().replace(apostrophes, '')
  if (/^\+?[\d\s()./-]+$/.test(folded)) {
    const digits = folded.replace(/\D/g, '').replace(/^00/, '')
    return digits === '' ? [] : [digits.slice(0, longest)]
  }
  const found = folded.split(/\s+/).flatMap(part => {
    const bare = part
      .replace(/^(https?:\/\/)?(www\.)?/, '')
      .replace(/\/.*$/, '')
      .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    return /[@.]/.test(bare) ? [bare] : parts(part)
  })
  return [...new Set(found)].slice(0, mostWords).map(word => word.slice(0, longest))
}

/** Spellings one slip away that a trigram match misses in short words: two letters swapped, one too many. */
export function slips(word: string): string[] {
  const letters = [...word]
  const made = letters.flatMap((_, at) => [
    [...letters.slice(0, at), ...letters.slice(at + 1)].join(''),
    [...letters.slice(0, at), letters[at + 1] ?? '', letters[at], ...letters.slice(at + 2)].join(''),
  ])
  return [...new Set(made)].filter(one => one !== word && one.length > 1)
}

/** Steps between two words, where a swap of neighbours counts as one (optimal string alignment). */
export function distance(a: string, b: string): number {
  let [older, old]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (older[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      row[j] = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1), swap)
    }
    older = old
    old = row
  }
  return old[b.length] ?? 0
}

/** How far a spelling may be off and still be meant. */
export const tolerance = (word: string): number => (word.length < 4 ? 0 : word.length < 6 ? 1 : 2)
