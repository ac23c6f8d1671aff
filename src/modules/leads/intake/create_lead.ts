import type { Context } from '../../../platform/context.ts'
import { parseInput } from '../../../platform/object/field_value.ts'
import { findRecord, type Row } from '../../../platform/object/list.ts'
import { demand, mayEdit } from '../../../platform/object/permission.ts'
import { updateRecord } from '../../../platform/object/write.ts'
import { invalid, notFound } from '../../../platform/refuse.ts'
import { readCountry } from '../../countries/countries.rule.ts'
import { activeUser } from '../assign.ts'
import { type Intake, intake } from './intake.ts'

/** Fields that a person may give a new lead but that intake does not set itself. */
const afterwards = ['status', 'disqualification_reason', 'disqualification_notes', 'nurture_until'] as const

/** What a person gives a new lead: for intake, and what is set on it afterwards. */
export function readNewLead(ctx: Context, input: Record<string, unknown>): { given: Intake; later: Record<string, unknown> } {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'create')
  const country = typeof input.country === 'string' ? readCountry(input.country) : null
  const { values, errors } = parseInput(type.fields, country ? { ...input, country } : input)
  for (const name of Object.keys(values)) {
    const field = type.fields[name]
    if (field?.change === 'commands') errors.push({ field: name, code: 'read_only', message: `${field.label} is set by the program.` })
    else if (!mayEdit(ctx.actor, type, name)) errors.push({ field: name, code: 'permission', message: 'Your role may not set this field.' })
  }
  if (!['name', 'first_name', 'last_name', 'email'].some(name => values[name]))
    errors.push({ field: 'name', code: 'required', message: 'A lead needs at least a name or a mail address.' })
  for (const [name, field] of Object.entries(type.fields))
    if (field.demanded && (values[name] === null || values[name] === undefined))
      errors.push({ field: name, code: 'required', message: `${field.label} must not be empty.` })
  if (errors.length > 0) throw invalid(errors)
  const { owner_id, source, account_id, self_serve_no_interaction, ...rest } = values
  const later = Object.fromEntries(
    afterwards.filter(name => rest[name] !== undefined && rest[name] !== null && rest[name] !== 'new').map(name => [name, rest[name]]),
  )
  for (const name of afterwards) delete rest[name]
  const given = {
    source: typeof source === 'string' ? source : ctx.actor.means === 'api' ? 'api' : 'manual',
    values: rest,
    ...(typeof owner_id === 'string' ? { owner_id } : {}),
    account_id: typeof account_id === 'string' ? account_id : null,
    self_serve_no_interaction: self_serve_no_interaction === true,
    anyway: true,
  }
  return { given, later }
}

/**
 * A lead by hand or by program (B11): the same door as every channel, so it is normalised, enriched, scored and, without an
 * owner given, assigned by the rules. Duplicates are the caller's to judge: the page warned while they typed.
 */
export async function createLead(ctx: Context, input: Record<string, unknown>): Promise<Row> {
  const { given, later } = readNewLead(ctx, input)
  if (given.owner_id) await activeUser(ctx, given.owner_id)
  const result = await intake(ctx, given)
  if (Object.keys(later).length > 0) return updateRecord(ctx, 'lead', result.lead_id, later, { trusted: true })
  const lead = await findRecord(ctx, ctx.registry.get('lead'), result.lead_id)
  if (!lead) throw notFound()
  return lead
}
