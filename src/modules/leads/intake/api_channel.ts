import { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { keyOf, keyReused, replayed } from '../../../platform/http/idempotency.ts'
import { toProblem } from '../../../platform/http/problem.ts'
import { Reply, type Route, route } from '../../../platform/http/route.ts'
import { together } from '../../../platform/http/together.ts'
import { newId } from '../../../platform/id.ts'
import { parseInput } from '../../../platform/object/field_value.ts'
import { findRecord } from '../../../platform/object/list.ts'
import { demand } from '../../../platform/object/permission.ts'
import { invalid, Refusal } from '../../../platform/refuse.ts'
import type { Channel, Raw } from '../../inbound/channel.ts'
import type { Inbound } from '../../inbound/inbound.object.ts'
import { type Loaded, loadMany, processMany } from '../../inbound/process_inbound.ts'
import { type Received, receiveDecided } from '../../inbound/receive.ts'
import { fileActivity } from '../file_activity.ts'
import { type Intake, intakeMany } from './intake.ts'

const body = z.looseObject({ source: z.string().optional(), source_id: z.string().max(500).optional() })
type Body = z.output<typeof body>

const asIntake = (inbound_id: string, { source, source_id, ...values }: Body): Intake => ({ inbound_id, source: source ?? 'api', values })
const readBody = (inbound: Inbound, raw: Raw): Intake => asIntake(inbound.id, body.parse(JSON.parse(raw.content.toString('utf8'))))

/** Leads that programs hand in at `POST /leads/intake`: the door that all channels use, opened to the API. */
export const apiChannel: Channel = {
  name: 'api',
  process: async (_ctx, inbound, raw) => ({ intake: readBody(inbound, raw), decide: result => result }),
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

const answer = z.object({ lead_id: z.string().nullable(), outcome: z.string(), reason: z.string() })
type Answer = z.output<typeof answer>

/** Refuses what cannot be a lead, before anything is stored. */
function check(ctx: Context, { source_id, ...fields }: Body): void {
  const type = ctx.registry.get('lead')
  demand(ctx.actor, type, 'create')
  const { errors } = parseInput(type.fields, Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'country')))
  for (const name of Object.keys(fields))
    if (type.fields[name]?.change === 'commands')
      errors.push({ field: name, code: 'read_only', message: 'This field is set by the program.' })
  if (!['name', 'first_name', 'last_name', 'email', 'company'].some(name => fields[name]))
    errors.push({ field: 'email', code: 'required', message: 'A lead needs at least a mail address, a name or a company.' })
  if (errors.length > 0) throw invalid(errors)
}

interface Handed {
  input: Body
  /** Without a `source_id`, tells a repeated delivery. */
  key?: string | undefined
}

/** Stores leads that programs hand in and takes them in, all that come at once in one transaction. */
const takeIn = together(async (ctx, handed: readonly Handed[]): Promise<{ answer: Answer; isNew: boolean; isOther: boolean }[]> => {
  const received = handed.map(
    ({ input, key }): Received => ({
      channel: 'api',
      source_id: input.source_id ?? key ?? newId(),
      content_type: 'application/json',
      content: Buffer.from(JSON.stringify(input)),
      envelope: { key: ctx.actor.id },
      sender: typeof input.email === 'string' ? input.email : null,
      subject: typeof input.name === 'string' ? input.name : null,
    }),
  )
  const inputOf = new Map(received.map((one, index) => [one, handed[index]?.input ?? {}]))
  const kept = await receiveDecided(ctx, received, fresh =>
    intakeMany(
      ctx,
      fresh.map(({ id, input }) => asIntake(id, inputOf.get(input) ?? {})),
    ),
  )
  const before = await answeredBefore(
    ctx,
    kept.filter(one => !one.isNew).map(one => one.id),
  )
  return kept.map(({ id, isNew, decision }, index) => {
    const { inbound, raw } = before.get(id) ?? {}
    const { lead_id = null, outcome, reason } = decision ?? inbound ?? {}
    return {
      answer: { lead_id, outcome: String(outcome), reason: String(reason) },
      isNew,
      isOther: raw !== undefined && received[index]?.content.equals(raw.content) === false,
    }
  })
})

async function answeredBefore(ctx: Context, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, Loaded>()
  await processMany(ctx, ids)
  return new Map((await loadMany(ctx, ids)).map(one => [one.inbound.id, one]))
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
  response: answer,
  ownTransaction: true,
  ownIdempotency: true,
  run: async (ctx, { body: input, headers }) => {
    check(ctx, input)
    const key = keyOf(headers['idempotency-key'])
    const { answer, isNew, isOther } = await takeIn(ctx, { input, key: key === null ? undefined : `${ctx.actor.id} ${key}` })
    const isReplay = !isNew && key !== null && input.source_id === undefined
    if (isReplay && isOther) throw keyReused()
    return new Reply(answer.outcome === 'created' && (isNew || isReplay) ? 201 : 200, answer, isReplay ? replayed : {})
  },
})

const most = 1_000

/** As many at once; a lead that is refused says why in its place and takes no other with it. */
export const intakeBatchRoute: Route = route({
  method: 'POST',
  path: '/api/v1/leads/intake/batch',
  tag: 'Leads',
  auth: 'user',
  summary: 'Take many leads in at once, each with its own answer',
  description: `Up to ${most.toLocaleString('en')} leads. Each is taken in as by \`POST /leads/intake\`; \`data\` answers in the same order, with \`error\` where one was refused.`,
  body: z.strictObject({ leads: z.array(body).min(1).max(most) }),
  response: z.object({ data: z.array(z.union([answer, z.object({ error: z.looseObject({ code: z.string(), detail: z.string() }) })])) }),
  ownTransaction: true,
  run: async (ctx, { body: { leads } }) => {
    const taken = await Promise.allSettled(
      leads.map(async input => {
        check(ctx, input)
        return (await takeIn(ctx, { input })).answer
      }),
    )
    const unforeseen = taken.find(one => one.status === 'rejected' && !(one.reason instanceof Refusal))
    if (unforeseen?.status === 'rejected') throw unforeseen.reason
    return { data: taken.map(one => (one.status === 'fulfilled' ? one.value : { error: toProblem(one.reason).body })) }
  },
})
