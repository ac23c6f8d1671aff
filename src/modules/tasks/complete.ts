import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { loadFor, updateRecords } from '../../platform/object/write.ts'
import { notFound } from '../../platform/refuse.ts'

/** Marks a task as done, now; one that is done already stays as it was (F4). */
export const complete = (ctx: Context, id: string): Promise<Row> => setDone(ctx, id, true)

/** Takes a finished task up again. */
export const reopen = (ctx: Context, id: string): Promise<Row> => setDone(ctx, id, false)

async function setDone(ctx: Context, id: string, done: boolean): Promise<Row> {
  const type = ctx.registry.get('task')
  demand(ctx.actor, type, 'update')
  const task = await loadFor(ctx, type, id, 'update')
  if ((task.done_at !== null) === done) return task
  const [row] = await updateRecords(ctx, 'task', [{ id, changes: { done_at: done ? ctx.now : null } }], {
    kind: done ? 'completed' : 'reopened',
  })
  if (!row) throw notFound()
  return row
}
