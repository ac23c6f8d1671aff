import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { openBatch } from '../../../platform/log/change_log.ts'
import { findRecord, type Row } from '../../../platform/object/list.ts'
import { demand, mayEdit } from '../../../platform/object/permission.ts'
import { checkEdit, createRecord, insertRecords, loadFor, updateRecord } from '../../../platform/object/write.ts'
import { type FieldError, invalid, Refusal, refuse } from '../../../platform/refuse.ts'
import { accountMatches, contactMatches, draftOpportunity, sharedCustomFields, sureMatch } from './conversion.queries.ts'
import { type ConvertedPart, fillBlanks, isBlank, opportunityAsks, partFromLead, sameConversion } from './conversion.rule.ts'
import { type Links, passOnOpenTasks, stampHistory } from './stamp_history.ts'

const existing = z.strictObject({ id: z.uuid() })
const described = z.record(z.string(), z.unknown()).refine(values => !('id' in values), 'An id stands alone.')
const part = z.union([existing, described])

export const convertInput = z.strictObject({
  account: part
    .nullable()
    .optional()
    .describe('An account by id, or what a new one is called. Left out: matched by domain or name, else made.'),
  contact: part.optional().describe('A contact by id, or a new one. Left out: matched by mail address, else made.'),
  opportunity: part.nullable().optional().describe('An open one by id, a new one, or null for none yet. Left out: made from the lead.'),
})
export type ConvertInput = z.output<typeof convertInput>

export interface Conversion extends Links {
  batch_id: string | null
}

/**
 * Makes a lead an account, a contact and an opportunity, each matched or made, in one transaction and one batch that can be undone
 * (D6). Everything that happened moves along; the lead stays, read-only, with links. A double click comes to the same.
 */
export async function convert(ctx: Context, id: string, input: ConvertInput = {}): Promise<Conversion> {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'update')
  const lead = await loadFor(ctx, type, id, 'update')
  if (lead.status === 'converted') return convertedBefore(ctx, lead, input)
  if (lead.status === 'unqualified') throw refuse('lead.transition', 'An unqualified lead must be reopened before it is converted.')
  await lockIdentities(ctx, lead)
  const batch = await openBatch(ctx, 'lead.convert', `Converted ${String(lead.name)}`, { total: 1 })

  const opportunity = await chooseOpportunity(batch, input)
  const account = await takeAccount(batch, lead, input, opportunity)
  if (!account && input.opportunity !== null)
    throw invalid(
      [
        {
          field: 'account',
          code: 'required',
          message: 'Name the account or choose one: nothing on the lead tells which organisation this is.',
        },
      ],
      'An opportunity needs an account.',
    )
  const contact = await takeContact(batch, lead, input, account)
  const deal = opportunity ?? (input.opportunity === null || !account ? null : await makeOpportunity(batch, lead, input, account, contact))
  if (opportunity) await attach(batch, opportunity, lead, contact)

  const links: Links = { account_id: account?.id ?? null, contact_id: contact.id, opportunity_id: deal?.id ?? null }
  await updateRecord(batch, 'lead', id, { ...links, status: 'converted', converted_at: ctx.now }, { kind: 'converted', trusted: true })
  await stampHistory(batch, lead, links)
  if (typeof deal?.owner_id === 'string') await passOnOpenTasks(batch, lead, deal.owner_id)
  await ctx.tx.updateTable('batch').set({ count: 1 }).where('id', '=', batch.batchId).execute()
  return { ...links, batch_id: batch.batchId }
}

/** Two leads of one company or person converted at once: the second sees what the first made. Sorted, so they never wait in a circle. */
async function lockIdentities(ctx: Context, lead: Row): Promise<void> {
  const keys = [lead.domain, lead.email, lead.company].filter(one => typeof one === 'string').map(one => `convert:${one.toLowerCase()}`)
  for (const key of [...new Set(keys)].sort()) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(ctx.tx)
}

