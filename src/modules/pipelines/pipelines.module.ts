import type { Module } from '../../platform/module.ts'
import { choicesOfPipelines } from './offer_choices.ts'
import { pipelineDerivations } from './pipeline.derive.ts'
import { pipeline } from './pipeline.object.ts'

export const pipelines: Module = {
  name: 'pipelines',
  objects: [pipeline],
  derivations: pipelineDerivations,
  consequences: [choicesOfPipelines],
}
