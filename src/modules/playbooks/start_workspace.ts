import type { Context } from '../../platform/context.ts'
import { invalid } from '../../platform/refuse.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { PLAYBOOKS, playbookByKey } from '../../playbooks/playbooks.ts'
import { noteAdditions } from '../settings/additions.ts'
import { installWhole, nameWorkspace } from './apply.ts'

export interface WorkspaceStart {
  company: string
  time_zone: string
  currency: string
  playbook: string
  admin_email: string
}

/** Fills a new workspace with its playbook, as Settings would take it from a file. From then on all of it is data. */
export async function startWorkspace(ctx: Context, start: WorkspaceStart): Promise<void> {
  const playbook = playbookByKey(start.playbook)
  if (!playbook)
    throw invalid([{ field: 'playbook', code: 'choice', message: `Must be one of: ${PLAYBOOKS.map(one => one.key).join(', ')}.` }])
  await writeSetting(ctx, workspaceSetting, {
    name: start.company,
    time_zone: start.time_zone,
    currency: start.currency,
    inbound_domain: start.admin_email.split('@')[1] ?? '',
    playbook: playbook.key,
    demo: false,
  })
  await nameWorkspace(ctx, playbook)
  await installWhole(ctx, playbook)
  await noteAdditions(ctx)
}
