import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { readTask } from './read_task.rule.ts'

export const inWords = z.looseObject({
  text: z.string().trim().min(1).max(500).describe('Such as “Call Maren in 3 days” or “Check in every month”.'),
})

/** Makes a task from one line of words, read in the writer's own time zone; further fields of a task stand beside it (F4). */
export async function addInWords(ctx: Context, { text, ...rest }: z.output<typeof inWords>): Promise<Row> {
  const timeZone = ctx.actor.user?.time_zone ?? ctx.settings.get(workspaceSetting).time_zone
  const { subject, due_at, recurrence } = readTask(text, ctx.now, timeZone)
  return createRecord(ctx, 'task', { subject, due_at: due_at?.toISOString() ?? null, recurrence, ...rest })
}
