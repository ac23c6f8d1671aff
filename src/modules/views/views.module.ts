import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { checkView } from './check_view.ts'
import { countLists, countViews } from './count_views.queries.ts'
import { view } from './view.object.ts'

const counted = z.object({ value: z.number(), exact: z.boolean() }).nullable()

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
      summary: 'Count the records of several views, or of several lists',
      description:
        'Each up to 1,000 (`exact: false` means more); null for what can no longer be counted. `lists` are counted in the order in which they are given.',
      body: z.strictObject({
        ids: z.array(z.uuid()).max(100).default([]),
        lists: z
          .array(z.strictObject({ object: z.string(), filter: z.unknown() }))
          .max(100)
          .optional(),
      }),
      response: z.object({ data: z.record(z.string(), counted), lists: z.array(counted).optional() }),
      run: async (ctx, { body: { ids, lists } }) => ({
        data: await countViews(ctx, ids),
        ...(lists ? { lists: await countLists(ctx, lists) } : {}),
      }),
    }),
  ],
}
