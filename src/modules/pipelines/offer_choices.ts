import type { Context } from '../../platform/context.ts'
import type { Consequence } from '../../platform/object/derivation.ts'
import type { Choice } from '../../platform/object/field.ts'
import { setChoices } from '../fields/set_choices.ts'
import { loadPipelines } from './pipelines.queries.ts'
import type { Pipeline } from './stage.rule.ts'

/** The choices of `opportunity.stage` over all pipelines: each key once, retired where no pipeline offers it. */
function stageChoices(pipelines: readonly Pipeline[]): Choice[] {
  const all = pipelines.flatMap(pipeline => pipeline.stages.map(stage => ({ ...stage, offered: !pipeline.retired && !stage.retired })))
  const keys = [...new Set(all.map(stage => stage.key))]
  // The usual order of reading: what is open, then won, then lost.
  const rank = { open: 0, won: 1, lost: 2 }
  return keys
    .map(key => all.find(stage => stage.key === key && stage.offered) ?? all.find(stage => stage.key === key))
    .filter(stage => stage !== undefined)
    .sort((a, b) => rank[a.outcome] - rank[b.outcome])
    .map(({ key, label, offered }) => ({ value: key, label, ...(offered ? {} : { retired: true }) }))
}

/** Brings the choices of opportunities in line with the pipelines, so that lists, filters and forms show their labels. */
export async function offerChoices(ctx: Context): Promise<void> {
  const pipelines = await loadPipelines(ctx)
  await setChoices(ctx, 'opportunity', {
    pipeline: pipelines.map(({ key, label, retired }) => ({ value: key, label, ...(retired ? { retired } : {}) })),
    stage: stageChoices(pipelines),
  })
}

export const choicesOfPipelines: Consequence = {
  object: 'pipeline',
  from: ['label', 'position', 'stages', 'deleted_at'],
  follow: (_changes, ctx) => offerChoices(ctx),
}
