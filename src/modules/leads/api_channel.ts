import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { parseInput } from '../../platform/object/field_value.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { invalid } from '../../platform/refuse.ts'
import type { Channel, Decision, Raw } from '../inbound/channel.ts'
import type { Inbound } from '../inbound/inbound.object.ts'
import { keepDecision, loadInbound } from '../inbound/process_inbound.ts'
import { receive } from '../inbound/receive.ts'
import { fileActivity } from './file_activity.ts'
import { type Intake, intake } from './intake.ts'

const body = z.looseObject({ source: z.string().optional(), source_id: z.string().max(500).optional() })

function readBody(inbound: Inbound, raw: Raw): Intake {
  const { source, source_id, ...values } = body.parse(JSON.parse(raw.content.toString('utf8')))
  return { inbound_id: inbound.id, source: source ?? 'api', values }
}

async function processApi(ctx: Context, inbound: Inbound, raw: Raw): Promise<Decision> {
  const result = await intake(ctx, readBody(inbound, raw))
  return { outcome: result.outcome, reason: result.reason, rule: result.rule, lead_id: result.lead_id }
}

/** Leads that programs hand in at `POST /leads/intake`: the door that all channels use, opened to the API. */
export const apiChannel: Channel = {
  name: 'api',
  process: processApi,
  asLead: async (_ctx, inbound, raw) => readBody(inbound, raw),
  file: async (ctx, inbound, raw, on) => {
    const record = await findRecord(ctx, ctx.registry.get(on.object), on.id)
    if (record)
      await fileActivity(
        ctx,
        record,
        { kind: 'decision', title: 'Handed in by a program', text: raw.content.toString('utf8'), inbound_id: inbound.id },
        on.object,
      )
  },
}

/**
 * Takes one lead in. Checked first (a wrong value is refused, not stored), then stored and processed in one transaction, so the
 * answer holds what was decided; the same `source_id` or Idempotency-Key again answers the same and does nothing.
 */
export const intakeRoute: Route = route({
  method: 'POST',
  path: '/api/v1/leads/intake',
  tag: 'Leads',
  auth: 'user',
  summary: 'Take a lead in, as all channels do: deduplicated, enriched, scored, assigned',
  body,
  response: z.object({ lead_id: z.string().nullable(), outcome: z.string(), reason: z.string() }),
  run: async (ctx, { body: input, headers }) => {
    const type = ctx.registry.get('lead')
    demand(ctx.actor, type, 'create')
    const { source_id, ...fields } = input
    const { errors } = parseInput(type.fields, Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'country')))
    for (const name of Object.keys(fields))
      if (type.fields[name]?.change === 'commands')
        errors.push({ field: name, code: 'read_only', message: 'This field is set by the program.' })
    if (!['name', 'first_name', 'last_name', 'email', 'company'].some(name => fields[name]))
      errors.push({ field: 'email', code: 'required', message: 'A lead needs at least a mail address, a name or a company.' })
    if (errors.length > 0) throw invalid(errors)
    const received = await receive(ctx, {
      channel: 'api',
      source_id: source_id ?? headers['idempotency-key'] ?? newId(),
      content_type: 'application/json',
      content: Buffer.from(JSON.stringify(input)),
      envelope: { key: ctx.actor.id },
      sender: typeof fields.email === 'string' ? fields.email : null,
      subject: typeof fields.name === 'string' ? fields.name : null,
    })
    const loaded = await loadInbound(ctx, received.id)
    if (!loaded) throw new Error('The input was not stored')
    if (loaded.inbound.state === 'done')
      return { lead_id: loaded.inbound.lead_id, outcome: loaded.inbound.outcome, reason: loaded.inbound.reason }
    const decision = await processApi(ctx, loaded.inbound, loaded.raw)
    await keepDecision(ctx, received.id, decision)
    return new Reply(decision.outcome === 'created' ? 201 : 200, {
      lead_id: decision.lead_id ?? null,
      outcome: decision.outcome,
      reason: decision.reason,
    })
  },
})
