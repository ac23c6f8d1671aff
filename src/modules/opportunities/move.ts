import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import type { Row } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
import { checkEdit, loadFor, updateRecord } from '../../platform/object/write.ts'
import { dropRenewal } from '../winning/drop_renewal.ts'
import { isWon } from '../winning/winning.derive.ts'

/** With the fields that the stage asks for, by their own names; reopening one that is won says what becomes of its renewal (E5). */
export const moveInput = z.looseObject({
  stage: z.string(),
  pipeline: z.string().nullish(),
  renewal: z.enum(['keep', 'delete']).default('keep'),
})

/** What a step on the board or the path answers: the opportunity, and the batch by which all of it is undone. */
export interface Moved {
  opportunity: Row
  batch_id: string
}

/**
 * Moves an opportunity to a stage, together with the fields that the stage asks for, as one step that can be undone with all that
 * follows from it (E2, E4). What the stage demands and is missing is named field by field.
 */
export const move = (ctx: Context, id: string, input: z.input<typeof moveInput>): Promise<Moved> => step(ctx, id, input, 'moved')

/** The step of `move` and `close`; the log says which. */
export async function step(ctx: Context, id: string, input: z.input<typeof moveInput>, kind: 'moved' | 'closed'): Promise<Moved> {
  const type = ctx.registry.get('opportunity')
  demand(ctx.actor, type, 'update')
  const current = await loadFor(ctx, type, id, 'update')
  const { pipeline, renewal, ...fields } = input
  const changes = await checkEdit(ctx, type, { ...fields, ...(pipeline ? { pipeline } : {}) })
  const label = type.fields.stage?.options?.find(option => option.value === input.stage)?.label ?? input.stage
  const batch = await openBatch(ctx, `opportunity.${kind}`, `Moved ${String(current.name)} to ${label}`, { total: 1 })
  const moved = await updateRecord(batch, 'opportunity', id, changes, { kind, trusted: true })
  const opportunity = renewal === 'delete' && isWon(current) && !isWon(moved) ? await dropRenewal(batch, moved) : moved
  await ctx.tx.updateTable('batch').set({ count: 1 }).where('id', '=', batch.batchId).execute()
  return { opportunity, batch_id: batch.batchId }
}
