import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import type { Playbook } from '../../playbooks/playbook.ts'
import { playbookByKey } from '../../playbooks/playbooks.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { fillPipelines } from '../pipelines/fill_pipelines.ts'
import { fillProducts } from '../products/fill_products.ts'
import { bringAdditions } from './additions.ts'

/** The process of opportunities as the playbook has it. */
async function fillProcess(ctx: Context, playbook: Playbook): Promise<void> {
  await fillPipelines(ctx, playbook.pipelines)
  await fillProducts(ctx, playbook.products)
  const known = await ctx.tx.selectFrom('setting').select('key').where('key', '=', opportunitiesSetting.key).executeTakeFirst()
  if (known) return
  const { type } = ctx.registry.get('opportunity').fields
  const usual = playbook.settings.opportunities.default_type
  await writeSetting(ctx, opportunitiesSetting, {
    ...playbook.settings.opportunities,
    // Settings may have retired it since.
    default_type: type?.options?.some(one => one.value === usual && !one.retired) ? usual : null,
  })
}

/**
 * Gives a workspace that an earlier release set up what its playbook has brought since. Safe at every start and in several
 * processes at once: what is there stays as it is.
 */
export async function completeWorkspace(ctx: Context): Promise<void> {
  const isSetUp = () => ctx.tx.selectFrom('setting').select('key').where('key', '=', workspaceSetting.key).executeTakeFirst()
  if (!(await isSetUp())) return
  await sql`select pg_advisory_xact_lock(hashtext('hedgerow set-up'))`.execute(ctx.tx)
  const playbook = playbookByKey(ctx.settings.get(workspaceSetting).playbook)
  if (!playbook) return
  await fillProcess(ctx, playbook)
  await bringAdditions(ctx, playbook)
}
