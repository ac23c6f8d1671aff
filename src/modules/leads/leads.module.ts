import type { Module } from '../../platform/module.ts'
import { malformed } from '../../platform/refuse.ts'
import { intakeRoute } from './api_channel.ts'
import { assignMany } from './assign.ts'
import { linkOnAccount, rescoreOnAccount, touchOnActivity } from './lead.consumers.ts'
import { leadDerivations } from './lead.derive.ts'
import { lead } from './lead.object.ts'
import { leadRoutes } from './lead.routes.ts'
import { rescoreJob } from './rescore.ts'

export const leads: Module = {
  name: 'leads',
  objects: [lead],
  derivations: leadDerivations,
  routes: [intakeRoute, ...leadRoutes],
  consumers: [touchOnActivity, rescoreOnAccount, linkOnAccount],
  jobs: [rescoreJob],
  bulkActions: [
    {
      object: 'lead',
      name: 'assign',
      label: 'Assigned',
      run: async (ctx, ids, input) => {
        if (typeof input.owner_id !== 'string') throw malformed('“owner_id” says who gets them.')
        await assignMany(ctx, ids, input.owner_id)
      },
    },
  ],
}
