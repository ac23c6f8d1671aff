import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { Consequence } from '../../../platform/object/derivation.ts'
import type { Row } from '../../../platform/object/list.ts'
import { updateRecords } from '../../../platform/object/write.ts'

/** Somebody wrote to a lead's person, called or met them without changing the lead (C7). */
export const contactWorksOn: Consequence = {
  object: 'activity',
  from: [],
  follow: (changes, ctx) =>
    workedOn(
      ctx,
      changes.flatMap(({ before, after }) => (before === null && isContact(ctx, after) ? [after.lead_id] : [])),
    ),
}

/** Somebody finished a task on a lead (C7). */
export const taskWorksOn: Consequence = {
  object: 'task',
  from: ['done_at'],
  follow: (changes, ctx) =>
    workedOn(
      ctx,
      changes.flatMap(({ after }) => (ctx.actor.user && after.done_at !== null ? [after.lead_id] : [])),
    ),
}

/** A person's outgoing message, call or meeting; what a sequence or a rule sends is none. */
function isContact(ctx: Context, { user_id, kind, direction }: Readonly<Row>): boolean {
  if (ctx.actor.kind === 'system' && user_id === null) return false
  return kind === 'call' || kind === 'meeting' || ((kind === 'mail' || kind === 'slack') && direction === 'out')
}

async function workedOn(ctx: Context, found: readonly unknown[]): Promise<void> {
  const ids = [...new Set(found.filter(id => typeof id === 'string'))]
  if (ids.length === 0) return
  const { rows } = await sql<{ id: string }>`select id from lead where id = any(${ids}::uuid[]) and idle_since < ${ctx.now}
    order by id for update`.execute(ctx.tx)
  await updateRecords(
    ctx,
    'lead',
    rows.map(({ id }) => ({ id, changes: { idle_since: ctx.now } })),
    { kind: 'touched' },
  )
}
