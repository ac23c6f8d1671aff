import type { Clause, Meta, MetaField, Refs } from '../../api/types.ts'
import { countryName } from '../../format/countries.ts'
import { formatCompact } from '../../format/numbers.ts'
import { optionLabel } from '../field/values.ts'
import { dayWordLabel, needsNoValue } from './operators.ts'

/** The value of a clause in words; empty where the operator says it all. */
export function describeValue(meta: Meta, field: MetaField, { op, value }: Clause, refs: Refs): string {
  if (needsNoValue(op)) return ''
  const values = Array.isArray(value) ? value : [value]
  const one = (each: unknown): string => describeOne(meta, field, each, refs)
  if (op === 'between') return values.map(one).join(' and ')
  if (values.length > 3) return `${values.slice(0, 2).map(one).join(', ')} and ${values.length - 2} more`
  return values.map(one).join(', ')
}

function describeOne(meta: Meta, field: MetaField, value: unknown, refs: Refs): string {
  if (value === undefined || value === null || value === '') return '…'
  if (value === 'me') return 'me'
  if (value === 'my_team') return 'my team'
  if (field.kind === 'checkbox') return value === true || value === 'true' ? 'yes' : 'no'
  if (field.options) return optionLabel(field, value)
  if (field.kind === 'country') return countryName(String(value))
  if (field.kind === 'user') return meta.users.find(user => user.id === value)?.name ?? 'a former colleague'
  if (field.to) return refs[field.to]?.[String(value)] ?? 'one chosen'
  if (typeof value === 'number') return formatCompact(value)
  if (field.kind === 'date' || field.kind === 'datetime') return dayWordLabel(String(value))
  return String(value)
}
