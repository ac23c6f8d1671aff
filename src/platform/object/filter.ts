import { type FieldError, malformed } from '../refuse.ts'
import type { Field, FieldKind } from './field.ts'
import { parseFieldValue } from './field_value.ts'
import type { ObjectType } from './registry.ts'
import { dateIn, moveBy, readDuration, relativeSpan, type Span } from './relative_date.rule.ts'

export type FilterOp =
  | 'is'
  | 'is_not'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'between'
  | 'empty'
  | 'not_empty'
  | 'within_last'
  | 'within_next'

export interface Clause {
  field: string
  op: FilterOp
  value?: unknown
}
export type Filter = Clause | { and: Filter[] } | { or: Filter[] } | { not: Filter }

/** A filter after checking: values parsed by their field, words such as `me` and `last_week` resolved. */
export type CheckedFilter =
  | { and: CheckedFilter[] }
  | { or: CheckedFilter[] }
  | { not: CheckedFilter }
  | { name: string; field: Field; op: Exclude<FilterOp, 'within_last' | 'within_next' | 'between'>; value: unknown }
  | { name: string; field: Field; op: 'span'; from: unknown; until: unknown; inclusive: boolean; negated: boolean }

export interface FilterScope {
  now: Date
  timeZone: string
  me: string | null
  /** Who shares a team with me, myself included: what `my_team` stands for. */
  team?: readonly string[]
}

const comparisons: FilterOp[] = ['gt', 'gte', 'lt', 'lte', 'between']
const always: FilterOp[] = ['is', 'is_not', 'in', 'not_in', 'empty', 'not_empty']
const textual: FieldKind[] = ['text', 'long_text', 'email', 'phone', 'url']
const measured: FieldKind[] = ['number', 'money', 'date', 'datetime']

/** Operators that make sense for a kind of field; the page offers the same list. */
export function operatorsOf(kind: FieldKind): readonly FilterOp[] {
  if (kind === 'json') return ['empty', 'not_empty']
  if (kind === 'checkbox') return ['is', 'is_not']
  if (kind === 'choices' || kind === 'emails' || kind === 'refs') return ['contains', 'is', 'is_not', 'in', 'not_in', 'empty', 'not_empty']
  if (textual.includes(kind)) return [...always, 'contains', 'starts_with']
  if (kind === 'date' || kind === 'datetime') return [...always, ...comparisons, 'within_last', 'within_next']
  if (measured.includes(kind)) return [...always, ...comparisons]
  return always
}

const maxDepth = 12
const maxClauses = 200
const maxValues = 5_000

