import type { Context } from '../../platform/context.ts'
import type { Derivation } from '../../platform/object/derivation.ts'
import type { Row } from '../../platform/object/list.ts'
import { type FieldError, invalid } from '../../platform/refuse.ts'
import { asObject } from '../product_events/storable_json.rule.ts'
import { readHost } from './allowed_redirect.rule.ts'
import { readQuestions } from './question.rule.ts'

/** The last part of an address that something else needs. */
const reserved = new Set(['new', 'embed', 'forms', 'capture', 'thanks'])
const slugShape = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/
const providers = new Set(['turnstile', 'hcaptcha', 'recaptcha'])

/**
 * What a captcha is kept as: its secret only sealed; a change that leaves the secret out keeps the one there is.
 */
function keepCaptcha(ctx: Context, given: unknown, before: unknown, errors: FieldError[]): unknown {
  if (given === null || given === undefined) return null
  const wanted = asObject(given) ?? {}
  const fault = (name: string, message: string) => void errors.push({ field: `captcha.${name}`, code: 'captcha', message })
  const text = (name: string) => (typeof wanted[name] === 'string' ? wanted[name].trim() : '')
  if (!providers.has(text('provider'))) fault('provider', `Must be one of: ${[...providers].join(', ')}.`)
  if (text('site_key') === '') fault('site_key', 'Must not be empty.')
  const sealed = text('secret') ? ctx.ports.secrets.seal(text('secret')) : (asObject(before)?.secret_sealed ?? wanted.secret_sealed)
  if (typeof sealed !== 'string') fault('secret', 'Must not be empty.')
  if (text('verify_url') && !/^https?:\/\//.test(text('verify_url'))) fault('verify_url', 'Must begin with http:// or https://.')
  return {
    provider: text('provider'),
    site_key: text('site_key'),
    secret_sealed: sealed,
    ...(text('verify_url') ? { verify_url: text('verify_url') } : {}),
    when_unreachable: text('when_unreachable') === 'refuse' ? 'refuse' : 'accept',
  }
}

function checkForm(ctx: Context, row: Readonly<Row>, before: Readonly<Row> | null): Record<string, unknown> {
  const { questions, errors } = readQuestions(row.fields)
  const slug = typeof row.slug === 'string' ? row.slug.trim().toLowerCase() : ''
  if (!slugShape.test(slug)) errors.push({ field: 'slug', code: 'slug', message: 'Use letters, digits and hyphens, such as contact.' })
  if (reserved.has(slug)) errors.push({ field: 'slug', code: 'reserved', message: 'This address is taken by the program.' })
  const given = Array.isArray(row.redirect_hosts) ? row.redirect_hosts : []
  if (!Array.isArray(row.redirect_hosts)) errors.push({ field: 'redirect_hosts', code: 'list', message: 'Must be a list of hosts.' })
  const hosts = given.map(readHost)
  hosts.forEach((host, index) => {
    if (host === null) errors.push({ field: `redirect_hosts.${index}`, code: 'host', message: 'Must be a host such as www.example.com.' })
  })
  const captcha = keepCaptcha(ctx, row.captcha, before?.captcha, errors)
  if (errors.length > 0) throw invalid(errors)
  return { slug, fields: questions, redirect_hosts: [...new Set(hosts)], captcha }
}

/** Holds a form to its shape whichever door it comes through: questions, address, hosts, captcha (B7). */
export const formChecks: Derivation = {
  object: 'form',
  from: ['slug', 'fields', 'redirect_hosts', 'captcha'],
  derive: async (rows, ctx, before) => rows.map((row, index) => checkForm(ctx, row, before[index] ?? null)),
}
