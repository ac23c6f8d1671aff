import { setCredential } from '../../platform/auth/credential.ts'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord } from '../../platform/object/write.ts'
import { checkUser, demandAdminFor } from './user_checks.ts'
import type { NewUser } from './user_input.ts'

/** Creates a colleague, with a password if one is given; without, they set one by the reset link (H1). */
export async function createUser(ctx: Context, { password, ...fields }: NewUser): Promise<Row> {
  demandAdminFor(ctx.actor, fields.role)
  await checkUser(ctx, fields, null)
  const row = await createRecord(ctx, 'user', fields, { trusted: true })
  if (password !== undefined) await setCredential(ctx.tx, row.id, password, ctx.now)
  return row
}
