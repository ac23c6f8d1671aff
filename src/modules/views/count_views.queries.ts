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

/**
 * How many records each view has, up to a thousand, in one statement (A6). A view that cannot be counted, because a field of its
 * filter is gone or the role may not read its object, has null.
 */
export async function countViews(ctx: ReadContext, ids: readonly string[]): Promise<Record<string, ViewCount | null>> {
  const type = ctx.registry.get('view')
  if (ids.length === 0 || !mayAtAll(ctx.actor, type, 'read')) return {}
  const { rows: views } = await sql<{ id: string; object: string; filter: unknown }>`select t.id, t.object, t.filter from view t
    where t.id = any(${ids}::uuid[]) and t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')}`.execute(ctx.tx)
  const counts: Record<string, ViewCount | null> = {}
  const parts: RawBuilder<unknown>[] = []
  for (const view of views) {
    counts[view.id] = null
    const condition = conditionOfView(ctx, view.object, view.filter)
    if (condition)
      parts.push(
        sql`select ${view.id}::text as id, (select count(*) from (select 1 from ${condition.table} t where ${condition.where} limit ${cappedAt + 1}) counted) as n`,
      )
  }
  if (parts.length === 0) return counts
  const { rows } = await sql<{ id: string; n: number }>`/*dynamic*/ ${sql.join(parts, sql` union all `)}`.execute(ctx.tx)
  for (const { id, n } of rows) counts[id] = n > cappedAt ? { value: cappedAt, exact: false } : { value: n, exact: true }
  return counts
}

function conditionOfView(ctx: ReadContext, object: string, filter: unknown) {
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
