import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { enrichLead, type Hand } from '../enrichment/enrich_lead.rule.ts'
import { announceLead, announceRepeat } from './announce.ts'
import { assignNewLead } from './assign_new_lead.ts'
import { fileActivity, type IntakeActivity } from './file_activity.ts'
import { checkLeadValues } from './lead_values.ts'
import { openStatuses } from './status.rule.ts'

/** What a channel hands over: everything it understood of a person who got in touch. */
export interface Intake {
  /** The inbound it comes from; the new lead takes over its id, so one id leads through. */
  inbound_id?: string
  source: string
  /** Lead fields by their API name, in any spelling a person may use; what is not valid is kept in `submitted`. */
  values: Record<string, unknown>
  /** Everything as it was submitted, shown on the lead. */
  submitted?: { label: string; value: string }[]
  /** What goes on the timeline. */
  activity?: IntakeActivity
  /** Further hints for enrichment: the signature of a mail, the sign-up data of an event. */
  hand?: Hand
  forwarded_by?: string
  /** Set when a person decided: assignment by rule is left out. */
  owner_id?: string
  /** Fields about the work on it, given by the same person. */
  account_id?: string | null
  self_serve_no_interaction?: boolean
  /** A person made it by hand and was warned of duplicates already. */
  anyway?: boolean
}

export interface IntakeResult {
  lead_id: string
  outcome: 'created' | 'duplicate'
  reason: string
  rule: string
}

/**
 * The one door for every lead, whatever the channel (B2, B3, B7, B9, B11): normalise → deduplicate (C1) → enrich (C4) →
 * score (C2, by derivation) → assign (C3) → notify, in the caller's transaction. Never loses a value: what a field refuses stays
 * in `submitted`.
 */
export async function intake(ctx: Context, given: Intake): Promise<IntakeResult> {
  const { values, leftOver } = checkLeadValues(ctx, given.values)
  const submitted = [...(given.submitted ?? []), ...leftOver]
  const { values: enriched, provenance } = enrichLead(values, given.hand ?? {})
  const known: Record<string, unknown> = { ...values, ...enriched }
  if (typeof known.name !== 'string' || known.name === '') known.name = known.email ?? known.company ?? 'Unknown person'

  await lockPerson(ctx, known)
  const existing = given.anyway ? null : await findOpenLead(ctx, known)
  if (existing) return fileOnExisting(ctx, existing, known, given, submitted)

  const id = given.inbound_id ?? newId()
  const contactId = await findContact(ctx, known.email)
  const accountId = await findAccount(ctx, known)
  const assignment = given.owner_id
    ? { owner_id: given.owner_id, territory_id: null, reason: 'Given by hand.', steps: [], via: 'by_hand' as const }
    : await assignNewLead(ctx, { ...known, source: given.source })
  const [lead] = await insertRecords(
    ctx,
    'lead',
    [
      {
        ...known,
        id,
        source: given.source,
        contact_id: contactId,
        account_id: given.account_id ?? accountId,
        self_serve_no_interaction: given.self_serve_no_interaction ?? false,
        provenance,
        submitted: submitted.length > 0 ? submitted : null,
        owner_id: assignment.owner_id,
        territory_id: assignment.territory_id,
        assigned_at: assignment.owner_id ? ctx.now : null,
        assignment_reason: assignment.reason,
        assignment_steps: assignment.steps,
      },
    ],
    { detail: { assignment, forwarded_by: given.forwarded_by ?? null } },
  )
  if (!lead) throw new Error('The lead was not inserted')
  if (given.activity) await fileActivity(ctx, lead, given.activity)
  await announceLead(ctx, lead, { sales: given.source === 'contact_form' || given.source === 'demo_booking', submitted })
  return { lead_id: id, outcome: 'created', rule: `lead.${given.source}`, reason: `A new lead. ${assignment.reason}` }
}

