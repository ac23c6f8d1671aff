import { systemActor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { inTransaction } from '../../platform/db/database.ts'
import type { RequestOf } from '../../platform/http/route.ts'
import { type FieldError, invalid } from '../../platform/refuse.ts'
import { processInbound } from '../inbound/process_inbound.ts'
import { captchaOf, type PublicForm } from './form.queries.ts'
import { leadFieldOf } from './lead_field_of.rule.ts'
import type { Sent } from './parse_submission.ts'
import { controlNames, readSubmission, trapNames } from './read_submission.rule.ts'
import { type FormEnvelope, receiveForm } from './receive_form.ts'
import { type CaptchaProvider, captchaProviders, verifyCaptcha } from './verify_captcha.ts'
import { webToLeadField } from './web_to_lead.rule.ts'

export type FormRequest = Pick<RequestOf<unknown, unknown, unknown>, 'headers' | 'ip'>

/** Transactions of the program's own, for a route that runs outside one. */
export const transactions =
  (ctx: Context, means: string) =>
  <T>(work: (ctx: Context) => Promise<T>): Promise<T> =>
    inTransaction(ctx.tx, tx => work({ ...ctx, tx, actor: systemActor(means) }))

export const answerOf = (sent: Sent, name: string): string => sent.fields.find(([other]) => other === name)?.[1] ?? ''

/** An address of the web, as a person's browser told it; anything else is nothing. */
export function pageOf(text: string | undefined): string | null {
  if (!text || text.length > 2_000 || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null
}

/** How long the form was on screen; null when it was not ours, or not honestly. */
function secondsSince(ctx: Context, sealed: string): number | null {
  if (sealed === '') return null
  try {
    const shown = Number(ctx.ports.secrets.open(sealed))
    return Number.isFinite(shown) ? Math.max(0, (ctx.now.getTime() - shown) / 1000) : null
  } catch {
    // Not sealed by us: says nothing either way.
    return null
  }
}

async function askCaptcha(ctx: Context, form: PublicForm, sent: Sent, ip: string): Promise<string | null> {
  const captcha = captchaOf(form)
  if (!captcha) return null
  const vendor = captchaProviders[captcha.provider as CaptchaProvider]
  const verdict = await verifyCaptcha({
    url: captcha.verify_url ?? vendor.verify,
    secret: ctx.ports.secrets.open(captcha.secret_sealed),
    answer: answerOf(sent, vendor.answer),
    ip,
  })
  if (verdict === 'failed' || (verdict === 'unreachable' && captcha.refuse)) {
    const message =
      verdict === 'failed' ? 'Please show that you are a person.' : 'The check that you are a person does not answer. Please try again.'
    throw invalid([{ field: vendor.answer, code: `captcha_${verdict}`, message }])
  }
  return verdict
}

export interface Submitted {
  kind: FormEnvelope['kind']
  slug: string
  form: PublicForm | null
  sent: Sent
}

/**
 * Takes one submission in: checked, stored and committed, then worked on at once, so that the lead is there when the visitor has
 * the answer. A failure after the commit is kept with the submission and tried again by its job (B7, B13).
 */
export async function submitForm(ctx: Context, request: FormRequest, given: Submitted): Promise<string> {
  const { kind, slug, form, sent } = given
  const isWebToLead = kind === 'web_to_lead'
  const read = readSubmission(isWebToLead ? [] : (form?.questions ?? []), sent.fields, isWebToLead ? webToLeadField : leadFieldOf)
  const asked = new Set(form?.questions.map(question => question.name))
  const trapped = trapNames.some(name => !asked.has(name) && answerOf(sent, name) !== '')
  // Salesforce takes any Web-to-Lead post, and a machine in the trap is not told that it was seen.
  const errors: FieldError[] = isWebToLead || trapped ? [] : read.errors
  if (errors.length > 0) throw invalid(errors, 'Some answers are missing or not valid.')
  const captcha = form && !isWebToLead && !trapped ? await askCaptcha(ctx, form, sent, request.ip) : null

  const begin = transactions(ctx, 'form')
  const { values } = read
  const text = (field: string) => (typeof values[field] === 'string' ? values[field] : null)
  const who = [text('name') ?? ([text('first_name'), text('last_name')].filter(Boolean).join(' ') || text('email')), text('company')]
  const key = request.headers['idempotency-key'] ?? answerOf(sent, controlNames.submission)
  const stored = await begin(tx =>
    receiveForm(tx, {
      form,
      sent,
      key: key === '' ? null : key,
      sender: text('email'),
      subject: [form?.name ?? 'Web-to-Lead', who.filter(Boolean).join(', ')].filter(Boolean).join(': '),
      envelope: {
        slug,
        kind,
        ip: request.ip,
        user_agent: request.headers['user-agent']?.slice(0, 500) ?? null,
        page: pageOf(answerOf(sent, controlNames.page)) ?? pageOf(request.headers.referer),
        trapped,
        seconds: secondsSince(ctx, answerOf(sent, controlNames.shown)),
        captcha,
      },
    }),
  )
  if (stored.isNew) await workOn(begin, stored.id)
  return stored.id
}

/**
 * Whether it could be worked on at once. When not, it is stored and committed all the same: `processInbound` has kept the error
 * with the submission, and its job tries again.
 */
const workOn = (begin: Parameters<typeof processInbound>[0], id: string): Promise<boolean> =>
  processInbound(begin, id).then(
    () => true,
    () => false,
  )
