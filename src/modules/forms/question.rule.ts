import type { FieldError } from '../../platform/refuse.ts'
import { leadFieldOf } from './lead_field_of.rule.ts'

export const questionTypes = ['text', 'long_text', 'email', 'phone', 'number', 'country', 'choice', 'checkbox'] as const
export type QuestionType = (typeof questionTypes)[number]

/** One question of a form. `name` is a lead field's name, or a free one whose answer is kept as submitted (B7). */
export interface Question {
  name: string
  label: string
  type: QuestionType
  required: boolean
  options?: (string | { value: string; label: string })[]
  help?: string
}

/** Names that other tools use for the same kinds of question. */
const typeNames: Readonly<Record<string, QuestionType>> = {
  string: 'text',
  url: 'text',
  textarea: 'long_text',
  tel: 'phone',
  select: 'choice',
  boolean: 'checkbox',
  ...Object.fromEntries(questionTypes.map(type => [type, type])),
}

const typeOfField: Readonly<Record<string, QuestionType>> = {
  email: 'email',
  phone: 'phone',
  country: 'country',
  sales_form_message: 'long_text',
  wants_annual: 'checkbox',
  needs_evaluation: 'checkbox',
}

const nameShape = /^[a-z][\w-]{0,62}$/i
const maxQuestions = 60
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const labelOf = (name: string): string => {
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a visitor chooses from. */
export const optionsOf = (question: Question): { value: string; label: string }[] =>
  (question.options ?? []).map(option => (typeof option === 'string' ? { value: option, label: option } : option))

function readOptions(given: unknown): Question['options'] | null {
  if (!Array.isArray(given) || given.length === 0 || given.length > 300) return null
  const options = given.map(option => {
    if (typeof option === 'string') return option.trim()
    const value = textOf(option?.value)
    return { value, label: textOf(option?.label) || value }
  })
  return options.every(option => (typeof option === 'string' ? option : option.value) !== '') ? options : null
}

function readQuestion(given: unknown, place: string): Question | FieldError {
  const asked: Record<string, unknown> =
    typeof given === 'string'
      ? { name: given }
      : typeof given === 'object' && given !== null
        ? Object.fromEntries(Object.entries(given))
        : {}
  const fault = (name: string, code: string, message: string): FieldError => ({ field: `${place}.${name}`, code, message })
  const name = textOf(asked.name)
  if (!nameShape.test(name)) return fault('name', 'name', 'Must be a name of letters, digits and underscores, such as company.')
  const wanted = textOf(asked.type ?? asked.kind)
  const type = wanted === '' ? (typeOfField[leadFieldOf(name) ?? ''] ?? 'text') : typeNames[wanted]
  if (!type) return fault('type', 'choice', `Must be one of: ${questionTypes.join(', ')}.`)
  const options = type === 'choice' ? readOptions(asked.options) : undefined
  if (options === null) return fault('options', 'required', 'A choice needs between 1 and 300 options.')
  const help = textOf(asked.help)
  return {
    name,
    label: textOf(asked.label) || labelOf(name),
    type,
    required: asked.required === true,
    ...(options ? { options } : {}),
    ...(help ? { help } : {}),
  }
}

/** Reads a form's questions as they are kept; every fault is told with its place. A bare name is a question too. */
export function readQuestions(given: unknown): { questions: Question[]; errors: FieldError[] } {
  if (!Array.isArray(given)) return { questions: [], errors: [{ field: 'fields', code: 'list', message: 'Must be a list of questions.' }] }
  const questions: Question[] = []
  const errors: FieldError[] = []
  if (given.length > maxQuestions)
    errors.push({ field: 'fields', code: 'too_long', message: `A form has at most ${maxQuestions} questions.` })
  for (const [index, one] of given.slice(0, maxQuestions).entries()) {
    const read = readQuestion(one, `fields.${index}`)
    if ('code' in read) errors.push(read)
    else if (questions.some(question => question.name === read.name))
      errors.push({ field: `fields.${index}.name`, code: 'taken', message: 'Is asked already.' })
    else questions.push(read)
  }
  return { questions, errors }
}
