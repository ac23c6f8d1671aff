import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { loadFor, updateRecord } from '../../platform/object/write.ts'
import { refuse } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { dateAfter } from './winning_policy.rule.ts'
import { winningSetting } from './winning_settings.ts'

export const trialInput = z.strictObject({ kind: z.enum(['hands_on', 'over_free_tier']), starts_on: z.iso.date().optional() })

/**
 * Starts a time-boxed trial, or gives it other dates; its tasks follow from the dates (E10). Answers the opportunity and the batch
 * that takes all of it back.
 */
export async function trial(ctx: Context, id: string, input: z.output<typeof trialInput>): Promise<{ row: Row; batchId: string }> {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'update')
  const opportunity = await loadFor(ctx, type, id, 'update')
  if (opportunity.closed_at !== null) throw refuse('opportunity.closed', 'This opportunity is closed. Reopen it to start a trial.')
  const { hands_on_days, over_free_tier_days } = ctx.settings.get(winningSetting).trials
  const starts = input.starts_on ?? dateIn(ctx.now, ctx.settings.get(workspaceSetting).time_zone)
  const ends = dateAfter(starts, `P${input.kind === 'hands_on' ? hands_on_days : over_free_tier_days}D`)
  const batch = await openBatch(ctx, 'opportunity.trial', `Trial of ${String(opportunity.name)} from ${starts} to ${ends}`)
  const row = await updateRecord(batch, 'opportunity', id, { trial_starts_on: starts, trial_ends_on: ends }, { trusted: true })
  return { row, batchId: batch.batchId }
}
