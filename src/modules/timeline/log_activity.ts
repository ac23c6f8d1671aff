import type { Context } from '../../platform/context.ts'
import type { ParentObject } from '../../platform/object/define_object.ts'
import { parentObjects } from '../../platform/object/define_object.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { checkEdit, insertRecords, parentsOf } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'

export interface ActivityInput extends Record<string, unknown> {
  kind?: unknown
  /** What it was with: `{ object, id }`. */
  record?: unknown
  /** Further records that it stands on, one of a kind: `[{ object, id }]`. */
  also?: unknown
}

const byHand: Record<string, string> = { call: 'Call', meeting: 'Meeting', mail: 'Mail' }
const longest = 1_440

/**
 * Writes down a call, a meeting or a mail that a person had, once, on the record it was with, on that record's contact, account and
 * opportunity, and on those that are named besides (A7). Forms and events are written by the program when they happen.
 */
export async function logActivity(ctx: Context, input: ActivityInput): Promise<Row> {
  const { kind = 'call', record, also, ...rest } = input
  const type = ctx.registry.get('activity')
  demand(ctx.actor, type, 'create')
  const title = typeof kind === 'string' ? byHand[kind] : undefined
  if (!title) throw invalid([{ field: 'kind', code: 'choice', message: 'By hand a call, a meeting or a mail can be logged.' }])
  if (record === undefined || record === null)
    throw invalid([{ field: 'record', code: 'required', message: 'Say what it was with: { "object", "id" }.' }])
  const values = await checkEdit(ctx, type, {
    title,
    occurred_at: ctx.now.toISOString(),
    ...(kind === 'mail' ? { direction: 'out' } : {}),
    ...(ctx.actor.user ? { user_id: ctx.actor.user.id } : {}),
    ...rest,
    kind,
  })
  const minutes = values.duration_minutes
  if (typeof minutes === 'number' && (minutes < 0 || minutes > longest))
    throw invalid([{ field: 'duration_minutes', code: 'range', message: 'Between 0 and 1,440 minutes.' }])
  const [row] = await insertRecords(ctx, 'activity', [{ ...values, ...(await placesOf(ctx, record, also)) }])
  if (!row) throw new Error('The activity was not inserted')
  return row
}

/** The records that the entry stands on: those named win over those that follow from them; two of a kind have no place. */
async function placesOf(ctx: Context, record: unknown, also: unknown): Promise<Record<string, unknown>> {
  if (also !== undefined && !Array.isArray(also))
    throw invalid([{ field: 'also', code: 'record', message: 'Must be a list of { "object", "id" }.' }])
  const main = await parentsOf(ctx, record)
  const named = new Map<unknown, unknown>([[main.record_object, main.record_id]])
  const followed: Record<string, unknown>[] = [main]
  for (const one of also ?? []) {
    const place = await parentsOf(ctx, one)
    const taken = named.get(place.record_object)
    if (taken !== undefined && taken !== place.record_id)
      throw invalid([
        {
          field: 'also',
          code: 'one_of_a_kind',
          message: `It can stand on one ${labelOf(ctx, place.record_object)}; log it once more for the other.`,
        },
      ])
    named.set(place.record_object, place.record_id)
    followed.push(place)
  }
  const idOn = (object: ParentObject) => named.get(object) ?? followed.find(place => place[`${object}_id`])?.[`${object}_id`] ?? null
  return { ...main, ...Object.fromEntries(parentObjects.map(object => [`${object}_id`, idOn(object)])) }
}

const labelOf = (ctx: Context, object: unknown): string =>
  typeof object === 'string' && ctx.registry.has(object) ? ctx.registry.get(object).label[0].toLowerCase() : 'record'
