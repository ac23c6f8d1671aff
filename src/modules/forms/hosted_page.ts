import { scriptHash } from '../../platform/http/security_headers.ts'
import type { FieldError } from '../../platform/refuse.ts'
import { COUNTRIES } from '../countries/countries.rule.ts'
import { type Captcha, captchaOf, type PublicForm } from './form.queries.ts'
import { hostedStyle } from './hosted_style.ts'
import { leadFieldOf } from './lead_field_of.rule.ts'
import { longestAnswer } from './parse_submission.ts'
import { optionsOf, type Question } from './question.rule.ts'
import { controlNames, trapNames } from './read_submission.rule.ts'
import { type CaptchaProvider, captchaProviders } from './verify_captcha.ts'

export interface HostedPage {
  html: string
  policy: string
}

/** Tells the page that embeds this one how high it is, and where the visitor goes next. */
const embedScript = `(function(){var b=document.body,s=function(){parent.postMessage({hedgerow:'height',height:document.querySelector('main').offsetHeight},'*')};if(parent!==window){new ResizeObserver(s).observe(b);s();if(b.dataset.redirect)parent.postMessage({hedgerow:'redirect',url:b.dataset.redirect},'*')}})()`

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
const e = escapeHtml

const provider = (captcha: Captcha | null) =>
  captcha && Object.hasOwn(captchaProviders, captcha.provider) ? captchaProviders[captcha.provider as CaptchaProvider] : null

const countryNames = COUNTRIES.map(country => country.name).sort((a, b) => a.localeCompare(b, 'en'))

/** What a browser may fill in by itself, by lead field. */
const autocomplete: Readonly<Record<string, string>> = {
  name: 'name',
  first_name: 'given-name',
  last_name: 'family-name',
  email: 'email',
  phone: 'tel',
  company: 'organization',
  title: 'organization-title',
  country: 'country-name',
  city: 'address-level2',
  region: 'address-level1',
  website: 'url',
}

