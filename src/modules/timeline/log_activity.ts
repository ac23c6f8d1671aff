import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'

export interface ActivityInput extends Record<string, unknown> {
  kind?: unknown
  /** What it was with: `{ object, id }`. */
  record?: unknown
}

const byHand: Record<string, string> = { call: 'Call', meeting: 'Meeting' }

/**
 * Writes down a call or a meeting that a person had, on the record it was with and on that record's contact, account and
 * opportunity (A7). Mail, forms and events are written by the program when they happen.
 */
export async function logActivity(ctx: Context, input: ActivityInput): Promise<Row> {
  const { kind = 'call', record } = input
  const title = typeof kind === 'string' ? byHand[kind] : undefined
  if (!title) throw invalid([{ field: 'kind', code: 'choice', message: 'By hand a call or a meeting can be logged.' }])
  if (record === undefined || record === null)
    throw invalid([{ field: 'record', code: 'required', message: 'Say what it was with: { "object", "id" }.' }])
  return createRecord(ctx, 'activity', {
    title,
    occurred_at: ctx.now.toISOString(),
    ...(ctx.actor.user ? { user_id: ctx.actor.user.id } : {}),
    ...input,
    kind,
  })
}
