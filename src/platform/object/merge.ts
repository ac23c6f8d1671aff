import { sql } from 'kysely'
import { allRights } from '../actor.ts'
import type { Context } from '../context.ts'
import { appendLog, openBatch } from '../log/change_log.ts'
import { malformed } from '../refuse.ts'
import { parentObjects } from './define_object.ts'
import type { Change } from './derivation.ts'
import type { Row } from './list.ts'
import { demand } from './permission.ts'
import type { ObjectType } from './registry.ts'
import { checkEdit, deleteRecords, follow, loadFor, updateRecords } from './write.ts'

export interface MergeInput {
  winner_id: string
  loser_ids: string[]
  /** Values chosen field by field; the rest keeps the winner's, filled from the losers where the winner has none. */
  values?: Record<string, unknown>
}

const mostLosers = 20

/**
 * Makes one record of several (A1): the winner keeps its values, takes what it lacks, and everything that pointed at a loser
 * points at it. The losers go to the bin. One batch, so "undo merge" puts all of it back.
 */
export async function merge(ctx: Context, type: ObjectType, input: MergeInput): Promise<{ batch_id: string; id: string }> {
  demand(ctx.actor, type, 'delete')
  const losers = [...new Set(input.loser_ids)]
  if (losers.length === 0 || losers.length > mostLosers || losers.includes(input.winner_id))
    throw malformed(`Name one winner and 1 to ${mostLosers} other records.`)
  const records: Row[] = []
  // In the order of ids, so that two merges of the same records wait for each other instead of deadlocking.
  for (const id of [input.winner_id, ...losers].sort())
    records.push(await loadFor(ctx, type, id, id === input.winner_id ? 'update' : 'delete'))
  const winner = records.find(row => row.id === input.winner_id)
  if (!winner) throw malformed('The winner is missing.')
  const others = losers.map(id => records.find(row => row.id === id)).filter(row => row !== undefined)

  const values = await checkEdit(ctx, type, input.values ?? {})
  const changes: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(type.fields)) {
    if (field.change === 'commands' || name in values) continue
    const mine = winner[name]
    if (Array.isArray(mine)) changes[name] = [...new Set([...mine, ...others.flatMap(row => (Array.isArray(row[name]) ? row[name] : []))])]
    else if (mine === null) changes[name] = others.find(row => row[name] !== null)?.[name] ?? null
  }
  keepIdentities(type, winner, others, changes)

  const title = String(winner[type.title] ?? '')
  const batch = await openBatch(ctx, `${type.name}.merge`, `Merged ${others.length + 1} ${type.label[1].toLowerCase()} into ${title}`, {
    total: others.length,
  })
  await updateRecords(
    batch,
    type.name,
    losers.map(id => ({ id, changes: { deleted_at: ctx.now } })),
    { kind: 'merged', detail: { into: winner.id } },
  )
  await updateRecords(batch, type.name, [{ id: winner.id, changes: { ...changes, ...values } }], {
    kind: 'absorbed',
    detail: { merged: losers },
  })
  await repoint(batch, type, losers, winner.id)
  await ctx.tx.updateTable('batch').set({ count: others.length }).where('id', '=', batch.batchId).execute()
  return { batch_id: batch.batchId, id: winner.id }
}

/** What identified the losers goes on identifying the winner: a contact's further addresses, an account's further domains (C1). */
const identities = [
  ['email', 'emails'],
  ['domain', 'domains'],
] as const

function keepIdentities(type: ObjectType, winner: Row, others: Row[], changes: Record<string, unknown>): void {
  for (const [one, further] of identities) {
    if (!type.fields[one] || !type.fields[further]) continue
    const all = [winner, ...others].flatMap(row => [row[one], ...(Array.isArray(row[further]) ? row[further] : [])])
    const kept = [...new Set(all.filter(value => typeof value === 'string' && value !== ''))].filter(value => value !== winner[one])
    if (kept.length > 0) changes[further] = kept
  }
}

/**
 * Every column that points at a loser, in whichever object, points at the winner; each move is logged so that it can be undone.
 * What the moves bring about follows once everything points where it should, as after any other write.
 */
async function repoint(ctx: Context, type: ObjectType, losers: string[], winner: string): Promise<void> {
  // Whoever may merge may take along what hangs on the records, whoever owns that.
  const whole: Context = { ...ctx, actor: { ...ctx.actor, rights: allRights } }
  const isParent = (parentObjects as readonly string[]).includes(type.name)
  const moved: (() => Promise<void>)[] = []
  for (const other of ctx.registry.all()) {
    const columns = Object.entries(other.fields).filter(([, field]) => field.to === type.name && field.kind === 'ref')
    for (const column of [...columns.map(([name]) => name), ...(other.child && isParent ? ['record_id'] : [])]) {
      const twins = await dropTwins(whole, other, column, losers, winner)
      const changes = await move(ctx, other, column, losers, winner, twins)
      moved.push(() => follow(whole, other, changes))
    }
  }
  for (const next of moved) await next()
}

/** Of several records that would say the same of the winner, one stays: the winner's own, or the oldest. Answers the others. */
async function dropTwins(ctx: Context, object: ObjectType, column: string, losers: string[], winner: string): Promise<string[]> {
  const twins: string[] = []
  for (const key of (object.unique ?? []).filter(one => one.includes(column))) {
    const same = key.filter(one => one !== column).map(one => sql`and o.${sql.ref(one)} = t.${sql.ref(one)}`)
    const { rows } = await sql<{ id: string }>`select t.id from ${sql.table(object.name)} t
      where t.${sql.ref(column)} = any(${losers}::uuid[]) and t.deleted_at is null
      and exists (select 1 from ${sql.table(object.name)} o where o.${sql.ref(column)} = any(${[winner, ...losers]}::uuid[]) and o.deleted_at is null
        and (o.${sql.ref(column)} = ${winner} or o.id < t.id) ${sql.join(same, sql` `)})`.execute(ctx.tx)
    twins.push(...rows.map(row => row.id))
  }
  await deleteRecords(ctx, object.name, twins)
  return twins
}

async function move(
  ctx: Context,
  object: ObjectType,
  column: string,
  losers: string[],
  winner: string,
  twins: string[],
): Promise<Change[]> {
  const name = sql.ref(column)
  const table = sql.table(object.name)
  // Whole rows only where something follows from them.
  const heard = ctx.registry.consequences.some(one => one.object === object.name && one.from.includes(column))
  // The old value is joined in: RETURNING old exists from PostgreSQL 18 on only.
  const { rows } = await sql<
    Row & { was: string }
  >`with moved as (select id, ${name} as was from ${table} where ${name} = any(${losers}::uuid[]) and id <> all(${twins}::uuid[]) for update)
    update ${table} t set ${name} = ${winner}, version = version + 1 from moved where t.id = moved.id
    returning moved.was, ${heard ? sql`t.*` : sql`t.id`}`.execute(ctx.tx)
  await appendLog(
    ctx,
    rows.map(row => ({
      object: object.name,
      record_id: row.id,
      kind: `${object.name}.moved`,
      changes: { [column]: [row.was, winner] as [unknown, unknown] },
    })),
  )
  return heard ? rows.map(({ was, ...after }) => ({ before: { ...after, [column]: was }, after })) : []
}
