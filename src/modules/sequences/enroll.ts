import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { insertRecords, loadFor, stampedParents } from '../../platform/object/write.ts'
import { invalid, notFound, refuse } from '../../platform/refuse.ts'
import { companyDomain } from '../enrichment/email_domain.rule.ts'
import { type Refused, type Standing, whyNoMail } from './enrollable.rule.ts'
import { personCalendar } from './person_calendar.ts'
import type { Sequence } from './sequence.object.ts'
import { selfServe } from './sequences_settings.ts'
import { standings } from './standing.queries.ts'
import { nextStep, stepsOf, stepTime, stopOnOf } from './steps.rule.ts'

export const enrollable = ['lead', 'contact'] as const
export type Enrollable = (typeof enrollable)[number]
export const enrollInput = z.strictObject({ object: z.enum(enrollable), record_id: z.uuid() })

/** What ends a way before it begins is kept when the program enrolled somebody, so that the page can say why nothing goes out. */
interface Options {
  keepRefused?: boolean
}
export interface Enrolled {
  enrolled: Row[]
  skipped: { id: string; reason: string; code: string }[]
}

export const traits = (sequence: Sequence) => ({
  self_serve: sequence.key === selfServe,
  stops_on_conversion: stopOnOf(sequence.stop_on).conversion,
})

/** Puts one person into a sequence. What speaks against it is said instead (D5). */
export async function enroll(
  ctx: Context,
  input: { object: Enrollable; record_id: string } & ({ sequence_id: string } | { key: string }),
): Promise<{ enrollment: Row; batch_id: string }> {
  const type = ctx.registry.get(input.object)
  demand(ctx.actor, type, 'update')
  const record = await loadFor(ctx, type, input.record_id, 'update')
  const sequence = await findSequence(ctx, 'key' in input ? { key: input.key } : { id: input.sequence_id })
  const batch = await openBatch(ctx, 'sequence.enroll', `Enrolled ${String(record.name)} in ${sequence.name}`)
  const { enrolled, skipped } = await enrollMany(batch, sequence, input.object, [record])
  const [enrollment] = enrolled
  if (!enrollment) throw refuse(`sequence.${skipped[0]?.code ?? 'refused'}`, skipped[0]?.reason ?? 'They could not be enrolled.')
  return { enrollment, batch_id: batch.batchId }
}

export async function findSequence(ctx: Pick<Context, 'tx'>, by: { id: string } | { key: string }): Promise<Sequence> {
  const found = await ctx.tx
    .selectFrom('sequence')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('id' in by ? 'id' : 'key', '=', 'id' in by ? by.id : by.key)
    .executeTakeFirst()
  if (!found) throw notFound('There is no such sequence.')
  return found
}

/** As `enroll`, for records that are loaded and locked: whoever cannot be enrolled is left out, with the reason. */
export async function enrollMany(
  ctx: Context,
  sequence: Sequence,
  object: Enrollable,
  rows: readonly Readonly<Row>[],
  options: Options = {},
): Promise<Enrolled> {
  if (rows.length === 0) return { enrolled: [], skipped: [] }
  const first = nextStep(stepsOf(sequence.steps), [])
  if (!first) throw refuse('sequence.empty', 'This sequence has no mails yet.')
  if (!sequence.active && !options.keepRefused) throw refuse('sequence.paused', 'This sequence is paused.')
  const standing = await standings(ctx, object, rows)
  const before = await earlier(ctx, sequence, rows)
  const skipped: Enrolled['skipped'] = []
  const records: Record<string, unknown>[] = []
  const taken = new Set<string>()
  for (const row of rows) {
    const stands = standing.get(row.id)
    if (!stands) continue
    const refused = alreadyIn(ctx, sequence, row, stands, before, taken) ?? whyNoMail(stands, traits(sequence))
    if (refused && (!options.keepRefused || 'code' in refused)) {
      skipped.push({ id: row.id, reason: refused.sentence, code: 'code' in refused ? refused.code : refused.reason })
      continue
    }
    if (stands.email) taken.add(stands.email)
    const calendar = personCalendar(ctx, row)
    records.push({
      ...stampedParents(object, row),
      name: String(row.name),
      sequence_id: sequence.id,
      email: stands.email,
      domain: companyDomain(stands.email),
      time_zone: calendar.time_zone,
      next_at: stepTime(first, ctx.now, calendar),
      enrolled_by: ctx.actor.user?.id ?? null,
      ...stateOf(refused),
    })
  }
  const enrolled = await insertRecords(ctx, 'enrollment', records, { kind: 'created', detail: { sequence: sequence.name } })
  await sendWhatIsDue(ctx, enrolled)
  return { enrolled, skipped }
}

