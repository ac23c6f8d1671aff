import { z } from 'zod'
import { route } from '../../platform/http/route.ts'
import type { Module } from '../../platform/module.ts'
import { tagged } from '../../platform/object/object_routes.ts'
import { addTask } from './add_task.ts'
import { complete, reopen } from './complete.ts'
import { task } from './task.object.ts'
import { tellNewOwner } from './tell_new_owner.ts'

const params = z.object({ id: z.uuid() })
const schemas = { response: 'Task' }

export const tasks: Module = {
  name: 'tasks',
  objects: [task],
  bulkActions: [addTask],
  consumers: [tellNewOwner],
  routes: [
    route({
      method: 'POST',
      path: '/api/v1/tasks/{id}/complete',
      tag: 'Tasks',
      auth: 'user',
      summary: 'Mark a task as done',
      params,
      schemas,
      run: async (ctx, request) => tagged(ctx, ctx.registry.get('task'), await complete(ctx, request.params.id)),
    }),
    route({
      method: 'POST',
      path: '/api/v1/tasks/{id}/reopen',
      tag: 'Tasks',
      auth: 'user',
      summary: 'Take a finished task up again',
      params,
      schemas,
      run: async (ctx, request) => tagged(ctx, ctx.registry.get('task'), await reopen(ctx, request.params.id)),
    }),
  ],
}
