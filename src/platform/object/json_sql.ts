import { type RawBuilder, sql } from 'kysely'
import type { Field } from './field.ts'
import type { ObjectType } from './registry.ts'

/** As text and not as a builder's nodes: a record has a hundred columns, and this is made for each request. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

const jsonText = (name: string, field: Field | undefined): string =>
  field?.kind === 'datetime' ? `to_char(t.${quoted(name)}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : `t.${quoted(name)}`

/** A column's value as JSON has it: moments as `Date.toJSON` writes them. */
export const jsonValue = (name: string, field: Field | undefined): RawBuilder<unknown> => sql.raw(jsonText(name, field))

interface Made {
  type: ObjectType
  currency: string
  columns: RawBuilder<unknown>
}
const made = new WeakMap<readonly string[], Made>()

/**
 * The columns whose row is the record's JSON (`row_to_json`): the same as `recordJson` makes of a row, made where the values are.
 * The session's time zone is UTC (database.ts). Kept for as long as the list of fields is.
 */
export function jsonColumns(type: ObjectType, fields: readonly string[], currency: string): RawBuilder<unknown> {
  const known = made.get(fields)
  if (known?.type === type && known.currency === currency) return known.columns
  const inCurrency = `'${currency.replaceAll("'", "''")}'`
  const columns = fields.map(name => {
    const field = type.fields[name]
    const column = `t.${quoted(name)}`
    if (field?.kind === 'money')
      return `case when ${column} is not null then json_build_object('amount', ${column}::text, 'currency', ${'currency' in type.fields ? `coalesce(t.currency, ${inCurrency})` : inCurrency}) end as ${quoted(name)}`
    return field?.kind === 'datetime' ? `${jsonText(name, field)} as ${quoted(name)}` : column
  })
  if (type.child && fields.includes('record_object'))
    columns.push("case when t.record_object is not null then json_build_object('object', t.record_object, 'id', t.record_id) end as record")
  const raw = sql.raw<unknown>(['t.id', ...columns].join(', '))
  made.set(fields, { type, currency, columns: raw })
  return raw
}
