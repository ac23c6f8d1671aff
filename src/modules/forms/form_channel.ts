import type { Context } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import type { Channel, Decision, Raw, Wanted } from '../inbound/channel.ts'
import type { Inbound } from '../inbound/inbound.object.ts'
import { fileActivity, type IntakeActivity } from '../leads/file_activity.ts'
import type { Intake } from '../leads/intake/intake.ts'
import { asObject } from '../product_events/storable_json.rule.ts'
import { formOf, type PublicForm } from './form.queries.ts'
import { judgeSpam } from './form_spam.rule.ts'
import { leadFieldOf } from './lead_field_of.rule.ts'
import { isReachable, readSubmission, type Submission } from './read_submission.rule.ts'
import { isSteering, webToLeadField } from './web_to_lead.rule.ts'

interface Understood {
  form: PublicForm | null
  read: Submission
  page: string | null
}

async function understand(ctx: Context, inbound: Inbound, raw: Raw): Promise<Understood> {
  const form = await formOf(ctx, inbound.form_id)
  const stored = asObject(JSON.parse(raw.content.toString('utf8')))
  const fields = Array.isArray(stored?.fields) ? stored.fields.filter(isPair) : []
  const files = Array.isArray(stored?.files) ? stored.files.filter(name => typeof name === 'string') : []
  const isWebToLead = raw.envelope.kind === 'web_to_lead'
  const read = readSubmission(
    isWebToLead ? [] : (form?.questions ?? []),
    isWebToLead ? fields.filter(([name]) => !isSteering(name)) : fields,
    isWebToLead ? webToLeadField : leadFieldOf,
  )
  for (const name of files) read.submitted.push({ label: 'File (not taken)', value: name })
  if (isWebToLead) for (const one of read.submitted) one.label = labelOf(ctx, one.label)
  return { form, read, page: typeof raw.envelope.page === 'string' ? raw.envelope.page : null }
}

const isPair = (one: unknown): one is [string, string] => Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'string'

const labelOf = (ctx: Context, name: string): string => ctx.registry.get('lead').fields[webToLeadField(name) ?? '']?.label ?? name

const activityOf = (inbound: Inbound, { form, read, page }: Understood): IntakeActivity => ({
  kind: 'form',
  direction: 'in',
  title: form && form.slug !== 'contact' ? `${form.name} sent` : 'Contact form sent',
  text: typeof read.values.sales_form_message === 'string' ? read.values.sales_form_message : null,
  occurred_at: inbound.received_at,
  inbound_id: inbound.id,
  detail: { page, form: form?.name ?? null, submitted: read.submitted },
})

const intakeOf = (inbound: Inbound, understood: Understood): Intake => ({
  inbound_id: inbound.id,
  source: understood.form?.source ?? 'contact_form',
  values: understood.read.values,
  submitted: understood.read.submitted,
  activity: activityOf(inbound, understood),
})

async function process(ctx: Context, inbound: Inbound, raw: Raw): Promise<Decision | Wanted> {
  const understood = await understand(ctx, inbound, raw)
  const { read, form } = understood
  const inputs = { form: form?.slug ?? null, page: understood.page, fields: Object.keys(read.values) }
  const seconds = typeof raw.envelope.seconds === 'number' ? raw.envelope.seconds : null
  const { spam, reasons } = judgeSpam({ trapped: raw.envelope.trapped === true, seconds, answers: read.answers })
  if (spam)
    return {
      outcome: 'ignored',
      spam: true,
      rule: 'form.spam',
      reason: `Looks like spam: ${reasons.join('; ')}.`,
      inputs: { ...inputs, reasons },
    }
  if (!isReachable(read))
    return {
      outcome: 'needs_a_look',
      rule: 'form.nobody',
      reason: 'It names neither a person nor a company, and no way to answer.',
      inputs,
    }
  return { intake: intakeOf(inbound, understood), decide: result => ({ ...result, inputs }) }
}

/** Submissions of our own forms and of Web-to-Lead posts (B7). */
export const formChannel: Channel = {
  name: 'form',
  process,
  asLead: async (ctx, inbound, raw) => {
    const understood = await understand(ctx, inbound, raw)
    return isReachable(understood.read) ? intakeOf(inbound, understood) : null
  },
  file: async (ctx, inbound, raw, on) => {
    const record = await findRecord(ctx, ctx.registry.get(on.object), on.id)
    if (record) await fileActivity(ctx, record, activityOf(inbound, await understand(ctx, inbound, raw)), on.object)
  },
}
