import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { invalid } from '../../platform/refuse.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import { stageOf } from '../pipelines/stage.rule.ts'
import { type Moved, type moveInput, step } from './move.ts'

/** Closes an opportunity as won or lost (E4): a move to a stage that closes. */
export async function close(ctx: Context, id: string, input: z.input<typeof moveInput>): Promise<Moved> {
  const closing = (await loadPipelines(ctx)).some(pipeline => (stageOf(pipeline, input.stage)?.outcome ?? 'open') !== 'open')
  if (!closing) throw invalid([{ field: 'stage', code: 'closing', message: 'Must be a stage that closes: closed_won or closed_lost.' }])
  return step(ctx, id, input, 'closed')
}
