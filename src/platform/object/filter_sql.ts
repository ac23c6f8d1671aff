import { sql } from 'kysely'
import { columnType } from './column.ts'
import { type Field, neverNull } from './field.ts'
import type { CheckedFilter } from './filter.ts'
import type { Condition } from './permission.ts'
import type { ObjectType } from './registry.ts'

/** Where the order by `updated_at` stands, and what it is called in statements. */
const recent = 'recent'
export const recencyOf = (type: ObjectType) => sql`${sql.table(`${type.name}_recency`)} ${sql.ref(recent)}`

/** Text for LIKE with its wildcards escaped. */
export const likeText = (value: string): string => value.replace(/[\\%_]/g, match => `\\${match}`)

/** Compiles a checked filter to one SQL condition over the row `alias`. Every value is a parameter. */
export function filterSql(filter: CheckedFilter, type: ObjectType, alias = 't'): Condition {
  if ('and' in filter) return glue(filter.and, type, alias, ' and ', true)
  if ('or' in filter) return glue(filter.or, type, alias, ' or ', false)
  if ('not' in filter) return sql<boolean>`not coalesce(${filterSql(filter.not, type, alias)}, false)`
  const { name, field } = filter
  if (type.recency && name === 'updated_at' && alias !== recent && filter.op !== 'empty' && filter.op !== 'not_empty')
    return sql<boolean>`${sql.ref(`${alias}.id`)} in (select id from ${recencyOf(type)} where ${filterSql(filter, type, recent)})`
  const column = sql.ref(`${alias}.${name}`)
  if (filter.op === 'span') {
    const inside = filter.inclusive
      ? sql<boolean>`(${column} >= ${param(field, filter.from)} and ${column} <= ${param(field, filter.until)})`
      : sql<boolean>`(${column} >= ${param(field, filter.from)} and ${column} < ${param(field, filter.until)})`
    return filter.negated ? sql<boolean>`not coalesce(${inside}, false)` : inside
  }
  const { op, value } = filter
  const list = field.kind === 'choices' || field.kind === 'emails' || field.kind === 'refs'
  switch (op) {
    case 'empty':
      return list ? sql<boolean>`${column} = '{}'` : sql<boolean>`${column} is null`
    case 'not_empty':
      return list ? sql<boolean>`${column} <> '{}'` : sql<boolean>`${column} is not null`
    case 'is':
      return list ? sql<boolean>`${column} @> ${param(field, [value])}` : sql<boolean>`${column} = ${param(field, value)}`
    case 'is_not':
      if (list) return sql<boolean>`not ${column} @> ${param(field, [value])}`
      return neverNull(field)
        ? sql<boolean>`${column} <> ${param(field, value)}`
        : sql<boolean>`${column} is distinct from ${param(field, value)}`
    case 'in':
      return list ? sql<boolean>`${column} && ${param(field, value)}` : sql<boolean>`${column} = any(${params(field, value)})`
    case 'not_in':
      if (list) return sql<boolean>`not ${column} && ${param(field, value)}`
      return neverNull(field)
        ? sql<boolean>`${column} <> all(${params(field, value)})`
        : sql<boolean>`(${column} is null or ${column} <> all(${params(field, value)}))`
    case 'contains':
      return list
        ? sql<boolean>`${column} @> ${param(field, [value])}`
        : textMatch(type, name, field, alias, `%${likeText(String(value).toLowerCase())}%`)
    case 'starts_with':
      return textMatch(type, name, field, alias, `${likeText(String(value).toLowerCase())}%`)
    case 'gt':
      return sql<boolean>`${column} > ${param(field, value)}`
    case 'gte':
      return sql<boolean>`${column} >= ${param(field, value)}`
    case 'lt':
      return sql<boolean>`${column} < ${param(field, value)}`
    case 'lte':
      return sql<boolean>`${column} <= ${param(field, value)}`
  }
}

/** The column's own match, narrowed first by the one trigram index over all searched columns (data.md 2.6). */
function textMatch(type: ObjectType, name: string, field: Field, alias: string, pattern: string): Condition {
  const own = sql<boolean>`lower(${sql.ref(`${alias}.${name}`)}) like ${pattern}`
  if (!type.searchable || !field.search) return own
  return sql<boolean>`(${sql.ref(`${alias}.search_text`)} like ${pattern.startsWith('%') ? pattern : `%${pattern}`} and ${own})`
}

const glue = (parts: CheckedFilter[], type: ObjectType, alias: string, word: ' and ' | ' or ', empty: boolean): Condition =>
  parts.length === 0
    ? sql<boolean>`${sql.lit(empty)}`
    : sql<boolean>`(${sql.join(
        parts.map(part => filterSql(part, type, alias)),
        sql.raw(word),
      )})`

/** A parameter cast to the column's type, so that PostgreSQL never guesses text. */
const param = (field: Field, value: unknown) => sql`${value}::${sql.raw(columnType(field))}`
const params = (field: Field, value: unknown) => sql`${value}::${sql.raw(`${columnType(field)}[]`)}`
