import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { openBatch } from '../log/change_log.ts'
import { malformed } from '../refuse.ts'
import { conditionOf } from './list.ts'
import { demand } from './permission.ts'
import type { ObjectType } from './registry.ts'
import { checkEdit, deleteRecords, restoreRecords, updateRecords } from './write.ts'

export interface BulkInput extends Record<string, unknown> {
  ids?: string[]
  filter?: unknown
  /** `update`, `delete`, `restore`, or the name of a module's bulk action. */
  action: string
  set?: Record<string, unknown>
}

/** What a module adds to the bulk bar: `assign` for leads, `add_task` for every object. */
export interface BulkAction {
  /** Object it is for; `*` for all. */
  object: string
  name: string
  /** For the list of recent changes: "Assigned 12 leads". */
  label: string
  run: (batch: Context, ids: string[], input: BulkInput, type: ObjectType) => Promise<void>
}

let furtherActions: readonly BulkAction[] = []
/** Names the modules' bulk actions, once at start. */
export const setBulkActions = (all: readonly BulkAction[]): void => {
  furtherActions = all
}

export interface BulkResult {
  batch_id: string
  count: number
  skipped: { id: string; reason: string }[]
}

const chunk = 1_000
const mostSkippedNamed = 100

/**
 * The same change on many records, by ids or by a filter, as one batch that is undone as a whole (A1). Records that the role
 * may not change are skipped and named.
 */
export async function bulk(ctx: Context, type: ObjectType, input: BulkInput): Promise<BulkResult> {
  const further = furtherActions.find(one => one.name === input.action && (one.object === type.name || one.object === '*'))
  if (!further && !Object.hasOwn(labels, input.action))
    throw malformed(`There is no bulk action “${input.action}” for ${type.label[1].toLowerCase()}.`)
  const action = input.action === 'delete' || input.action === 'restore' ? 'delete' : 'update'
  demand(ctx.actor, type, action)
  if ((input.ids === undefined) === (input.filter === undefined)) throw malformed('Give either "ids" or "filter".')
  const set = input.action === 'update' ? await checkSet(ctx, type, input.set) : {}
  const ids = await permittedIds(ctx, type, input, action)
  const label = `${further?.label ?? labels[input.action]} ${ids.length.toLocaleString('en')} ${type.label[ids.length === 1 ? 0 : 1].toLowerCase()}`
  const batch = await openBatch(ctx, `${type.name}.bulk_${input.action}`, label, { total: ids.length })
  for (let from = 0; from < ids.length; from += chunk) {
    const some = ids.slice(from, from + chunk)
    if (further) await further.run(batch, some, input, type)
    else if (input.action === 'delete') await deleteRecords(batch, type.name, some)
    else if (input.action === 'restore') await restoreRecords(batch, type.name, some)
    else
      await updateRecords(
        batch,
        type.name,
        some.map(id => ({ id, changes: set })),
      )
  }
  await ctx.tx.updateTable('batch').set({ count: ids.length }).where('id', '=', batch.batchId).execute()
  const allowed = new Set(ids)
  const skipped = (input.ids ?? [])
    .filter(id => !allowed.has(id))
    .slice(0, mostSkippedNamed)
    .map(id => ({ id, reason: 'It does not exist, or your role may not change it.' }))
  return { batch_id: batch.batchId, count: ids.length, skipped }
}

const labels: Record<string, string> = { update: 'Changed', delete: 'Deleted', restore: 'Restored' }

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
