import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecords } from '../../platform/object/write.ts'
import { notFound } from '../../platform/refuse.ts'

/** Marks a task as done, now, and says how it went; one that is done already keeps its time (F4). */
export const complete = (ctx: Context, id: string, { outcome }: { outcome?: string | undefined } = {}): Promise<Row> =>
  setDone(ctx, id, true, outcome?.trim() ? { outcome: outcome.trim() } : {})

/** Takes a finished task up again. */
export const reopen = (ctx: Context, id: string): Promise<Row> => setDone(ctx, id, false, {})

async function setDone(ctx: Context, id: string, done: boolean, said: { outcome?: string }): Promise<Row> {
  const type = ctx.registry.get('task')
  demand(ctx.actor, type, 'update')
  const task = await loadFor(ctx, type, id, 'update')
  const already = (task.done_at !== null) === done
  const [row] = await updateRecords(ctx, 'task', [{ id, changes: already ? said : { ...said, done_at: done ? ctx.now : null } }], {
    kind: already ? 'updated' : done ? 'completed' : 'reopened',
  })
  if (!row) throw notFound()
  return row
}
