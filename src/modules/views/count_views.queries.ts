import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { conditionOf } from '../../platform/object/list.ts'
import { mayAtAll, permitted } from '../../platform/object/permission.ts'
import { Refusal } from '../../platform/refuse.ts'

export interface ViewCount {
  value: number
  exact: boolean
}

const cappedAt = 1_000

/** What is to be counted; the filter is null for all. */
export interface Countable {
  object: string
  filter?: unknown
}

/** How many records each view has, by its id; a view that is gone or not one's own is left out (A6). */
export async function countViews(ctx: ReadContext, ids: readonly string[]): Promise<Record<string, ViewCount | null>> {
  const type = ctx.registry.get('view')
  if (ids.length === 0 || !mayAtAll(ctx.actor, type, 'read')) return {}
  const { rows: views } = await sql<{ id: string; object: string; filter: unknown }>`select t.id, t.object, t.filter from view t
    where t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')}`.execute(ctx.tx)
  const counts = await countLists(ctx, views)
  return Object.fromEntries(views.map(({ id }, index) => [id, counts[index] ?? null]))
}

/**
 * How many records each list has, up to a thousand, in one statement. One that cannot be counted, because a field of its filter is gone
 * or the role may not read its object, has null.
 */
export async function countLists(ctx: ReadContext, lists: readonly Countable[]): Promise<(ViewCount | null)[]> {
  const parts: RawBuilder<unknown>[] = []
  for (const [index, { object, filter }] of lists.entries()) {
    const list = listOf(ctx, object, filter)
    if (list)
      parts.push(
        sql`select ${index}::int as list, (select count(*) from (select 1 from ${list.table} t where ${list.where} limit ${cappedAt + 1}) counted) as n`,
      )
  }
  const counts: (ViewCount | null)[] = lists.map(() => null)
  if (parts.length === 0) return counts
  const { rows } = await sql<{ list: number; n: number }>`/*dynamic*/ ${sql.join(parts, sql` union all `)}`.execute(ctx.tx)
  for (const { list, n } of rows) counts[list] = n > cappedAt ? { value: cappedAt, exact: false } : { value: n, exact: true }
  return counts
}

function listOf(ctx: ReadContext, object: string, filter: unknown) {
  const name = ctx.registry.has(object) ? object : ctx.registry.byPlural(object)?.name
  if (!name) return null
  const type = ctx.registry.get(name)
  if (!mayAtAll(ctx.actor, type, 'read')) return null
  try {
    return { table: sql.table(name), where: conditionOf(ctx, type, filter) }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
