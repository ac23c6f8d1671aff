import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { problemType, toProblem } from '../../platform/http/problem.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import { notFound, Refusal } from '../../platform/refuse.ts'
import { allowedRedirect } from './allowed_redirect.rule.ts'
import { embedScript } from './embed_script.ts'
import { findForm, type PublicForm } from './form.queries.ts'
import { formPage, type HostedPage, missingPage, refusedPage, thankYouPage } from './hosted_page.ts'
import { parseSubmission, type Sent } from './parse_submission.ts'
import { controlNames } from './read_submission.rule.ts'
import { answerOf, type FormRequest, pageOf, submitForm } from './submit_form.ts'
import { postingSite } from './web_to_lead.rule.ts'

/** Requests a minute from one address; an office full of people stays below it. */
const perMinute = 120
const publicForm = { tag: 'Forms', auth: 'public', perMinute } as const

/** Any site may post a public form and read the answer; nothing of a visitor's own is involved. */
export const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'content-type, idempotency-key',
  'access-control-max-age': '86400',
}

const htmlReply = (status: number, { html, policy }: HostedPage): Reply =>
  new Reply(status, html, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'unsafe-none',
    'cache-control': 'no-store',
  })

const redirectReply = (status: number, url: string): Reply => new Reply(status, '', { location: url, ...crossOrigin })
const wantsPage = (request: FormRequest): boolean => /\btext\/html\b/.test(request.headers.accept ?? '')
const isJson = (request: FormRequest): boolean => /^application\/json\b/i.test(request.headers['content-type'] ?? '')
const ownAddresses = (ctx: Context, request: FormRequest): string[] => [
  ctx.ports.baseUrl,
  ...(request.headers.host ? [`http://${request.headers.host}`, `https://${request.headers.host}`] : []),
]
const shownNow = (ctx: Context): string => ctx.ports.secrets.seal(String(ctx.now.getTime()))

/** Where the visitor goes: where the page asked for, if it may; else where the form says. */
const onward = (ctx: Context, request: FormRequest, form: PublicForm, sent: Sent): string | null =>
  allowedRedirect(answerOf(sent, controlNames.redirect), { own: ownAddresses(ctx, request), hosts: form.hosts }) ?? form.redirect_url

async function capture(ctx: Context, request: FormRequest & { raw: Buffer | null }, slug: string): Promise<Reply> {
  const form = await findForm(ctx, slug)
  if (!form) {
    if (wantsPage(request)) return htmlReply(404, missingPage())
    throw notFound('There is no form at this address.')
  }
  const sent = await parseSubmission(request.raw ?? Buffer.alloc(0), request.headers['content-type'] ?? '')
  const embed = answerOf(sent, controlNames.embed) === '1'
  try {
    const id = await submitForm(ctx, request, { kind: 'form', slug: form.slug, form, sent })
    const redirect = onward(ctx, request, form, sent)
    if (isJson(request)) return new Reply(201, redirect ? { id, redirect } : { id }, crossOrigin)
    if (embed) return htmlReply(201, thankYouPage(form, { embed, redirect }))
    if (redirect) return redirectReply(303, redirect)
    return wantsPage(request) ? htmlReply(201, thankYouPage(form, { embed, redirect: null })) : new Reply(201, { id }, crossOrigin)
  } catch (error) {
    if (!(error instanceof Refusal) || error.errors.length === 0 || !wantsPage(request) || isJson(request)) throw error
    return htmlReply(
      422,
      formPage({
        form,
        values: new Map(sent.fields),
        errors: error.errors,
        embed,
        page: pageOf(answerOf(sent, controlNames.page)),
        shown: answerOf(sent, controlNames.shown) || shownNow(ctx),
      }),
    )
  }
}

