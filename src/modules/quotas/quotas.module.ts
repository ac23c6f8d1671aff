import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { quarterly } from './quota.derive.ts'
import { quota } from './quota.object.ts'
import { quotaReport } from './quota_report.queries.ts'
import { quotaInput, setQuota } from './set_quota.ts'

const money = z.object({ amount: z.string(), currency: z.string() })
const deal = z.object({ id: z.string(), name: z.string(), account: z.string().nullable(), credit: money, reason: z.string() })
const person = z.object({
  user_id: z.string(),
  name: z.string(),
  quota: money.nullable(),
  credited: money,
  attainment: z.number().nullable().describe('Percent of the quota'),
  deals: z.array(deal),
})

/** What each person is to sell, and what counts towards it (G6). */
export const quotas: Module = {
  name: 'quotas',
  objects: [quota],
  derivations: [quarterly],
  routes: [
    route({
      method: 'POST',
      path: '/api/v1/quotas',
      tag: 'Quotas',
      auth: 'user',
      summary: 'Set the quota of a person for a quarter; setting it again changes it',
      body: quotaInput,
      status: 201,
      schemas: { response: 'Quota' },
      run: async (ctx, { body }) => tagged(ctx, ctx.registry.get('quota'), await setQuota(ctx, body), 201),
    }),
    route({
      method: 'GET',
      path: '/api/v1/reports/quota',
      tag: 'Reports',
      auth: 'user',
      summary: 'Attainment of each person in a quarter, with the deals that count and why',
      query: z.object({ period: z.string().optional().describe('Such as 2026-Q4; the current quarter when left out') }),
      response: z.object({ period: z.string(), from: z.string(), until: z.string(), data: z.array(person) }),
      run: (ctx, { query }) => quotaReport(ctx, query.period),
    }),
  ],
}
