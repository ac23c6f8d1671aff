export type PersonName = { first_name: string | null; last_name: string | null }

/**
 * First and last name of a name as written (C4 a): "Brandt, Clara", "Dr. Clara van der Brandt", "CLARA BRANDT". The first word is what a
 * greeting uses; everything after it is the last name, because double surnames are commoner than double given names.
 */
export function splitName(name: string | null | undefined): PersonName {
  const plain = (name ?? '')
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/\s+(?:\||via|@)\s.*$/i, '')
    .replace(/["“”„«»<>*]/g, ' ')
    .replace(DEGREES, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (!plain || plain.includes('@')) return { first_name: null, last_name: null }
  const [last, first, ...more] = plain.split(/\s*,\s*/)
  const inverted = first && last && more.length === 0
  const abbreviation = inverted && /^[A-Z]{2,4}$/.test(first) && last !== last.toUpperCase()
  const ordered = abbreviation ? last : inverted ? `${first} ${last}` : plain.replaceAll(',', ' ')
  const words = ordered.split(/\s+/).filter(Boolean)
  while (words.length > 1 && HONORIFIC.test(words[0] ?? '')) words.shift()
  const written = recase(words)
  return { first_name: written[0] ?? null, last_name: written.slice(1).join(' ') || null }
}

/** A name from `clara.brandt@`; null from a single word or a role such as info@, where it would be a guess. */
export function nameFromEmail(email: string | null | undefined): PersonName | null {
  const local = email?.split('@')[0]?.split('+')[0]?.replace(/\d+$/, '') ?? ''
  const words = local.split(/[._]+/).filter(Boolean)
  if (words.length < 2 || words.length > 4 || !words.every(word => /^[\p{L}'-]+$/u.test(word)) || words.some(word => ROLE_WORDS.has(word)))
    return null
  if (words.every(word => [...word].length === 1)) return null
  const name = words.map(word => ([...word].length === 1 ? `${word}.` : word)).join(' ')
  return splitName(name)
}

/** Names written all in capitals or all in small letters get their capitals; particles stay small. */
function recase(words: string[]): string[] {
  const all = words.join(' ')
  const letters = all.replace(/[^\p{L}]/gu, '')
  const plainCase = all === all.toLowerCase() || (letters.length > 2 && all === all.toUpperCase())
  if (!plainCase) return words
  return words.map((word, at) => {
    const small = word.toLowerCase()
    return at > 0 && at < words.length - 1 && PARTICLES.has(small) ? small : capitalise(small)
  })
}

const capitalise = (word: string): string =>
  word.replace(/(^|[-'’.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

const HONORIFIC = /^(?:mr|mrs|ms|mx|miss|dr|prof|sir|dame|herr|frau|hr|fr|mme|mlle|mons|sr|sra|srta|dott|ing|dipl|ing|mag|rev|ir|drs)\.?$/i
const DEGREES = /[\s,]+(?:ph\.?\s?d|m\.?b\.?a|b\.?sc|m\.?sc|m\.?d|esq|jr|sr|cpa|pmp|ii|iii)\.?(?=$|[\s,])/gi
const PARTICLES: ReadonlySet<string> = new Set(
  'van von der den de del della di da dos das do du la le el al bin ibn ter ten zu zum zur af av y e'.split(' '),
)
const ROLE_WORDS: ReadonlySet<string> = new Set(
  'info contact hello hi hey sales support help helpdesk admin administrator office team mail email billing accounts accounting finance invoice invoices invoicing payments orders hr jobs careers people recruiting press media marketing legal privacy security abuse postmaster webmaster hostmaster noreply no reply donotreply newsletter news events service services customer success it ops dev developer engineering product purchasing procurement partners root test demo'.split(
    ' ',
  ),
)
