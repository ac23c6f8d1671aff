import { sql } from 'kysely'
import { systemActor } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { type NamedActor, nameActors } from '../../platform/log/actor_names.ts'
import type { LogEntry } from '../../platform/log/change_log.ts'
import { hidesFields, mayAtAll, permitted, readableFields } from '../../platform/object/permission.ts'

/** A log entry as programs and pages see it. */
export interface ChangeEvent {
  position: string
  at: Date
  actor: NamedActor
  means: string
  batch_id: string | null
  object: string
  record_id: string
  kind: string
  changes: Record<string, [unknown, unknown]>
  detail: Record<string, unknown> | null
}

/**
 * Of these entries the ones whose record the actor may see, without hidden and sensitive fields (H1, H4). One query an object
 * whose records are not all visible to the actor, none for the others.
 */
export async function visibleEntries(ctx: ReadContext, entries: readonly LogEntry[]): Promise<ChangeEvent[]> {
  const seen = new Map<string, (id: string) => boolean>()
  for (const object of new Set(entries.map(entry => entry.object))) {
    const ids = entries.filter(entry => entry.object === object).map(entry => entry.record_id)
    seen.set(object, await visibleIds(ctx, object, ids))
  }
  const visible = entries.filter(entry => seen.get(entry.object)?.(entry.record_id))
  const name = await nameActors(
    ctx.tx,
    visible.map(entry => ({ kind: entry.actor_kind, id: entry.actor_id })),
  )
  return visible.flatMap(entry => {
    const type = ctx.registry.get(entry.object)
    const fields = new Set(readableFields(ctx.actor, type))
    const shown = Object.entries(entry.changes).filter(([field]) => fields.has(field) && !type.fields[field]?.sensitive)
    if (shown.length === 0 && Object.keys(entry.changes).length > 0 && entry.kind === `${entry.object}.updated`) return []
    return [
      {
        position: entry.position,
        at: entry.at,
        actor: name({ kind: entry.actor_kind, id: entry.actor_id }),
        means: entry.means,
        batch_id: entry.batch_id,
        object: entry.object,
        record_id: entry.record_id,
        kind: entry.kind,
        changes: Object.fromEntries(shown),
        detail: hidesFields(ctx.actor, type) ? null : entry.detail,
      },
    ]
  })
}

async function visibleIds(ctx: ReadContext, object: string, ids: readonly string[]): Promise<(id: string) => boolean> {
  if (!ctx.registry.has(object)) return () => false
  const type = ctx.registry.get(object)
  if (!mayAtAll(ctx.actor, type, 'read')) return () => false
  const condition = permitted(ctx.registry, ctx.actor, type, 'read')
  // The predicate of one who may do everything is one and the same value: nothing needs to be asked then.
  if (condition === permitted(ctx.registry, systemActor('read'), type, 'read')) return () => true
  const { rows } = await sql<{
    id: string
  }>`select t.id from ${sql.table(object)} t where t.id = any(${ids}::uuid[]) and ${condition}`.execute(ctx.tx)
  const found = new Set(rows.map(row => row.id))
  return id => found.has(id)
}
