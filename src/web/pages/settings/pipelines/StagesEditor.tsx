import { useState } from 'react'
import { type Stage, usualForecast } from '../../../../modules/pipelines/stage.rule.ts'
import { useObject } from '../../../api/meta.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { AddRow } from '../parts/AddRow.tsx'
import { useDraft } from '../parts/drafts.ts'
import { keyFor } from '../parts/key_for.ts'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { type PipelineRec, saveStages } from './pipeline_record.ts'
import { StageRow } from './StageRow.tsx'

/** The stages of one pipeline, edited together and saved as a whole, because they are valid only together. */
export function StagesEditor({ pipeline }: { pipeline: PipelineRec }) {
  const opportunity = useObject('opportunity')
  const draft = useDraft<Stage[]>(`pipeline:${pipeline.id}`, pipeline.stages)
  const [opened, setOpened] = useState<string | null>(null)
  const form = useSubmit()
  const stages = draft.value
  const replace = (key: string, change: Partial<Stage>) =>
    draft.set(stages.map(stage => (stage.key === key ? { ...stage, ...change } : stage)))
  const move = (from: number, to: number) => {
    if (to >= 0 && to < stages.length) draft.set(moved(stages, from, to))
  }
  const save = () =>
    form.run(async () => {
      await saveStages(pipeline, stages)
      draft.discard()
    })
  const discard = () => {
    draft.discard()
    form.clear()
  }
  return (
    <>
      <Card flush title={`Stages of ${pipeline.label}`} note="in order; the last open one is the nearest to winning">
        <Sortable
          keys
          label={`Stages of ${pipeline.label}`}
          className="order-rows stage-rows"
          items={stages}
          idOf={stage => stage.key}
          nameOf={stage => stage.label}
          onMove={move}
          onOpen={stage => setOpened(was => (was === stage.key ? null : stage.key))}
        >
          {(stage, index, handle) => (
            <StageRow
              stage={stage}
              opportunity={opportunity}
              handle={handle}
              saved={pipeline.stages.some(one => one.key === stage.key)}
              last={isLast(stages, stage)}
              first={index === 0}
              end={index === stages.length - 1}
              opened={opened === stage.key}
              onOpen={() => setOpened(opened === stage.key ? null : stage.key)}
              onChange={change => replace(stage.key, change)}
              onMove={by => move(index, index + by)}
              onRemove={() => draft.set(stages.filter(one => one !== stage))}
            />
          )}
        </Sortable>
        <AddRow label="New stage" placeholder="Add a stage" onAdd={label => draft.set(withStage(stages, label))} />
      </Card>
      <SaveBar dirty={draft.dirty} busy={form.busy} error={form.sentence()} onSave={() => void save()} onDiscard={discard} />
    </>
  )
}

/** The only one of its outcome that is offered: it cannot go. */
const isLast = (stages: readonly Stage[], stage: Stage): boolean =>
  !stage.retired && !stages.some(one => one !== stage && one.outcome === stage.outcome && !one.retired)

/** A further stage stands behind the last open one, as likely as that. */
function withStage(stages: readonly Stage[], label: string): Stage[] {
  const at = stages.findLastIndex(stage => stage.outcome === 'open') + 1
  const probability = stages[at - 1]?.probability ?? 10
  const key = keyFor(
    label,
    stages.map(stage => stage.key),
  )
  const stage: Stage = { key, label, probability, forecast_category: usualForecast('open', probability), outcome: 'open' }
  return [...stages.slice(0, at), stage, ...stages.slice(at)]
}
