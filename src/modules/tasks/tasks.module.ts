import { z } from 'zod'
import { Reply, route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { addInWords, inWords } from './add_in_words.ts'
import { addTask } from './add_task.ts'
import { calendarLink, makeCalendarLink, readCalendar, revokeCalendarLink } from './calendar_link.ts'
import { complete, reopen } from './complete.ts'
import { followRepeat } from './follow_repeat.ts'
import { deriveRepeat } from './repeat.derive.ts'
import { snooze } from './snooze.ts'
import { task } from './task.object.ts'
import { tellNewOwner } from './tell_new_owner.ts'

const params = z.object({ id: z.uuid() })
const schemas = { response: 'Task' }
const calendar = z.object({ url: z.string().nullable(), created_at: z.date().nullable() })
const onTask = { method: 'POST', tag: 'Tasks', auth: 'user', params, schemas } as const
const own = { tag: 'Me', auth: 'user', path: '/api/v1/me/calendar' } as const

export const tasks: Module = {
  name: 'tasks',
  objects: [task],
  derivations: [deriveRepeat],
  consequences: [followRepeat],
  bulkActions: [addTask],
  consumers: [tellNewOwner],
  routes: [
    route({
      ...onTask,
      path: '/api/v1/tasks/{id}/complete',
      summary: 'Mark a task as done',
      description: 'A repeating task makes the next one.',
      body: z.strictObject({ outcome: z.string().max(20_000).optional().describe('How it went.') }),
      run: async (ctx, { params, body }) => tagged(ctx, ctx.registry.get('task'), await complete(ctx, params.id, body)),
    }),
    route({
      ...onTask,
      path: '/api/v1/tasks/{id}/reopen',
      summary: 'Take a finished task up again',
      run: async (ctx, request) => tagged(ctx, ctx.registry.get('task'), await reopen(ctx, request.params.id)),
    }),
    route({
      ...onTask,
      path: '/api/v1/tasks/{id}/snooze',
      summary: 'Put a task off',
      body: z.strictObject({ until: z.string().trim().min(1).max(100).describe('“next Tuesday”, “in 3 days”, or a time.') }),
      run: async (ctx, { params, body }) => tagged(ctx, ctx.registry.get('task'), await snooze(ctx, params.id, body)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/tasks/add_in_words',
      tag: 'Tasks',
      auth: 'user',
      summary: 'Make a task from a line of words',
      description: '“Call Maren in 3 days”, “Check in every month”: subject, due time and repetition are read from it.',
      body: inWords,
      status: 201,
      schemas,
      run: async (ctx, { body }) => tagged(ctx, ctx.registry.get('task'), await addInWords(ctx, body), 201),
    }),
    route({ ...own, method: 'GET', summary: 'The private link of my calendar', response: calendar, run: calendarLink }),
    route({
      ...own,
      method: 'POST',
      summary: 'Make a private link of my calendar',
      description: 'Calendar programs subscribe to it. A former link stops working.',
      status: 201,
      response: calendar,
      run: makeCalendarLink,
    }),
    route({ ...own, method: 'DELETE', summary: 'Take the link of my calendar away', status: 204, run: revokeCalendarLink }),
    route({
      method: 'GET',
      path: '/calendar/{token}.ics',
      tag: 'Tasks',
      auth: 'public',
      perMinute: 60,
      summary: 'Somebody’s open tasks as a calendar (ICS), by a private link',
      params: z.object({ token: z.string().max(100) }),
      run: async (ctx, { params }) =>
        new Reply(200, await readCalendar(ctx, params.token), {
          'content-type': 'text/calendar; charset=utf-8',
          'cache-control': 'private, no-store',
        }),
    }),
  ],
}
