import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import { useDatabase } from '../testing/database.ts'
import { columnType } from './column.ts'
import { type Definition, parentObjects, systemFields } from './define_object.ts'
import { type Field, neverNull } from './field.ts'

const definitions = modules.flatMap(one => one.objects ?? [])
const shared = useDatabase()

interface Column {
  type: string
  notNull: boolean
  generated: boolean
}
let columns = new Map<string, Map<string, Column>>()
let indexes = new Map<string, string[]>()

beforeAll(async () => {
  const found = await sql<{ table: string; column: string; type: string; not_null: boolean; generated: boolean }>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null, a.attgenerated <> '' as generated
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`.execute(shared.db)
  columns = new Map()
  for (const row of found.rows) {
    const table = columns.get(row.table) ?? new Map<string, Column>()
    columns.set(row.table, table)
    table.set(row.column, { type: row.type, notNull: row.not_null, generated: row.generated })
  }
  const defined = await sql<{ table: string; definition: string }>`select tablename as table, indexdef as definition from pg_indexes
    where schemaname = 'public'`.execute(shared.db)
  indexes = new Map([...Map.groupBy(defined.rows, row => row.table)].map(([table, rows]) => [table, rows.map(row => row.definition)]))
})

/** Our short names as PostgreSQL writes them. */
const asPostgres = (type: string): string =>
  type.replace(/^timestamptz\(3\)/, 'timestamp(3) with time zone').replace(/^timestamptz/, 'timestamp with time zone')

/** Kept beside the fields by migrations: columns that no field describes. */
const beside: Record<string, readonly string[]> = {
  user: ['email_verified', 'image', 'two_factor_enabled'],
}

const expectedFields = (definition: Definition): Record<string, Field> => ({ ...definition.fields, ...systemFields })

describe.each(definitions.map(definition => [definition.name, definition] as const))('%s', (name, definition) => {
  test('has a column of the right type for every field', () => {
    const table = columns.get(name)
    expect(table, `a table ${name}`).toBeDefined()
    const wrong = Object.entries(expectedFields(definition)).flatMap(([field, kind]) => {
      const column = table?.get(field)
      if (!column) return [`${field} has no column`]
      const type = asPostgres(columnType(kind))
      if (column.type !== type) return [`${field} is ${column.type} instead of ${type}`]
      if (column.notNull !== neverNull(kind))
        return [`${field} is ${column.notNull ? 'not null' : 'nullable'}, the definition says otherwise`]
      return []
    })
    expect(wrong).toEqual([])
  })

  test('has no column that the definition does not know', () => {
    const child = definition.child ? ['record_object', 'record_id', ...parentObjects.map(parent => `${parent}_id`)] : []
    const known = new Set(['id', ...Object.keys(expectedFields(definition)), ...child, ...(beside[name] ?? [])])
    if (definition.searchable) known.add('search_text')
    expect([...(columns.get(name)?.keys() ?? [])].filter(column => !known.has(column))).toEqual([])
    for (const column of child) expect(columns.get(name)?.has(column), column).toBe(true)
  })

  test('has the index of every field that lists sort or filter by', () => {
    const has = (...beginnings: string[]) => (indexes.get(name) ?? []).some(one => beginnings.some(begin => one.includes(begin)))
    const quoted = (field: string) => [field, `"${field}"`]
    const missing = Object.entries(definition.fields).flatMap(([field, kind]) => {
      if (kind.sort) {
        const shape = quoted(field).map(one => `(${one}${neverNull(kind) ? '' : ' NULLS FIRST'}, id)`)
        return has(...shape) ? [] : [`${field} is sortable without an index ${shape[0]}`]
      }
      if (kind.indexed)
        return has(...quoted(field).flatMap(one => [`(${one})`, `(${one},`])) ? [] : [`${field} is indexed by definition only`]
      return []
    })
    for (const field of ['created_at', 'updated_at'])
      if (!definition.partitionedBy && !(definition.recency && field === 'updated_at') && !has(`(${field}, id)`))
        missing.push(`${field} is sortable without an index`)
    if (definition.recency) {
      const order = (indexes.get(`${name}_recency`) ?? []).some(one => one.includes('(updated_at, id)'))
      if (!order) missing.push('its recency has no order')
      if (has('updated_at')) missing.push('updated_at stands in an index, so that every update writes all of them')
    }
    if (definition.searchable && !has('gin (search_text gin_trgm_ops)')) missing.push('search_text has no trigram index')
    for (const key of definition.unique ?? []) {
      const unique = (indexes.get(name) ?? []).some(one => one.startsWith('CREATE UNIQUE') && one.includes(`(${key.join(', ')})`))
      if (!unique) missing.push(`${key.join(', ')} is not unique`)
    }
    expect(missing).toEqual([])
  })
})
