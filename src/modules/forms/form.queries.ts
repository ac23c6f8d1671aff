import type { Context } from '../../platform/context.ts'
import { asObject } from '../product_events/storable_json.rule.ts'
import type { Form } from './form.object.ts'
import { type Question, readQuestions } from './question.rule.ts'

export type PublicForm = Pick<
  Form,
  'id' | 'name' | 'slug' | 'title' | 'intro' | 'button' | 'thank_you' | 'redirect_url' | 'source' | 'captcha'
> & { questions: Question[]; hosts: string[] }

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : [])

/** The form that stands at a public address; null when there is none or it is switched off. */
export async function findForm(ctx: Pick<Context, 'tx'>, slug: string): Promise<PublicForm | null> {
  const row = await ctx.tx
    .selectFrom('form')
    .selectAll()
    .where('slug', '=', slug.toLowerCase())
    .where('active', '=', true)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row ? publicForm(row) : null
}

/** The form that a stored submission came through, also when it was switched off or changed since. */
export async function formOf(ctx: Pick<Context, 'tx'>, id: string | null): Promise<PublicForm | null> {
  if (!id) return null
  const row = await ctx.tx.selectFrom('form').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? publicForm(row) : null
}

const publicForm = (row: Form): PublicForm => ({
  ...row,
  questions: readQuestions(row.fields).questions,
  hosts: texts(row.redirect_hosts),
})

export interface Captcha {
  provider: string
  site_key: string
  secret_sealed: string
  verify_url: string | null
  refuse: boolean
}

/** A form's captcha as it is kept; null without one. */
export function captchaOf(form: PublicForm): Captcha | null {
  const kept = asObject(form.captcha)
  const text = (name: string) => (typeof kept?.[name] === 'string' ? kept[name] : '')
  if (!text('site_key') || !text('secret_sealed')) return null
  return {
    provider: text('provider'),
    site_key: text('site_key'),
    secret_sealed: text('secret_sealed'),
    verify_url: text('verify_url') || null,
    refuse: text('when_unreachable') === 'refuse',
  }
}
