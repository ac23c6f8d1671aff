import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { checkView } from './check_view.ts'
import { countViews } from './count_views.queries.ts'
import { view } from './view.object.ts'

export const views: Module = {
  name: 'views',
  objects: [view],
  derivations: [checkView],
  routes: [
    route({
      method: 'POST',
      path: '/api/v1/views/counts',
      tag: 'Views',
      auth: 'user',
      scope: 'read',
      reads: true,
      summary: 'Count the records of several views',
      description: 'Each up to 1,000 (`exact: false` means more); null for a view that can no longer be counted.',
      body: z.strictObject({ ids: z.array(z.uuid()).max(100) }),
      response: z.object({ data: z.record(z.string(), z.object({ value: z.number(), exact: z.boolean() }).nullable()) }),
      run: async (ctx, { body }) => ({ data: await countViews(ctx, body.ids) }),
    }),
  ],
}
