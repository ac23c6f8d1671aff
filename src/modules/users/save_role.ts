import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord, deleteRecords, loadFor, updateRecord } from '../../platform/object/write.ts'
import { notFound, refuse } from '../../platform/refuse.ts'
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

/** Adds a role (H1). */
export const createRole = (ctx: Context, input: z.output<typeof newRole>): Promise<Row> =>
  createRecord(ctx, 'role', input, { trusted: true })

/** Changes what a role may do; it acts with the next request of everybody who has it. */
export async function updateRole(ctx: Context, id: string, changes: z.output<typeof roleChanges>): Promise<Row> {
  const current = await loadFor(ctx, ctx.registry.get('role'), id, 'update')
  if (current.key === adminRole && changes.rights) throw refuse('role.admin_fixed', 'The admin role may always do everything.')
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
