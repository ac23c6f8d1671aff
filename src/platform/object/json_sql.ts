import { type RawBuilder, sql } from 'kysely'
import type { Field } from './field.ts'
import type { ObjectType } from './registry.ts'

/** A column's value as JSON has it: moments as `Date.toJSON` writes them. */
export const jsonValue = (name: string, field: Field | undefined): RawBuilder<unknown> => {
  const column = sql.ref(`t.${name}`)
  return field?.kind === 'datetime' ? sql`to_char(${column}, ${sql.lit('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')})` : column
}

/**
 * The columns whose row is the record's JSON (`row_to_json`): the same as `recordJson` makes of a row, made where the values are.
 * The session's time zone is UTC (database.ts).
 */
export function jsonColumns(type: ObjectType, fields: readonly string[], currency: string): RawBuilder<unknown> {
  const columns = fields.map(name => {
    const field = type.fields[name]
    if (field?.kind === 'money') {
      const column = sql.ref(`t.${name}`)
      const inCurrency = 'currency' in type.fields ? sql`coalesce(t.currency, ${currency})` : sql`${currency}::text`
      return sql`case when ${column} is not null then json_build_object('amount', ${column}::text, 'currency', ${inCurrency}) end as ${sql.ref(name)}`
    }
    return field?.kind === 'datetime' ? sql`${jsonValue(name, field)} as ${sql.ref(name)}` : sql.ref(`t.${name}`)
  })
  if (type.child && fields.includes('record_object'))
    columns.push(
      sql`case when t.record_object is not null then json_build_object('object', t.record_object, 'id', t.record_id) end as record`,
    )
  return sql.join([sql.ref('t.id'), ...columns])
}
