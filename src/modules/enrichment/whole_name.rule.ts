import { nameFromEmail, type PersonName, splitName } from './person_name.rule.ts'

export interface WrittenName extends PersonName {
  name: string | null
  email: string | null
}

const joined = ({ first_name, last_name }: PersonName): string | null => [first_name, last_name].filter(Boolean).join(' ') || null

/**
 * A person's whole name and its two parts say the same (B11): what somebody wrote decides the rest, and where nothing is written
 * the mail address does. A whole name that never was its parts ("Dr. Brandt") is left as it is. `before` is null for a new person.
 */
export function agreeingName(now: WrittenName, before: WrittenName | null): Partial<WrittenName> {
  const parts = joined(now)
  if (now.name === null) {
    const read = parts ? now : (nameFromEmail(now.email) ?? now)
    return { first_name: read.first_name, last_name: read.last_name, name: joined(read) ?? now.email }
  }
  if (before === null) return parts ? {} : splitName(now.name)
  const agreed = before.name === joined(before)
  const sameParts = now.first_name === before.first_name && now.last_name === before.last_name
  if (sameParts) return now.name !== before.name && (agreed || !parts) ? splitName(now.name) : {}
  return now.name === before.name && agreed && parts ? { name: parts } : {}
}
