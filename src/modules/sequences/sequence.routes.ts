import { z } from 'zod'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import { json, tagged } from '../../platform/object/object_routes.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { enroll, enrollInput } from './enroll.ts'
import { sequenceNumbers } from './numbers.queries.ts'
import { preview, previewAnswer, previewInput } from './preview.ts'
import { resume } from './resume.ts'
import { stop } from './stop.ts'
import { findUnsubscribing, isUnsubscribed, unsubscribe } from './unsubscribe.ts'
import { askPage, donePage, unknownPage } from './unsubscribe_page.ts'

const params = z.object({ id: z.uuid() })
const tag = 'Sequences'
const publicPage = { tag, auth: 'public', perMinute: 120, params: z.object({ token: z.string() }), query: z.looseObject({}) } as const

export const sequenceRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/sequences/numbers',
    tag,
    auth: 'user',
    summary: 'How each sequence does: enrolled, sent, replied, stopped',
    response: z.object({
      data: z.array(
        z.object({
          sequence_id: z.string(),
          enrolled: z.number(),
          active: z.number(),
          held: z.number(),
          finished: z.number(),
          stopped: z.number(),
          failed: z.number(),
          sent: z.number(),
          replied: z.number(),
          reply_rate: z.number().nullable(),
        }),
      ),
    }),
    run: async ctx => ({ data: await sequenceNumbers(ctx) }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/sequences/{id}/enroll',
    tag,
    auth: 'user',
    summary: 'Put a lead or contact into a sequence',
    description: 'Refused with the reason where something speaks against it. Many at once: the bulk action `enroll` of leads and contacts.',
    params,
    body: enrollInput,
    status: 201,
    schemas: { response: 'Enrollment' },
    run: async (ctx, request) => {
      const { enrollment, batch_id } = await enroll(ctx, { ...request.body, sequence_id: request.params.id })
      return new Reply(201, json(ctx, ctx.registry.get('enrollment'), enrollment), { 'hedgerow-batch': batch_id })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sequences/{id}/preview',
    tag,
    auth: 'user',
    scope: 'read',
    reads: true,
    summary: 'How the mails would read for one person; nothing is saved',
    description:
      '`steps`: unsaved ones to look at instead. Each text comes in pieces: what was filled in, what fell back, what is missing.',
    params,
    body: previewInput,
    response: previewAnswer,
    run: (ctx, request) => preview(ctx, request.params.id, request.body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/enrollments/{id}/stop',
    tag,
    auth: 'user',
    summary: 'Take somebody out of a sequence',
    params,
    schemas: { response: 'Enrollment' },
    run: async (ctx, request) => {
      const { enrollment, batch_id } = await stop(ctx, request.params.id)
      return new Reply(200, json(ctx, ctx.registry.get('enrollment'), enrollment), { 'hedgerow-batch': batch_id })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/enrollments/{id}/resume',
    tag,
    auth: 'user',
    summary: 'Go on where somebody was stopped or held',
    params,
    schemas: { response: 'Enrollment' },
    run: async (ctx, request) => tagged(ctx, ctx.registry.get('enrollment'), await resume(ctx, request.params.id)),
  }),
  route({
    ...publicPage,
    method: 'GET',
    path: '/u/{token}',
    summary: 'The page that ends the mails of sequences',
    description: 'Opening it changes nothing: programs that check mail open every link.',
    run: async (ctx, { params: { token } }) => {
      const found = await findUnsubscribing(ctx, token)
      if (!found) return unknownPage()
      const [name, email] = [ctx.settings.get(workspaceSetting).name, found.email ?? '']
      return (await isUnsubscribed(ctx, email)) ? donePage(name, email) : askPage(name, email)
    },
  }),
  route({
    ...publicPage,
    method: 'POST',
    path: '/u/{token}',
    summary: 'End the mails of sequences to an address',
    description: 'The button of the page, and the one click of a mail program (RFC 8058): `List-Unsubscribe=One-Click`.',
    rawBody: true,
    run: async (ctx, { params: { token }, raw }) => {
      const oneClick = /one-click/i.test(raw?.subarray(0, 1_000).toString('latin1') ?? '')
      const found = await unsubscribe(ctx, token, oneClick ? 'one_click' : 'page')
      return found ? donePage(ctx.settings.get(workspaceSetting).name, found.email ?? '') : unknownPage()
    },
  }),
]
