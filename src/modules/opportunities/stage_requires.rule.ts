import type { FieldError } from '../../platform/refuse.ts'

const missing = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === false ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0)

interface Demand {
  /** What asks for them: the stage's or record type's label. */
  label: string
  required?: readonly string[]
}

/**
 * What an opportunity still lacks for its stage and record type, one error a field (E4). `before` is the record in the same stage:
 * what it lacked already is not asked again, what it had must not be emptied.
 */
export function stageRequires(
  record: Readonly<Record<string, unknown>>,
  demands: readonly Demand[],
  labels: Readonly<Record<string, { label: string } | undefined>>,
  before: Readonly<Record<string, unknown>> | null,
): FieldError[] {
  const errors: FieldError[] = []
  for (const { label, required = [] } of demands)
    for (const field of required) {
      // A field that Settings took away asks nothing.
      const known = labels[field]
      if (!known || !missing(record[field]) || (before && missing(before[field])) || errors.some(one => one.field === field)) continue
      errors.push({ field, code: 'required', message: `${label} needs ${withArticle(known.label)}.` })
    }
  return errors
}

const withArticle = (label: string): string => {
  const word = /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
  return /s$/.test(word) ? word : `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`
}
