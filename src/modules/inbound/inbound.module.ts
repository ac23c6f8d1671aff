import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand, readableFields } from '../../platform/object/permission.ts'
import { forbidden, notFound } from '../../platform/refuse.ts'
import { file, fileInput, ignore, ignoreInput, makeLead, makeLeadInput, retry } from './correct.ts'
import { inbound as object } from './inbound.object.ts'
import { preview } from './preview.ts'
import { processInboundJob } from './process_inbound.ts'

const params = z.object({ id: z.uuid() })

const verb = <S extends z.ZodType>(
  name: string,
  summary: string,
  body: S,
  run: (ctx: Context, id: string, input: z.output<S>) => Promise<unknown>,
): Route =>
  route({
    method: 'POST',
    path: `/api/v1/inbound/{id}/${name}`,
    tag: 'Inbound',
    auth: 'user',
    summary,
    params,
    body,
    run: (ctx, request) => run(ctx, request.params.id, request.body as z.output<S>),
  })

async function readRaw(ctx: Context, id: string) {
  const type = ctx.registry.get('inbound')
  demand(ctx.actor, type, 'read')
  if (!readableFields(ctx.actor, type).includes('decision')) throw forbidden('Your role may not see how to reach people, and this says it.')
  if (!(await findRecord(ctx, type, id))) throw notFound()
  const raw = await ctx.tx.selectFrom('inbound_raw').selectAll().where('inbound_id', '=', id).executeTakeFirst()
  if (!raw) throw notFound('Its raw form is no longer kept.')
  return raw
}

export const inbound: Module = {
  name: 'inbound',
  objects: [object],
  jobs: [processInboundJob],
  schedules: [
    {
      // The locks say nothing once their transaction has ended; those in use are left alone.
      name: 'inbound.forget_locks',
      minutes: 1_440,
      tidies: true,
      run: async ctx => {
        await sql`delete from intake_lock where key in (select key from intake_lock for update skip locked)`.execute(ctx.tx)
      },
    },
  ],
  routes: [
    verb('make_lead', 'Make it a lead', makeLeadInput, makeLead),
    verb('file', 'File it on a record', fileInput, file),
    verb('ignore', 'Ignore it, or call it spam', ignoreInput, ignore),
    verb('retry', 'Process it again', z.looseObject({}).optional(), (ctx, id) => retry(ctx, id)),
    route({
      method: 'GET',
      path: '/api/v1/inbound/{id}/preview',
      tag: 'Inbound',
      auth: 'user',
      summary: 'What the input says, readable',
      params,
      response: z.object({ fields: z.array(z.object({ label: z.string(), value: z.string() })), text: z.string() }),
      run: async (ctx, request) => {
        const raw = await readRaw(ctx, request.params.id)
        return preview(raw.content_type, raw.content)
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/inbound/{id}/raw',
      tag: 'Inbound',
      auth: 'user',
      summary: 'The input exactly as it came',
      params,
      run: async (ctx, request) => {
        const raw = await readRaw(ctx, request.params.id)
        // Never rendered: hostile HTML is in here.
        return new Reply(200, raw.content, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
      },
    }),
  ],
}