/** Checks a filter of the query language against an object's fields; every mistake is named, none is ignored (contract.md, API). */
export function checkFilter(filter: unknown, type: ObjectType, readable: ReadonlySet<string>, scope: FilterScope): CheckedFilter {
  const errors: FieldError[] = []
  let clauses = 0
  const fail = (field: string, code: string, message: string): CheckedFilter => {
    errors.push({ field, code, message })
    return { and: [] }
  }

  const walk = (node: unknown, depth: number): CheckedFilter => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return fail('filter', 'filter', 'A filter is an object.')
    if (depth > maxDepth || ++clauses > maxClauses) return fail('filter', 'too_large', 'The filter is nested too deeply or too long.')
    const known = node as Record<string, unknown>
    for (const glue of ['and', 'or'] as const) {
      const parts = known[glue]
      if (parts === undefined) continue
      if (!Array.isArray(parts)) return fail('filter', 'filter', `"${glue}" holds a list of filters.`)
      const checked = parts.map(part => walk(part, depth + 1))
      return glue === 'and' ? { and: checked } : { or: checked }
    }
    if (known.not !== undefined) return { not: walk(known.not, depth + 1) }
    if (typeof known.field !== 'string')
      return fail('filter', 'filter', 'A clause has "field", "op" and "value", or is "and", "or", "not".')
    return clause(known.field, known.op ?? 'is', known.value)
  }

  const clause = (name: string, op: unknown, value: unknown): CheckedFilter => {
    const field = name === 'id' ? idField : type.fields[name]
    if (!field || (name !== 'id' && !readable.has(name))) return fail(name, 'unknown', 'There is no such field.')
    const operators = operatorsOf(field.kind)
    if (typeof op !== 'string' || !(operators as readonly string[]).includes(op))
      return fail(name, 'operator', `This field takes: ${operators.join(', ')}.`)
    const parse = (one: unknown): unknown => {
      const parsed = parseFieldValue(elementOf(field), resolveMe(field, one, scope))
      if (parsed.ok) return parsed.value
      fail(name, parsed.code, parsed.message)
      return null
    }
    if (op === 'empty' || op === 'not_empty') return { name, field, op, value: null }
    if (op === 'within_last' || op === 'within_next') return within(name, field, op, value)
    if (op === 'between') {
      if (!Array.isArray(value) || value.length !== 2) return fail(name, 'between', 'Takes a list of two values.')
      const [low, high] = [edge(field, value[0], 'from'), edge(field, value[1], 'until')]
      return {
        name,
        field,
        op: 'span',
        from: low ?? parse(value[0]),
        until: high ?? parse(value[1]),
        inclusive: high === null,
        negated: false,
      }
    }
    if (op === 'in' || op === 'not_in') {
      if (!Array.isArray(value)) return fail(name, 'list', 'Takes a list of values.')
      if (value.length > maxValues) return fail(name, 'too_long', `Takes at most ${maxValues} values.`)
      return { name, field, op, value: value.flatMap(one => (isTeam(field, one) ? [...(scope.team ?? [])] : [parse(one)])) }
    }
    if (op === 'contains' || op === 'starts_with') {
      if (field.kind === 'choices' || field.kind === 'emails' || field.kind === 'refs')
        return { name, field, op: 'contains', value: parse(value) }
      if (typeof value !== 'string' || value.trim() === '') return fail(name, 'text', 'Takes some text.')
      return { name, field, op, value: value.replaceAll('\u0000', '').toWellFormed() }
    }
    if (isTeam(field, value) && (op === 'is' || op === 'is_not')) return clause(name, op === 'is' ? 'in' : 'not_in', [value])
    const span = spanOf(field, value)
    if (span) return compareSpan(name, field, op as 'is' | 'is_not' | 'gt' | 'gte' | 'lt' | 'lte', span)
    const nothing = value === null || value === undefined || value === ''
    if (nothing && op === 'is') return { name, field, op: 'empty', value: null }
    if (nothing && op === 'is_not') return { name, field, op: 'not_empty', value: null }
    return { name, field, op: op as 'is', value: parse(value) }
  }

  /** A day given for a time field, or a word such as `last_week`, stands for its whole span. */
  const spanOf = (field: Field, value: unknown): Span | null => {
    if (typeof value !== 'string' || (field.kind !== 'date' && field.kind !== 'datetime')) return null
    if (value === 'now')
      return field.kind === 'datetime' ? { from: scope.now, until: scope.now } : relativeSpan('today', scope.now, scope.timeZone)
    const word = relativeSpan(value, scope.now, scope.timeZone)
    if (word || field.kind === 'date') return word
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(new Date(value).getTime())) return null
    return daySpan(value, scope.timeZone)
  }
  const edge = (field: Field, value: unknown, side: 'from' | 'until'): unknown => {
    const span = spanOf(field, value)
    return span && bound(field, span[side])
  }
  const bound = (field: Field, instant: Date): unknown => (field.kind === 'date' ? dateIn(instant, scope.timeZone) : instant)

  const compareSpan = (name: string, field: Field, op: 'is' | 'is_not' | 'gt' | 'gte' | 'lt' | 'lte', span: Span): CheckedFilter => {
    const [from, until] = [bound(field, span.from), bound(field, span.until)]
    if (op === 'is' || op === 'is_not') return { name, field, op: 'span', from, until, inclusive: false, negated: op === 'is_not' }
    const instant = span.from.getTime() === span.until.getTime()
    if (op === 'gte' || op === 'lt') return { name, field, op, value: from }
    return { name, field, op: instant ? op : op === 'gt' ? 'gte' : 'lt', value: until }
  }

  const within = (name: string, field: Field, op: 'within_last' | 'within_next', value: unknown): CheckedFilter => {
    const duration = readDuration(value)
    if (!duration) return fail(name, 'duration', 'Takes a length of time such as "7 days" or "P7D".')
    const other = moveBy(scope.now, duration, op === 'within_last' ? -1 : 1)
    if (!(Math.abs(other.getUTCFullYear()) < 10_000)) return fail(name, 'duration', 'Reaches further than the calendar does.')
    const [from, until] = op === 'within_last' ? [other, scope.now] : [scope.now, other]
    return { name, field, op: 'span', from: bound(field, from), until: bound(field, until), inclusive: true, negated: false }
  }

  const checked = walk(filter, 0)
  if (errors.length > 0) throw malformed('The filter is not valid.', errors)
  return checked
}

const idField: Field = { kind: 'ref', label: 'Id', required: true }

const elementOf = (field: Field): Field => {
  if (field.kind === 'choices') return { ...field, kind: 'choice' }
  if (field.kind === 'emails') return { ...field, kind: 'email' }
  if (field.kind === 'refs') return { ...field, kind: 'ref' }
  return field
}

const isUser = (field: Field): boolean => field.kind === 'user' || field.to === 'user'
const isTeam = (field: Field, value: unknown): boolean => value === 'my_team' && isUser(field)
const resolveMe = (field: Field, value: unknown, scope: FilterScope): unknown => (value === 'me' && isUser(field) ? scope.me : value)

function daySpan(value: string, timeZone: string): Span | null {
  const noon = new Date(`${value}T12:00:00Z`)
  const around = relativeSpan('today', noon, timeZone)
  if (!around || dateIn(noon, timeZone) === value) return around
  return relativeSpan(dateIn(noon, timeZone) < value ? 'tomorrow' : 'yesterday', noon, timeZone)
}

/** The values that a field must be one of in every row found, null for nothing; null where the filter leaves it open. */
export function valuesAsked(filter: CheckedFilter, name: string): readonly unknown[] | null {
  if ('and' in filter) return filter.and.reduce<readonly unknown[] | null>((found, part) => found ?? valuesAsked(part, name), null)
  if (!('name' in filter) || filter.name !== name) return null
  if (filter.op === 'empty') return [null]
  if (filter.op === 'is') return [filter.value]
  return filter.op === 'in' && Array.isArray(filter.value) ? filter.value : null
}

/** Whether a filter speaks about a field anywhere; a list shows the bin only when asked about `deleted_at`. */
export function mentions(filter: unknown, name: string): boolean {
  if (Array.isArray(filter)) return filter.some(part => mentions(part, name))
  if (typeof filter !== 'object' || filter === null) return false
  const known = filter as Record<string, unknown>
  return known.field === name || mentions(known.and, name) || mentions(known.or, name) || mentions(known.not, name)
}
