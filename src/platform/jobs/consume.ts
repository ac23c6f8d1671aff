import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { endOfLog, readStretch } from '../log/change_log.ts'
import type { Consumer } from '../module.ts'

const stretch = 500

/** Makes sure that every consumer has a position; a new one begins where the log ends, because it missed nothing it promised. */
export async function registerConsumers(ctx: Pick<Context, 'tx' | 'now'>, consumers: readonly Consumer[]): Promise<void> {
  const end = await endOfLog(ctx.tx)
  for (const { name } of consumers)
    await sql`insert into consumer (name, xid, seq, updated_at) values (${name}, ${end.xid}::xid8, ${end.seq}::bigint, ${ctx.now}) on conflict do nothing`.execute(
      ctx.tx,
    )
}

/**
 * Feeds one consumer the next entries, in the same transaction that moves its position: what it writes is done once. Of several
 * worker processes one at a time holds the row; the others pass on. `hidden`: entries are there that an older transaction, of
 * whichever database of the server, still keeps from being read in order; they come in a moment.
 */
export async function consumeNext(ctx: Context, consumer: Consumer): Promise<'read' | 'hidden' | 'nothing'> {
  const { rows } = await sql<{
    xid: string
    seq: string
  }>`select xid::text, seq::text from consumer where name = ${consumer.name} for update skip locked`.execute(ctx.tx)
  const [position] = rows
  if (!position) return 'nothing'
  const { entries, end } = await readStretch(ctx.tx, position, stretch, consumer.objects)
  if (!end) return (await hasHidden(ctx, position)) ? 'hidden' : 'nothing'
  if (entries.length > 0) await consumer.consume(entries, ctx)
  await sql`update consumer set xid = ${end.xid}::xid8, seq = ${end.seq}::bigint, updated_at = ${ctx.now}, failures = 0, error = null
    where name = ${consumer.name}`.execute(ctx.tx)
  return 'read'
}

async function hasHidden(ctx: Context, position: { xid: string; seq: string }): Promise<boolean> {
  // From the end of the index: asked with `exists`, the planner expects many such rows and reads the table until it meets one.
  const { rows } = await sql<{ more: boolean }>`select (xid, seq) > (${position.xid}::xid8, ${position.seq}::bigint) as more
    from change_log order by xid desc, seq desc limit 1`.execute(ctx.tx)
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
