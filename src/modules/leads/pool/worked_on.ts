import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import type { LogEntry } from '../../../platform/log/change_log.ts'
import type { Consumer } from '../../../platform/module.ts'
import { updateRecords } from '../../../platform/object/write.ts'

/** What somebody did for a lead without changing it: wrote to its person, called, met them, or finished a task on it (C7). */
export const workedOn: Consumer = {
  name: 'lead_worked_on',
  objects: ['activity', 'task'],
  consume: async (entries, ctx) => {
    const latest = new Map<string, Date>()
    const note = (leadId: unknown, at: Date) => {
      if (typeof leadId !== 'string') return
      const before = latest.get(leadId)
      if (!before || before < at) latest.set(leadId, at)
    }
    for (const entry of entries) if (isContact(entry)) note(entry.changes.lead_id?.[1], entry.at)
    const finished = entries.filter(isFinishedTask)
    const leadOf = await leadsOfTasks(ctx, [...new Set(finished.map(entry => entry.record_id))])
    for (const entry of finished) note(leadOf.get(entry.record_id), entry.at)
    if (latest.size === 0) return
    const { rows } = await sql<{
      id: string
      idle_since: Date
    }>`select id, idle_since from lead where id = any(${[...latest.keys()]}::uuid[])
      and idle_since is not null`.execute(ctx.tx)
    const updates = rows.flatMap(({ id, idle_since }) => {
      const at = latest.get(id)
      return at && at > idle_since ? [{ id, changes: { idle_since: at } }] : []
    })
    await updateRecords(ctx, 'lead', updates, { kind: 'touched' })
  },
}

/** A person's outgoing message, call or meeting; what a sequence or a rule sends is none. */
function isContact({ kind, changes, actor_kind }: LogEntry): boolean {
  const after = (name: string) => changes[name]?.[1]
  if (kind !== 'activity.created' || (actor_kind === 'system' && !after('user_id'))) return false
  const what = after('kind')
  return what === 'call' || what === 'meeting' || ((what === 'mail' || what === 'slack') && after('direction') === 'out')
}

const isFinishedTask = ({ object, changes, actor_kind }: LogEntry): boolean =>
  object === 'task' && (actor_kind === 'user' || actor_kind === 'key') && (changes.done_at?.[1] ?? null) !== null

async function leadsOfTasks(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; lead_id: string | null }>`select id, lead_id from task where id = any(${ids}::uuid[])`.execute(
    ctx.tx,
  )
  return new Map(rows.map(row => [row.id, row.lead_id]))
}
