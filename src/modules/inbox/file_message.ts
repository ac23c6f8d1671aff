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
}

/** Stores a message in its conversation, once by its key, and keeps the conversation's state (B1, B4). Answers both ids. */
export async function fileMessage(ctx: Context, message: FiledMessage): Promise<{ conversation_id: string; message_id: string }> {
  const id = newId()
  const conversationId = message.conversation_id ?? newId()
  const links = { lead_id: message.lead_id, contact_id: message.contact_id, account_id: message.account_id }
  const handled = message.handled_by ? { owner_id: message.handled_by, handled_at: ctx.now, status: 'open' } : {}
  if (message.conversation_id === null)
    await insertRecords(ctx, 'conversation', [
      {
        id: conversationId,
        subject: message.subject || 'No subject',
        status: 'unassigned',
        address_id: message.address_id,
        last_message_at: message.sent_at,
        participants: [message.from?.address, ...message.to, ...message.cc].filter(address => address !== undefined),
        ...links,
        ...handled,
      },
    ])
  else {
    const known = Object.fromEntries(Object.entries(links).filter(([, value]) => value !== null))
    await updateRecords(ctx, 'conversation', [{ id: conversationId, changes: { last_message_at: ctx.now, ...known, ...handled } }], {
      kind: 'continued',
    })
  }
  await insertRecords(ctx, 'message', [
    {
      id,
      conversation_id: conversationId,
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
    },
  ])
  return { conversation_id: conversationId, message_id: id }
}
