import type { Context } from '../../platform/context.ts'
import type { Playbook } from '../../playbooks/playbook.ts'
import { setChoices } from '../fields/set_choices.ts'

/** Gives the choices of leads and opportunities the playbook's values and labels. From then on Settings edits them. */
export async function writePlaybookChoices(ctx: Context, playbook: Playbook): Promise<void> {
  await setChoices(ctx, 'lead', { source: playbook.lead_sources, disqualification_reason: playbook.disqualification_reasons })
  await setChoices(ctx, 'opportunity', { type: playbook.opportunity_types, loss_reason: playbook.loss_reasons })
}
