import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import type { Pipeline, Stage } from '../../pipelines/stage.rule.ts'

export type { Pipeline, Stage }

/** The pipelines of the workspace, in order; the retired ones last. */
export const usePipelines = (): readonly Pipeline[] => useMeta().pipelines ?? []

/** The pipeline and stage that an opportunity stands in. */
export function usePlace(record: Rec): { pipeline: Pipeline | undefined; stage: Stage | undefined } {
  const pipeline = usePipelines().find(one => one.key === record.pipeline)
  return { pipeline, stage: pipeline?.stages.find(one => one.key === record.stage) }
}
