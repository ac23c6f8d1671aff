import { malformed } from '../refuse.ts'
import type { ListQuery, SortKey } from './list.ts'
import type { ObjectType } from './registry.ts'

const reserved = new Set(['sort', 'limit', 'cursor', 'fields', 'count', 'refs', 'filter'])

/**
 * `?status=new&owner_id=me&score[gte]=10&sort=-score&limit=50` as a query. A repeated name means "any of"; unknown names are
 * refused with 400 by the filter check (contract.md, API).
 */
export function shortFormQuery(type: ObjectType, query: Record<string, string | string[]>): ListQuery & { refs?: boolean } {
  const one = (name: string): string | undefined => {
    const value = query[name]
    return Array.isArray(value) ? value.at(-1) : value
  }
  const clauses: unknown[] = []
  for (const [key, value] of Object.entries(query)) {
    if (reserved.has(key)) continue
    const match = /^([a-z0-9_]+)(?:\[([a-z_]+)\])?$/.exec(key)
    if (!match) throw malformed(`“${key}” is not a filter.`, [{ field: key, code: 'unknown', message: 'There is no such field.' }])
    const [, field, op] = match
    const several = op === 'in' || op === 'not_in' || op === 'between'
    if (several) clauses.push({ field, op, value: Array.isArray(value) ? value : value.split(',') })
    else if (Array.isArray(value)) clauses.push({ field, op: 'in', value })
    else clauses.push({ field, op: op ?? (isList(type, field) ? 'contains' : 'is'), value })
  }
  const limit = one('limit')
  if (limit !== undefined && !/^\d{1,3}$/.test(limit)) throw malformed('“limit” must be a number from 1 to 200.')
  const count = one('count')
  if (count !== undefined && count !== 'none' && count !== 'estimate' && count !== 'exact')
    throw malformed('“count” is none, estimate or exact.')
  const filter = one('filter')
  if (filter !== undefined) clauses.push(readFilter(filter))
  return {
    filter: clauses.length > 0 ? { and: clauses } : undefined,
    sort: one('sort')?.split(',').map(readSort),
    fields: one('fields')?.split(','),
    limit: limit === undefined ? undefined : Math.min(200, Math.max(1, Number(limit))),
    cursor: one('cursor'),
    count,
    refs: one('refs') === 'true',
  }
}

const isList = (type: ObjectType, field: string | undefined): boolean => {
  const kind = field ? type.fields[field]?.kind : undefined
  return kind === 'choices' || kind === 'emails' || kind === 'refs'
}

const readSort = (text: string): SortKey =>
  text.startsWith('-') ? { field: text.slice(1), direction: 'desc' } : { field: text.replace(/^\+/, ''), direction: 'asc' }

function readFilter(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('“filter” must be JSON.')
  }
}
