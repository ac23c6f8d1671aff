import type { Module } from '../../platform/module.ts'
import { boardRoutes } from './board_routes.ts'
import { contactRole } from './contact_role.object.ts'
import { onceAndPermitted, primaryFallsBack, primaryFollowsRoles, rolesFollowPrimary } from './contact_roles.ts'
import { opportunityDerivations } from './opportunity.derive.ts'
import { opportunity } from './opportunity.object.ts'
import { opportunityRoutes } from './opportunity.routes.ts'
import { reweighJob, reweighOnStages } from './reweigh_opportunities.job.ts'

export const opportunities: Module = {
  name: 'opportunities',
  objects: [opportunity, contactRole],
  derivations: [...opportunityDerivations, primaryFallsBack, onceAndPermitted],
  consequences: [rolesFollowPrimary, primaryFollowsRoles, reweighOnStages],
  jobs: [reweighJob],
  routes: [...opportunityRoutes, ...boardRoutes],
}
