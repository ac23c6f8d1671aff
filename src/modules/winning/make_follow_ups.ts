import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import { instantAt } from '../../platform/object/relative_date.rule.ts'
import { deleteRecords, insertRecords, stampedParents, updateRecords } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { followUpsOf, tasksOf } from './winning.derive.ts'

const morning = 9 * 60

/** Nine o'clock of a day where somebody lives. */
function morningOf(day: string, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return instantAt(year, month - 1, date, morning, timeZone)
}

/**
 * The check-ins after winning and the steps of a trial are tasks of the opportunity's owner, each made once. With other dates the
 * open ones move; those that are done or that somebody deleted stay as they are; a trial called off takes its open ones away (E9, E10).
 */
export const makeFollowUps: Consequence = {
  object: 'opportunity',
  from: ['forecast_category', 'trial_starts_on', 'trial_ends_on'],
  follow: async (changes, ctx) => {
    const dropped = changes.flatMap(({ before, after }) => {
      const kept = tasksOf(after)
      return Object.entries(tasksOf(before)).flatMap(([key, id]) => (key in kept ? [] : [id]))
    })
    const wanted = changes.flatMap(({ before, after }) => {
      const tasks = tasksOf(after)
      const former = new Map((before ? followUpsOf(ctx, before) : []).map(({ key, day }) => [key, day]))
      return followUpsOf(ctx, after).flatMap(step => {
        const id = tasks[step.key]
        return id ? [{ ...step, id, opportunity: after, moved: step.day !== former.get(step.key) }] : []
      })
    })
    const there = await tasksById(ctx, [...dropped, ...wanted.map(one => one.id)])
    const zones = await timeZones(ctx, [...new Set(wanted.map(one => String(one.opportunity.owner_id)))])
    const dueAt = ({ day, opportunity }: (typeof wanted)[number]) =>
      morningOf(day, zones.get(String(opportunity.owner_id)) ?? ctx.settings.get(workspaceSetting).time_zone)

    await insertRecords(
      ctx,
      'task',
      wanted
        .filter(one => !there.has(one.id))
        .map(one => ({
          id: one.id,
          subject: one.subject,
          notes: one.notes,
          due_at: dueAt(one),
          owner_id: one.opportunity.owner_id,
          ...stampedParents('opportunity', one.opportunity),
        })),
    )
    await updateRecords(
      ctx,
      'task',
      wanted.filter(one => one.moved && there.get(one.id)).map(one => ({ id: one.id, changes: { due_at: dueAt(one) } })),
    )
    await deleteRecords(
      ctx,
      'task',
      dropped.filter(id => there.get(id)),
    )
  },
}

/** Which of these tasks exist, and whether each is still open. */
async function tasksById(ctx: Context, ids: readonly string[]): Promise<Map<string, boolean>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; open: boolean }>`select id, done_at is null and deleted_at is null as open from task
    where id = any(${ids}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(({ id, open }) => [id, open]))
}

async function timeZones(ctx: Context, users: readonly string[]): Promise<Map<string, string>> {
  if (users.length === 0) return new Map()
  const { rows } = await sql<{ id: string; time_zone: string }>`select id, time_zone from "user" where id = any(${users}::uuid[])`.execute(
    ctx.tx,
  )
  return new Map(rows.map(({ id, time_zone }) => [id, time_zone]))
}
