import type { Context } from '../../../platform/context.ts'
import { parseFieldValue } from '../../../platform/object/field_value.ts'
import { readCountry } from '../../countries/countries.rule.ts'
import { normalisePhone } from '../../enrichment/phone_number.rule.ts'

export interface LeadValues {
  values: Record<string, unknown>
  /** What no field could take, so that nothing a person sent is lost. */
  leftOver: { label: string; value: string }[]
}

/** Fields that decide about the work on a lead: never taken from what a channel brings in. */
const decided = new Set([
  'status',
  'owner_id',
  'source',
  'account_id',
  'disqualification_reason',
  'disqualification_notes',
  'nurture_until',
  'self_serve_no_interaction',
])

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/**
 * Brings what a channel understood into the form in which a lead keeps it: countries by any spelling, phones in E.164, mail
 * addresses in lower case. A value that its field refuses moves to `leftOver` instead of failing.
 */
export function checkLeadValues(ctx: Context, given: Record<string, unknown>): LeadValues {
  const type = ctx.registry.get('lead')
  const values: Record<string, unknown> = {}
  const leftOver: { label: string; value: string }[] = []
  for (const [name, value] of Object.entries(given)) {
    const field = type.fields[name]
    if (value === null || value === undefined || value === '') continue
    if (!field || field.change === 'commands' || decided.has(name)) {
      leftOver.push({ label: name, value: written(value) })
      continue
    }
    const read = field.kind === 'country' && typeof value === 'string' ? (readCountry(value) ?? value) : value
    const parsed = parseFieldValue({ ...field, required: false }, read)
    if (parsed.ok) values[name] = parsed.value
    else leftOver.push({ label: field.label, value: written(value) })
  }
  if (typeof values.phone === 'string')
    values.phone = normalisePhone(values.phone, typeof values.country === 'string' ? values.country : null)
  if (!values.name && (values.first_name || values.last_name)) values.name = [values.first_name, values.last_name].filter(Boolean).join(' ')
  return { values, leftOver }
}
