import type { z } from 'zod'
import { setCredential } from '../../platform/auth/credential.ts'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord } from '../../platform/object/write.ts'
import { checkUser, demandAdminFor } from './user_checks.ts'
import { newUser } from './user_input.ts'

/** Creates a colleague, with a password if one is given; without, they set one by the reset link (H1). */
export async function createUser(ctx: Context, input: z.input<typeof newUser>): Promise<Row> {
  // Parsed here and not only by the route, because the command line and the environment come in another way.
  const { password, ...fields } = newUser.parse(input)
  demandAdminFor(ctx.actor, fields.role)
  await checkUser(ctx, fields, null)
  const row = await createRecord(ctx, 'user', fields, { trusted: true })
  if (password !== undefined) await setCredential(ctx.tx, row.id, password, ctx.now)
  return row
}
