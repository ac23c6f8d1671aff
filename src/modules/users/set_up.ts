import { sql } from 'kysely'
import { z } from 'zod'
import { systemActor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { refuse } from '../../platform/refuse.ts'
import { startWorkspace } from '../playbooks/start_workspace.ts'
import { createUser } from './create_user.ts'
import { setUpNeeded } from './user.queries.ts'
import { adminRole } from './user_checks.ts'
import { emailInput, nameInput, passwordInput, timeZoneInput } from './user_input.ts'

export const setUpInput = z.strictObject({
  company: nameInput,
  name: nameInput,
  email: emailInput,
  password: passwordInput,
  time_zone: timeZoneInput.default('UTC'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'A currency is three letters such as USD.')
    .default('USD'),
  playbook: z.string().default('product_led'),
})

/** Sets a new installation up: the workspace with its playbook, and its first admin. Only while there is no user. */
export async function setUp(ctx: Context, input: z.input<typeof setUpInput>): Promise<{ id: string; email: string }> {
  const { company, time_zone, currency, playbook, ...admin } = setUpInput.parse(input)
  // Two set-ups at once: the second waits here and then finds a user.
  await sql`select pg_advisory_xact_lock(hashtext('hedgerow set-up'))`.execute(ctx.tx)
  if (!(await setUpNeeded(ctx))) throw refuse('setup.done', 'This installation is set up already. Sign in.', { status: 409 })
  const as: Context = { ...ctx, actor: systemActor('setup') }
  await startWorkspace(as, { company, time_zone, currency, playbook, admin_email: admin.email })
  const user = await createUser(as, { ...admin, time_zone, role: adminRole })
  return { id: user.id, email: admin.email }
}
