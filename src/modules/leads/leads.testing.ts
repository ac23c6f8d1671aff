import type { Kysely } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Database } from '../../platform/db/database.ts'
import { commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { PIPELINES } from '../../playbooks/pipelines.ts'
import { accounts } from '../accounts/accounts.module.ts'
import { assignment } from '../assignment/assignment.module.ts'
import { contacts } from '../contacts/contacts.module.ts'
import { files } from '../files/files.module.ts'
import { inbox } from '../inbox/inbox.module.ts'
import { notes } from '../notes/notes.module.ts'
import { notifications } from '../notifications/notifications.module.ts'
import { opportunities } from '../opportunities/opportunities.module.ts'
import { fillPipelines } from '../pipelines/fill_pipelines.ts'
import { pipelines } from '../pipelines/pipelines.module.ts'
import { products } from '../products/products.module.ts'
import { tasks } from '../tasks/tasks.module.ts'
import { tickets } from '../tickets/tickets.module.ts'
import { timeline } from '../timeline/timeline.module.ts'
import { users } from '../users/users.module.ts'
import { leads } from './leads.module.ts'

const modules = [
  leads,
  accounts,
  contacts,
  opportunities,
  pipelines,
  products,
  tasks,
  notes,
  files,
  inbox,
  timeline,
  tickets,
  users,
  assignment,
  notifications,
]

/** What works on leads, joined as the program joins it. */
export const leadWorld = (db: Kysely<Database>, more: Partial<Parameters<typeof testContext>[1]> = {}): Context =>
  testContext(db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    ...more,
  })

/** A workspace with its pipelines and these people. */
export async function startLeadWorld(db: Kysely<Database>, names: readonly string[]): Promise<Record<string, Actor>> {
  await commit(db, leadWorld(db), ctx => fillPipelines(ctx, PIPELINES))
  const people: Record<string, Actor> = {}
  for (const name of names) {
    const actor = userActor({ name, role: 'sales' })
    await storeUser(db, actor)
    people[name] = actor
  }
  return people
}
