import type { FieldError } from '../refuse.ts'
import type { Field } from './field.ts'

export type Parsed = { ok: true; value: unknown } | { ok: false; code: string; message: string }
const good = (value: unknown): Parsed => ({ ok: true, value })
const bad = (code: string, message: string): Parsed => ({ ok: false, code, message })

const maxText = 2_000
const maxLongText = 200_000
const maxDepth = 50
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const emailShape = /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/u
const dateShape = /^\d{4}-\d{2}-\d{2}$/
const instantShape = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i

export const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)

/** PostgreSQL stores neither NUL nor lone surrogates; both come only from broken or hostile senders. */
const storable = (value: string): string => value.replaceAll('\u0000', '').toWellFormed()

function parseText(value: unknown, max: number): Parsed {
  if (typeof value !== 'string') return bad('text', 'Must be text.')
  const clean = storable(value)
  if (clean.length > max) return bad('too_long', `Must not be longer than ${max.toLocaleString('en')} characters.`)
  return good(clean)
}

function parseNumber(value: unknown, integer: boolean): Parsed {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) return bad('number', 'Must be a number.')
  if (integer && !Number.isSafeInteger(parsed)) return bad('integer', 'Must be a whole number.')
  return good(parsed)
}

function parseMoney(value: unknown): Parsed {
  const amount = typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value
  const written = typeof amount === 'number' ? String(amount) : amount
  if (typeof written !== 'string' || !/^-?\d{1,16}(\.\d+)?$/.test(written.trim()))
    return bad('money', 'Must be an amount, as a number, a text such as "20000.00" or { "amount", "currency" }.')
  return good(Number(written) === 0 ? '0.00' : roundToCents(written.trim()))
}

/** Rounds a decimal text half away from zero without passing through floating point. */
function roundToCents(written: string): string {
  const negative = written.startsWith('-')
  const [whole = '0', fraction = ''] = written.replace('-', '').split('.')
  const cents = BigInt(whole) * 100n + BigInt(fraction.slice(0, 2).padEnd(2, '0')) + (Number(fraction[2] ?? 0) >= 5 ? 1n : 0n)
  return `${negative ? '-' : ''}${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

function parseDate(value: unknown): Parsed {
  if (typeof value !== 'string' || !dateShape.test(value)) return bad('date', 'Must be a date such as 2026-11-19.')
  const parsed = new Date(`${value}T00:00:00Z`)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== value) return bad('date', 'There is no such day.')
  return good(value)
}

function parseInstant(value: unknown): Parsed {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? bad('datetime', 'There is no such time.') : good(value)
  if (typeof value !== 'string' || !instantShape.test(value)) return bad('datetime', 'Must be a time such as 2026-11-19T08:59:00Z.')
  const parsed = new Date(value.replace(' ', 'T'))
  const year = parsed.getUTCFullYear()
  if (Number.isNaN(parsed.getTime()) || year < 1 || year > 9999) return bad('datetime', 'There is no such time.')
  return good(parsed)
}

function parseChoice(value: unknown, field: Field): Parsed {
  if (typeof value !== 'string') return bad('choice', 'Must be one of the choices.')
  const options = field.options ?? []
  if (!options.some(option => option.value === value))
    return bad(
      'choice',
      `Must be one of: ${options
        .filter(option => !option.retired)
        .map(option => option.value)
        .join(', ')}.`,
    )
  return good(value)
}

function parseEmail(value: unknown): Parsed {
  if (typeof value !== 'string') return bad('email', 'Must be an email address.')
  const clean = storable(value).trim().toLowerCase()
  if (clean.length > 320 || !emailShape.test(clean)) return bad('email', 'Must be an email address such as ines@example.com.')
  return good(clean)
}

function parseUrl(value: unknown): Parsed {
  if (typeof value !== 'string') return bad('url', 'Must be a web address.')
  const clean = storable(value).trim()
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(clean) ? clean : `https://${clean}`
  if (!URL.canParse(candidate)) return bad('url', 'Must be a web address such as https://example.com.')
  const { protocol } = new URL(candidate)
  if (protocol !== 'https:' && protocol !== 'http:') return bad('url', 'Must begin with http:// or https://.')
  return clean.length > maxText ? bad('too_long', 'Is too long.') : good(candidate)
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

function parseCountry(value: unknown): Parsed {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  const known = /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && regions.of(code) !== undefined
  return known ? good(code) : bad('country', 'Must be the code of a country, such as DE.')
}

function parseList(value: unknown, parseOne: (one: unknown) => Parsed): Parsed {
  if (!Array.isArray(value)) return bad('list', 'Must be a list.')
  if (value.length > 1_000) return bad('too_long', 'Has too many entries.')
  const values: unknown[] = []
  for (const one of value) {
    const parsed = parseOne(one)
    if (!parsed.ok) return parsed
    if (!values.includes(parsed.value)) values.push(parsed.value)
  }
  return good(values)
}

const parseId = (value: unknown): Parsed => (isId(value) ? good(value.toLowerCase()) : bad('id', 'Must be the id of a record.'))

function parseJson(value: unknown): Parsed {
  const clean = storableJson(value)
  if (clean === undefined) return bad('json', 'Must be JSON.')
  return JSON.stringify(clean).length > maxLongText ? bad('too_long', 'Is too long.') : good(clean)
}

/** The value as jsonb can hold it: every text in it, keys included, cleaned. */
function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
  if (depth > maxDepth) return undefined
  if (Array.isArray(value)) return value.map(one => storableJson(one, depth + 1) ?? null)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storableJson(inner, depth + 1) ?? null]))
}

