import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { endOfLog, nextStretch, readStretch, skimStretch } from '../log/change_log.ts'
import type { Consumer } from '../module.ts'

const stretch = 2_000

/** Makes sure that every consumer has a position; a new one begins where the log ends, because it missed nothing it promised. */
export async function registerConsumers(ctx: Pick<Context, 'tx' | 'now'>, consumers: readonly Consumer[]): Promise<void> {
  const end = await endOfLog(ctx.tx)
  for (const { name } of consumers)
    await sql`insert into consumer (name, xid, seq, updated_at) values (${name}, ${end.xid}::xid8, ${end.seq}::bigint, ${ctx.now}) on conflict do nothing`.execute(
      ctx.tx,
    )
}

type Position = { xid: string; seq: string }

/**
 * Looks once for all consumers at what the log has next: those that want none of it move on together; answers those that have something
 * to read. `hidden`: entries are there that an older transaction, of whichever database of the server, still keeps from being read in
 * order; they come in a moment.
 */
export async function skim(
  { tx, now }: Pick<Context, 'tx' | 'now'>,
  consumers: readonly Consumer[],
): Promise<{ wanting: Consumer[]; found: 'read' | 'hidden' | 'nothing' }> {
  const { rows } = await sql<Position & { names: string[] }>`select xid::text, seq::text, array_agg(name) as names from consumer
    group by consumer.xid, consumer.seq`.execute(tx)
  const wanting: Consumer[] = []
  let found: 'read' | 'hidden' | 'nothing' = 'nothing'
  for (const { names, ...position } of rows) {
    const there = consumers.filter(one => names.includes(one.name))
    if (there.length === 0) continue
    const next = await skimStretch(tx, position, stretch)
    if (!next) {
      if (await hasHidden(tx, position)) found = 'hidden'
      continue
    }
    const wants = (one: Consumer) => !one.objects || one.objects.some(object => next.objects.has(object))
    wanting.push(...there.filter(wants))
    const passing = there.filter(one => !wants(one)).map(one => one.name)
    if (passing.length === 0) continue
    await sql`update consumer set xid = ${next.end.xid}::xid8, seq = ${next.end.seq}::bigint, updated_at = ${now}, failures = 0, error = null
      where name = any(${passing}) and xid = ${position.xid}::xid8 and seq = ${position.seq}::bigint`.execute(tx)
    if (next.isFull) found = 'read'
  }
  return { wanting, found }
}

/**
 * Feeds one consumer the next entries, in the same transaction that moves its position: what it writes is done once. Of several
 * worker processes one at a time holds the row; the others pass on. `all`: nothing was left when it looked. Who has much to catch up with
 * reads in longer stretches.
 */
export async function consumeNext(ctx: Context, consumer: Consumer, length = stretch): Promise<'read' | 'all' | 'hidden' | 'nothing'> {
  // Nobody waits for the disk: should the server lose the last moment, its position is lost with what it wrote, and it does both again.
  const { rows } = await sql<Position>`select xid::text, seq::text, set_config('synchronous_commit', 'off', true) from consumer
    where name = ${consumer.name} for update skip locked`.execute(ctx.tx)
  const [position] = rows
  if (!position) return 'nothing'
  const next = await nextStretch(ctx.tx, position, length)
  if (!next) return (await hasHidden(ctx.tx, position)) ? 'hidden' : 'nothing'
  const isNeeded = (await consumer.isNeeded?.(ctx)) ?? true
  const wanted = { objects: consumer.objects, fields: consumer.fields?.(ctx) }
  const entries = isNeeded ? await readStretch(ctx.tx, position, next, length, wanted) : []
  if (entries.length > 0) await consumer.consume(entries, ctx)
  await sql`update consumer set xid = ${next.end.xid}::xid8, seq = ${next.end.seq}::bigint, updated_at = ${ctx.now}, failures = 0, error = null
    where name = ${consumer.name}`.execute(ctx.tx)
  return next.isFull ? 'read' : 'all'
}

async function hasHidden(tx: Context['tx'], position: Position): Promise<boolean> {
  // From the end of the index: asked with `exists`, the planner expects many such rows and reads the table until it meets one.
  const { rows } = await sql<{ more: boolean }>`select (xid, seq) > (${position.xid}::xid8, ${position.seq}::bigint) as more
    from change_log order by xid desc, seq desc limit 1`.execute(tx)
  return rows[0]?.more ?? false
}

/** Keeps a consumer's failure where `doctor` and /metrics see it; the entries stay and are tried again. */
export async function noteFailure(ctx: Pick<Context, 'tx' | 'now'>, consumer: Consumer, error: unknown): Promise<number> {
  const { rows } = await sql<{
    failures: number
  }>`update consumer set failures = failures + 1, error = ${String(error).slice(0, 2_000)}, updated_at = ${ctx.now}
    where name = ${consumer.name} returning failures`.execute(ctx.tx)
  return rows[0]?.failures ?? 1
}
