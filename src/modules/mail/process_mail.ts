import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { stampedParents } from '../../platform/object/write.ts'
import { storeFile } from '../files/upload_file.ts'
import type { Decision, Raw } from '../inbound/channel.ts'
import type { Inbound } from '../inbound/inbound.object.ts'
import { fileMessage } from '../inbox/file_message.ts'
import { fileActivity, type IntakeActivity } from '../leads/file_activity.ts'
import { type Intake, intake } from '../leads/intake/intake.ts'
import { notify } from '../notifications/notify.ts'
import { decideMail, type MailDecision, type MailEnvelope } from './decide_mail.rule.ts'
import { extractSignature } from './extract_signature.rule.ts'
import { mailFacts } from './mail.queries.ts'
import type { MailAddress } from './mail_address.rule.ts'
import { newText } from './new_text.rule.ts'
import { type ParsedMessage, parseMessage } from './parse_message.rule.ts'
import { safeHtml } from './safe_html.rule.ts'

const envelopeOf = (raw: Raw): MailEnvelope => ({
  from: typeof raw.envelope.from === 'string' ? raw.envelope.from : '',
  recipients: Array.isArray(raw.envelope.recipients) ? raw.envelope.recipients.filter(one => typeof one === 'string') : [],
})

/** Understands one received mail and does what follows from it (B1–B4, B13): a lead, a filed message, or neither, with the reason. */
export async function processMail(ctx: Context, inbound: Inbound, raw: Raw): Promise<Decision> {
  const message = await parseMessage(raw.content)
  // The same message by two deliveries at once: the second waits here and then finds the first.
  await sql`insert into intake_lock (key) values (${`message:${message.dedupe_key}`}) on conflict (key) do update set key = excluded.key`.execute(
    ctx.tx,
  )
  const decision = decideMail(message, envelopeOf(raw), await mailFacts(ctx.tx, message))
  const inputs = {
    from: message.from,
    to: message.to,
    cc: message.cc,
    subject: message.subject,
    envelope: envelopeOf(raw),
    problems: message.problems,
    person: decision.person,
    forwarded_by: decision.forwarded_by,
  }
  const said = { outcome: decision.outcome, reason: decision.reason, rule: decision.rule, inputs, spam: decision.action === 'keep_as_spam' }
  switch (decision.action) {
    case 'create_lead':
      return { ...said, ...(await makeLead(ctx, inbound, message, decision)) }
    case 'file_on_record':
    case 'file_in_conversation':
      return { ...said, ...(await file(ctx, inbound, message, decision)) }
    case 'none':
      return { ...said, outcome: 'duplicate' }
    case 'ask':
    case 'keep':
    case 'keep_as_spam':
      return said
  }
}

const activityOf = (message: ParsedMessage, decision: MailDecision, inbound: Inbound, messageId: string): IntakeActivity => ({
  kind: 'mail',
  direction: decision.direction,
  title: message.subject || 'No subject',
  text: decision.inner?.text && decision.forwarded_by ? decision.inner.text : newText(message).fresh,
  html: message.html === null ? null : safeHtml(message.html),
  occurred_at: timeOf(message, inbound),
  user_id: decision.handled_by ?? decision.forwarded_by,
  message_id: messageId,
  inbound_id: inbound.id,
  detail: {
    from: message.from,
    to: message.to,
    cc: message.cc,
    quoted: newText(message).quoted.slice(0, 50_000),
    forwarded_by: decision.forwarded_by,
    own_note: decision.inner?.own_note ?? null,
    inner_from: decision.inner?.from ?? null,
  },
})

/** When it was written, unless the sender's clock is off: a timeline must not show mail from next year. */
const timeOf = (message: ParsedMessage, inbound: Inbound): Date => {
  const written = message.date
  if (!written || written > inbound.received_at || inbound.received_at.getTime() - written.getTime() > 30 * 86_400_000)
    return inbound.received_at
  return written
}

async function store(
  ctx: Context,
  inbound: Inbound,
  message: ParsedMessage,
  decision: MailDecision,
  on: { lead_id?: string | null; record?: Row | null; object?: string },
) {
  const record = on.record ?? null
  const link = (name: string) => (typeof record?.[name] === 'string' ? record[name] : null)
  return fileMessage(ctx, {
    conversation_id: decision.conversation_id,
    inbound_id: inbound.id,
    message_key: message.dedupe_key,
    direction: decision.direction,
    user_id: decision.handled_by ?? decision.forwarded_by,
    from: message.from,
    to: message.to.map(one => one.address),
    cc: message.cc.map(one => one.address),
    subject: message.subject,
    sent_at: timeOf(message, inbound),
    text: message.text,
    html: message.html === null ? null : safeHtml(message.html),
    new_text: newText(message).fresh,
    address_id: decision.address?.id ?? null,
    lead_id: on.object === 'lead' ? (record?.id ?? null) : (on.lead_id ?? null),
    contact_id: on.object === 'contact' ? (record?.id ?? null) : link('contact_id'),
    account_id: link('account_id'),
    handled_by: decision.handled_by,
  })
}

