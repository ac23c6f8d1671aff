import { tidyAuth } from '../../platform/auth/tidy.ts'
import type { Module } from '../../platform/module.ts'
import { invitationRoutes } from './invitation_routes.ts'
import { meRoutes } from './me_routes.ts'
import { role } from './role.object.ts'
import { team } from './team.object.ts'
import { user } from './user.object.ts'
import { userRoutes } from './user_routes.ts'

export const userObjects = [user, team, role] as const

/** People and what they may do: users, teams, roles, sign-in, invitations, API keys (H1). */
export const users: Module = {
  name: 'users',
  objects: userObjects,
  routes: [...meRoutes, ...invitationRoutes, ...userRoutes],
  schedules: [{ name: 'auth.tidy', minutes: 60, tidies: true, run: ctx => tidyAuth(ctx.tx, ctx.now) }],
}
