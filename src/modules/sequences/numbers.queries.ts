import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { demand, permitted } from '../../platform/object/permission.ts'

export interface SequenceNumbers {
  sequence_id: string
  enrolled: number
  active: number
  held: number
  finished: number
  stopped: number
  failed: number
  /** Mails. */
  sent: number
  replied: number
  /** Of those who got at least one mail; null while nobody has. */
  reply_rate: number | null
}

/** How each sequence does with those that the actor may see; for whoever sees all, from an index alone. */
export async function sequenceNumbers(ctx: ReadContext): Promise<SequenceNumbers[]> {
  demand(ctx.actor, ctx.registry.get('sequence'), 'read')
  const type = ctx.registry.get('enrollment')
  demand(ctx.actor, type, 'read')
  const { rows } = await sql<SequenceNumbers & { reached: number }>`select sequence_id, count(*) as enrolled,
      count(*) filter (where state = 'active') as active, count(*) filter (where state = 'held') as held,
      count(*) filter (where state = 'finished') as finished, count(*) filter (where state = 'stopped') as stopped,
      count(*) filter (where state = 'failed') as failed, coalesce(sum(sent), 0)::bigint as sent,
      count(*) filter (where replied_at is not null) as replied, count(*) filter (where sent > 0) as reached
    from enrollment t where t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')} group by sequence_id`.execute(
    ctx.tx,
  )
  return rows.map(({ reached, ...row }) => ({ ...row, reply_rate: reached > 0 ? row.replied / reached : null }))
}
