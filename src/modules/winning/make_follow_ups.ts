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
 * open ones move, with another owner they go along; those that are done, that somebody deleted or gave to somebody else stay as they
 * are; a trial called off takes its open ones away (E9, E10).
 */
export const makeFollowUps: Consequence = {
  object: 'opportunity',
  from: ['forecast_category', 'trial_starts_on', 'trial_ends_on', 'owner_id'],
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
        const fresh = !(step.key in tasksOf(before))
        return id ? [{ ...step, id, opportunity: after, from: before?.owner_id, fresh, moved: step.day !== former.get(step.key) }] : []
      })
    })
    const there = await tasksById(ctx, [...dropped, ...wanted.map(one => one.id)])
    const owners = wanted.flatMap(({ opportunity, from }) => [opportunity.owner_id, from]).filter(id => typeof id === 'string')
    const zones = await timeZones(ctx, [...new Set(owners)])
    const dueOf = (day: string, owner: unknown) => morningOf(day, zones.get(String(owner)) ?? ctx.settings.get(workspaceSetting).time_zone)
    const dueAt = ({ day, opportunity }: (typeof wanted)[number]) => dueOf(day, opportunity.owner_id)
    const changesOf = (one: (typeof wanted)[number]): Record<string, unknown> => {
      const task = there.get(one.id)
      if (!task?.open) return {}
      const passed = one.from !== undefined && one.from !== one.opportunity.owner_id && task.owner_id === one.from
      // Nine o'clock of the new owner, unless somebody chose another time.
      const moved = one.moved || (passed && task.due_at?.getTime() === dueOf(one.day, one.from).getTime())
      return { ...(passed ? { owner_id: one.opportunity.owner_id } : {}), ...(moved ? { due_at: dueAt(one) } : {}) }
    }

    await insertRecords(
      ctx,
      'task',
      wanted
        .filter(one => one.fresh && !there.has(one.id))
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
      wanted.map(one => ({ id: one.id, changes: changesOf(one) })).filter(({ changes }) => Object.keys(changes).length > 0),
    )
    await deleteRecords(
      ctx,
      'task',
      dropped.filter(id => there.get(id)?.open),
    )
  },
}

interface Standing {
  open: boolean
  owner_id: string | null
  due_at: Date | null
}

/** Which of these tasks exist, whether each is still open, whose it is and for when. */
async function tasksById(ctx: Context, ids: readonly string[]): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<
    Standing & { id: string }
  >`select id, done_at is null and deleted_at is null as open, owner_id, due_at from task
    where id = any(${ids}::uuid[])`.execute(ctx.tx)
  return new Map(rows.map(row => [row.id, row]))
}

async function timeZones(ctx: Context, users: readonly string[]): Promise<Map<string, string>> {
  if (users.length === 0) return new Map()
  const { rows } = await sql<{ id: string; time_zone: string }>`select id, time_zone from "user" where id = any(${users}::uuid[])`.execute(
    ctx.tx,
  )
  return new Map(rows.map(({ id, time_zone }) => [id, time_zone]))
}
