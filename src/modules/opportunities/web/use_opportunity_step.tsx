import { useMemo } from 'react'
import { useObject } from '../../../web/api/meta.ts'
import type { StepSlot } from '../../../web/object/actions/use_actions.tsx'
import { ReopenDialog } from '../../winning/web/ReopenDialog.tsx'
import { stageAsks } from '../stage_asks.rule.ts'
import { usePipelines } from './pipelines.ts'
import { StageDialog } from './StageDialog.tsx'

/** Changing an opportunity's stage: what the stage asks for is asked, and a won one is reopened with a word about its renewal (E4, E5). */
export function useOpportunityStep(): StepSlot {
  const pipelines = usePipelines()
  const { fields } = useObject('opportunity')
  return useMemo(() => {
    const offered = pipelines.filter(pipeline => !pipeline.retired).flatMap(pipeline => pipeline.stages.filter(stage => !stage.retired))
    return {
      field: 'stage',
      label: 'Stage',
      options: [...new Map(offered.map(({ key, label }) => [key, { value: key, label }])).values()],
      ask: (value, target, close) => {
        const [record] = target.records
        const stage = pipelines.find(one => one.key === record?.pipeline)?.stages.find(one => one.key === value)
        if (target.count !== 1 || !record || !stage) return null
        if (record.forecast_category === 'closed' && stage.outcome === 'open')
          return <ReopenDialog target={target} stage={value} onClose={close} />
        const { missing, optional } = stageAsks(stage, record, fields)
        return missing.length + optional.length > 0 ? <StageDialog record={record} stage={stage} onClose={close} /> : null
      },
    }
  }, [pipelines, fields])
}