/** Somebody without an address waits for one; anything else that speaks against it ends it at once. */
export const stateOf = (refused: Refused | null): Record<string, unknown> =>
  refused === null
    ? { state: 'active', stopped_reason: null, note: null }
    : { state: refused.reason === 'no_address' ? 'held' : 'stopped', stopped_reason: refused.reason, note: refused.sentence }

/** The schedule looks once a minute; what is due now need not wait for it. */
export async function sendWhatIsDue(ctx: Context, enrollments: readonly Readonly<Row>[]): Promise<void> {
  if (enrollments.some(one => one.state === 'active' && one.next_at instanceof Date && one.next_at <= ctx.now))
    await enqueue(ctx, 'send_steps', {})
}

interface Earlier {
  /** In the sequence now, by record and by address. */
  records: ReadonlySet<string>
  emails: ReadonlySet<string>
  /** Was ever in it. */
  ever: ReadonlySet<string>
}

async function earlier(ctx: Context, sequence: Sequence, rows: readonly Readonly<Row>[]): Promise<Earlier> {
  const emails = rows.map(row => row.email).filter(email => typeof email === 'string')
  const ids = rows.map(row => row.id)
  const { rows: found } = await sql<{ lead_id: string | null; contact_id: string | null; email: string | null; open: boolean }>`
    select lead_id, contact_id, email, state in ('active', 'held') as open from enrollment
    where sequence_id = ${sequence.id} and (deleted_at is null or sent > 0)
      and (lead_id = any(${ids}::uuid[]) or contact_id = any(${ids}::uuid[]) or email = any(${emails}::text[]))`.execute(ctx.tx)
  const recordsOf = (one: (typeof found)[number]) => [one.lead_id, one.contact_id].filter(id => id !== null)
  const open = found.filter(one => one.open)
  return {
    records: new Set(open.flatMap(recordsOf)),
    emails: new Set(open.map(one => one.email).filter(email => email !== null)),
    ever: new Set(found.flatMap(recordsOf)),
  }
}

function alreadyIn(
  ctx: Context,
  sequence: Sequence,
  row: Readonly<Row>,
  { email }: Standing,
  before: Earlier,
  taken: ReadonlySet<string>,
): { code: string; sentence: string } | null {
  if (before.records.has(row.id)) return { code: 'already_in', sentence: 'They are in this sequence already.' }
  if (email && (before.emails.has(email) || taken.has(email)))
    return { code: 'already_in', sentence: `${email} is in this sequence already, through another record.` }
  // D5: once for each lead; only RevOps begins it anew, by hand.
  if (sequence.key === selfServe && before.ever.has(row.id) && !ctx.actor.rights.settings)
    return { code: 'once_only', sentence: 'The self-serve flow has run for this lead already; RevOps can enrol it again.' }
  return null
}

export const bulkEnrollInput = (value: unknown): string => {
  const parsed = z.uuid().safeParse(value)
  if (!parsed.success) throw invalid([{ field: 'sequence_id', code: 'required', message: 'Say which sequence: “sequence_id”.' }])
  return parsed.data
}
