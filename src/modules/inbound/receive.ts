import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { insertRecords } from '../../platform/object/write.ts'

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

/**
 * Stores an input before anything is done with it, and enqueues its processing, in one transaction. Answers its id and whether
 * it is new; the same source id again changes nothing. The edge may say "accepted" once this has committed.
 */
export async function receive(ctx: Context, input: Received): Promise<{ id: string; isNew: boolean }> {
  const id = newId()
  // The key is taken first: a second delivery of the same input waits here for the first one and then finds it.
  const { rows } = await sql<{ inbound_id: string; mine: boolean }>`insert into inbound_key (channel, source_id, inbound_id)
    values (${input.channel}, ${input.source_id}, ${id}) on conflict (channel, source_id) do update set inbound_id = inbound_key.inbound_id
    returning inbound_id, inbound_id = ${id} as mine`.execute(ctx.tx)
  const [key] = rows
  if (!key) throw new Error('The key of an inbound was not written')
  if (!key.mine) return { id: key.inbound_id, isNew: false }
  await insertRecords(ctx, 'inbound', [
    {
      id,
      channel: input.channel,
      source_id: input.source_id,
      received_at: ctx.now,
      sender: input.sender ?? null,
      subject: input.subject ?? null,
      form_id: input.form_id ?? null,
      state: 'waiting',
    },
  ])
  await ctx.tx
    .insertInto('inbound_raw')
    .values({ inbound_id: id, content_type: input.content_type, envelope: JSON.stringify(input.envelope), content: input.content })
    .execute()
  await enqueue(ctx, 'process_inbound', { inbound_id: id }, { key: `inbound:${id}` })
  return { id, isNew: true }
}
