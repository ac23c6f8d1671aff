import { sql } from 'kysely'
import { actorOfUser } from '../auth/actor_of.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { openBatch } from '../log/change_log.ts'
import type { Job } from '../module.ts'
import { malformed, notFound, Refusal, refuse } from '../refuse.ts'
import type { BulkInput, Skipped } from './bulk_action.ts'
import { type LeftOut, leftOut, leftOutOf } from './left_out.rule.ts'
import { conditionOf } from './list.ts'
import { demand } from './permission.ts'
import { inPortions } from './portions.ts'
import type { ObjectType } from './registry.ts'
import { checkEdit, deleteRecords, restoreRecords, updateRecords } from './write.ts'

export interface BulkResult {
  batch_id: string
  /** Records changed so far: all of them, unless it still runs. */
  count: number
  total: number
  state: 'done' | 'running'
  /** The first that were left as they were; "left" counts all of them. */
  skipped: Skipped[]
  left: LeftOut | null
}

const chunk = 1_000
/** More than this goes on in the background, chunk by chunk, where it shows its progress and can be cancelled. */
const mostAtOnce = 2_000
const labels: Record<string, string> = { update: 'Changed', delete: 'Deleted', restore: 'Restored' }

const furtherFor = (ctx: Context, type: ObjectType, action: string) =>
  ctx.registry.bulkActions.find(one => one.name === action && (one.object === type.name || one.object === '*'))

const rightFor = (action: string): 'update' | 'delete' => (action === 'delete' || action === 'restore' ? 'delete' : 'update')

/**
 * The same change on many records, by ids or by a filter, as one batch that is undone as a whole (A1). Records that the role
 * may not change are skipped and named.
 */
export async function bulk(ctx: Context, type: ObjectType, input: BulkInput): Promise<BulkResult> {
  const further = furtherFor(ctx, type, input.action)
  if (!further && !Object.hasOwn(labels, input.action))
    throw malformed(`There is no bulk action “${input.action}” for ${type.label[1].toLowerCase()}.`)
  demand(ctx.actor, type, rightFor(input.action))
  if ((input.ids === undefined) === (input.filter === undefined)) throw malformed('Give either "ids" or "filter".')
  const set = input.action === 'update' ? await checkSet(ctx, type, input.set) : {}
  const ids = await permittedIds(ctx, type, input, rightFor(input.action))
  const label = `${further?.label ?? labels[input.action]} ${ids.length.toLocaleString('en')} ${type.label[ids.length === 1 ? 0 : 1].toLowerCase()}`
  const later = ids.length > mostAtOnce
  const batch = await openBatch(ctx, `${type.name}.bulk_${input.action}`, label, {
    total: ids.length,
    ...(later
      ? {
          state: 'running' as const,
          payload: { ids: spread(ids), input: { ...input, ids: undefined, filter: undefined, set }, user_id: ctx.actor.user?.id ?? null },
        }
      : {}),
  })
  if (later) await enqueue(ctx, 'run_bulk', { batch_id: batch.batchId }, { key: `bulk:${batch.batchId}` })
  const left: Skipped[] = []
  if (!later) left.push(...(await applyTo(batch, type, ids, { ...input, set })))
  const count = later ? 0 : ids.length - left.length
  const allowed = new Set(ids)
  const all = leftOut(
    null,
    (input.ids ?? [])
      .filter(id => !allowed.has(id))
      .map((id): Skipped => ({ id, reason: 'It does not exist, or your role may not change it.' }))
      .concat(left),
  )
  if (!later)
    await ctx.tx
      .updateTable('batch')
      .set({ count, payload: all && JSON.stringify({ left: all }) })
      .where('id', '=', batch.batchId)
      .execute()
  return { batch_id: batch.batchId, count, total: ids.length, state: later ? 'running' : 'done', skipped: all?.first ?? [], left: all }
}

async function applyTo(batch: Context, type: ObjectType, ids: string[], input: BulkInput): Promise<readonly Skipped[]> {
  const further = furtherFor(batch, type, input.action)
  if (further) {
    const left: Skipped[] = []
    for (let from = 0; from < ids.length; from += chunk)
      left.push(...((await further.run(batch, ids.slice(from, from + chunk), input, type)) ?? []))
    return left
  }
  const changes = input.set ?? {}
  await inPortions(ids, chunk, some => {
    if (input.action === 'delete') return deleteRecords(batch, type.name, some, { lean: true })
    if (input.action === 'restore') return restoreRecords(batch, type.name, some, { lean: true })
    const updates = some.map(id => ({ id, changes }))
    return updateRecords(batch, type.name, updates, { lean: true })
  })
  return []
}

/**
 * As `applyTo`, for a change that nobody waits for: what a rule refuses is left alone and named, the rest is done. Halves are tried, down
 * to the record that is refused.
 */
async function applyToSome(batch: Context, type: ObjectType, ids: string[], input: BulkInput): Promise<readonly Skipped[]> {
  if (ids.length === 0) return []
  await sql`savepoint part`.execute(batch.tx)
  try {
    const left = await applyTo(batch, type, ids, input)
    await sql`release savepoint part`.execute(batch.tx)
    return left
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await sql`rollback to savepoint part`.execute(batch.tx)
    const [id] = ids
    if (id && ids.length === 1) return [{ id, reason: error.message }]
    const half = ids.length >> 1
    return [...(await applyToSome(batch, type, ids.slice(0, half), input)), ...(await applyToSome(batch, type, ids.slice(half), input))]
  }
}