/** The same again answers the same; anything else is told what became of the lead. */
async function convertedBefore(ctx: Context, lead: Row, input: ConvertInput): Promise<Conversion> {
  const idOf = (name: ConvertedPart) => (typeof lead[`${name}_id`] === 'string' ? String(lead[`${name}_id`]) : null)
  const links: Links = { account_id: idOf('account'), contact_id: idOf('contact'), opportunity_id: idOf('opportunity') }
  const result = async (name: ConvertedPart) => {
    const id = idOf(name)
    return { id, values: id && input[name] ? await findRecord(ctx, ctx.registry.get(name), id) : null }
  }
  const same =
    sameConversion(input.account, await result('account')) &&
    sameConversion(input.contact, await result('contact')) &&
    sameConversion(input.opportunity, await result('opportunity'))
  if (!same) throw refuse('lead.already_converted', 'This lead was converted already.', { extra: { ...links } })
  const { rows } = await sql<{ batch_id: string | null }>`select batch_id from change_log where object = 'lead' and record_id = ${lead.id}
    and kind = 'lead.converted' order by at desc, seq desc limit 1`.execute(ctx.tx)
  return { ...links, batch_id: rows[0]?.batch_id ?? null }
}

const idIn = (given: ConvertInput[ConvertedPart]): string | null => (typeof given?.id === 'string' ? given.id : null)

/** A record that was chosen by its id: one that the actor sees and that is not in the bin. */
async function chosen(ctx: Context, name: ConvertedPart, id: string): Promise<Row> {
  const type = ctx.registry.get(name)
  const row = await findRecord(ctx, type, id, { lock: true })
  if (!row || row.deleted_at !== null)
    throw invalid([{ field: `${name}.id`, code: 'reference', message: `There is no such ${type.label[0].toLowerCase()}.` }])
  return row
}

/** Runs checks of one part; what is wrong is named with the part before the field. */
async function within<T>(name: ConvertedPart, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.errors.length === 0) throw error
    const errors = error.errors.map(one => ({ ...one, field: `${name}.${one.field}` }))
    throw new Refusal(error.code, error.message, { status: error.status, errors, extra: error.extra })
  }
}

/** Makes one part from what was said and, where nothing was, from what the lead knows. */
const make = (ctx: Context, name: ConvertedPart, said: Record<string, unknown>, known: Record<string, unknown>): Promise<Row> =>
  within(name, async () => {
    const type = ctx.registry.get(name)
    demand(ctx.actor, type, 'create')
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== ''))
    const values = { ...known, ...(await checkEdit(ctx, type, given)) }
    const missing: FieldError[] = Object.entries(type.fields)
      .filter(
        ([field, one]) =>
          (one.required || one.demanded) && one.change !== 'commands' && one.default === undefined && isUnset(values[field]),
      )
      .map(([field, one]) => ({ field, code: 'required', message: `${one.label} must not be empty.` }))
    if (missing.length > 0) throw invalid(missing)
    return createRecord(ctx, name, values, { trusted: true })
  })

const isUnset = (value: unknown) => value === null || value === undefined || value === ''

/** Fills blanks of a record that exists, as far as the actor may change it; nobody needs that right to convert onto it. */
async function fill(ctx: Context, name: ConvertedPart, record: Row, known: Record<string, unknown>): Promise<Row> {
  const type = ctx.registry.get(name)
  const changes = Object.fromEntries(
    Object.entries(fillBlanks(record, known)).filter(
      ([field]) => type.fields[field]?.change === 'commands' || mayEdit(ctx.actor, type, field),
    ),
  )
  if (Object.keys(changes).length === 0 || !(await findRecord(ctx, type, record.id, { action: 'update' }))) return record
  return updateRecord(ctx, name, record.id, changes, { kind: 'filled', trusted: true })
}

/** What the lead knows of a part, without what identifies another record already. */
async function known(ctx: Context, name: 'account' | 'contact', lead: Row, of: string | null): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {
    ...partFromLead(name, { ...lead, owner_id: lead.owner_id ?? ctx.actor.user?.id ?? null }, sharedCustomFields(ctx, name)),
    ...(isBlank(lead.last_touched_at) ? {} : { last_touched_at: lead.last_touched_at }),
  }
  const [field, holder] =
    name === 'account'
      ? (['domain', sql<{ id: string }>`select account_id as id from account_domain where domain = ${values.domain ?? null}`] as const)
      : (['email', sql<{ id: string }>`select contact_id as id from contact_email where email = ${values.email ?? null}`] as const)
  const { rows } = await holder.execute(ctx.tx)
  if (rows[0] && rows[0].id !== of) delete values[field]
  return values
}

