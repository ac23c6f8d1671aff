import type { Question, QuestionType } from '../../../../modules/forms/question.rule.ts'
import type { Rec } from '../../../api/types.ts'

export type { Question, QuestionType }

export type FormRec = Rec & {
  name: string
  slug: string
  title: string | null
  intro: string | null
  fields: Question[]
  button: string | null
  thank_you: string | null
  redirect_url: string | null
  redirect_hosts: string[]
  source: string
  active: boolean
}

const editable = [
  'name',
  'slug',
  'title',
  'intro',
  'fields',
  'button',
  'thank_you',
  'redirect_url',
  'redirect_hosts',
  'source',
  'active',
] as const
export type FormDraft = Pick<FormRec, (typeof editable)[number]>

/** What of a form is edited on its page. */
export const draftOf = (form: FormRec): FormDraft => {
  const { name, slug, title, intro, fields, button, thank_you, redirect_url, redirect_hosts, source, active } = form
  return { name, slug, title, intro, fields, button, thank_you, redirect_url, redirect_hosts, source, active }
}

export const typeWords: Record<QuestionType, string> = {
  text: 'Line of text',
  long_text: 'Long text',
  email: 'Email',
  phone: 'Phone',
  number: 'Number',
  country: 'Country',
  choice: 'Choice',
  checkbox: 'Checkbox',
}

/** A new form starts with the question that none can do without. */
export const firstQuestions: Question[] = [
  { name: 'name', label: 'Name', type: 'text', required: false },
  { name: 'email', label: 'Work email', type: 'email', required: true },
  { name: 'sales_form_message', label: 'How can we help?', type: 'long_text', required: false },
]
export const hostedLink = (slug: string): string => `${window.location.origin}/f/${slug}`
export const embedSnippet = (slug: string): string =>
  `<div data-hedgerow-form="${slug}"></div>\n<script src="${window.location.origin}/embed/${slug}.js" async></script>`
export const plainSnippet = (slug: string): string =>
  `<form method="post" action="${window.location.origin}/capture/forms/${slug}">\n  <input name="email" type="email" required>\n  <textarea name="sales_form_message"></textarea>\n  <button>Send</button>\n</form>`
