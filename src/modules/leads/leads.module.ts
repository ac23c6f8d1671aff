import type { Module } from '../../platform/module.ts'
import { malformed } from '../../platform/refuse.ts'
import { assignMany } from './assign.ts'
import { comeBack } from './come_back.ts'
import { ringJob, ringSchedule } from './first_response/ring.ts'
import { touch } from './first_response/touch.ts'
import { intakeBatchRoute, intakeRoute } from './intake/api_channel.ts'
import { linkOnAccount, rescoreOnAccount } from './lead.consumers.ts'
import { leadDerivations } from './lead.derive.ts'
import { lead } from './lead.object.ts'
import { leadRoutes } from './lead.routes.ts'
import { giveNoticeJob, giveNoticeSchedule } from './pool/give_notice.ts'
import { poolJob, poolSchedule } from './pool/pool.ts'
import { poolStays } from './pool/pool_stays.ts'
import { contactWorksOn, taskWorksOn } from './pool/worked_on.ts'
import { leadReports } from './report.routes.ts'
import { rescoreJob } from './rescore.ts'

export const leads: Module = {
  name: 'leads',
  objects: [lead],
  derivations: leadDerivations,
  routes: [intakeRoute, intakeBatchRoute, ...leadRoutes, ...leadReports],
  consequences: [comeBack, touch, contactWorksOn, taskWorksOn],
  consumers: [rescoreOnAccount, linkOnAccount, poolStays],
  jobs: [rescoreJob, poolJob, giveNoticeJob, ringJob],
  schedules: [ringSchedule, poolSchedule, giveNoticeSchedule],
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