async function makeLead(ctx: Context, inbound: Inbound, message: ParsedMessage, decision: MailDecision): Promise<Partial<Decision>> {
  if (!decision.person || !decision.source) throw new Error('A lead needs a person and a source')
  const result = await intake(ctx, leadFrom(inbound, message, decision, decision.person, decision.source))
  const lead = await findRecord(ctx, ctx.registry.get('lead'), result.lead_id)
  const filed = await store(ctx, inbound, message, decision, { record: lead, object: 'lead' })
  if (lead) {
    await fileActivity(ctx, lead, activityOf(message, decision, inbound, filed.message_id))
    await storeAttachments(ctx, message, { object: 'lead', record: lead })
  }
  return {
    outcome: result.outcome,
    reason: `${decision.reason} ${result.reason}`,
    lead_id: result.lead_id,
    conversation_id: filed.conversation_id,
  }
}

function leadFrom(inbound: Inbound, message: ParsedMessage, decision: MailDecision, person: MailAddress, source: string): Intake {
  const text = decision.inner && decision.forwarded_by ? decision.inner.text : newText(message).fresh
  const signature = extractSignature(text)
  return {
    inbound_id: inbound.id,
    source,
    values: { name: person.name || undefined, email: person.address, sales_form_message: text.trim() || undefined },
    hand: { signature },
    submitted: [{ label: 'Subject', value: decision.inner?.subject || message.subject }],
    forwarded_by: decision.forwarded_by ?? undefined,
  }
}

async function file(ctx: Context, inbound: Inbound, message: ParsedMessage, decision: MailDecision): Promise<Partial<Decision>> {
  const record = decision.record ? await findRecord(ctx, ctx.registry.get(decision.record.object), decision.record.id) : null
  const object = decision.record?.object
  const filed = await store(ctx, inbound, message, decision, { record, object })
  if (record && object) {
    await fileActivity(ctx, record, activityOf(message, decision, inbound, filed.message_id), object)
    await storeAttachments(ctx, message, { object, record })
    await tellOwner(ctx, message, decision, record, object)
  }
  return {
    lead_id: object === 'lead' ? (record?.id ?? null) : null,
    contact_id: object === 'contact' ? (record?.id ?? null) : null,
    conversation_id: filed.conversation_id,
  }
}

/** B2: the owner is told of a further message, except of their own. */
async function tellOwner(ctx: Context, message: ParsedMessage, decision: MailDecision, record: Row, object: string): Promise<void> {
  const owner = record.owner_id
  if (typeof owner !== 'string' || owner === decision.handled_by || owner === decision.forwarded_by) return
  const who = decision.handled_by || decision.forwarded_by ? 'A colleague' : message.from?.name || message.from?.address || 'Somebody'
  await notify(ctx, {
    user_id: owner,
    kind: 'mail',
    text: `${who} wrote about ${String(record.name ?? '')}: ${message.subject || 'no subject'}`,
    object,
    record_id: record.id,
  })
}

const largestKept = 25 * 1024 * 1024

async function storeAttachments(ctx: Context, message: ParsedMessage, on: { object: string; record: Row }): Promise<void> {
  for (const attachment of message.attachments.slice(0, 50)) {
    if (attachment.content.length === 0 || attachment.content.length > largestKept) continue
    await storeFile(
      ctx,
      { name: attachment.filename || 'attachment', content_type: attachment.content_type, content: attachment.content },
      stampedParents(on.object, on.record),
    )
  }
}

/** A mail that a person says is a lead, whatever the rules decided. */
export async function mailAsLead(ctx: Context, inbound: Inbound, raw: Raw): Promise<Intake | null> {
  const message = await parseMessage(raw.content)
  const decision = decideMail(message, envelopeOf(raw), { ...(await mailFacts(ctx.tx, message)), alreadyStored: false })
  // A colleague's forward is about the original sender; an outsider's is about the outsider (rulings).
  const person = (decision.forwarded_by ? decision.inner?.from : null) ?? decision.person ?? message.from
  if (!person) return null
  const lead = leadFrom(inbound, message, decision, person, decision.forwarded_by ? 'forwarded_email' : 'email')
  return { ...lead, activity: activityOf(message, decision, inbound, inbound.id) }
}

/** Puts a mail onto a record's timeline by hand. */
export async function fileMail(ctx: Context, inbound: Inbound, raw: Raw, on: { object: string; id: string }): Promise<void> {
  const message = await parseMessage(raw.content)
  const decision = decideMail(message, envelopeOf(raw), { ...(await mailFacts(ctx.tx, message)), alreadyStored: false })
  const record = await findRecord(ctx, ctx.registry.get(on.object), on.id)
  if (record) await fileActivity(ctx, record, activityOf(message, decision, inbound, inbound.id), on.object)
}
