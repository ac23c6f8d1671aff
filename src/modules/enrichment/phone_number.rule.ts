import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** A phone number in E.164, with its extension if it has one; what was written, tidied, when it cannot be read. Null for nothing. */
export function normalisePhone(text: string | null | undefined, country?: string | null): string | null {
  const written = text
    ?.replace(/^tel:/i, '')
    .replace(/[\u00a0\u2000-\u200f\u202f]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (!written) return null
  const known = country && isSupportedCountry(country) ? country : undefined
  const parsed = parsePhoneNumberFromString(written.replace(/^00(?=[1-9])/, '+'), known)
  if (!parsed?.isPossible()) return written
  return parsed.ext ? `${parsed.number} ext. ${parsed.ext}` : parsed.number
}