/** Keys that identify the person: two inputs about one person at once must not make two leads. */
const personKeys = (known: Record<string, unknown>): string[] => {
  const keys: string[] = []
  // Two people of one company at once: the second must see the first, or it could not return to the same owner (C3).
  if (typeof known.domain === 'string' && known.domain !== '') keys.push(`domain:${known.domain}`)
  if (typeof known.email === 'string') keys.push(`email:${known.email}`)
  const key = nameKey(known)
  if (key) keys.push(`name:${key}`)
  return keys.sort()
}

const nameKey = (known: Record<string, unknown>): string | null =>
  typeof known.name === 'string' && typeof known.domain === 'string' && known.domain !== ''
    ? `${known.name.trim().toLowerCase()}@${known.domain}`
    : null

async function lockPerson(ctx: Context, known: Record<string, unknown>): Promise<void> {
  const keys = personKeys(known)
  if (keys.length === 0) return
  // In the order of the keys, so that two intakes with several keys in common never wait for each other in a circle.
  await sql`insert into intake_lock (key) select key from unnest(${keys}::text[]) as key order by key
    on conflict (key) do update set key = excluded.key`.execute(ctx.tx)
}
interface OpenLead {
  id: string
  by: 'email' | 'name and company'
}

/** The open lead of the same person: by mail address, then by name and company domain; free-mail domains are no company (C1). */
async function findOpenLead(ctx: Context, known: Record<string, unknown>): Promise<OpenLead | null> {
  if (typeof known.email === 'string') {
    const { rows } = await sql<{
      id: string
    }>`select id from lead where email = ${known.email} and status = any(${openStatuses}) and deleted_at is null
      order by created_at desc limit 1`.execute(ctx.tx)
    if (rows[0]) return { id: rows[0].id, by: 'email' }
  }
  const name = typeof known.name === 'string' ? known.name.trim().toLowerCase() : ''
  if (name === '' || typeof known.domain !== 'string' || known.domain === '') return null
  const { rows } = await sql<{ id: string }>`select id from lead where domain = ${known.domain} and lower(name) = ${name}
    and status = any(${openStatuses}) and deleted_at is null order by created_at desc limit 1`.execute(ctx.tx)
  return rows[0] ? { id: rows[0].id, by: 'name and company' } : null
}

async function findContact(ctx: Context, email: unknown): Promise<string | null> {
  if (typeof email !== 'string') return null
  const found = await ctx.tx.selectFrom('contact_email').select('contact_id').where('email', '=', email).executeTakeFirst()
  return found?.contact_id ?? null
}

async function findAccount(ctx: Context, known: Record<string, unknown>): Promise<string | null> {
  if (typeof known.domain !== 'string') return null
  const found = await ctx.tx.selectFrom('account_domain').select('account_id').where('domain', '=', known.domain).executeTakeFirst()
  return found?.account_id ?? null
}

/** The person is an open lead already: what is new fills what was not known, everything goes on its timeline, its owner hears. */
async function fileOnExisting(
  ctx: Context,
  existing: OpenLead,
  known: Record<string, unknown>,
  given: Intake,
  submitted: { label: string; value: string }[],
): Promise<IntakeResult> {
  const lead = await ctx.tx.selectFrom('lead').selectAll().where('id', '=', existing.id).executeTakeFirstOrThrow()
  const before: Record<string, unknown> = { ...lead }
  const fresh = Object.entries(known).filter(
    ([name, value]) => name in before && (before[name] === null || before[name] === false) && value !== null && value !== undefined,
  )
  const changes: Record<string, unknown> = Object.fromEntries(fresh)
  if (submitted.length > 0) changes.submitted = submitted
  const [row] = await updateRecords(ctx, 'lead', [{ id: existing.id, changes }], { kind: 'repeated', detail: { by: existing.by } })
  if (given.activity) await fileActivity(ctx, row ?? lead, given.activity)
  await announceRepeat(ctx, row ?? lead)
  return {
    lead_id: existing.id,
    outcome: 'duplicate',
    rule: 'lead.duplicate',
    reason: `The same person by ${existing.by} is an open lead already; this was added to it.`,
  }
}
