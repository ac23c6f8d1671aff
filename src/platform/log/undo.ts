import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Row } from '../object/list.ts'
import { permitted, readableFields, seesAll } from '../object/permission.ts'
import { inPortions } from '../object/portions.ts'
import { sameJson } from '../object/same_json.rule.ts'
import { updateRecords } from '../object/write.ts'
import { notFound, type Refusal, refuse } from '../refuse.ts'
import { type BatchEntry, batchEntries, batchRecords, openBatch } from './change_log.ts'

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

  const records = await batchRecords(ctx.tx, batchId)
  const isOwn = !ctx.actor.user || batch.actor_id === ctx.actor.user.id || batch.actor_id === ctx.actor.id
  const types = ctx.registry.all().filter(type => !type.settings && !type.sharedBy && records.some(one => one.object === type.name))
  if (!isOwn && !types.every(type => seesAll(ctx.registry, ctx.actor, type, 'update')))
    throw refuse('batch.not_yours', 'Your role may not change all that this change is about, so only whoever made it can undo it.', {
      status: 403,
    })
  const undo = await openBatch(ctx, 'undo', `Undid: ${batch.label}`, { total: records.length })
  const own = ctx.registry.undos[batch.kind]
  const count = own ? await own(undo, batch) : await undoRecords(undo, batchId, records)
  await ctx.tx
    .updateTable('batch')
    .set({ undone_at: ctx.now, undone_by: ctx.actor.user?.id ?? null })
    .where('id', '=', batchId)
    .execute()
  await ctx.tx.updateTable('batch').set({ count }).where('id', '=', undo.batchId).execute()
  return { batch_id: undo.batchId, count }
}

async function undoRecords(undo: Context, batchId: string, records: readonly { object: string; id: string }[]): Promise<number> {
  let count = 0
  const conflicts: Conflict[] = []
  // Portion by portion, so that it takes little memory however large the batch is; one conflict anywhere undoes the undoing.
  for (const [object, ones] of Map.groupBy(records, one => one.object))
    await inPortions(ones, portion, async some => {
      const plan = inverse(
        object,
        await batchEntries(
          undo.tx,
          batchId,
          object,
          some.map(one => one.id),
        ),
      )
      conflicts.push(...(await conflictsOf(undo, object, plan)))
      if (conflicts.length > 0) return
      const updates = [...plan].map(([id, one]) => ({
        id,
        changes: Object.fromEntries([...one].map(([name, { before }]) => [name, before])),
      }))
      const written = await updateRecords(undo, object, updates, { kind: 'undone', consequences: false, lean: true })
      count += written.length
    })
  if (conflicts.length > 0) throw changedSince(undo, conflicts)
  return count
}

/** What a field was before the batch, and what the batch left it at. */
interface Step {
  before: unknown
  after: unknown
}
/** By record and field. */
type Plan = Map<string, Map<string, Step>>

const portion = 1_000

/** Entries come newest first, so the oldest `before` wins and the newest `after` stays. */
function inverse(object: string, entries: BatchEntry[]): Plan {
  const plan: Plan = new Map()
  for (const entry of entries) {
    const fields = plan.get(entry.record_id) ?? new Map<string, Step>()
    plan.set(entry.record_id, fields)
    if (entry.kind === `${object}.created`) {
      fields.clear()
      fields.set('deleted_at', { before: entry.at, after: null })
      continue
    }
    for (const [name, [before, after]] of Object.entries(entry.changes))
      fields.set(name, { before, after: (fields.get(name) ?? { after }).after })
  }
  return plan
}

interface Conflict {
  object: string
  id: string
  title: string
  fields: string[]
}

/** Records of which somebody changed the same field since. Only the fields in question are read. */
async function conflictsOf(ctx: Context, object: string, plan: Plan): Promise<Conflict[]> {
  const type = ctx.registry.get(object)
  const counts = (name: string) =>
    name === 'deleted_at' || type.fields[name]?.change !== 'commands' || name === 'owner_id' || name === 'status'
  const names = [...new Set([...plan.values()].flatMap(steps => [...steps.keys()]))].filter(name => name in type.fields && counts(name))
  const columns = sql.join([...new Set(['id', type.title, ...names])].map(name => sql.ref(`t.${name}`)))
  const titled = readableFields(ctx.actor, type).includes(type.title)
  // Whoever takes back what they did may not see any more what it was done to.
  const { rows } = await sql<Row & { is_seen: boolean }>`select ${columns}, ${permitted(ctx.registry, ctx.actor, type, 'read')} as is_seen
    from ${sql.table(object)} t where t.id = any(${[...plan.keys()]}::uuid[]) order by t.id for update of t`.execute(ctx.tx)
  return rows.flatMap(row => {
    const steps = plan.get(row.id)
    const fields = names.filter(name => {
      const step = steps?.get(name)
      return step && !sameJson(row[name], step.after)
    })
    return fields.length > 0 ? [{ object, id: row.id, title: titled && row.is_seen ? String(row[type.title] ?? '') : '', fields }] : []
  })
}

function changedSince(ctx: Context, conflicts: readonly Conflict[]): Refusal {
  const first = conflicts.slice(0, 20)
  const type = ctx.registry.get(first[0]?.object ?? '')
  return refuse(
    'batch.changed_since',
    `${conflicts.length === 1 ? `One ${type.label[0].toLowerCase()} was` : `${conflicts.length} records were`} changed since, so this cannot be undone as a whole.`,
    { status: 409, extra: { conflicts: first } },
  )
}
