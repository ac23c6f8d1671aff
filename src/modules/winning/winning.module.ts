import { z } from 'zod'
import { Reply, type Route, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { makeFollowUps } from './make_follow_ups.ts'
import { makeRenewals } from './make_renewals.ts'
import { onboarding, onboardingInput } from './onboarding.ts'
import { renewals } from './renewals.queries.ts'
import { trial, trialInput } from './trial.ts'
import { winningDerivations } from './winning.derive.ts'

const params = z.object({ id: z.uuid() })
const schemas = { response: 'Opportunity' }
const money = z.object({ amount: z.string(), currency: z.string() }).nullable()
const chain = z.object({
  terms: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      state: z.enum(['open', 'won', 'lost']),
      amount: money,
      arr_up_for_renewal: money,
      difference: money,
    }),
  ),
})

const routes: Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/opportunities/{id}/onboarding',
    tag: 'Opportunities',
    auth: 'user',
    summary: 'Tick an item of the onboarding checklist',
    params,
    body: onboardingInput,
    schemas,
    run: async (ctx, { params, body }) => tagged(ctx, ctx.registry.get('opportunity'), await onboarding(ctx, params.id, body)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/opportunities/{id}/trial',
    tag: 'Opportunities',
    auth: 'user',
    summary: 'Start a time-boxed trial, or give it other dates; its calls and check-ins become tasks',
    params,
    body: trialInput,
    schemas,
    run: async (ctx, { params, body }) => {
      const { row, batchId } = await trial(ctx, params.id, body)
      const reply = tagged(ctx, ctx.registry.get('opportunity'), row)
      return new Reply(reply.status, reply.body, { ...reply.headers, 'hedgerow-batch': batchId })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/{id}/renewals',
    tag: 'Accounts',
    auth: 'user',
    summary: 'The contracts of an account as chains: amount, what was up for renewal, and what became of it',
    params,
    response: z.object({ data: z.array(chain) }),
    run: (ctx, { params }) => renewals(ctx, params.id),
  }),
]

/** What follows a won opportunity: its renewal, check-ins and onboarding; and trials before it (E5, E9, E10). */
export const winning: Module = {
  name: 'winning',
  derivations: winningDerivations,
  consequences: [makeRenewals, makeFollowUps],
  routes,
}
