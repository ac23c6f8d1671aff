import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Row } from '../object/list.ts'
import { updateRecords } from '../object/write.ts'
import { notFound, refuse } from '../refuse.ts'
import { batchEntries, type LogEntry, openBatch } from './change_log.ts'

const undoable = 30 * 86_400_000

/**
 * Takes a batch back as a whole (rulings, Undo): the inverse of its entries, newest first. Records that were made go to the
 * bin, changed fields get their former value. Refuses, naming the records, where somebody changed the same field since.
 */
export async function undoBatch(ctx: Context, batchId: string): Promise<{ batch_id: string; count: number }> {
  const batch = await ctx.tx.selectFrom('batch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
  if (!batch) throw notFound('There is no such change.')
  if (ctx.actor.user && batch.actor_id !== ctx.actor.user.id && batch.actor_id !== ctx.actor.id && !ctx.actor.rights.settings)
    throw refuse('batch.not_yours', 'Only whoever made this change, or an admin, can undo it.', { status: 403 })
  if (batch.undone_at) throw refuse('batch.undone', 'This change was undone already.')
  if (batch.state === 'running') throw refuse('batch.running', 'This change is still running.')
  if (ctx.now.getTime() - batch.created_at.getTime() > undoable) throw refuse('batch.too_old', 'Changes can be undone for 30 days.')

  const entries = await batchEntries(ctx.tx, batchId)
  const plan = inverse(entries)
  await refuseConflicts(ctx, plan)
  const undo = await openBatch(ctx, 'undo', `Undid: ${batch.label}`, { total: entries.length })
  let count = 0
  for (const [object, records] of plan) {
    const updates = [...records].map(([id, one]) => ({
      id,
      changes: Object.fromEntries([...one].map(([name, { before }]) => [name, before])),
    }))
    for (let from = 0; from < updates.length; from += 1_000)
      count += (await updateRecords(undo, object, updates.slice(from, from + 1_000), { kind: 'undone', consequences: false })).length
  }
  await ctx.tx
    .updateTable('batch')
    .set({ undone_at: ctx.now, undone_by: ctx.actor.user?.id ?? null })
    .where('id', '=', batchId)
    .execute()
  await ctx.tx.updateTable('batch').set({ count }).where('id', '=', undo.batchId).execute()
  return { batch_id: undo.batchId, count }
}

/** What a field was before the batch, and what the batch left it at. */
interface Step {
  before: unknown
  after: unknown
}
type Plan = Map<string, Map<string, Map<string, Step>>>

/** Entries come newest first, so the oldest `before` wins and the newest `after` stays. */
function inverse(entries: LogEntry[]): Plan {
  const plan: Plan = new Map()
  for (const entry of entries) {
    const records = plan.get(entry.object) ?? new Map<string, Map<string, Step>>()
    plan.set(entry.object, records)
    const fields = records.get(entry.record_id) ?? new Map<string, Step>()
    records.set(entry.record_id, fields)
    if (entry.kind === `${entry.object}.created`) {
      fields.clear()
      fields.set('deleted_at', { before: entry.at, after: null })
      continue
    }
    for (const [name, [before, after]] of Object.entries(entry.changes))
      fields.set(name, { before, after: (fields.get(name) ?? { after }).after })
  }
  return plan
}

async function refuseConflicts(ctx: Context, plan: Plan): Promise<void> {
  const conflicts: { object: string; id: string; title: string; fields: string[] }[] = []
  for (const [object, records] of plan) {
    const type = ctx.registry.get(object)
    const derived = new Set(
      Object.entries(type.fields)
        .filter(([, field]) => field.change === 'commands')
        .map(([name]) => name),
    )
    const { rows } =
      await sql<Row>`select t.* from ${sql.table(object)} t where t.id = any(${[...records.keys()]}::uuid[]) for update`.execute(ctx.tx)
    for (const row of rows) {
      const fields = [...(records.get(row.id) ?? [])]
        .filter(([name, step]) =>
          name === 'deleted_at' || !derived.has(name) || name === 'owner_id' || name === 'status' ? !equal(row[name], step.after) : false,
        )
        .map(([name]) => name)
      if (fields.length > 0) conflicts.push({ object, id: row.id, title: String(row[type.title] ?? ''), fields })
    }
  }
  if (conflicts.length === 0) return
  const first = conflicts.slice(0, 20)
  const type = ctx.registry.get(first[0]?.object ?? '')
  throw refuse(
    'batch.changed_since',
    `${conflicts.length === 1 ? `One ${type.label[0].toLowerCase()} was` : `${conflicts.length} records were`} changed since, so this cannot be undone as a whole.`,
    {
      status: 409,
      extra: { conflicts: first },
    },
  )
}

/** Log values are JSON; row values may be Dates or numbers kept as text. */
const equal = (now: unknown, logged: unknown): boolean => canonical(now) === canonical(logged)
const canonical = (value: unknown): string =>
  value === undefined || value === null
    ? 'null'
    : value instanceof Date
      ? JSON.stringify(value.toISOString())
      : JSON.stringify(sortKeys(value))
const sortKeys = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortKeys)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sortKeys(inner)]),
        )
      : value
