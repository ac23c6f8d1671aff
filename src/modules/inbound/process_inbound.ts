import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { OutsideJob } from '../../platform/module.ts'
import { updateRecord } from '../../platform/object/write.ts'
import { channelOf, type Decision, type Raw } from './channel.ts'
import type { Inbound } from './inbound.object.ts'

type Begin = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/** Loads an input with its raw form, locked against a second processing. */
export async function loadInbound(ctx: Context, id: string): Promise<{ inbound: Inbound; raw: Raw } | null> {
  const { rows } = await sql<Inbound>`select * from inbound where id = ${id} for update`.execute(ctx.tx)
  const [inbound] = rows
  const stored = await ctx.tx.selectFrom('inbound_raw').selectAll().where('inbound_id', '=', id).executeTakeFirst()
  if (!inbound || !stored) return null
  const envelope = typeof stored.envelope === 'object' && stored.envelope !== null ? (stored.envelope as Record<string, unknown>) : {}
  return { inbound, raw: { content_type: stored.content_type, envelope, content: stored.content } }
}

/** Writes down what was decided about an input, and that it is done. */
export const keepDecision = (ctx: Context, id: string, decision: Decision, kind = 'decided') =>
  updateRecord(
    ctx,
    'inbound',
    id,
    {
      state: 'done',
      outcome: decision.outcome,
      reason: decision.reason,
      rule: decision.rule,
      decision: decision.inputs ?? null,
      lead_id: decision.lead_id ?? null,
      contact_id: decision.contact_id ?? null,
      conversation_id: decision.conversation_id ?? null,
      spam: decision.spam ? 'spam' : null,
      processed_at: ctx.now,
      error: null,
    },
    { kind, trusted: true },
  )

/**
 * Understands one stored input and carries out what follows, in one transaction with the decision: done once or not at all,
 * however often the job runs. A failure is kept on the input, where the page shows it, and thrown on for the retry.
 */
export async function processInbound(begin: Begin, id: string): Promise<Decision | null> {
  try {
    return await begin(async ctx => {
      const loaded = await loadInbound(ctx, id)
      if (!loaded || loaded.inbound.state === 'done') return null
      const decision = await channelOf(loaded.inbound).process(ctx, loaded.inbound, loaded.raw)
      await keepDecision(ctx, id, decision)
      return decision
    })
  } catch (error) {
    await begin(async ctx => {
      await sql`update inbound set state = 'failed', attempts = attempts + 1, error = ${String(error).slice(0, 2_000)} where id = ${id} and state <> 'done'`.execute(
        ctx.tx,
      )
    })
    throw error
  }
}

export const processInboundJob: OutsideJob = {
  name: 'process_inbound',
  outside: true,
  run: async (payload, begin) => {
    const id = typeof payload === 'object' && payload !== null && 'inbound_id' in payload ? payload.inbound_id : null
    if (typeof id !== 'string') throw new Error('process_inbound needs an inbound_id')
    await processInbound(begin, id)
  },
}
