import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { OutsideJob } from '../../platform/module.ts'
import { updateRecord, updateRecords } from '../../platform/object/write.ts'
import { intakeMany } from '../leads/intake/intake.ts'
import { channelOf, type Decision, decided, type Raw, type Wanted } from './channel.ts'
import type { Inbound } from './inbound.object.ts'

type Begin = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

export interface Loaded {
  inbound: Inbound
  raw: Raw
}

/** Loads an input with its raw form, locked against a second processing. */
export async function loadInbound(ctx: Context, id: string): Promise<Loaded | null> {
  const [loaded] = await loadMany(ctx, [id])
  return loaded ?? null
}

export async function loadMany(ctx: Context, ids: readonly string[]): Promise<Loaded[]> {
  const { rows } = await sql<
    Inbound & { content_type: string; envelope: unknown; content: Buffer }
  >`select i.*, raw.content_type, raw.envelope, raw.content
    from inbound i join inbound_raw raw on raw.inbound_id = i.id where i.id = any(${ids}::uuid[]) order by i.id for update of i`.execute(
    ctx.tx,
  )
  return rows.map(({ content_type, envelope, content, ...inbound }) => ({
    inbound,
    raw: {
      content_type,
      content,
      envelope: typeof envelope === 'object' && envelope !== null ? (envelope as Record<string, unknown>) : {},
    },
  }))
}

/** Writes down what was decided about an input, and that it is done. */
export const keepDecision = (ctx: Context, id: string, decision: Decision, kind = 'decided') =>
  updateRecord(ctx, 'inbound', id, decided(ctx, decision), { kind, trusted: true })

/** Understands stored inputs and carries out what follows, in one transaction with the decisions; those that are done stay as they are. */
export async function processMany(ctx: Context, ids: readonly string[]): Promise<Map<string, Decision>> {
  const waiting = (await loadMany(ctx, ids)).filter(({ inbound }) => inbound.state !== 'done')
  const wanted: { id: string; said: Wanted }[] = []
  const decisions = new Map<string, Decision>()
  for (const { inbound, raw } of waiting) {
    const said = await channelOf(inbound).process(ctx, inbound, raw)
    if ('intake' in said) wanted.push({ id: inbound.id, said })
    else decisions.set(inbound.id, said)
  }
  const results = await intakeMany(
    ctx,
    wanted.map(({ said }) => said.intake),
  )
  results.forEach((result, index) => {
    const one = wanted[index]
    if (one) decisions.set(one.id, one.said.decide(result))
  })
  await updateRecords(
    ctx,
    'inbound',
    [...decisions].map(([id, decision]) => ({ id, changes: decided(ctx, decision) })),
    { kind: 'decided' },
  )
  return decisions
}

/**
 * Processes one stored input: done once or not at all, however often the job runs. A failure is kept on the input, where the page
 * shows it, and thrown on for the retry.
 */
export async function processInbound(begin: Begin, id: string): Promise<Decision | null> {
  try {
    return await begin(async ctx => (await processMany(ctx, [id])).get(id) ?? null)
  } catch (error) {
    await begin(ctx => keepFailure(ctx, id, error))
    throw error
  }
}

/** Keeps what went wrong on the input, where the page shows it; its job tries again. */
export async function keepFailure(ctx: Pick<Context, 'tx'>, id: string, error: unknown): Promise<void> {
  await sql`update inbound set state = 'failed', attempts = attempts + 1, error = ${String(error).slice(0, 2_000)} where id = ${id} and state <> 'done'`.execute(
    ctx.tx,
  )
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
