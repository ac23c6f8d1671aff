import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import type { Row } from '../../platform/object/list.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { enrichLead } from '../enrichment/enrich_lead.rule.ts'
import { assign, assignInput } from './assign.ts'
import { conversionOf } from './conversion/conversion.queries.ts'
import { convert, convertInput } from './conversion/convert.ts'
import { disqualify, disqualifyInput } from './disqualify.ts'
import { tryAssignment } from './intake/assign_new_lead.ts'
import { createLead } from './intake/create_lead.ts'
import { duplicatesInput, findDuplicates } from './intake/find_duplicates.ts'
import { checkLeadValues } from './intake/lead_values.ts'
import { logContact, logContactInput } from './log_contact.ts'
import { claim, type PoolStep } from './pool/claim.ts'
import { keep, keepInput } from './pool/keep.ts'
import { release, releaseInput } from './pool/release.ts'
import { check, checkInput, qualify, qualifyInput } from './qualify.ts'

const params = z.object({ id: z.uuid() })
const lead = { response: 'Lead' }
const answer = (ctx: Context, row: Row, status?: number) => tagged(ctx, ctx.registry.get('lead'), row, status)

/** `POST /leads/{id}/{verb}`: the file's name is the verb. */
const verb = <S extends z.ZodType>(
  name: string,
  summary: string,
  body: S,
  run: (ctx: Context, id: string, input: z.output<S>) => Promise<Row | PoolStep>,
): Route =>
  route({
    method: 'POST',
    path: `/api/v1/leads/{id}/${name}`,
    tag: 'Leads',
    auth: 'user',
    summary,
    params,
    body,
    schemas: lead,
    run: async (ctx, request) => {
      const done = await run(ctx, request.params.id, request.body as z.output<S>)
      return isStep(done) ? undoable(answer(ctx, done.lead), done.batch_id) : answer(ctx, done)
    },
  })

const isStep = (done: Row | PoolStep): done is PoolStep => 'batch_id' in done
const undoable = ({ status, body, headers }: Reply, batch: string | null) =>
  new Reply(status, body, batch === null ? headers : { ...headers, 'hedgerow-batch': batch })

const nothing = z.looseObject({}).optional()

const tryBody = z.looseObject({
  email: z.string().max(320).nullish(),
  country: z.string().max(200).nullish(),
  source: z.string().max(100).default('contact_form'),
  at: z.iso.datetime({ offset: true }).nullish(),
})

export const leadRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/assignment/try',
    tag: 'Assignment',
    auth: 'user',
    scope: 'read',
    reads: true,
    summary: 'Which owner would a lead get, and why? Runs the real rules and saves nothing',
    body: tryBody,
    run: async (ctx, { body: { at, ...given } }) => {
      const { values } = checkLeadValues(ctx, given)
      const lead = { ...values, ...enrichLead(values, {}).values, source: given.source }
      return tryAssignment({ ...ctx, now: at ? new Date(at) : ctx.now }, lead)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/leads',
    tag: 'Leads',
    auth: 'user',
    summary: 'Create one lead by hand: enriched, scored and, without an owner, assigned by the rules',
    body: z.record(z.string(), z.unknown()),
    status: 201,
    schemas: { body: 'LeadInput', response: 'Lead' },
    run: async (ctx, { body }) => answer(ctx, await createLead(ctx, body), 201),
  }),
  verb('assign', 'Give a lead to somebody', assignInput, assign),
  verb('claim', 'Take a lead that nobody owns', nothing, (ctx, id) => claim(ctx, id)),
  verb('release', 'Put a lead into the pool', releaseInput, release),
  verb('keep', 'Keep a lead out of the pool, and say why', keepInput, keep),
  verb('disqualify', 'Close a lead as unqualified, with its reason', disqualifyInput, disqualify),
  route({
    method: 'GET',
    path: '/api/v1/leads/{id}/conversion',
    tag: 'Leads',
    auth: 'user',
    summary: 'What a conversion would do: whom it matches, what goes where, what is missing',
    params,
    query: z.object({ account_id: z.uuid().optional() }),
    response: z.looseObject({}),
    run: (ctx, request) => conversionOf(ctx, request.params.id, request.query.account_id),
  }),
  route({
    method: 'POST',
    path: '/api/v1/leads/{id}/convert',
    tag: 'Leads',
    auth: 'user',
    summary: 'Make a lead an account, a contact and an opportunity',
    description:
      'Parts that are left out are matched or made from the lead. The same request again answers the same. `Hedgerow-Batch` names the step, to be undone as a whole.',
    params,
    body: convertInput.optional(),
    response: z.object({ account_id: z.string().nullable(), contact_id: z.string().nullable(), opportunity_id: z.string().nullable() }),
    run: async (ctx, request) => {
      const { batch_id, ...links } = await convert(ctx, request.params.id, request.body)
      return new Reply(200, links, batch_id ? { 'hedgerow-batch': batch_id } : {})
    },
  }),
  verb('qualify', 'Answer qualification questions', qualifyInput, qualify),
  verb('checklist', 'Tick an item of the checklist', checkInput, check),
  route({
    method: 'POST',
    path: '/api/v1/leads/{id}/log',
    tag: 'Leads',
    auth: 'user',
    summary: 'Write down a call, meeting or mail',
    params,
    body: logContactInput,
    status: 201,
    response: z.object({ id: z.string() }),
    run: (ctx, request) => logContact(ctx, request.params.id, request.body),
  }),
  ...(['leads', 'contacts', 'accounts'] as const).map(plural =>
    route({
      method: 'POST',
      path: `/api/v1/${plural}/duplicates`,
      tag: 'Leads',
      auth: 'user',
      scope: 'read',
      reads: true,
      summary: 'Who this could already be',
      body: duplicatesInput,
      response: z.object({ data: z.array(z.unknown()) }),
      run: async (ctx, { body }) => ({ data: await findDuplicates(ctx, body) }),
    }),
  ),
]
