import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { newId } from '../../../platform/id.ts'
import type { Row } from '../../../platform/object/list.ts'
import { insertRecords, updateRecords } from '../../../platform/object/write.ts'
import { registrableDomain } from '../../enrichment/email_domain.rule.ts'
import { enrichLead, type Hand, type Provenance } from '../../enrichment/enrich_lead.rule.ts'
import { fileActivities, type IntakeActivity } from '../file_activity.ts'
import { openStatuses } from '../status.rule.ts'
import { announceLeads, announceRepeats } from './announce.ts'
import { assignNewLeads } from './assign_new_lead.ts'
import { checkLeadValues } from './lead_values.ts'
import { FORM_SOURCES } from './returning.rule.ts'

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
  /** One of very many that somebody brings in at once: nobody is told of each. */
  untold?: boolean
}

export interface IntakeResult {
  lead_id: string
  outcome: 'created' | 'duplicate'
  reason: string
  rule: string
}

/** The one door for every lead, for one: as `intakeMany`. */
export async function intake(ctx: Context, given: Intake): Promise<IntakeResult> {
  const [result] = await intakeMany(ctx, [given])
  if (!result) throw new Error('Nothing was taken in')
  return result
}

/**
 * The one door for every lead, whatever the channel (B2, B3, B7, B9, B11): normalise → deduplicate (C1) → enrich (C4) →
 * score (C2, by derivation) → assign (C3) → notify, set-based and in the caller's transaction, as if one came after the other. Never
 * loses a value: what a field refuses stays in `submitted`.
 */
export async function intakeMany(ctx: Context, given: readonly Intake[]): Promise<IntakeResult[]> {
  const arrivals = given.map(one => understand(ctx, one))
  await lockPeople(ctx, arrivals)
  const turns = inTurns(arrivals)
  for (const [index, turn] of turns.entries())
    for (let rest = turn; rest.length > 0; ) rest = await takeIn(ctx, rest, { moreFollow: index < turns.length - 1 })
  return arrivals.map(({ result }) => {
    if (!result) throw new Error('A lead was passed over')
    return result
  })
}

