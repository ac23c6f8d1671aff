import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { updateRecord } from '../../platform/object/write.ts'
import { notFound, refuse } from '../../platform/refuse.ts'
import { disqualify } from '../leads/disqualify.ts'
import { intake } from '../leads/intake/intake.ts'
import { openStatuses } from '../leads/status.rule.ts'
import { channelOf } from './channel.ts'
import type { Inbound } from './inbound.object.ts'
import { keepDecision, loadInbound } from './process_inbound.ts'

export const makeLeadInput = z
  .strictObject({
    person: z.strictObject({ name: z.string().max(500).optional(), email: z.email().optional() }).optional(),
    note: z.string().max(5_000).optional(),
  })
  .optional()
export const fileInput = z.strictObject({ object: z.enum(['lead', 'contact', 'account', 'opportunity']), id: z.uuid() })
export const ignoreInput = z.strictObject({ reason: z.enum(['spam', 'not_a_lead']).default('not_a_lead') }).optional()

async function load(ctx: Context, id: string) {
  demand(ctx.actor, ctx.registry.get('lead'), 'create')
  if (!(await findRecord(ctx, ctx.registry.get('inbound'), id))) throw notFound()
  const loaded = await loadInbound(ctx, id)
  if (!loaded) throw notFound()
  return loaded
}

const who = (ctx: Context) => ctx.actor.user?.name ?? 'The program'

/** "Make it a lead", whatever the rules decided; the person may be named when the input does not tell (rulings). */
export async function makeLead(ctx: Context, id: string, input: z.output<typeof makeLeadInput>) {
  const { inbound, raw } = await load(ctx, id)
  if (inbound.outcome === 'created' && inbound.lead_id)
    throw refuse('inbound.is_lead', 'This is a lead already.', { status: 409, extra: { lead_id: inbound.lead_id } })
  const former = inbound.lead_id ? await findRecord(ctx, ctx.registry.get('lead'), inbound.lead_id) : null
  if (former?.status === 'unqualified' && former.deleted_at === null) return reopen(ctx, inbound, former.id)
  const lead = await channelOf(inbound).asLead(ctx, inbound, raw)
  const person = input?.person ?? {}
  if (!lead && !person.email && !person.name)
    throw refuse('inbound.nobody', 'It does not say who the person is: give a name or a mail address.')
  const values = { ...lead?.values, ...(person.name ? { name: person.name } : {}), ...(person.email ? { email: person.email } : {}) }
  const result = await intake(ctx, { ...lead, inbound_id: inbound.id, source: lead?.source ?? 'manual', values })
  await keepDecision(
    ctx,
    id,
    {
      outcome: result.outcome,
      reason: `${who(ctx)} made it a lead. ${result.reason}`,
      rule: 'corrected.make_lead',
      lead_id: result.lead_id,
      conversation_id: inbound.conversation_id,
    },
    'corrected',
  )
  if (inbound.conversation_id)
    await updateRecord(ctx, 'conversation', inbound.conversation_id, { lead_id: result.lead_id }, { kind: 'linked', trusted: true })
  return { lead_id: result.lead_id, outcome: result.outcome, reason: result.reason }
}

/** It had been a lead, and was taken for none by mistake: the same lead again, with all that was on it. */
async function reopen(ctx: Context, inbound: Inbound, leadId: string) {
  await updateRecord(ctx, 'lead', leadId, { status: 'new', disqualification_reason: null }, { kind: 'reopened', trusted: true })
  const decision = {
    outcome: 'created',
    reason: `${who(ctx)} made it a lead again.`,
    rule: 'corrected.make_lead',
    lead_id: leadId,
  } as const
  await keepDecision(ctx, inbound.id, { ...decision, conversation_id: inbound.conversation_id }, 'corrected')
  return { lead_id: leadId, outcome: decision.outcome, reason: decision.reason }
}

/** "File it on…": puts the input onto a record's timeline by hand. */
export async function file(ctx: Context, id: string, input: z.output<typeof fileInput>) {
  const { inbound, raw } = await load(ctx, id)
  const record = await findRecord(ctx, ctx.registry.get(input.object), input.id)
  if (!record || record.deleted_at !== null) throw notFound('There is no such record to file it on.')
  await channelOf(inbound).file(ctx, inbound, raw, input)
  await keepDecision(
    ctx,
    id,
    {
      outcome: 'filed',
      reason: `${who(ctx)} filed it by hand.`,
      rule: 'corrected.file',
      lead_id: input.object === 'lead' ? input.id : null,
      contact_id: input.object === 'contact' ? input.id : null,
      conversation_id: inbound.conversation_id,
    },
    'corrected',
  )
  return { ok: true }
}

/** "Nothing to do here", or spam: the lead that it had become by mistake is closed with it (rulings: one click). */
export async function ignore(ctx: Context, id: string, input: z.output<typeof ignoreInput>) {
  const { inbound } = await load(ctx, id)
  const spam = input?.reason === 'spam'
  const lead = inbound.outcome === 'created' && inbound.lead_id ? await findRecord(ctx, ctx.registry.get('lead'), inbound.lead_id) : null
  if (lead && lead.deleted_at === null && openStatuses.some(status => status === lead.status))
    await disqualify(ctx, lead.id, { disqualification_reason: spam ? 'spam' : 'not_sales' })
  await keepDecision(
    ctx,
    id,
    {
      outcome: 'ignored',
      reason: `${who(ctx)} said: ${spam ? 'spam' : 'no lead'}.`,
      rule: `corrected.${spam ? 'spam' : 'ignore'}`,
      spam,
      lead_id: inbound.lead_id,
      conversation_id: inbound.conversation_id,
    },
    'corrected',
  )
  return { ok: true }
}

/** Processes an input again, after a fault was mended. */
export async function retry(ctx: Context, id: string) {
  const { inbound } = await load(ctx, id)
  if (inbound.state === 'done' && inbound.lead_id) throw refuse('inbound.done', 'It led to a lead already.')
  await updateRecord(ctx, 'inbound', id, { state: 'waiting', error: null }, { kind: 'retried', trusted: true })
  await enqueue(ctx, 'process_inbound', { inbound_id: id }, { key: `inbound:${id}` })
  return { ok: true }
}
