import type { Clause, FieldKind, Filter, FilterOp } from '../../api/types.ts'

/** What an operator is called in a sentence: "Score at least 15". */
const words: Record<FilterOp, string> = {
  is: 'is',
  is_not: 'is not',
  in: 'is any of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'starts with',
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
  between: 'between',
  empty: 'is empty',
  not_empty: 'is not empty',
  within_last: 'in the last',
  within_next: 'in the next',
}
const timeWords: Partial<Record<FilterOp, string>> = { gt: 'after', gte: 'from', lt: 'before', lte: 'until' }

const isTime = (kind: FieldKind) => kind === 'date' || kind === 'datetime'
export const operatorWord = (kind: FieldKind, op: FilterOp): string => (isTime(kind) ? timeWords[op] : undefined) ?? words[op]

/** Operators offered for a kind of field, the usual one first. A test holds them to what the server takes. */
export function operatorsFor(kind: FieldKind): readonly FilterOp[] {
  switch (kind) {
    case 'json':
      return ['not_empty', 'empty']
    case 'checkbox':
      return ['is']
    case 'choices':
    case 'emails':
    case 'refs':
      return ['contains', 'empty', 'not_empty']
    case 'text':
    case 'long_text':
    case 'email':
    case 'phone':
    case 'url':
      return ['contains', 'is', 'is_not', 'starts_with', 'empty', 'not_empty']
    case 'date':
    case 'datetime':
      return ['within_last', 'within_next', 'is', 'gte', 'lt', 'between', 'empty', 'not_empty']
    case 'number':
    case 'money':
      return ['gte', 'lte', 'is', 'between', 'empty', 'not_empty']
    case 'choice':
    case 'country':
    case 'user':
      return ['in', 'not_in', 'empty', 'not_empty']
    case 'ref':
      return ['is', 'is_not', 'empty', 'not_empty']
  }
}

/** Calendar words that stand for a span of time. */
export const dayWords = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
] as const
export const dayWordLabel = (word: string): string => word.replace('_', ' ')

export const needsNoValue = (op: FilterOp): boolean => op === 'empty' || op === 'not_empty'
export const isClause = (filter: Filter): filter is Clause => 'field' in filter

/** Whether a clause says enough to be sent. */
export function isComplete({ op, value }: Clause): boolean {
  if (needsNoValue(op)) return true
  if (Array.isArray(value)) return value.length > 0 && value.every(one => one !== null && one !== '')
  return value !== undefined && value !== null && value !== ''
}

/** The parts that stand as chips: a list's filter is all of them together. */
export function partsOf(filter: Filter | null): Filter[] {
  if (!filter) return []
  return 'and' in filter ? filter.and : [filter]
}

export function joinParts(parts: Filter[]): Filter | null {
  return parts.length === 0 ? null : { and: parts }
}

/** The clauses of one chip: one, or several of which any may hold; null where it is more than a chip can say. */
export function clausesOf(part: Filter): Clause[] | null {
  if (isClause(part)) return [part]
  return 'or' in part && part.or.every(isClause) ? part.or : null
}

export const partOf = (clauses: Clause[]): Filter | null => (clauses.length > 1 ? { or: clauses } : (clauses[0] ?? null))
