import type { Rec } from '../../api/types.ts'

const asked = ['email', 'name', 'company', 'phone', 'domain', 'website'] as const

/** What a search for duplicates goes by, of the values given: what is long enough to say something. */
export function goesBy(object: string, values: Record<string, unknown>): Record<string, unknown> {
  const given = Object.fromEntries(
    asked.filter(key => typeof values[key] === 'string' && String(values[key]).trim().length > 2).map(key => [key, values[key]]),
  )
  if (object === 'account' && given.name && !given.company) {
    given.company = given.name
    delete given.name
  }
  return given
}

/** Of a record, what makes it the same person as another. */
export const sameAs = ({ email, name, domain, phone }: Rec) => ({ email, name, domain, phone })

export const duplicatesKey = (plural: string, given: string, exceptId: string | undefined) =>
  ['duplicates', plural, given, exceptId] as const
