import type { Context } from '../../platform/context.ts'
import { insertRecords } from '../../platform/object/write.ts'
import { invalid } from '../../platform/refuse.ts'
import { writeSetting } from '../../platform/settings/settings.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { PLAYBOOKS, playbookByKey } from '../../playbooks/playbooks.ts'
import { assignmentSetting } from '../assignment/assignment_settings.ts'
import { conversionSetting, handsOnSetting, poolSetting, qualificationSetting, slaSetting } from '../leads/lead_settings.ts'
import { productEventsSetting } from '../product_events/product_event_settings.ts'
import { scoresSetting } from '../scoring/score_settings.ts'
import { winningOf, winningSetting } from '../winning/winning_settings.ts'
import { fillProcess } from './complete_workspace.ts'
import { writePlaybookChoices } from './playbook_choices.ts'

export interface WorkspaceStart {
  company: string
  time_zone: string
  currency: string
  playbook: string
  admin_email: string
}

/** Fills a new workspace with its playbook: roles, territories, addresses, the contact form, views, settings. From then on all of it is data. */
export async function startWorkspace(ctx: Context, start: WorkspaceStart): Promise<void> {
  const playbook = playbookByKey(start.playbook)
  if (!playbook)
    throw invalid([{ field: 'playbook', code: 'choice', message: `Must be one of: ${PLAYBOOKS.map(one => one.key).join(', ')}.` }])
  const domain = start.admin_email.split('@')[1] ?? ''
  await writeSetting(ctx, workspaceSetting, {
    name: start.company,
    time_zone: start.time_zone,
    currency: start.currency,
    inbound_domain: domain,
    playbook: playbook.key,
    demo: false,
  })
  await writeSetting(ctx, assignmentSetting, playbook.assignment)
  await writeSetting(ctx, scoresSetting, playbook.scores)
  await writeSetting(ctx, handsOnSetting, playbook.hands_on)
  await writeSetting(ctx, slaSetting, playbook.sla)
  await writeSetting(ctx, poolSetting, playbook.pool)
  await writeSetting(ctx, conversionSetting, { guidance: [...playbook.conversion_guidance] })
  await writeSetting(ctx, qualificationSetting, {
    questions: [...playbook.qualification_questions],
    checklists: Object.fromEntries(playbook.lead_statuses.map(status => [status.value, [...status.checklist]])),
  })
  await writeSetting(ctx, productEventsSetting, {
    rules: playbook.product_events.rules,
    onboarding_plans: playbook.product_events.onboarding_plans,
  })
  await writeSetting(ctx, winningSetting, winningOf(playbook))
  await writePlaybookChoices(ctx, playbook)
  await fillProcess(ctx, playbook)
  await insertRecords(
    ctx,
    'role',
    playbook.roles.map((role, index) => ({ ...role, position: index + 1 })),
  )
  await insertRecords(
    ctx,
    'territory',
    playbook.territories.map((territory, index) => ({ ...territory, position: index + 1, members: [] })),
  )
  await insertRecords(
    ctx,
    'address',
    playbook.addresses.map(one => ({ address: `${one.local_part}@${domain}`, purpose: one.purpose })),
  )
  await insertRecords(
    ctx,
    'form',
    playbook.forms.map(form => ({ ...form, redirect_hosts: [], active: true })),
  )
  await insertRecords(
    ctx,
    'sequence',
    playbook.sequences.map(sequence => ({ ...sequence, active: true })),
  )
  await insertRecords(
    ctx,
    'view',
    playbook.views.map((view, index) => ({
      ...view,
      columns: view.columns ?? null,
      group_by: view.group_by ?? null,
      layout: view.layout ?? 'table',
      shared: true,
      position: index + 1,
    })),
  )
}
