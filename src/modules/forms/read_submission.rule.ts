import type { FieldError } from '../../platform/refuse.ts'
import { readCountry } from '../countries/countries.rule.ts'
import { normaliseEmail } from '../enrichment/email_domain.rule.ts'
import { isVolume, leadFieldOf } from './lead_field_of.rule.ts'
import { optionsOf, type Question } from './question.rule.ts'
import { readVolume } from './read_volume.rule.ts'

export interface Submission {
  /** What a lead can take, by lead field. */
  values: Record<string, unknown>
  /** Everything as it was submitted, questions first, in their order. */
  submitted: { label: string; value: string }[]
  errors: FieldError[]
  answers: { field: string | null; value: string }[]
}

/** Inputs that are not answers. */
export const controlNames = {
  redirect: 'redirect',
  submission: 'submission_id',
  page: '_page',
  shown: '_shown',
  embed: '_embed',
} as const
/** Fields that people do not see; the first is on our own page, the others are known from other tools' forms. */
export const trapNames = ['homepage_url', '_gotcha', '_honeypot', 'honeypot', 'bot-field'] as const
export const captchaNames = ['cf-turnstile-response', 'h-captcha-response', 'g-recaptcha-response'] as const
const hidden = new Set<string>([...Object.values(controlNames), ...trapNames, ...captchaNames])

const no = new Set(['', 'false', 'off', 'no', '0', 'nein'])
const checkboxes = new Set(['wants_annual', 'needs_evaluation'])

/** A chosen option as people read it; anything else as it is. */
const chosen = (question: Question, answer: string): string => optionsOf(question).find(option => option.value === answer)?.label ?? answer

/** A lead field's value as an answer gives it; undefined when the answer says nothing the field could take. */
function fieldValue(field: string, answer: string): unknown {
  if (isVolume(field)) return readVolume(answer) ?? undefined
  if (checkboxes.has(field)) return !no.has(answer.toLowerCase())
  if (field === 'country') return readCountry(answer) ?? undefined
  if (field === 'email') return normaliseEmail(answer) ?? undefined
  return answer
}

function faultOf(question: Question, answer: string): FieldError | null {
  const fault = (code: string, message: string): FieldError => ({ field: question.name, code, message })
  const missing = question.type === 'checkbox' ? no.has(answer.toLowerCase()) : answer === ''
  if (missing) return question.required ? fault('required', `${question.label}: please fill this in.`) : null
  if (question.type === 'email' && !normaliseEmail(answer))
    return fault('email', `${question.label}: this is not a mail address such as ines@example.com.`)
  if (question.type === 'number' && readVolume(answer) === null && !isVolume(leadFieldOf(question.name) ?? ''))
    return fault('number', `${question.label}: please give a number.`)
  return null
}

/**
 * Understands a submission by the form's questions (B7): what fills the lead, what is kept as submitted, what is missing. Inputs
 * that the form does not ask for are kept too. `rename` says what a foreign form calls a lead field.
 */
export function readSubmission(
  questions: readonly Question[],
  sent: readonly (readonly [string, string])[],
  rename: (name: string) => string | null = leadFieldOf,
): Submission {
  const asked = new Set(questions.map(question => question.name))
  const inputs = new Map(sent.filter(([name]) => asked.has(name) || !hidden.has(name)))
  const read: Submission = { values: {}, submitted: [], errors: [], answers: [] }
  const take = (name: string, label: string, answer: string, field: string | null) => {
    inputs.delete(name)
    if (answer === '') return
    read.submitted.push({ label, value: answer })
    read.answers.push({ field, value: answer })
    const value = field ? fieldValue(field, answer) : undefined
    if (field && value !== undefined && read.values[field] === undefined) read.values[field] = value
  }
  for (const question of questions) {
    const field = leadFieldOf(question.name)
    // A caller may name the lead field where the form has another name for it, or the other way round.
    const name = inputs.has(question.name) ? question.name : [...inputs.keys()].find(other => field && rename(other) === field)
    const answer = (name === undefined ? undefined : inputs.get(name)) ?? ''
    const fault = faultOf(question, answer)
    const byParts = field === 'name' && sent.some(([other, value]) => value !== '' && /^(first|last)_name$/.test(rename(other) ?? ''))
    if (fault && !(fault.code === 'required' && byParts)) read.errors.push(fault)
    if (name !== undefined)
      take(name, question.label, question.type === 'checkbox' && answer === 'on' ? 'yes' : chosen(question, answer), field)
  }
  for (const [name, answer] of [...inputs]) take(name, name, answer, rename(name))
  const email = sent.find(([name]) => rename(name) === 'email')
  if (email && email[1] !== '' && !read.values.email && !read.errors.some(error => error.code === 'email'))
    read.errors.push({ field: email[0], code: 'email', message: 'This is not a mail address such as ines@example.com.' })
  return read
}

/** Whether anything of it leads back to a person. */
export const isReachable = ({ values }: Submission): boolean =>
  ['email', 'phone', 'name', 'first_name', 'last_name', 'company'].some(field => typeof values[field] === 'string')
