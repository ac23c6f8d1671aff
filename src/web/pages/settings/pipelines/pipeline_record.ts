import type { Stage } from '../../../../modules/pipelines/stage.rule.ts'
import { patch } from '../../../api/client.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { MetaObject, Rec } from '../../../api/types.ts'
import { showError, toast } from '../../../ui/toasts.ts'
import { refreshRecords } from '../parts/setting_records.ts'

export type PipelineRec = Rec & { key: string; label: string; position: number; stages: Stage[] }

/** Saves the stages of a pipeline as this page knows it; a colleague who was faster is not overwritten. Undone with ⌘Z. */
export async function saveStages(pipeline: PipelineRec, stages: readonly Stage[]): Promise<void> {
  const path = `/pipelines/${pipeline.id}`
  const saved = await patch<PipelineRec>(path, { stages }, { headers: { 'if-match': `"${String(pipeline.version)}"` } })
  await refreshRecords('pipeline')
  toast(`${pipeline.label} is saved`, {
    undo: async () => {
      try {
        await patch(path, { stages: pipeline.stages }, { headers: { 'if-match': `"${String(saved.version)}"` } })
        await refreshRecords('pipeline')
        return true
      } catch (error) {
        showError(sentenceOf(error))
        return false
      }
    },
  })
}

const given = new Set(['name', 'account_id', 'record_type', 'pipeline', 'stage', 'owner_id', 'amount', 'currency', 'close_date', 'type'])

/** Fields that a stage or record type may ask for: those that people fill in and that may be empty. */
export const askable = (opportunity: MetaObject): { value: string; label: string }[] =>
  Object.entries(opportunity.fields)
    .filter(([name, field]) => field.change !== 'commands' && !given.has(name))
    .map(([value, field]) => ({ value, label: field.label }))