interface Step {
  kind: string
  state: string
  count: number
  error: string | null
  /** The ids of this step, out of all. */
  ids: string[]
  all: number
  input: BulkInput
  user_id: string | null
  /** Who was left alone so far. */
  left: LeftOut | null
}

const perRun = 5 * chunk

/**
 * The steps of a large edit take turns along the table: where all rows of a page are changed, each step finds the room that the one before
 * it has left there, and writes no index (migration 0017).
 */
function spread(ids: readonly string[]): string[] {
  const steps = Math.ceil(ids.length / perRun)
  return Array.from({ length: steps }, (_, step) => ids.filter((_id, at) => at % steps === step)).flat()
}

/** Carries a large bulk edit on by one step, as whoever asked for it, with their rights as they are now. Cancelled: it stops where it is. */
export async function continueBulk(ctx: Context, batchId: string): Promise<void> {
  const {
    rows: [row],
  } = await sql<Step>`select kind, state, count, error, payload->'input' as input, payload->>'user_id' as user_id, payload->'left' as left,
      jsonb_array_length(payload->'ids') as all, array(select ids->>n from (select payload->'ids' as ids offset 0) whole,
        generate_series(count::int, least(count::int + ${perRun}, jsonb_array_length(ids)) - 1) as n) as ids
    from batch where id = ${batchId} for update`.execute(ctx.tx)
  if (row?.state !== 'running') return
  const { ids: some, input, user_id } = row
  const actor = user_id ? await actorOfUser(ctx.tx, user_id, 'bulk') : ctx.actor
  const type = ctx.registry.get(row.kind.split('.')[0] ?? '')
  const batch: Context = { ...ctx, actor: actor ?? ctx.actor, batchId }
  const still = actor ? await permittedIds(batch, type, { ids: some, action: input.action }, rightFor(input.action)) : []
  const skipped = await applyToSome(batch, type, still, input)
  const count = row.count + some.length
  const done = count >= row.all
  const left = leftOut(leftOutOf(row), skipped)
  const error = skipped[0] ? `Left as they are: ${left?.total.toLocaleString('en')}, such as one because: ${skipped[0].reason}` : row.error
  await ctx.tx
    .updateTable('batch')
    .set(
      done
        ? { count: count - (left?.total ?? 0), state: 'done', payload: left && JSON.stringify({ left }), error }
        : { count, error, ...(skipped.length > 0 ? { payload: sql`payload || ${JSON.stringify({ left })}::jsonb` } : {}) },
    )
    .where('id', '=', batchId)
    .execute()
  if (!done) await enqueue(ctx, 'run_bulk', { batch_id: batchId })
}

/** Stops a running bulk edit after the step it is in; what is done can be undone like any batch. */
export async function cancelBulk(ctx: Context, batchId: string): Promise<{ state: string }> {
  const row = await ctx.tx.selectFrom('batch').selectAll().where('id', '=', batchId).forUpdate().executeTakeFirst()
  if (!row) throw notFound('There is no such change.')
  if (row.actor_id !== ctx.actor.id && row.actor_id !== ctx.actor.user?.id && !ctx.actor.rights.settings)
    throw refuse('batch.not_yours', 'Only whoever began this change, or an admin, can cancel it.', { status: 403 })
  if (row.state !== 'running') throw refuse('batch.not_running', 'This change is not running any more.')
  await ctx.tx
    .updateTable('batch')
    .set({ state: 'cancelled', payload: sql`case when payload ? 'left' then jsonb_build_object('left', payload->'left') end` })
    .where('id', '=', batchId)
    .execute()
  return { state: 'cancelled' }
}

export const runBulkJob: Job = {
  name: 'run_bulk',
  run: async (payload, ctx) => {
    const id = typeof payload === 'object' && payload !== null && 'batch_id' in payload ? payload.batch_id : null
    if (typeof id !== 'string') throw new Error('run_bulk needs a batch_id')
    await continueBulk(ctx, id)
  },
}

async function checkSet(ctx: Context, type: ObjectType, set: Record<string, unknown> | undefined): Promise<Record<string, unknown>> {
  if (!set || Object.keys(set).length === 0) throw malformed('Nothing to change: "set" is empty.')
  return checkEdit(ctx, type, set)
}

/** Ids that the filter or list names and that the actor may change, smallest first so that bulk commands never deadlock. */
export async function permittedIds(
  ctx: Context,
  type: ObjectType,
  input: Pick<BulkInput, 'ids' | 'filter'> & { action?: string },
  action: 'update' | 'delete',
): Promise<string[]> {
  const filter = input.ids ? { field: 'id', op: 'in', value: input.ids } : input.filter
  const scoped = input.action === 'restore' ? { and: [filter, { field: 'deleted_at', op: 'not_empty' }] } : filter
  const { rows } = await sql<{
    id: string
  }>`/*dynamic*/ select t.id from ${sql.table(type.name)} t where ${conditionOf(ctx, type, scoped, action)} order by t.id`.execute(ctx.tx)
  return rows.map(row => row.id)
}
