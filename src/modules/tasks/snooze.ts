import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { isOnCalendar } from '../../platform/object/relative_date.rule.ts'
import { loadFor, updateRecords } from '../../platform/object/write.ts'
import { invalid, notFound, refuse } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { naturalDate } from './natural_date.rule.ts'

/** Puts a task off until a moment, in words ("next Tuesday") or as a time; a repeating one keeps its days (F4). */
export async function snooze(ctx: Context, id: string, { until }: { until: string }): Promise<Row> {
  const type = ctx.registry.get('task')
  demand(ctx.actor, type, 'update')
  const task = await loadFor(ctx, type, id, 'update')
  if (task.done_at !== null) throw refuse('task.done', 'This task is done. Take it up again first.')
  const due = momentOf(ctx, until)
  if (!due)
    throw invalid([{ field: 'until', code: 'date', message: 'Say until when: “tomorrow”, “in 3 days”, “next Tuesday 14:00”, or a time.' }])
  if (due <= ctx.now) throw invalid([{ field: 'until', code: 'past', message: 'This moment has passed.' }])
  const [row] = await updateRecords(ctx, 'task', [{ id, changes: { due_at: due, snoozes: Number(task.snoozes) + 1 } }], { kind: 'snoozed' })
  if (!row) throw notFound()
  return row
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/

function momentOf(ctx: Context, words: string): Date | null {
  if (instant.test(words)) {
    const at = new Date(words)
    return isOnCalendar(at) ? at : null
  }
  const found = naturalDate(words, ctx.now, ctx.actor.user?.time_zone ?? ctx.settings.get(workspaceSetting).time_zone)
  return found?.rest === '' ? found.at : null
}
