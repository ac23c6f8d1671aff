import { z } from 'zod'
import { type Actor, actions, type Rights } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord, deleteRecords, loadFor, updateRecord } from '../../platform/object/write.ts'
import { forbidden, notFound, refuse } from '../../platform/refuse.ts'
import { adminRole } from './user_checks.ts'

const reachInput = z.enum(['all', 'team', 'own', 'none'])
const objectRights = z.strictObject({ create: reachInput, read: reachInput, update: reachInput, delete: reachInput })
/** The rights of a role as kept in its `rights` field. */
export const rightsInput = z.strictObject({
  objects: z.record(z.string(), objectRights).describe('By object name; `*` for the rest.'),
  fields: z.record(z.string(), z.strictObject({ hidden: z.array(z.string()), read_only: z.array(z.string()) })).default({}),
  settings: z.boolean(),
  export: z.boolean(),
})
const label = z.string().trim().min(1).max(100)
export const newRole = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use small letters, digits and underscores.'),
  label,
  rights: rightsInput,
  position: z.int().optional(),
})
export const roleChanges = z.strictObject({ label: label.optional(), rights: rightsInput.optional(), position: z.int().optional() })

const reaches = ['none', 'own', 'team', 'all'] as const

/**
 * Nobody gives a role more than they have themselves: else who may edit roles but not read the outbox, with its links that let
 * people in, would only have to give it to their own role.
 */
export function demandWithin({ user, rights: mine }: Actor, given: Rights): void {
  if (!user || user.role === adminRole) return
  for (const object of new Set([...Object.keys(mine.objects), ...Object.keys(given.objects)]))
    for (const action of actions) {
      const [theirs, own] = [given, mine].map(one => (one.objects[object] ?? one.objects['*'])?.[action] ?? 'none')
      if (reaches.indexOf(theirs ?? 'none') > reaches.indexOf(own ?? 'none'))
        throw forbidden(`Your own role may not ${action} “${object}” that far, so you cannot give it to a role. An admin can.`)
    }
}

/** Adds a role (H1). */
export function createRole(ctx: Context, input: z.output<typeof newRole>): Promise<Row> {
  demandWithin(ctx.actor, input.rights)
  return createRecord(ctx, 'role', input, { trusted: true })
}

/** Changes what a role may do; it acts with the next request of everybody who has it. */
export async function updateRole(ctx: Context, id: string, changes: z.output<typeof roleChanges>): Promise<Row> {
  const current = await loadFor(ctx, ctx.registry.get('role'), id, 'update')
  if (current.key === adminRole && changes.rights) throw refuse('role.admin_fixed', 'The admin role may always do everything.')
  if (changes.rights) demandWithin(ctx.actor, changes.rights)
  return updateRecord(ctx, 'role', id, changes, { trusted: true })
}

/** Removes a role that nobody has. */
export async function removeRole(ctx: Context, id: string): Promise<Row> {
  const current = await loadFor(ctx, ctx.registry.get('role'), id, 'delete')
  if (current.key === adminRole) throw refuse('role.admin_fixed', 'The admin role cannot be removed.')
  const holder = await ctx.tx
    .selectFrom('user')
    .select('name')
    .where('role', '=', String(current.key))
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (holder) throw refuse('role.in_use', `${holder.name} has this role. Give everybody another one first.`)
  const [row] = await deleteRecords(ctx, 'role', [id])
  if (!row) throw notFound()
  return row
}
