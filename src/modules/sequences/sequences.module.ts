import { sql } from 'kysely'
import type { Consumer, Module } from '../../platform/module.ts'
import type { BulkAction } from '../../platform/object/bulk_action.ts'
import type { Row } from '../../platform/object/list.ts'
import { bulkEnrollInput, type Enrollable, enrollMany, findSequence } from './enroll.ts'
import { type Enrollment, enrollment } from './enrollment.object.ts'
import { followFailedMail, followInbound, mailStillWanted } from './follow_answers.ts'
import { followChanges } from './follow_people.ts'
import { sendStepsJob, sendStepsSchedule } from './send_steps.ts'
import { sequence } from './sequence.object.ts'
import { sequenceRoutes } from './sequence.routes.ts'
import { sequenceChecks } from './sequence_checks.ts'
import { takeBack } from './stop.ts'
import { unsubscribe } from './unsubscribe.object.ts'
import { followUnsubscribe } from './unsubscribe.ts'

/** The bulk bar's "Enrol": whoever cannot be enrolled is skipped and named. */
const enrollBulk = (object: Enrollable): BulkAction => ({
  object,
  name: 'enroll',
  label: 'Enrolled',
  run: async (batch, ids, input) => {
    const chosen = await findSequence(batch, { id: bulkEnrollInput(input.sequence_id) })
    const { rows } =
      await sql<Row>`select t.* from ${sql.table(object)} t where t.id = any(${ids}::uuid[]) order by t.id for update`.execute(batch.tx)
    const names = new Map(rows.map(row => [row.id, String(row.name)]))
    const { skipped } = await enrollMany(batch, chosen, object, rows)
    return skipped.map(({ id, reason }) => ({ id, name: names.get(id) ?? '', reason }))
  },
})

/** An enrolment that was undone has nothing in the outbox any more. */
const undoneEnrollment: Consumer = {
  name: 'sequence_undone',
  objects: ['enrollment'],
  consume: async (entries, ctx) => {
    const undone = entries
      .filter(entry => entry.kind === 'enrollment.undone' && entry.changes.deleted_at?.[1])
      .map(entry => entry.record_id)
    if (undone.length === 0) return
    const { rows } = await sql<Enrollment>`select * from enrollment where id = any(${undone}::uuid[]) and deleted_at is not null
      order by id for update`.execute(ctx.tx)
    await takeBack(ctx, rows)
  },
}

export const sequences: Module = {
  name: 'sequences',
  objects: [sequence, enrollment, unsubscribe],
  derivations: [sequenceChecks, mailStillWanted],
  consequences: [...followChanges, followInbound, followFailedMail, followUnsubscribe],
  consumers: [undoneEnrollment],
  jobs: [sendStepsJob],
  schedules: [sendStepsSchedule],
  routes: sequenceRoutes,
  bulkActions: [enrollBulk('lead'), enrollBulk('contact')],
}
