import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../context.ts'
import { parentObjects } from './define_object.ts'
import { permitted, readableFields } from './permission.ts'
import type { ObjectType } from './registry.ts'

/** Fields that point at records of one object. */
export type Pointers = ReadonlyMap<string, readonly string[]>

/** Which of the fields point at which objects, those that the actor may see the names of. */
export function pointersOf(ctx: ReadContext, type: ObjectType, fields: readonly string[]): Pointers {
  const pointers = new Map<string, Set<string>>()
  const add = (to: string | undefined, name: string) => {
    if (to === undefined || !ctx.registry.has(to)) return
    const target = ctx.registry.get(to)
    if (readableFields(ctx.actor, target).includes(target.title)) pointers.set(to, (pointers.get(to) ?? new Set()).add(name))
  }
  for (const name of fields) add(type.fields[name]?.kind === 'user' ? 'user' : type.fields[name]?.to, name)
  // What a child is on stands among its parents' ids.
  if (type.child && fields.includes('record_object')) for (const parent of parentObjects) add(parent, `${parent}_id`)
  return new Map([...pointers].map(([to, names]) => [to, [...names]]))
}

/** The ids that a row points at, as arrays however many there are. */
export const pointerColumns = (type: ObjectType, pointers: Pointers) =>
  [...new Set([...pointers.values()].flat())].map(name => {
    const column = sql.ref(`t.${name}`)
    return sql`${type.fields[name]?.kind === 'refs' ? column : sql`array[${column}]`} as ${sql.ref(`to_${name}`)}`
  })

/** The names of what the page points at, by object and id: JSON text. */
export const refsSql = (ctx: ReadContext, pointers: Pointers): RawBuilder<string> =>
  pointers.size === 0
    ? sql`'{}'::text`
    : sql`json_strip_nulls(json_build_object(${sql.join([...pointers].map(([object, names]) => namesSql(ctx, object, names)))}))::text`

function namesSql(ctx: ReadContext, object: string, names: readonly string[]): RawBuilder<unknown> {
  const target = ctx.registry.get(object)
  const ids = sql.join(
    names.map(name => sql`select unnest(${sql.ref(`to_${name}`)}) from page`),
    sql` union `,
  )
  return sql`${sql.lit(object)}::text, (select json_object_agg(t.id, coalesce(left(${sql.ref(`t.${target.title}`)}, 200), '')) from ${sql.table(object)} t
    where t.id = any(array(${ids})) and ${permitted(ctx.registry, ctx.actor, target, 'read')})`
}

/** The names of several statements' pages as one. */
export function mergedRefs(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '{}'
  const merged: Record<string, Record<string, string>> = {}
  for (const part of parts)
    for (const [object, names] of Object.entries(JSON.parse(part))) merged[object] = Object.assign(merged[object] ?? {}, names)
  return JSON.stringify(merged)
}
