import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Change, Consequence } from '../../platform/object/derivation.ts'
import { instantAt } from '../../platform/object/relative_date.rule.ts'
import { insertRecords, stampedParents, updateRecords } from '../../platform/object/write.ts'
import { calendarsOf } from '../working_hours/calendar.queries.ts'

/** Nine in the morning of whoever has the lead. */
const morning = 9 * 60

/**
 * A nurtured lead comes back by a task on its day (D1), through whichever door the status came. Another day or owner moves the task;
 * another status closes it.
 */
export const comeBack: Consequence = {
  object: 'lead',
  from: ['status', 'nurture_until', 'owner_id', 'deleted_at'],
  follow: async (changes, ctx) => {
    const wanted = changes.filter(({ after }) => wants(after))
    const over = changes.flatMap(({ before, after }) => (before?.nurture_task_id && !wants(after) ? [String(before.nurture_task_id)] : []))
    const zones = await calendarsOf(
      ctx,
      wanted.map(({ after }) => ({ owner_id: idOf(after.owner_id), territory_id: idOf(after.territory_id) })),
    )
    const due = new Map(wanted.map(({ after }, index) => [after.id, dueOn(String(after.nurture_until), zones[index]?.time_zone ?? 'UTC')]))
    const open = await openTasks(ctx, [
      ...over,
      ...wanted.flatMap(({ before }) => (before?.nurture_task_id ? [String(before.nurture_task_id)] : [])),
    ])
    const stays = ({ before }: Change) => open.has(String(before?.nurture_task_id))
    await updateRecords(
      ctx,
      'task',
      wanted.filter(stays).map(({ before, after }) => ({
        id: String(before?.nurture_task_id),
        changes: { due_at: due.get(after.id), owner_id: after.owner_id },
      })),
    )
    const fresh = wanted.filter(
      change => !stays(change) && (change.before?.status !== 'nurturing' || !change.before.nurture_task_id || changedDay(change)),
    )
    const tasks = await insertRecords(
      ctx,
      'task',
      fresh.map(({ after }) => ({
        subject: `Come back to ${String(after.name)}`,
        due_at: due.get(after.id),
        owner_id: after.owner_id,
        ...stampedParents('lead', after),
      })),
    )
    await updateRecords(
      ctx,
      'task',
      over.filter(id => open.has(id)).map(id => ({ id, changes: { done_at: ctx.now } })),
      { kind: 'completed' },
    )
    await updateRecords(ctx, 'lead', [
      ...tasks.map(task => ({ id: String(task.record_id), changes: { nurture_task_id: task.id } })),
      ...changes
        .filter(({ before, after }) => before?.nurture_task_id && !wants(after))
        .map(({ after }) => ({ id: after.id, changes: { nurture_task_id: null } })),
    ])
  },
}

const wants = (lead: Readonly<Record<string, unknown>>): boolean =>
  lead.status === 'nurturing' && typeof lead.nurture_until === 'string' && lead.deleted_at === null

const changedDay = ({ before, after }: Change): boolean => before?.nurture_until !== after.nurture_until
const idOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const dueOn = (date: string, timeZone: string): Date => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return instantAt(year, month - 1, day, morning, timeZone)
}

async function openTasks(ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{
    id: string
  }>`select id from task where id = any(${ids}::uuid[]) and done_at is null and deleted_at is null`.execute(ctx.tx)
  return new Set(rows.map(row => row.id))
}
