import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueueMany } from '../../platform/jobs/enqueue.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { type Decision, decided } from './channel.ts'

export interface Received {
  channel: 'mail' | 'form' | 'product_event' | 'api'
  /** The source's own id of this input: what makes a second delivery the same one (B13). */
  source_id: string
  content_type: string
  content: Buffer
  /** What came around the content: envelope, form id, address of the visitor. */
  envelope: Record<string, unknown>
  sender?: string | null
  subject?: string | null
  form_id?: string | null
}

export interface Kept {
  id: string
  /** False: it was delivered before, and the id is the first one's. */
  isNew: boolean
}

interface Keyed extends Kept {
  input: Received
}

/**
 * Stores an input before anything is done with it, and enqueues its processing, in one transaction. Answers its id and whether
 * it is new; the same source id again changes nothing. The edge may say "accepted" once this has committed.
 */
export async function receive(ctx: Context, input: Received): Promise<Kept> {
  const [kept] = await receiveMany(ctx, [input])
  if (!kept) throw new Error('Nothing was received')
  return kept
}

/** As `receive`, for many inputs at once. */
export async function receiveMany(ctx: Context, inputs: readonly Received[]): Promise<Kept[]> {
  const keyed = await takeKeys(ctx, inputs)
  const fresh = keyed.filter(one => one.isNew)
  await store(
    ctx,
    fresh.map(one => ({ ...one, values: { state: 'waiting' } })),
  )
  await enqueueMany(
    ctx,
    'process_inbound',
    fresh.map(({ id }) => ({ payload: { inbound_id: id }, key: `inbound:${id}` })),
  )
  return keyed
}

/**
 * For an edge whose answer says what was decided: new inputs are decided and stored together with their decisions, in one transaction,
 * so that nothing is left to be processed.
 */
export async function receiveDecided(
  ctx: Context,
  inputs: readonly Received[],
  decide: (fresh: readonly Keyed[]) => Promise<readonly Decision[]>,
): Promise<(Kept & { decision: Decision | null })[]> {
  const keyed = await takeKeys(ctx, inputs)
  const fresh = keyed.filter(one => one.isNew)
  const decisions = await decide(fresh)
  await store(
    ctx,
    fresh.flatMap((one, index) => {
      const decision = decisions[index]
      return decision ? [{ ...one, values: decided(ctx, decision) }] : []
    }),
  )
  return keyed.map(one => ({ ...one, decision: decisions[fresh.indexOf(one)] ?? null }))
}

/** A second delivery of the same input waits here for the first one and then finds it; two in one batch are one as well. */
async function takeKeys(ctx: Context, inputs: readonly Received[]): Promise<Keyed[]> {
  const keyOf = (input: Pick<Received, 'channel' | 'source_id'>) => `${input.channel} ${input.source_id}`
  const first = new Map<string, Keyed>()
  for (const input of inputs) if (!first.has(keyOf(input))) first.set(keyOf(input), { id: newId(), isNew: true, input })
  const all = [...first.values()]
  // Sorted, so that two batches with keys in common wait for each other instead of deadlocking.
  const { rows } = await sql<{
    channel: Received['channel']
    source_id: string
    id: string
  }>`insert into inbound_key (channel, source_id, inbound_id)
    select * from unnest(${all.map(one => one.input.channel)}::text[], ${all.map(one => one.input.source_id)}::text[], ${all.map(one => one.id)}::uuid[])
      as k(channel, source_id, inbound_id) order by channel, source_id
    on conflict (channel, source_id) do update set inbound_id = inbound_key.inbound_id returning channel, source_id, inbound_id as id`.execute(
    ctx.tx,
  )
  const stored = new Map(rows.map(row => [keyOf(row), row.id]))
  return inputs.map(input => {
    const mine = first.get(keyOf(input))
    const id = stored.get(keyOf(input))
    if (!mine || !id) throw new Error('The key of an inbound was not written')
    return mine.input === input && mine.id === id ? mine : { id, isNew: false, input }
  })
}

async function store(ctx: Context, inputs: readonly (Keyed & { values: Record<string, unknown> })[]): Promise<void> {
  if (inputs.length === 0) return
  await insertRecords(
    ctx,
    'inbound',
    inputs.map(({ id, input, values }) => ({
      id,
      channel: input.channel,
      source_id: input.source_id,
      received_at: ctx.now,
      sender: input.sender ?? null,
      subject: input.subject ?? null,
      form_id: input.form_id ?? null,
      ...values,
    })),
  )
  await sql`insert into inbound_raw (inbound_id, content_type, envelope, content)
    select * from unnest(${inputs.map(one => one.id)}::uuid[], ${inputs.map(one => one.input.content_type)}::text[],
      ${inputs.map(one => JSON.stringify(one.input.envelope))}::jsonb[], ${inputs.map(one => one.input.content)}::bytea[])`.execute(ctx.tx)
}
