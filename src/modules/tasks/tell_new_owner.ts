import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { nameActors } from '../../platform/log/actor_names.ts'
import type { LogEntry } from '../../platform/log/change_log.ts'
import type { Consumer } from '../../platform/module.ts'
import { notify } from '../notifications/notify.ts'

/** An import or a rule that hands out tasks says so itself, if at all. */
const byPeople = new Set<LogEntry['actor_kind']>(['user', 'key'])

/** Tells people what somebody else gave them to do: task by task, or the number when many come at once. */
export const tellNewOwner: Consumer = {
  name: 'task_owner_notices',
  objects: ['task'],
  consume: async (entries, ctx) => {
    const given = entries.filter(
      entry => byPeople.has(entry.actor_kind) && typeof entry.changes.owner_id?.[1] === 'string' && !entry.changes.previous_id,
    )
    if (given.length === 0) return
    const givers = await giversOf(ctx, given)
    const name = await nameActors(
      ctx.tx,
      given.map(entry => ({ kind: entry.actor_kind, id: entry.actor_id })),
    )
    const groups = Map.groupBy(
      given.filter(entry => givers.get(entry.actor_id ?? '') !== entry.changes.owner_id?.[1]),
      entry => `${entry.changes.owner_id?.[1]} ${entry.actor_id} ${entry.batch_id ?? ''}`,
    )
    for (const [, group] of groups) {
      const [first] = group
      const owner = first?.changes.owner_id?.[1]
      if (!first || typeof owner !== 'string') continue
      const from = name({ kind: first.actor_kind, id: first.actor_id }).name ?? 'A colleague'
      if (group.length > 3) await notify(ctx, { user_id: owner, kind: 'task', text: `${from} gave you ${group.length} tasks` })
      else for (const entry of group) await tellOne(ctx, owner, from, entry)
    }
  },
}

async function tellOne(ctx: Context, owner: string, from: string, entry: LogEntry): Promise<void> {
  const task = await ctx.tx
    .selectFrom('task')
    .select(['subject', 'done_at', 'deleted_at', 'owner_id'])
    .where('id', '=', entry.record_id)
    .executeTakeFirst()
  if (!task || task.deleted_at !== null || task.done_at !== null || task.owner_id !== owner) return
  await notify(ctx, {
    user_id: owner,
    kind: 'task',
    text: `${from} gave you a task: ${task.subject}`,
    object: 'task',
    record_id: entry.record_id,
  })
}

/** The people behind the actors: a person's API key is that person. */
async function giversOf(ctx: Context, entries: readonly LogEntry[]): Promise<Map<string, string>> {
  const keys = entries.filter(entry => entry.actor_kind === 'key').map(entry => entry.actor_id)
  const givers = new Map(entries.flatMap(entry => (entry.actor_id ? [[entry.actor_id, entry.actor_id] as const] : [])))
  if (keys.length === 0) return givers
  const { rows } = await sql<{ id: string; user_id: string }>`select id, user_id from api_key where id = any(${keys}::uuid[])`.execute(
    ctx.tx,
  )
  for (const row of rows) givers.set(row.id, row.user_id)
  return givers
}
