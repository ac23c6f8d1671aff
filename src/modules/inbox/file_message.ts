import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'

export interface FiledMessage {
  /** The conversation it belongs to; null begins a new one. */
  conversation_id: string | null
  inbound_id: string | null
  message_key: string
  direction: 'in' | 'out'
  /** The colleague who wrote it (out). */
  user_id: string | null
  from: { name: string; address: string } | null
  to: string[]
  cc: string[]
  subject: string
  sent_at: Date
  text: string
  html: string | null
  new_text: string
  address_id: string | null
  lead_id: string | null
  contact_id: string | null
  account_id: string | null
  /** Who handles the conversation from now on (B4); null leaves it as it is. */
  handled_by: string | null
  /** A conversation that the program begins is nobody's work until it is answered. */
  automatic?: { owner_id: string | null }
}

/** Stores a message in its conversation, once by its key, and keeps the conversation's state (B1, B4). Answers both ids. */
export async function fileMessage(ctx: Context, message: FiledMessage): Promise<{ conversation_id: string; message_id: string }> {
  const [filed] = await fileMessages(ctx, [message])
  if (!filed) throw new Error('The message was not stored')
  return filed
}

/** As `fileMessage`, for many messages of different conversations at once. */
export async function fileMessages(
  ctx: Context,
  messages: readonly FiledMessage[],
): Promise<{ conversation_id: string; message_id: string }[]> {
  const filed = messages.map(message => ({ ...message, id: newId(), conversation_id: message.conversation_id ?? newId() }))
  const isNew = (index: number) => messages[index]?.conversation_id === null
  await insertRecords(
    ctx,
    'conversation',
    filed
      .filter((_, index) => isNew(index))
      .map(message => ({
        id: message.conversation_id,
        subject: message.subject || 'No subject',
        status: 'unassigned',
        address_id: message.address_id,
        last_message_at: message.sent_at,
        participants: [message.from?.address, ...message.to, ...message.cc].filter(address => address !== undefined),
        lead_id: message.lead_id,
        contact_id: message.contact_id,
        account_id: message.account_id,
        ...(message.automatic ? { status: 'closed', owner_id: message.automatic.owner_id } : {}),
        ...handledBy(ctx, message),
      })),
  )
  const continued = filed.filter((_, index) => !isNew(index))
  const reopened = await reopenedBy(ctx, continued)
  await updateRecords(
    ctx,
    'conversation',
    continued.map(message => {
      const links = { lead_id: message.lead_id, contact_id: message.contact_id, account_id: message.account_id }
      const known = Object.fromEntries(Object.entries(links).filter(([, value]) => value !== null))
      return {
        id: message.conversation_id,
        changes: { last_message_at: ctx.now, ...known, ...reopened.get(message.conversation_id), ...handledBy(ctx, message) },
      }
    }),
    { kind: 'continued' },
  )
  await insertRecords(
    ctx,
    'message',
    filed.map(message => ({
      id: message.id,
      conversation_id: message.conversation_id,
      inbound_id: message.inbound_id,
      message_key: message.message_key,
      direction: message.direction,
      user_id: message.user_id,
      from_address: message.from?.address ?? null,
      from_name: message.from?.name ?? null,
      to_addresses: message.to,
      cc_addresses: message.cc,
      subject: message.subject,
      sent_at: message.sent_at,
      text: message.text,
      html: message.html,
      new_text: message.new_text,
    })),
  )
  return filed.map(({ id, conversation_id }) => ({ conversation_id, message_id: id }))
}

const handledBy = (ctx: Context, message: FiledMessage) =>
  message.handled_by ? { owner_id: message.handled_by, handled_at: ctx.now, status: 'open' } : {}

/** An answer opens a closed conversation again, for whoever had it (B1). */
async function reopenedBy(
  ctx: Context,
  messages: readonly (FiledMessage & { conversation_id: string })[],
): Promise<Map<string, { status: string }>> {
  const answered = messages.filter(message => message.direction === 'in').map(message => message.conversation_id)
  if (answered.length === 0) return new Map()
  const rows = await ctx.tx
    .selectFrom('conversation')
    .select(['id', 'owner_id'])
    .where('id', 'in', answered)
    .where('status', '=', 'closed')
    .execute()
  return new Map(rows.map(({ id, owner_id }) => [id, { status: owner_id === null ? 'unassigned' : 'open' }]))
}
