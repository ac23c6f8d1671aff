import type { Definition } from './define_object.ts'
import { parentObjects } from './define_object.ts'
import { type Field, type FieldKind, neverNull } from './field.ts'

const types: Record<FieldKind, string> = {
  text: 'text',
  long_text: 'text',
  number: 'numeric',
  money: 'numeric(18,2)',
  date: 'date',
  datetime: 'timestamptz(3)',
  checkbox: 'boolean',
  choice: 'text',
  choices: 'text[]',
  email: 'text',
  emails: 'text[]',
  phone: 'text',
  url: 'text',
  country: 'text',
  ref: 'uuid',
  refs: 'uuid[]',
  user: 'uuid',
  json: 'jsonb',
}

/** The SQL type of a field's column. Whole numbers are bigint, other numbers double precision: both fast to sort and sum. */
export const columnType = (field: Pick<Field, 'kind' | 'integer'>): string => {
  if (field.kind === 'number') return field.integer ? 'bigint' : 'double precision'
  return types[field.kind]
}

const emptyDefault = (field: Field): string => {
  if (field.kind === 'checkbox') return field.default === true ? ' default true' : ' default false'
  if (field.kind === 'choices' || field.kind === 'emails' || field.kind === 'refs') return " default '{}'"
  return ''
}

/** Texts that lists are sorted by stand in the order that people expect: accents and case beside each other, not by code point. */
const forPeople = (field: Pick<Field, 'kind' | 'sort'>): string => (field.kind === 'text' && field.sort ? ' collate "und-x-icu"' : '')

/** `name type not null default …` of one field. */
export const columnSql = (name: string, field: Field): string =>
  `"${name}" ${columnType(field)}${forPeople(field)}${neverNull(field) ? ' not null' : ''}${emptyDefault(field)}`

/** The index that makes a column sortable; nullable ones have their nulls first, so that both directions walk it (data.md 2.3). */
export const sortIndexSql = (
  table: string,
  name: string,
  field: Field,
  options: { concurrently?: boolean; whereLive?: boolean } = {},
): string =>
  `create index ${options.concurrently ? 'concurrently if not exists ' : ''}"${table}_${name}_idx" on "${table}" ("${name}"${neverNull(field) ? '' : ' nulls first'}, id)`

/**
 * The whole table of a definition as SQL: what a migration for a new object is written from, and what the drift test compares.
 */
export function tableSql(definition: Definition): string {
  const { name: table, partitionedBy } = definition
  const columns = ['id uuid not null', ...Object.entries(definition.fields).map(([name, field]) => columnSql(name, field))]
  if (definition.child) columns.push('record_object text', 'record_id uuid', ...parentObjects.map(parent => `${parent}_id uuid`))
  columns.push(
    'created_at timestamptz(3) not null',
    'created_by uuid',
    'updated_at timestamptz(3) not null',
    'updated_by uuid',
    'version bigint not null',
    'deleted_at timestamptz(3)',
  )
  const searched = Object.entries(definition.fields).filter(([, field]) => field.search)
  if (definition.searchable)
    columns.push(
      `search_text text generated always as (lower(${searched.map(([name]) => `coalesce("${name}", '')`).join(" || ' ' || ")})) stored`,
    )
  columns.push(`primary key (id${partitionedBy ? `, ${partitionedBy}` : ''})`)
  const sql = [`create table "${table}" (\n  ${columns.join(',\n  ')}\n)${partitionedBy ? ` partition by range (${partitionedBy})` : ''};`]
  for (const [name, field] of Object.entries(definition.fields)) {
    if (field.sort) sql.push(`${sortIndexSql(table, name, field)};`)
    else if (field.indexed) sql.push(`create index "${table}_${name}_idx" on "${table}" ("${name}") where "${name}" is not null;`)
  }
  if (!partitionedBy) {
    sql.push(`create index "${table}_created_at_idx" on "${table}" (created_at, id);`)
    if (!definition.recency) sql.push(`create index "${table}_updated_at_idx" on "${table}" (updated_at, id);`)
    sql.push(`create index "${table}_deleted_at_idx" on "${table}" (deleted_at, id) where deleted_at is not null;`)
  }
  if (definition.child) {
    const moment = partitionedBy ?? 'created_at'
    for (const parent of parentObjects)
      sql.push(`create index "${table}_${parent}_idx" on "${table}" (${parent}_id, ${moment}, id) where ${parent}_id is not null;`)
  }
  if (definition.searchable) sql.push(`create index "${table}_search_text_idx" on "${table}" using gin (search_text gin_trgm_ops);`)
  for (const key of definition.unique ?? [])
    sql.push(`create unique index "${table}_${key.join('_')}_key" on "${table}" (${key.join(', ')});`)
  return sql.join('\n')
}
