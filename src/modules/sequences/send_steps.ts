import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import type { Job, Schedule } from '../../platform/module.ts'
import type { Row } from '../../platform/object/list.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { fileMessages } from '../inbox/file_message.ts'
import { fileActivities } from '../leads/file_activity.ts'
import { notifyAll } from '../notifications/notify.ts'
import { isOfOurDomain, messageIdOf, queueMails } from '../notifications/queue_mail.ts'
import { atOnce, nextDue, takeDue, takeFilled } from './due_enrollments.queries.ts'
import { type Enrollable, stateOf, traits } from './enroll.ts'
import { type Refused, whyNoMail } from './enrollable.rule.ts'
import type { Enrollment } from './enrollment.object.ts'
import { type Letter, letterOf } from './letter.rule.ts'
import { type MergeValues, mergeValues } from './merge_values.queries.ts'
import { personCalendar } from './person_calendar.ts'
import type { Sequence } from './sequence.object.ts'
import { sequencesSetting } from './sequences_settings.ts'
import { standings } from './standing.queries.ts'
import { nextStep, type Step, sentStepsOf, stepsOf, stepTime } from './steps.rule.ts'
import { unsubscribeUrl } from './unsubscribe_link.ts'

/** So long a mail lies in the outbox before it goes: time to take the box back, and for an answer that came in the same moment. */
const grace = 10_000

/**
 * Sends the mails of sequences that are due (D5). Everything that could stop one is looked at here, and the mail is written in the
 * transaction that moves its enrolment on: sent once or not at all, however often this runs or is killed.
 */
export async function sendSteps(ctx: Context): Promise<number> {
  const due = [...(await takeDue(ctx)), ...(await takeFilled(ctx))]
  if (due.length === 0) return 0
  const sequences = await sequencesOf(ctx, due)
  const letters: Sendable[] = []
  const others: { id: string; changes: Record<string, unknown> }[] = []
  const held: { enrollment: Enrollment; owner: string | null; sentence: string }[] = []
  for (const object of ['lead', 'contact'] as const) {
    const some = due.filter(one => one.record_object === object)
    const people = await peopleOf(ctx, object, some)
    const rows = [...people.values()]
    const [standing, values] = [await standings(ctx, object, rows), await mergeValues(ctx, object, rows)]
    for (const enrollment of some) {
      const person = people.get(enrollment.record_id ?? '')
      const sequence = sequences.get(enrollment.sequence_id)
      const [stands, merge] = [standing.get(person?.id ?? ''), values.get(person?.id ?? '')]
      if (!person || !sequence || !stands || !merge) {
        others.push({ id: enrollment.id, changes: stateOf({ reason: 'deleted', sentence: 'The record is gone.' }) })
        continue
      }
      const step = nextStep(stepsOf(sequence.steps), sentStepsOf(enrollment.sent_steps))
      if (!step) {
        others.push({ id: enrollment.id, changes: { state: 'finished', next_at: null } })
        continue
      }
      const letter = letterOf(step, ctx.settings.get(sequencesSetting).footer, unsubscribeUrl(ctx, enrollment.id), merge.fill)
      const refused = whyNoMail(stands, traits(sequence)) ?? missingIn(letter, step)
      if (refused) {
        const state = refused.reason === 'missing_fields' ? { ...stateOf(refused), state: 'held' } : stateOf(refused)
        others.push({ id: enrollment.id, changes: state })
        // Who waited already was told of.
        if (state.state === 'held' && enrollment.state !== 'held')
          held.push({ enrollment, owner: ownerOf(person), sentence: refused.sentence })
        continue
      }
      letters.push({ enrollment, sequence, step, letter, person, object, email: stands.email ?? '', owner: merge.owner })
    }
  }
  await updateRecords(ctx, 'enrollment', others, { kind: 'held' })
  await lookedAt(ctx, due)
  await tell(ctx, held)
  await sendLetters(ctx, letters)
  return due.length
}

/** What still waits is looked at again when its person is changed again. */
async function lookedAt(ctx: Context, due: readonly Enrollment[]): Promise<void> {
  const ids = due.filter(one => one.state === 'held').map(one => one.id)
  if (ids.length === 0) return
  await sql`update enrollment set updated_at = ${ctx.now} where id = any(${ids}::uuid[]) and updated_at < ${ctx.now}`.execute(ctx.tx)
}

interface Sendable {
  enrollment: Enrollment
  sequence: Sequence
  step: Step
  letter: Letter
  person: Row
  object: Enrollable
  email: string
  owner: MergeValues['owner']
}

const ownerOf = (person: Row): string | null => (typeof person.owner_id === 'string' ? person.owner_id : null)

const missingIn = (letter: Letter, step: Step): Refused | null =>
  letter.missing.length === 0
    ? null
    : {
        reason: 'missing_fields',
        sentence: `“${step.subject}” needs ${letter.missing.join(', ')}, which ${letter.missing.length === 1 ? 'is' : 'are'} not known here.`,
      }

async function sequencesOf(ctx: Context, due: readonly Enrollment[]): Promise<Map<string, Sequence>> {
  const ids = [...new Set(due.map(one => one.sequence_id))]
  const rows = await ctx.tx.selectFrom('sequence').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row]))
}

