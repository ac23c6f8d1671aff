import { mapStage } from '../pipelines/map_stage.rule.ts'
import { type Pipeline, type Stage, stageOf } from '../pipelines/stage.rule.ts'

/** Where an opportunity stands; null: not said. */
export interface Place {
  record_type: string | null
  pipeline: string | null
  stage: string | null
}

export interface RecordType {
  value: string
  label: string
  /** Where opportunities of this kind begin. */
  pipeline: string
  /** Fields without which there is no opportunity of this kind. */
  required: string[]
  retired?: boolean
}

export interface OpportunitySettings {
  /** What a blank amount and a blank type become; null: they must be given. */
  default_amount: number | null
  default_type: string | null
  record_types: RecordType[]
}

export interface Ways {
  pipelines: readonly Pipeline[]
  record_types: readonly Pick<RecordType, 'value' | 'pipeline' | 'retired'>[]
}

export interface Placed {
  record_type: string
  pipeline: string
  /** Null where a former pipeline or stage is unknown today and nobody touched it. */
  stage: Stage | null
}
export interface Misplaced {
  code: string
  field: 'pipeline' | 'stage'
  sentence: string
}

/**
 * Record type, pipeline and stage of an opportunity after a write, so that they agree (E1, E2): the record type names the pipeline
 * of a new one, which begins in its first stage; who changes pipelines keeps the place as nearly as the other pipeline has it.
 */
export function place(before: Place | null, after: Place, { pipelines, record_types }: Ways): Placed | Misplaced {
  const typeOf = (value: string | null) => record_types.find(type => type.value === value)
  const record_type = after.record_type ?? record_types.find(type => !type.retired)?.value ?? ''
  const key = before
    ? nextPipeline(before, after, typeOf)
    : (after.pipeline ?? firstPipeline(after, typeOf(record_type)?.pipeline, pipelines))
  const pipeline = pipelines.find(one => one.key === key)
  const moved = before === null || before.pipeline !== key
  if (!pipeline || (moved && pipeline.retired))
    return moved
      ? {
          code: 'opportunity.pipeline_retired',
          field: 'pipeline',
          sentence: `There is no pipeline “${pipeline?.label ?? key ?? ''}” any more.`,
        }
      : { record_type, pipeline: key ?? '', stage: null }

  const said = after.stage !== (before?.stage ?? null)
  if (said) {
    const stage = stageOf(pipeline, after.stage)
    if (!stage) {
      const label = pipelines.map(one => stageOf(one, after.stage)?.label).find(one => one !== undefined) ?? after.stage
      return {
        code: 'opportunity.stage_not_in_pipeline',
        field: 'stage',
        sentence: `“${label}” is no stage of ${pipeline.label}. Its stages: ${offered(pipeline)}.`,
      }
    }
    if (stage.retired)
      return {
        code: 'opportunity.stage_retired',
        field: 'stage',
        sentence: `“${stage.label}” is no longer used. Stages of ${pipeline.label}: ${offered(pipeline)}.`,
      }
    return { record_type, pipeline: pipeline.key, stage }
  }
  if (!moved) return { record_type, pipeline: pipeline.key, stage: stageOf(pipeline, after.stage) ?? null }
  const from = before
    ? stageOf(
        pipelines.find(one => one.key === before.pipeline),
        before.stage,
      )
    : null
  return { record_type, pipeline: pipeline.key, stage: mapStage(from ?? null, pipeline) }
}

const offered = (pipeline: Pipeline) =>
  pipeline.stages
    .filter(stage => !stage.retired)
    .map(stage => stage.label)
    .join(', ')

/** A pipeline that is named; else the one of a record type that begins elsewhere than the former one; else as it was. */
function nextPipeline(before: Place, after: Place, typeOf: (value: string | null) => { pipeline: string } | undefined): string | null {
  if (after.pipeline !== before.pipeline) return after.pipeline
  const [was, is] = [typeOf(before.record_type)?.pipeline, typeOf(after.record_type)?.pipeline]
  return after.record_type !== before.record_type && is !== undefined && is !== was ? is : before.pipeline
}

/** The record type's pipeline, unless a stage is named that only others have. */
function firstPipeline(after: Place, usual: string | undefined, pipelines: readonly Pipeline[]): string | null {
  const active = pipelines.filter(one => !one.retired)
  const first = active.find(one => one.key === usual) ?? active[0]
  if (after.stage === null || stageOf(first, after.stage)) return first?.key ?? null
  return active.find(one => stageOf(one, after.stage))?.key ?? first?.key ?? null
}