function parseKind(field: Field, value: unknown): Parsed {
  switch (field.kind) {
    case 'text':
    case 'phone':
      return parseText(typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : value, maxText)
    case 'long_text':
      return parseText(value, maxLongText)
    case 'number':
      return parseNumber(value, field.integer ?? false)
    case 'money':
      return parseMoney(value)
    case 'date':
      return parseDate(value)
    case 'datetime':
      return parseInstant(value)
    case 'checkbox':
      if (value === true || value === 'true' || value === 'on' || value === '1') return good(true)
      if (value === false || value === 'false' || value === 'off' || value === '0') return good(false)
      return bad('checkbox', 'Must be true or false.')
    case 'choice':
      return parseChoice(value, field)
    case 'choices':
      return parseList(value, one => parseChoice(one, field))
    case 'email':
      return parseEmail(value)
    case 'emails':
      return parseList(value, parseEmail)
    case 'url':
      return parseUrl(value)
    case 'country':
      return parseCountry(value)
    case 'ref':
    case 'user':
      return parseId(value)
    case 'refs':
      return parseList(value, parseId)
    case 'json':
      return parseJson(value)
  }
}

const empties: Partial<Record<Field['kind'], unknown>> = { checkbox: false, choices: [], emails: [], refs: [] }

/**
 * Turns what a person or program sent for a field into what is stored. An empty text means "not known" for every kind.
 * Pure; used for records, filters, imports and forms alike. The refusal is a code and a sentence, without the field's name.
 */
export function parseFieldValue(field: Field, value: unknown): Parsed {
  const nothing = value === null || value === undefined || (typeof value === 'string' && value.trim() === '')
  // A default of null: what is left blank follows by a derivation.
  if (nothing)
    return field.kind in empties
      ? good(empties[field.kind])
      : field.required && field.default !== null
        ? bad('required', 'Must not be empty.')
        : good(null)
  return parseKind(field, value)
}

/** Parses a whole input against the fields; collects every error instead of stopping at the first. */
export function parseInput(
  fields: Readonly<Record<string, Field>>,
  input: Readonly<Record<string, unknown>>,
): { values: Record<string, unknown>; errors: FieldError[] } {
  const values: Record<string, unknown> = {}
  const errors: FieldError[] = []
  for (const [name, value] of Object.entries(input)) {
    const field = fields[name]
    if (!field) {
      errors.push({ field: name, code: 'unknown', message: 'There is no such field.' })
      continue
    }
    const parsed = parseFieldValue(field, value)
    if (parsed.ok) values[name] = parsed.value
    else errors.push({ field: name, code: parsed.code, message: parsed.message })
  }
  return { values, errors }
}