async function takeAccount(ctx: Context, lead: Row, input: ConvertInput, opportunity: Row | null): Promise<Row | null> {
  const given = input.account
  if (given === null) return null
  const id = idIn(given) ?? (given ? null : opportunity?.account_id)
  if (opportunity && typeof id === 'string' && id !== opportunity.account_id)
    throw invalid([{ field: 'opportunity.id', code: 'account', message: 'This opportunity belongs to another account.' }])
  if (given && idIn(given) === null) {
    if (opportunity) throw invalid([{ field: 'account', code: 'account', message: 'The opportunity has its account already.' }])
    return make(ctx, 'account', given, await known(ctx, 'account', lead, null))
  }
  const record = typeof id === 'string' ? await chosen(ctx, 'account', id) : sureMatch(await accountMatches(ctx, lead))?.record
  const values = await known(ctx, 'account', lead, record?.id ?? null)
  if (record) return fill(ctx, 'account', record, values)
  return values.name ? make(ctx, 'account', {}, values) : null
}

async function takeContact(ctx: Context, lead: Row, input: ConvertInput, account: Row | null): Promise<Row> {
  const id = idIn(input.contact)
  const record = id
    ? await chosen(ctx, 'contact', id)
    : input.contact
      ? null
      : sureMatch(await contactMatches(ctx, lead, account?.id ?? null))?.record
  const values = { ...(await known(ctx, 'contact', lead, record?.id ?? null)), ...(account ? { account_id: account.id } : {}) }
  return record ? fill(ctx, 'contact', record, values) : make(ctx, 'contact', input.contact ?? {}, values)
}

/** The opportunity that the lead is to be attached to, if one was chosen. */
async function chooseOpportunity(ctx: Context, input: ConvertInput): Promise<Row | null> {
  const id = idIn(input.opportunity)
  if (!id) return null
  const opportunity = await chosen(ctx, 'opportunity', id)
  if (opportunity.closed_at !== null) throw invalid([{ field: 'opportunity.id', code: 'closed', message: 'This opportunity is closed.' }])
  return opportunity
}

async function makeOpportunity(ctx: Context, lead: Row, input: ConvertInput, account: Row, contact: Row): Promise<Row> {
  const said: Record<string, unknown> | null = input.opportunity ?? null
  const draft = await draftOpportunity(ctx, lead, { id: account.id, name: String(account.name) })
  if (said) {
    const missing = opportunityAsks.filter(name => isUnset(said[name]))
    const { fields } = ctx.registry.get('opportunity')
    if (missing.length > 0)
      throw invalid(
        missing.map(name => ({
          field: `opportunity.${name}`,
          code: 'required',
          message: `${fields[name]?.label ?? name} must not be empty.`,
        })),
      )
  }
  const own = { account_id: account.id, primary_contact_id: contact.id, lead_id: lead.id }
  return make(ctx, 'opportunity', said ?? {}, {
    ...Object.fromEntries(Object.entries(draft).filter(([, value]) => !isUnset(value))),
    ...own,
  })
}

/** The lead's person joins an opportunity that is under way. */
async function attach(ctx: Context, opportunity: Row, lead: Row, contact: Row): Promise<void> {
  const after = await fill(ctx, 'opportunity', opportunity, { lead_id: lead.id, primary_contact_id: contact.id })
  if (after.primary_contact_id === contact.id) return
  if (!(await findRecord(ctx, ctx.registry.get('opportunity'), opportunity.id, { action: 'update' }))) return
  const { rows } = await sql`select 1 from contact_role where opportunity_id = ${opportunity.id} and contact_id = ${contact.id}
    and deleted_at is null`.execute(ctx.tx)
  if (rows.length === 0) await insertRecords(ctx, 'contact_role', [{ opportunity_id: opportunity.id, contact_id: contact.id }])
}