async function peopleOf(ctx: Context, object: Enrollable, due: readonly Enrollment[]): Promise<Map<string, Row>> {
  if (due.length === 0) return new Map()
  const { rows } =
    await sql<Row>`select t.* from ${sql.table(object)} t where t.id = any(${due.map(one => one.record_id)}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(row => [row.id, row]))
}

/** Each owner hears of it once, however many of their people wait. */
async function tell(ctx: Context, held: readonly { enrollment: Enrollment; owner: string | null; sentence: string }[]): Promise<void> {
  const byOwner = Map.groupBy(held, one => one.owner)
  await notifyAll(
    ctx,
    [...byOwner].flatMap(([owner, waiting]) => {
      const [first] = waiting
      if (owner === null || !first) return []
      const more = waiting.length > 1 ? ` And ${waiting.length - 1} more.` : ''
      const { record_object, record_id, name } = first.enrollment
      return [
        {
          user_id: owner,
          kind: 'sequence',
          text: `The sequence waits for ${name}: ${first.sentence}${more}`,
          ...(record_object && record_id ? { object: record_object, record_id } : {}),
        },
      ]
    }),
  )
}

/** Where answers are to go: a shared address that takes mail in here, so that they stop the sequence. */
async function replyAddress(ctx: Context): Promise<{ id: string; address: string } | null> {
  const { rows } = await sql<{ id: string; address: string }>`select id, address from address where deleted_at is null
    order by array_position(array['sales', 'event', 'general'], purpose), created_at, id limit 1`.execute(ctx.tx)
  return rows[0] ?? null
}

async function sendLetters(ctx: Context, letters: readonly Sendable[]): Promise<void> {
  if (letters.length === 0) return
  const reply = await replyAddress(ctx)
  const fromName = (one: Sendable) => one.owner?.name ?? ctx.settings.get(workspaceSetting).name
  const mails = await queueMails(
    ctx,
    letters.map(one => {
      const url = unsubscribeUrl(ctx, one.enrollment.id)
      return {
        to: one.email,
        subject: one.letter.subject,
        text: one.letter.text,
        html: one.letter.html,
        from_name: fromName(one),
        from_address: reply && isOfOurDomain(ctx, reply.address) ? reply.address : undefined,
        reply_to: reply ? `"${fromName(one).replace(/["\\]/g, '')}" <${reply.address}>` : undefined,
        headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
        send_at: new Date(ctx.now.getTime() + grace),
      }
    }),
  )
  const sent = letters.flatMap((one, index) => {
    const mail = mails[index]
    return mail ? [{ ...one, mail }] : []
  })
  const from = (one: Sendable) => ({ name: fromName(one), address: reply?.address ?? '' })
  const filed = await fileMessages(
    ctx,
    sent.map(one => ({
      conversation_id: one.enrollment.conversation_id,
      inbound_id: null,
      message_key: messageIdOf(ctx, one.mail.id),
      direction: 'out',
      user_id: null,
      from: from(one),
      to: [one.email],
      cc: [],
      subject: one.letter.subject,
      sent_at: ctx.now,
      text: one.letter.text,
      html: one.letter.html,
      new_text: one.letter.text,
      address_id: reply?.id ?? null,
      lead_id: one.enrollment.lead_id,
      contact_id: one.enrollment.contact_id,
      account_id: one.enrollment.account_id,
      handled_by: null,
      automatic: { owner_id: one.owner?.id ?? null },
    })),
  )
  const activities = await fileActivities(
    ctx,
    sent.map((one, index) => ({
      on: one.person,
      object: one.object,
      activity: {
        kind: 'mail',
        direction: 'out',
        title: one.letter.subject,
        text: one.letter.text,
        message_id: filed[index]?.message_id ?? null,
        detail: {
          automatic: true,
          sequence: one.sequence.name,
          sequence_id: one.sequence.id,
          sender_id: one.owner?.id ?? one.enrollment.enrolled_by,
          from: from(one),
          to: [{ name: one.enrollment.name, address: one.email }],
        },
      },
    })),
  )
  await ctx.tx
    .insertInto('sequence_mail')
    .values(
      sent.map((one, index) => ({
        mail_id: one.mail.id,
        enrollment_id: one.enrollment.id,
        step: one.step.key,
        activity_id: activities[index]?.id ?? '',
        message_id: filed[index]?.message_id ?? '',
      })),
    )
    .execute()
  await updateRecords(
    ctx,
    'enrollment',
    sent.map((one, index) => ({
      id: one.enrollment.id,
      changes: { ...movedOn(ctx, one), conversation_id: filed[index]?.conversation_id },
    })),
    { kind: 'sent' },
  )
}

function movedOn(ctx: Context, { enrollment, sequence, step, person, email }: Sendable): Record<string, unknown> {
  const sent_steps = [...sentStepsOf(enrollment.sent_steps), step.key]
  const next = nextStep(stepsOf(sequence.steps), sent_steps)
  const calendar = personCalendar(ctx, person)
  return {
    email,
    sent_steps,
    sent: sent_steps.length,
    last_sent_at: ctx.now,
    time_zone: calendar.time_zone,
    next_at: next ? stepTime(next, ctx.now, calendar) : null,
    ...(enrollment.state === 'held' ? stateOf(null) : {}),
    ...(next ? {} : { state: 'finished' }),
  }
}

/** Goes on until nothing is due: a step of a hundred is one transaction. */
async function sendOn(ctx: Context): Promise<void> {
  if ((await sendSteps(ctx)) >= atOnce) await enqueue(ctx, 'send_steps', {})
}

export const sendStepsJob: Job = { name: 'send_steps', run: (_payload, ctx) => sendOn(ctx) }
export const sendStepsSchedule: Schedule = {
  name: 'sequences.send',
  minutes: 1,
  next: nextDue,
  run: sendOn,
}
