import { z } from 'zod'
import { type Route, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import type { Definition } from '../../platform/object/define_object.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { activity } from './activity.object.ts'
import { logActivity } from './log_activity.ts'
import { timelineOf } from './timeline.queries.ts'
import { timelineKinds } from './timeline_sql.ts'

const entry = z.object({
  id: z.string(),
  kind: z.enum(timelineKinds),
  at: z.date(),
  actor: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  title: z.string(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  object: z.string(),
  record_id: z.string(),
  changes: z.record(z.string(), z.array(z.unknown())).nullable(),
})

const timelineRoute = ({ name, plural, label }: Definition): Route =>
  route({
    method: 'GET',
    path: `/api/v1/${plural}/{id}/timeline`,
    tag: label[1],
    auth: 'user',
    summary: `What happened to one ${label[0].toLowerCase()}`,
    description: `Newest first. “kinds” takes some of ${timelineKinds.join(', ')}, separated by commas.`,
    params: z.object({ id: z.uuid() }),
    query: z.object({
      kinds: z
        .string()
        .transform(text => text.split(',').filter(Boolean))
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().optional(),
    }),
    response: z.object({ data: z.array(entry), next_cursor: z.string().nullable() }),
    run: (ctx, { params, query }) => timelineOf(ctx, name, params.id, query),
  })

const logRoute = route({
  method: 'POST',
  path: '/api/v1/activities',
  tag: 'Activities',
  auth: 'user',
  summary: 'Log a call, a meeting or a mail',
  description:
    'On `record: { object, id }`; it stands on the timelines of that record’s contact, account and opportunity as well, and on those of `also: [{ object, id }]`, one of a kind.',
  body: z.record(z.string(), z.unknown()),
  status: 201,
  schemas: { body: 'ActivityInput', response: 'Activity' },
  run: async (ctx, { body }) => tagged(ctx, ctx.registry.get('activity'), await logActivity(ctx, body), 201),
})

export const timeline: Module = {
  name: 'timeline',
  objects: [activity],
  routes: [...[lead, contact, account, opportunity].map(timelineRoute), logRoute],
}
