import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { close } from './close.ts'
import { type Moved, move, moveInput } from './move.ts'
import { opportunityStages } from './stages.queries.ts'

const params = z.object({ id: z.uuid() })
const description =
  'Fields that the stage asks for go beside it. What is missing is refused with 422, one error a field. `Hedgerow-Batch` names the step, to be undone as a whole.'

function answer(ctx: Context, { opportunity, batch_id }: Moved): Reply {
  const reply = tagged(ctx, ctx.registry.get('opportunity'), opportunity)
  return new Reply(reply.status, reply.body, { ...reply.headers, 'hedgerow-batch': batch_id })
}

export const opportunityRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/opportunities/{id}/move',
    tag: 'Opportunities',
    auth: 'user',
    summary: 'Move an opportunity to another stage or pipeline',
    description,
    params,
    body: moveInput,
    schemas: { response: 'Opportunity' },
    run: async (ctx, request) => answer(ctx, await move(ctx, request.params.id, request.body)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/opportunities/{id}/close',
    tag: 'Opportunities',
    auth: 'user',
    summary: 'Close an opportunity as won or lost',
    description,
    params,
    body: moveInput,
    schemas: { response: 'Opportunity' },
    run: async (ctx, request) => answer(ctx, await close(ctx, request.params.id, request.body)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/opportunities/{id}/stages',
    tag: 'Opportunities',
    auth: 'user',
    summary: 'How long an opportunity stood in which stage, and how its amount and close date changed',
    params,
    response: z.object({ data: z.array(z.looseObject({})), changes: z.array(z.looseObject({})) }),
    run: (ctx, request) => opportunityStages(ctx, request.params.id),
  }),
]