/** One person who got in touch, as the rules see them. */
interface Arrival {
  given: Intake
  known: Record<string, unknown>
  submitted: { label: string; value: string }[]
  provenance: Provenance
  email: string | null
  domain: string | null
  /** In lower case; with the domain it tells one person from another (C1). */
  name: string
  result?: IntakeResult
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function understand(ctx: Context, given: Intake): Arrival {
  const { values, leftOver } = checkLeadValues(ctx, given.values)
  const { values: enriched, provenance } = enrichLead(values, given.hand ?? {})
  const known: Record<string, unknown> = { ...values, ...enriched }
  known.name = text(known.name) ?? known.email ?? known.company ?? 'Unknown person'
  const domain = text(known.domain)
  return {
    given,
    known,
    submitted: [...(given.submitted ?? []), ...leftOver],
    provenance,
    email: text(known.email),
    domain: domain && (registrableDomain(domain) ?? domain.toLowerCase()),
    name: String(known.name).trim().toLowerCase(),
  }
}

/** What identifies the person: two inputs about one person at once must not make two leads. */
const personKeys = ({ email, domain, name }: Arrival): string[] => [
  ...(email ? [`email:${email}`] : []),
  ...(domain ? [`name:${name}@${domain}`] : []),
]

async function lockPeople(ctx: Context, arrivals: readonly Arrival[]): Promise<void> {
  // Two people of one company at once: the second must see the first, or it could not return to the same owner (C3).
  const keys = [...new Set(arrivals.flatMap(one => [...personKeys(one), ...(one.domain ? [`domain:${one.domain}`] : [])]))]
  if (keys.length === 0) return
  // In the order of the keys, so that two intakes with several keys in common never wait for each other in a circle.
  await sql`insert into intake_lock (key) select key from unnest(${keys}::text[]) as key order by key
    on conflict (key) do update set key = excluded.key`.execute(ctx.tx)
}

/**
 * Puts whoever must see another one of the same batch into a later turn: the same person, and a form lead of the same company, which
 * returns to the owner of the one before (C3).
 */
function inTurns(arrivals: readonly Arrival[]): Arrival[][] {
  const lastTurn = new Map<string, number>()
  const turns: Arrival[][] = []
  for (const arrival of arrivals) {
    const { domain, given } = arrival
    const returns = FORM_SOURCES.includes(given.source) && given.owner_id === undefined
    const waitsFor = [...personKeys(arrival), ...(domain && returns ? [domain] : [])]
    const turn = Math.max(0, ...waitsFor.map(key => (lastTurn.get(key) ?? -1) + 1))
    for (const key of [...personKeys(arrival), ...(domain ? [domain] : [])]) lastTurn.set(key, Math.max(turn, lastTurn.get(key) ?? 0))
    turns[turn] = [...(turns[turn] ?? []), arrival]
  }
  return turns
}

interface Found {
  arrival: Arrival
  lead_id: string | null
  by: 'email' | 'name and company'
  contact_id: string | null
  account_id: string | null
}

/** Takes in people who do not depend on each other. Answers those who turned out to be the same open lead as another of them. */
async function takeIn(ctx: Context, arrivals: readonly Arrival[], options: { moreFollow: boolean }): Promise<Arrival[]> {
  const found = await findKnown(ctx, arrivals)
  const repeated = new Map<string, Found>()
  const again: Arrival[] = []
  for (const one of found) {
    if (one.lead_id === null) continue
    if (repeated.has(one.lead_id)) again.push(one.arrival)
    else repeated.set(one.lead_id, one)
  }
  await fileOnExisting(ctx, repeated)
  await create(
    ctx,
    found.filter(one => one.lead_id === null),
    { moreFollow: options.moreFollow || again.length > 0 },
  )
  return again
}

/**
 * The open lead of the same person, by mail address, then by name and company domain; free-mail domains are no company (C1). And the
 * contact and account that they belong to.
 */
async function findKnown(ctx: Context, arrivals: readonly Arrival[]): Promise<Found[]> {
  const open = sql`status = any(${openStatuses}) and deleted_at is null order by created_at desc limit 1`
  const { rows } = await sql<Omit<Found, 'arrival'>>`select coalesce(by_email.id, by_name.id) as lead_id, contact_id, account_id,
      case when by_email.id is not null then 'email' else 'name and company' end as by
    from unnest(${arrivals.map(one => one.email)}::text[], ${arrivals.map(one => one.name)}::text[], ${arrivals.map(one => one.domain)}::text[],
      ${arrivals.map(one => one.given.anyway === true)}::boolean[]) with ordinality as a(email, name, domain, anyway, n)
    left join lateral (select id from lead where not a.anyway and lead.email = a.email and ${open}) by_email on true
    left join lateral (select id from lead where not a.anyway and by_email.id is null and lead.domain = a.domain and lower(lead.name) = a.name and ${open}) by_name on true
    left join contact_email on contact_email.email = a.email left join account_domain on account_domain.domain = a.domain
    order by a.n`.execute(ctx.tx)
  return arrivals.flatMap((arrival, index) => {
    const row = rows[index]
    return row ? [{ ...row, arrival }] : []
  })
}

async function create(ctx: Context, found: readonly Found[], options: { moreFollow: boolean }): Promise<void> {
  const unowned = found.filter(({ arrival }) => arrival.given.owner_id === undefined)
  const decided = await assignNewLeads(
    ctx,
    unowned.map(({ arrival: { known, domain, given } }) => ({ ...known, domain, source: given.source })),
    options,
  )
  const byHand = { territory_id: null, reason: 'Given by hand.', steps: [], via: 'by_hand' as const }
  const made = found.map(one => {
    const { owner_id } = one.arrival.given
    const assignment = decided[unowned.indexOf(one)] ?? { ...byHand, owner_id: owner_id ?? null }
    return { ...one, assignment, id: one.arrival.given.inbound_id ?? newId() }
  })
  const details = new Map(made.map(({ id, assignment, arrival }) => [id, { assignment, forwarded_by: arrival.given.forwarded_by ?? null }]))
  const leads = await insertRecords(
    ctx,
    'lead',
    made.map(({ id, arrival: { known, given, submitted, provenance }, assignment, contact_id, account_id }) => ({
      ...known,
      id,
      source: given.source,
      contact_id,
      account_id: given.account_id ?? account_id,
      self_serve_no_interaction: given.self_serve_no_interaction ?? false,
      provenance,
      submitted: submitted.length > 0 ? submitted : null,
      owner_id: assignment.owner_id,
      territory_id: assignment.territory_id,
      assigned_at: assignment.owner_id ? ctx.now : null,
      assignment_reason: assignment.reason,
      assignment_steps: assignment.steps,
    })),
    { detail: row => details.get(row.id) ?? {} },
  )
  const arrived = leads.flatMap((lead, index) => {
    const one = made[index]
    return one ? [{ lead, ...one.arrival, assignment: one.assignment, arrival: one.arrival }] : []
  })
  await fileActivities(
    ctx,
    arrived.flatMap(({ lead, given }) => (given.activity ? [{ on: lead, activity: given.activity }] : [])),
  )
  await announceLeads(
    ctx,
    arrived
      .filter(({ given }) => !given.untold)
      .map(({ lead, given, submitted }) => ({ lead, submitted, sales: FORM_SOURCES.includes(given.source) })),
  )
  for (const { arrival, lead, given, assignment } of arrived)
    arrival.result = {
      lead_id: lead.id,
      outcome: 'created',
      rule: `lead.${given.source}`,
      reason: `A new lead. ${assignment.reason}`,
    }
}

/** The person is an open lead already: what is new fills what was not known, everything goes on its timeline, its owner hears. */
async function fileOnExisting(ctx: Context, repeated: ReadonlyMap<string, Found>): Promise<void> {
  if (repeated.size === 0) return
  const { rows: leads } = await sql<Row>`select * from lead where id = any(${[...repeated.keys()]}::uuid[]) order by id for update`.execute(
    ctx.tx,
  )
  const updates = leads.map(lead => {
    const { known = {}, submitted = [] } = repeated.get(lead.id)?.arrival ?? {}
    const fresh = Object.entries(known).filter(
      ([name, value]) => name in lead && (lead[name] === null || lead[name] === false) && value !== null && value !== undefined,
    )
    return { id: lead.id, changes: { ...Object.fromEntries(fresh), ...(submitted.length > 0 ? { submitted } : {}) } }
  })
  const rows = await updateRecords(ctx, 'lead', updates, { kind: 'repeated', detail: row => ({ by: repeated.get(row.id)?.by }) })
  await fileActivities(
    ctx,
    rows.flatMap(on => {
      const activity = repeated.get(on.id)?.arrival.given.activity
      return activity ? [{ on, activity }] : []
    }),
  )
  await announceRepeats(ctx, rows)
  for (const { lead_id, by, arrival } of repeated.values())
    arrival.result = {
      lead_id: lead_id ?? '',
      outcome: 'duplicate',
      rule: 'lead.duplicate',
      reason: `The same person by ${by} is an open lead already; this was added to it.`,
    }
}
