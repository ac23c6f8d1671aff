import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Change, Consequence } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { companyDomain } from '../enrichment/email_domain.rule.ts'
import { openStatuses } from '../leads/status.rule.ts'
import { type Enrollable, enrollMany, sendWhatIsDue, traits } from './enroll.ts'
import { whyNoMail } from './enrollable.rule.ts'
import type { Enrollment } from './enrollment.object.ts'
import type { Sequence } from './sequence.object.ts'
import { selfServe } from './sequences_settings.ts'
import { standings } from './standing.queries.ts'
import { type Stop, stopMany } from './stop.ts'

const ticked = (row: Readonly<Row> | null) => row?.self_serve_no_interaction === true
const open = (row: Readonly<Row>) => row.deleted_at === null && openStatuses.some(status => status === row.status)

/** The box “Self-serve – no interaction” starts the flow, once for each lead; ticked again, it goes on where it was (D5). */
async function startSelfServe(ctx: Context, changes: readonly Change[]): Promise<void> {
  const leads = changes.filter(({ before, after }) => ticked(after) && !ticked(before) && open(after)).map(({ after }) => after)
  if (leads.length === 0) return
  const sequence = await ctx.tx
    .selectFrom('sequence')
    .selectAll()
    .where('key', '=', selfServe)
    .where('active', '=', true)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`jsonb_array_length(steps) > 0`)
    .executeTakeFirst()
  if (!sequence) return
  const before = await ctx.tx
    .selectFrom('enrollment')
    .selectAll()
    .where(
      'lead_id',
      'in',
      leads.map(lead => lead.id),
    )
    .where('sequence_id', '=', sequence.id)
    .where(sql<boolean>`(deleted_at is null or sent > 0)`)
    .execute()
  const goOn = before.filter(one => one.state === 'stopped' && one.stopped_reason === 'box_cleared' && one.deleted_at === null)
  const resumed = await updateRecords(
    ctx,
    'enrollment',
    goOn.map(one => {
      const next_at = one.next_at && one.next_at > ctx.now ? one.next_at : ctx.now
      return { id: one.id, changes: { state: 'active', stopped_reason: null, note: null, next_at } }
    }),
    { kind: 'resumed' },
  )
  await sendWhatIsDue(ctx, resumed)
  const ever = new Set(before.map(one => one.lead_id))
  await enrollMany(
    ctx,
    sequence,
    'lead',
    leads.filter(lead => !ever.has(lead.id)),
    { keepRefused: true },
  )
}

/**
 * What a change of a lead or contact means for the sequences they are in, whichever door it came through: what speaks against a
 * mail stops them, a new address is written to from now on, and whoever waited for one goes on (D5).
 */
async function followPeople(ctx: Context, object: Enrollable, changes: readonly Change[]): Promise<void> {
  const changed = new Map(changes.filter(({ before }) => before !== null).map(({ after }) => [after.id, after]))
  if (changed.size === 0) return
  const { rows: enrollments } =
    await sql<Enrollment>`select * from enrollment where ${sql.ref(`${object}_id`)} = any(${[...changed.keys()]}::uuid[])
    and record_object = ${object} and state in ('active', 'held') and deleted_at is null`.execute(ctx.tx)
  if (enrollments.length === 0) return
  const standing = await standings(ctx, object, [...changed.values()])
  const sequences = await sequencesOf(ctx, enrollments)
  const stops: Stop[] = []
  const moved: { id: string; changes: Record<string, unknown> }[] = []
  for (const one of enrollments) {
    const [stands, sequence] = [standing.get(one.record_id ?? ''), sequences.get(one.sequence_id)]
    if (!stands || !sequence) continue
    const refused = whyNoMail(stands, traits(sequence))
    if (refused && refused.reason !== 'no_address') stops.push({ id: one.id, reason: refused.reason, note: refused.sentence })
    else if (stands.email !== one.email && stands.email !== null) {
      const goesOn = one.state === 'held' && one.stopped_reason === 'no_address'
      const again = goesOn ? { state: 'active', stopped_reason: null, note: null, next_at: ctx.now } : {}
      moved.push({ id: one.id, changes: { email: stands.email, domain: companyDomain(stands.email), ...again } })
    }
  }
  await stopMany(ctx, stops)
  await sendWhatIsDue(ctx, await updateRecords(ctx, 'enrollment', moved, { kind: 'readdressed' }))
}

async function sequencesOf(ctx: Context, enrollments: readonly Enrollment[]): Promise<Map<string, Sequence>> {
  const ids = [...new Set(enrollments.map(one => one.sequence_id))]
  const rows = await ctx.tx.selectFrom('sequence').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row]))
}

const followLeads: Consequence = {
  object: 'lead',
  from: ['self_serve_no_interaction', 'status', 'email', 'deleted_at'],
  follow: async (changes, ctx) => {
    await followPeople(ctx, 'lead', changes)
    await startSelfServe(ctx, changes)
  },
}
const followContacts: Consequence = {
  object: 'contact',
  from: ['do_not_contact', 'email', 'emails', 'deleted_at'],
  follow: async (changes, ctx) => {
    await followPeople(ctx, 'contact', changes)
    await stopUnwanted(
      ctx,
      changes.filter(({ after }) => after.do_not_contact === true).map(({ after }) => after),
    )
  },
}

/** A contact who is not to be contacted is not written to as a lead either. */
async function stopUnwanted(ctx: Context, contacts: readonly Readonly<Row>[]): Promise<void> {
  if (contacts.length === 0) return
  const emails = contacts
    .flatMap(one => [one.email, ...(Array.isArray(one.emails) ? one.emails : [])])
    .filter(one => typeof one === 'string')
  const { rows } = await sql<{ id: string }>`select id from enrollment where email = any(${emails}::text[])
    and state in ('active', 'held') and deleted_at is null`.execute(ctx.tx)
  await stopMany(
    ctx,
    rows.map(({ id }) => ({ id, reason: 'do_not_contact', note: 'They are not to be contacted.' })),
  )
}

export const followChanges: readonly Consequence[] = [followLeads, followContacts]
