import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { homeKinds, homeOf } from './home.queries.ts'

const item = z.object({
  id: z.string(),
  kind: z.enum(homeKinds),
  object: z.string(),
  record_id: z.string().nullable(),
  title: z.string(),
  about: z.string().nullable(),
  at: z.date().nullable(),
  late: z.boolean(),
  task_id: z.string().nullable(),
  notification_ids: z.array(z.string()),
  phone: z.string().nullable(),
  version: z.number().nullable(),
})

export const home: Module = {
  name: 'home',
  routes: [
    route({
      method: 'GET',
      path: '/api/v1/home',
      tag: 'Home',
      auth: 'user',
      summary: 'What needs me now, the most pressing first',
      description:
        'First replies that run out, tasks of today, new leads, next steps and closing dates that have passed, leads that go to the pool, renewals of the next 30 days, unread mentions, and the best that may be claimed. `more` names the kinds of which there are more than 25.',
      response: z.object({ data: z.array(item), more: z.array(z.enum(homeKinds)) }),
      run: homeOf,
    }),
  ],
}
