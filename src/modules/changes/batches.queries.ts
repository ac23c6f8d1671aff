import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { type NamedActor, nameActors } from '../../platform/log/actor_names.ts'
import type { Batch } from '../../platform/log/change_log.ts'
import { readCursor, writeCursor } from '../../platform/object/cursor.ts'
import { parentObjects } from '../../platform/object/define_object.ts'
import { type LeftOut, leftOutOf } from '../../platform/object/left_out.rule.ts'
import { permitted, readableFields, seesAll } from '../../platform/object/permission.ts'
import { notFound } from '../../platform/refuse.ts'

/** One line of the page Recent changes. */
export interface BatchJson {
  id: string
  kind: string
  label: string
  actor: NamedActor
  created_at: Date
  state: Batch['state']
  count: number
  done: number
  total: number | null
  error: string | null
  undone_at: Date | null
  can_undo: boolean
  /** Whom it left as they were, with the reasons. */
  left: LeftOut | null
}

const undoable = 30 * 86_400_000

/** What was done to many records at once, newest first: everybody's for admins, one's own for the rest (rulings, Undo). */
export async function listBatches(
  ctx: ReadContext,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ data: BatchJson[]; next_cursor: string | null }> {
  const cursor = query.cursor ? readCursor(query.cursor, 'batches') : null
  let select = visibleBatches(ctx)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (cursor) {
    const at = new Date(String(cursor.values[0]))
    select = select.where(({ eb, refTuple, tuple }) => eb(refTuple('created_at', 'id'), '<', tuple(at, cursor.id)))
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    data: await asJson(ctx, page),
    next_cursor:
      rows.length > query.limit && last ? writeCursor({ sort: 'batches', values: [last.created_at.toISOString()], id: last.id }) : null,
  }
}

/** One batch, with its progress while it runs. */
export async function getBatch(ctx: ReadContext, id: string): Promise<BatchJson> {
  const [one] = await asJson(ctx, await visibleBatches(ctx).where('id', '=', id).execute())
  if (!one) throw notFound('There is no such change, or it was made by somebody else.')
  return one
}

function visibleBatches(ctx: ReadContext) {
  const all = ctx.tx.selectFrom('batch').selectAll()
  const { user } = ctx.actor
  if (!user || ctx.actor.rights.settings) return all
  const mine = [user.id, ...(ctx.actor.id && ctx.actor.id !== user.id ? [ctx.actor.id] : [])]
  return all.where('actor_id', 'in', mine)
}

const isMine = ({ actor }: ReadContext, { actor_id }: Batch): boolean =>
  actor.user === null || actor_id === actor.user.id || actor_id === actor.id

/** What others did is told with the names in it to whoever sees all records that it could name, and what they are called (H1). */
const seesNames = ({ actor, registry }: ReadContext): boolean =>
  parentObjects
    .filter(name => registry.has(name))
    .map(name => registry.get(name))
    .every(type => seesAll(registry, actor, type, 'read') && readableFields(actor, type).includes(type.title))

/** Of those that were left out, the ones that the actor still sees. */
async function seenLeftOut(ctx: ReadContext, rows: readonly Batch[]): Promise<ReadonlySet<string>> {
  const seen = new Set<string>()
  for (const [object, batches] of Map.groupBy(rows, row => row.kind.split('.')[0] ?? '')) {
    const ids = batches.flatMap(row => leftOutOf(row.payload)?.first ?? []).map(one => one.id)
    if (ids.length === 0 || !ctx.registry.has(object)) continue
    const type = ctx.registry.get(object)
    if (!readableFields(ctx.actor, type).includes(type.title)) continue
    const found = await sql<{ id: string }>`select t.id from ${sql.table(object)} t where t.id = any(${ids}::uuid[])
      and ${permitted(ctx.registry, ctx.actor, type, 'read')}`.execute(ctx.tx)
    for (const { id } of found.rows) seen.add(id)
  }
  return seen
}

const withNames = (left: LeftOut | null, seen: ReadonlySet<string>): LeftOut | null =>
  left && { ...left, first: left.first.map(({ name, ...one }) => (seen.has(one.id) && name !== undefined ? { ...one, name } : one)) }

async function asJson(ctx: ReadContext, rows: readonly Batch[]): Promise<BatchJson[]> {
  const name = await nameActors(
    ctx.tx,
    rows.map(row => ({ kind: row.actor_kind, id: row.actor_id })),
  )
  const whole = seesNames(ctx)
  const seen = await seenLeftOut(ctx, rows)
  const told = (row: Batch) => {
    if (whole || isMine(ctx, row)) return { label: row.label, error: row.error, left: withNames(leftOutOf(row.payload), seen) }
    const object = row.kind.split('.')[0] ?? ''
    const many = ctx.registry.has(object) ? ` of ${ctx.registry.get(object).label[1].toLowerCase()}` : ''
    return { label: `A change${many}`, error: null, left: null }
  }
  return rows.map(row => ({
    id: row.id,
    kind: row.kind,
    ...told(row),
    actor: name({ kind: row.actor_kind, id: row.actor_id }),
    created_at: row.created_at,
    state: row.state,
    count: row.count,
    done: row.count,
    total: row.total,
    undone_at: row.undone_at,
    can_undo: row.undone_at === null && row.state !== 'running' && ctx.now.getTime() - row.created_at.getTime() <= undoable,
  }))
}
