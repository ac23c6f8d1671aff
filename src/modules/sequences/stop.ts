import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { deleteRecords, loadFor, updateRecords } from '../../platform/object/write.ts'
import { notFound, refuse } from '../../platform/refuse.ts'
import { withdrawMails } from '../notifications/withdraw_mails.ts'
import type { Enrollment, StopReason } from './enrollment.object.ts'
import { sentStepsOf } from './steps.rule.ts'

/** Who may change the person's record may take them out of a sequence; loads and locks both, the person first. */
export async function loadEnrollment(ctx: Context, id: string): Promise<{ enrollment: Enrollment; person: Row; object: string }> {
  const seen = await findRecord(ctx, ctx.registry.get('enrollment'), id)
  const object = seen?.record_object
  if (!seen || seen.deleted_at !== null || typeof object !== 'string') throw notFound()
  const type = ctx.registry.get(object)
  demand(ctx.actor, type, 'update')
  const person = await loadFor(ctx, type, String(seen.record_id), 'update', { deleted: true })
  const { rows } = await sql<Enrollment>`select * from enrollment where id = ${id} for update`.execute(ctx.tx)
  const [enrollment] = rows
  if (!enrollment) throw notFound()
  return { enrollment, person, object }
}

/** Ends somebody's way through a sequence by hand; it can be undone. */
export async function stop(ctx: Context, id: string): Promise<{ enrollment: Row; batch_id: string }> {
  const { enrollment } = await loadEnrollment(ctx, id)
  if (enrollment.state !== 'active' && enrollment.state !== 'held') throw refuse('enrollment.ended', 'It has ended already.')
  const batch = await openBatch(ctx, 'enrollment.stop', `Stopped the sequence for ${enrollment.name}`)
  const name = ctx.actor.user?.name ?? 'The program'
  const [row] = await stopMany(batch, [{ id, reason: 'by_hand', note: `${name} stopped it.` }])
  return { enrollment: row ?? { ...enrollment }, batch_id: batch.batchId }
}

export interface Stop {
  id: string
  reason: StopReason
  note: string
  /** Further values that go with it. */
  changes?: Record<string, unknown>
}

/**
 * Stops those of these enrolments that still go on, and takes back what they have in the outbox but not sent. Whoever sends one of
 * their mails right now is waited for, so a stop wins over a mail that is due in the same minute.
 */
export async function stopMany(ctx: Context, stops: readonly Stop[]): Promise<Row[]> {
  if (stops.length === 0) return []
  const wanted = new Map(stops.map(one => [one.id, one]))
  const { rows: open } = await sql<Enrollment>`select * from enrollment where id = any(${[...wanted.keys()]}::uuid[])
    and state in ('active', 'held') and deleted_at is null order by id for update`.execute(ctx.tx)
  await takeBack(ctx, open)
  return updateRecords(
    ctx,
    'enrollment',
    open.map(({ id }) => {
      const { reason, note, changes } = wanted.get(id) ?? { reason: 'by_hand' as const, note: '' }
      return { id, changes: { state: 'stopped', stopped_reason: reason, note, ...changes } }
    }),
    { kind: 'stopped' },
  )
}

interface Withdrawn {
  mail_id: string
  enrollment_id: string
  step: string
  activity_id: string
  message_id: string
}

/** Mails that wait in the outbox are not sent, leave the timeline, and count as not sent. */
export async function takeBack(ctx: Context, enrollments: readonly Enrollment[]): Promise<void> {
  const sent = enrollments.filter(one => Number(one.sent) > 0)
  if (sent.length === 0) return
  const { rows } = await sql<Withdrawn>`select s.* from sequence_mail s join mail m on m.id = s.mail_id
    where s.enrollment_id = any(${sent.map(one => one.id)}::uuid[]) and m.state = 'waiting'`.execute(ctx.tx)
  const ids = new Set(
    await withdrawMails(
      ctx,
      rows.map(row => row.mail_id),
    ),
  )
  const gone = rows.filter(row => ids.has(row.mail_id))
  if (gone.length === 0) return
  // No part of what may be undone: a mail that was taken back does not go out after all.
  const alone = { ...ctx, batchId: null }
  await deleteRecords(
    alone,
    'activity',
    gone.map(row => row.activity_id),
  )
  await deleteRecords(
    alone,
    'message',
    gone.map(row => row.message_id),
  )
  await sql`delete from sequence_mail where mail_id = any(${[...ids]}::uuid[])`.execute(ctx.tx)
  const steps = Map.groupBy(gone, row => row.enrollment_id)
  await updateRecords(
    alone,
    'enrollment',
    sent.flatMap(one => {
      const back = (steps.get(one.id) ?? []).map(row => row.step)
      if (back.length === 0) return []
      const sent_steps = sentStepsOf(one.sent_steps).filter(step => !back.includes(step))
      return [{ id: one.id, changes: { sent_steps, sent: sent_steps.length, next_at: ctx.now } }]
    }),
    { kind: 'withdrawn' },
  )
}