/** Refusals of a public form are readable from any site, and by people where a page was asked for. */
async function answering(ctx: Context, request: FormRequest, slug: string, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, headers, body } = toProblem(error)
    const form = wantsPage(request) && !isJson(request) ? await findForm(ctx, slug) : null
    if (form) return htmlReply(status, refusedPage(form, error.message))
    return new Reply(status, JSON.stringify(body), { ...headers, ...crossOrigin, 'content-type': problemType })
  }
}

const captureForm = route({
  ...publicForm,
  method: 'POST',
  path: '/capture/forms/{slug}',
  summary: 'Send a form',
  description:
    'JSON, application/x-www-form-urlencoded or multipart/form-data; the answers by the names of the form’s questions. `submission_id` or an Idempotency-Key makes a repeated request one submission. `redirect` sends the visitor on, when its host is one of the form’s `redirect_hosts`.',
  params: z.object({ slug: z.string() }),
  query: z.looseObject({}),
  response: z.object({ id: z.string(), redirect: z.string().optional() }),
  status: 201,
  rawBody: true,
  ownTransaction: true,
  run: async (ctx, request) => answering(ctx, request, request.params.slug, () => capture(ctx, request, request.params.slug)),
})

const hostedForm = route({
  ...publicForm,
  method: 'GET',
  path: '/f/{slug}',
  summary: 'A form’s own page',
  description: 'Answers may be given in the address by the names of the questions: they are filled in.',
  params: z.object({ slug: z.string() }),
  query: z.looseObject({}),
  run: async (ctx, { params, query, headers }) => {
    const form = await findForm(ctx, params.slug)
    if (!form) return htmlReply(404, missingPage())
    const given = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    const values = new Map(given.map(([name, value]) => [name, value.slice(0, 2_000)]))
    const on = pageOf(values.get('page')) ?? pageOf(headers.referer)
    return htmlReply(200, formPage({ form, values, errors: [], embed: values.get('embed') === '1', page: on, shown: shownNow(ctx) }))
  },
})

const embed = route({
  ...publicForm,
  method: 'GET',
  path: '/embed/{file}',
  summary: 'The script that shows a form in another site',
  description: 'At `/embed/<slug>.js`; it fills `<div data-hedgerow-form="<slug>"></div>`.',
  params: z.object({ file: z.string() }),
  query: z.looseObject({}),
  run: async (ctx, { params }) => {
    const form = params.file.endsWith('.js') ? await findForm(ctx, params.file.slice(0, -3)) : null
    if (!form) throw notFound('There is no form at this address.')
    return new Reply(200, embedScript(form.slug, form.title ?? form.name), {
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    })
  },
})

const webToLead = route({
  ...publicForm,
  method: 'POST',
  path: '/servlet/servlet.WebToLead',
  summary: 'A form made for Salesforce',
  description:
    'Takes a Web-to-Lead post as Salesforce does, so that a form moves by changing one URL. Answers 302 to `retURL` when that is on a host of the form `contact` (`redirect_hosts`), on our own, or on the site that posted (Origin or Referer); else 200 and a thank-you page.',
  query: z.looseObject({ encoding: z.string().optional() }),
  status: 200,
  rawBody: true,
  ownTransaction: true,
  run: async (ctx, request) => {
    const form = await findForm(ctx, 'contact')
    const type = request.headers['content-type'] ?? 'application/x-www-form-urlencoded'
    const sent = await parseSubmission(request.raw ?? Buffer.alloc(0), type, request.query.encoding ?? null)
    await submitForm(ctx, request, { kind: 'web_to_lead', slug: 'web_to_lead', form, sent })
    const site = postingSite(request.headers.origin, request.headers.referer)
    const hosts = [...(form?.hosts ?? []), ...(site ? [site] : [])]
    const target = allowedRedirect(answerOf(sent, 'retURL'), { own: ownAddresses(ctx, request), hosts })
    return target ? redirectReply(302, target) : htmlReply(200, thankYouPage(form, { embed: false, redirect: null }))
  },
})

export const formRoutes: readonly Route[] = [captureForm, hostedForm, embed, webToLead]