function page(
  title: string,
  body: string,
  more: { form: PublicForm | null; embed: boolean; redirect?: string | null; captcha?: Captcha | null },
): HostedPage {
  const vendor = provider(more.captcha ?? null)
  const hosts = (more.form?.hosts ?? []).flatMap(host => [`https://${host}`, `http://${host}`])
  const target = more.form?.redirect_url && URL.canParse(more.form.redirect_url) ? [new URL(more.form.redirect_url).origin] : []
  const vendorHosts = vendor ? vendor.hosts.join(' ') : ''
  const policy = [
    "default-src 'none'",
    `style-src ${scriptHash(hostedStyle)}${vendor ? ` 'unsafe-inline' ${vendorHosts}` : ''}`,
    `script-src ${scriptHash(embedScript)}${vendor ? ` ${vendorHosts}` : ''}`,
    ...(vendor ? [`frame-src ${vendorHosts}`, `connect-src ${vendorHosts}`] : []),
    'img-src data:',
    // Browsers hold the redirect after a form to this too.
    `form-action ${["'self'", ...hosts, ...target].join(' ')}`,
    "base-uri 'none'",
    'frame-ancestors *',
  ].join('; ')
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${e(title)}</title>
<style>${hostedStyle}</style>
${vendor ? `<script src="${vendor.script}" async defer></script>` : ''}
</head>
<body${more.embed ? ' class="embed"' : ''}${more.redirect && more.embed ? ` data-redirect="${e(more.redirect)}"` : ''}>
<main>
${body}
</main>
<script>${embedScript}</script>
</body>
</html>
`
  return { html, policy }
}

function control(question: Question, value: string, error: FieldError | undefined): string {
  const id = `q-${question.name}`
  const described = [question.help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  const fill = autocomplete[leadFieldOf(question.name) ?? '']
  const common = [
    `id="${e(id)}" name="${e(question.name)}"`,
    question.required ? 'required' : '',
    described ? `aria-describedby="${e(described)}"` : '',
    error ? 'aria-invalid="true"' : '',
    fill ? `autocomplete="${fill}"` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const choose = (options: { value: string; label: string }[]) =>
    `<select ${common}><option value="">Choose</option>${options
      .map(option => `<option value="${e(option.value)}"${option.value === value ? ' selected' : ''}>${e(option.label)}</option>`)
      .join('')}</select>`
  switch (question.type) {
    case 'long_text':
      return `<textarea ${common} maxlength="${longestAnswer}" rows="5">${e(value)}</textarea>`
    case 'choice':
      return choose(optionsOf(question))
    case 'country':
      return choose(countryNames.map(name => ({ value: name, label: name })))
    case 'checkbox':
      return `<label class="check"><input type="checkbox" value="yes" ${common}${value ? ' checked' : ''}> <span>${e(question.label)}</span></label>`
    default: {
      const type = { email: 'email', phone: 'tel', number: 'text', text: 'text' }[question.type]
      return `<input type="${type}" ${common}${question.type === 'number' ? ' inputmode="numeric"' : ''} maxlength="2000" value="${e(value)}">`
    }
  }
}

function asked(question: Question, value: string, error: FieldError | undefined): string {
  const id = `q-${question.name}`
  const optional = question.required ? '' : ' <span class="optional">(optional)</span>'
  const label = question.type === 'checkbox' ? '' : `<label for="${e(id)}">${e(question.label)}${optional}</label>`
  const help = question.help ? `<p class="help" id="${e(id)}-help">${e(question.help)}</p>` : ''
  const fault = error ? `<p class="error" id="${e(id)}-error">${e(error.message)}</p>` : ''
  return `<div>${label}${help}${control(question, value, error)}${fault}</div>`
}

export interface FormPage {
  form: PublicForm
  values: ReadonlyMap<string, string>
  errors: readonly FieldError[]
  embed: boolean
  /** The page on which the form is embedded. */
  page: string | null
  /** When it was shown, sealed. */
  shown: string
}

/** The public page of a form (B7): one request, no script needed, everything typed kept when something is missing. */
export function formPage({ form, values, errors, embed, page: on, shown }: FormPage): HostedPage {
  const title = form.title ?? form.name
  const captcha = captchaOf(form)
  const vendor = provider(captcha)
  const general = errors.filter(error => !form.questions.some(question => question.name === error.field))
  const placed = errors.filter(error => !general.includes(error))
  const summary = `<div class="summary" role="alert" tabindex="-1"><p>${general.length > 0 ? general.map(error => e(error.message)).join(' ') : 'Please look at these again. Nothing that you typed is lost.'}</p>${
    placed.length > 0 ? `<ul>${placed.map(error => `<li><a href="#q-${e(error.field)}">${e(error.message)}</a></li>`).join('')}</ul>` : ''
  }</div>`
  const secret = (name: string, value: string | null) => (value ? `<input type="hidden" name="${name}" value="${e(value)}">` : '')
  return page(
    errors.length > 0 ? `Please check: ${title}` : title,
    `<h1>${e(title)}</h1>
${form.intro ? `<p>${e(form.intro)}</p>` : ''}
${errors.length > 0 ? summary : ''}
<form method="post" action="/capture/forms/${e(form.slug)}" novalidate>
${form.questions
  .map(question =>
    asked(
      question,
      values.get(question.name) ?? '',
      placed.find(error => error.field === question.name),
    ),
  )
  .join('\n')}
<div class="trap" aria-hidden="true"><label for="q-trap">Leave this empty</label><input id="q-trap" name="${trapNames[0]}" tabindex="-1" autocomplete="off"></div>
${secret(controlNames.shown, shown)}${secret(controlNames.page, on)}${secret(controlNames.embed, embed ? '1' : null)}${secret(controlNames.redirect, values.get(controlNames.redirect) ?? null)}
${vendor && captcha ? `<div class="${vendor.widget}" data-sitekey="${e(captcha.site_key)}"></div>` : ''}
<button type="submit">${e(form.button ?? 'Send')}</button>
</form>`,
    { form, embed, captcha },
  )
}

/** What a visitor sees afterwards. */
export function thankYouPage(form: PublicForm | null, options: { embed: boolean; redirect: string | null }): HostedPage {
  const link = options.redirect ? `<p><a href="${e(options.redirect)}" target="_top">Continue</a></p>` : ''
  return page(
    'Thank you',
    `<h1>Thank you</h1>
<p role="status">${e(form?.thank_you ?? 'Your message has arrived. We will get back to you soon.')}</p>
${link}`,
    { form, embed: options.embed, redirect: options.redirect },
  )
}

export const missingPage = (): HostedPage =>
  page(
    'No such form',
    '<h1>There is no form here</h1>\n<p>It may have been closed or moved. Please ask the company that sent you here.</p>',
    { form: null, embed: false },
  )

/** A submission that cannot be taken at all (too large, damaged), said to a person. */
export const refusedPage = (form: PublicForm, sentence: string): HostedPage =>
  page(
    'This could not be sent',
    `<h1>This could not be sent</h1>\n<p role="alert">${e(sentence)}</p>\n<p><a href="/f/${e(form.slug)}">Back to the form</a></p>`,
    { form, embed: false },
  )
