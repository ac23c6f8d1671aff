import { sql } from 'kysely'
import type { ReadContext } from '../context.ts'
import type { Row } from './list.ts'
import { permitted, readableFields } from './permission.ts'
import type { ObjectType } from './registry.ts'

/** A record as programs see it: readable fields only, money with its currency, the record of a child as `{ object, id }`. */
export function recordJson(ctx: ReadContext, type: ObjectType, row: Row, currency: string): Record<string, unknown> {
  const json: Record<string, unknown> = { id: row.id }
  for (const name of readableFields(ctx.actor, type)) {
    if (!(name in row)) continue
    const value = row[name]
    json[name] = type.fields[name]?.kind === 'money' && value !== null ? { amount: value, currency: row.currency ?? currency } : value
  }
  if (type.child && 'record_object' in row)
    json.record = row.record_object === null ? null : { object: row.record_object, id: row.record_id }
  return json
}

/** Names of the records that these rows point at and that the actor may see, by object and id: one query an object, however many rows. */
export async function namesOfReferences(
  ctx: ReadContext,
  type: ObjectType,
  rows: readonly Row[],
): Promise<Record<string, Record<string, string>>> {
  const wanted = new Map<string, Set<string>>()
  const want = (object: unknown, id: unknown) => {
    if (typeof object !== 'string' || typeof id !== 'string' || !ctx.registry.has(object)) return
    wanted.set(object, (wanted.get(object) ?? new Set()).add(id))
  }
  for (const row of rows) {
    for (const name of readableFields(ctx.actor, type)) {
      const field = type.fields[name]
      const value = row[name]
      if (value === null || value === undefined) continue
      const to = field?.kind === 'user' ? 'user' : field?.to
      for (const id of Array.isArray(value) ? value : [value]) want(to, id)
    }
    if (type.child) want(row.record_object, row.record_id)
  }
  const names: Record<string, Record<string, string>> = {}
  for (const [object, ids] of wanted) {
    const target = ctx.registry.get(object)
    if (!readableFields(ctx.actor, target).includes(target.title)) continue
    const { rows: found } = await sql<{ id: string; title: string | null }>`select t.id, left(${sql.ref(`t.${target.title}`)}, 200) as title
      from ${sql.table(object)} t where t.id = any(${[...ids]}::uuid[]) and ${permitted(ctx.registry, ctx.actor, target, 'read')}`.execute(
      ctx.tx,
    )
    names[object] = Object.fromEntries(found.map(one => [one.id, one.title ?? '']))
  }
  return names
}
