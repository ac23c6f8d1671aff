import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { deleteRecords, insertRecords } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { nextDue } from './recurrence.rule.ts'
import { type Recurrence, recurrences } from './task.object.ts'

/** What each turn of a series has of its own. */
const ownOfTurn = new Set(['due_at', 'done_at', 'outcome'])
const parents = ['record_object', 'record_id', 'lead_id', 'contact_id', 'account_id', 'opportunity_id']
const recurrenceOf = (task: Readonly<Row>): Recurrence | undefined => recurrences.find(one => one.value === task.recurrence)?.value

/**
 * A repeating task that is done makes the next one, once, whichever door it was done through; taken up again, it takes the next
 * one back unless that is done already (F4).
 */
export const followRepeat: Consequence = {
  object: 'task',
  from: ['done_at'],
  follow: async (changes, ctx) => {
    const done = changes.filter(({ before, after }) => before && before.done_at === null && after.done_at !== null && recurrenceOf(after))
    const reopened = changes.filter(({ before, after }) => before && before.done_at !== null && after.done_at === null)
    const ids = [...done, ...reopened].map(({ after }) => after.id)
    if (ids.length === 0) return
    const { rows: next } = await sql<{ id: string; previous_id: string; done_at: Date | null }>`select id, previous_id, done_at from task
      where previous_id = any(${ids}::uuid[]) and deleted_at is null`.execute(ctx.tx)
    const taken = new Set(reopened.map(({ after }) => after.id))
    await deleteRecords(
      ctx,
      'task',
      next.filter(one => one.done_at === null && taken.has(one.previous_id)).map(one => one.id),
    )
    const followed = new Set(next.map(one => one.previous_id))
    await insertNext(
      ctx,
      done.map(({ after }) => after).filter(task => !followed.has(task.id)),
    )
  },
}

async function insertNext(ctx: Context, tasks: readonly Readonly<Row>[]): Promise<void> {
  if (tasks.length === 0) return
  const zones = await zonesOf(
    ctx,
    tasks.map(task => task.owner_id),
  )
  const kept = [...turnFields(ctx.registry.get('task')), ...parents]
  const rows = tasks.flatMap(task => {
    const recurrence = recurrenceOf(task)
    const [from, due] = [task.recurs_from, task.due_at]
    if (!recurrence || !(from instanceof Date) || !(due instanceof Date)) return []
    const after = due > ctx.now ? due : ctx.now
    const next = nextDue(recurrence, from, after, zones.get(String(task.owner_id)) ?? ctx.settings.get(workspaceSetting).time_zone)
    if (next === null) return []
    return [{ ...Object.fromEntries(kept.map(name => [name, task[name]])), due_at: next, recurs_from: from, previous_id: task.id }]
  })
  await insertRecords(ctx, 'task', rows)
}

const turnFields = (type: ObjectType): string[] =>
  Object.entries(type.fields)
    .filter(([name, field]) => field.change !== 'commands' && !ownOfTurn.has(name))
    .map(([name]) => name)

async function zonesOf(ctx: Context, owners: readonly unknown[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; time_zone: string }>`select id, time_zone from "user"
    where id = any(${[...new Set(owners.filter(id => typeof id === 'string'))]}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(row => [row.id, row.time_zone]))
}
