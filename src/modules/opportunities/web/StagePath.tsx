import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { brought } from '../../../web/api/brought.ts'
import { get } from '../../../web/api/client.ts'
import { useMeta, useObject, whyNotUpdate } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { lengthOf } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { stagesKey } from '../../../web/object/record/use_page.ts'
import { usePageCommands } from '../../../web/shell/palette/page_commands.ts'
import { Button } from '../../../web/ui/Button.tsx'
import { Icon } from '../../../web/ui/Icon.tsx'
import { Menu } from '../../../web/ui/Menu.tsx'
import { ReopenDialog } from '../../winning/web/ReopenDialog.tsx'
import { stageAsks } from '../stage_asks.rule.ts'
import { moveOpportunity } from './move_opportunity.ts'
import { type Stage, usePlace } from './pipelines.ts'
import { StageForm } from './StageForm.tsx'

interface Stay {
  stage: string
  label: string
  entered_at: string
  left_at: string | null
  seconds: number
}

export interface StageHistory {
  data: Stay[]
  changes: { at: string; field: 'amount' | 'close_date'; before: unknown; after: unknown }[]
}

/** How an opportunity went through its stages. Read anew when it changed. */
export const useStageHistory = (record: Rec) =>
  useQuery({
    queryKey: stagesKey(record.id),
    queryFn: ({ signal }) => brought(stagesKey(record.id), () => get<StageHistory>(`/opportunities/${record.id}/stages`, signal)),
  })

/** The way through the stages: where it stands, how long it took, what a stage asks for, and the step there (E2, E4). */
export function StagePath({ record }: { record: Rec }) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const { pipeline, stage: current } = usePlace(record)
  const now = useNow()
  const { data: history } = useStageHistory(record)
  const [looking, setLooking] = useState<string | null>(null)
  const [asking, setAsking] = useState<Stage | null>(null)
  const [reopening, setReopening] = useState<Stage | null>(null)
  const why = whyNotUpdate(meta, object, record)
  const stages = (pipeline?.stages ?? []).filter(stage => !stage.retired || stage.key === current?.key)
  const step = (stage: Stage) => {
    if (record.forecast_category === 'closed' && stage.outcome === 'open') return setReopening(stage)
    const { missing, optional } = stageAsks(stage, record, object.fields)
    setLooking(null)
    if (missing.length + optional.length > 0) setAsking(stage)
    else moveOpportunity({ record, stage }).catch(() => setAsking(stage))
  }
  usePageCommands(
    stages.flatMap(stage =>
      stage === current ? [] : [{ label: `Move to ${stage.label}`, icon: 'opps' as const, why, run: () => step(stage) }],
    ),
  )
  if (!pipeline || !current) return null

  const open = stages.filter(stage => stage.outcome === 'open')
  const closings = stages.filter(stage => stage.outcome !== 'open')
  const at = current.outcome === 'open' ? open.indexOf(current) : open.length
  const shown = open.find(stage => stage.key === looking) ?? null
  const spent = (key: string): number =>
    (history?.data ?? [])
      .filter(stay => stay.stage === key)
      .reduce((sum, stay) => sum + (stay.left_at === null ? now.getTime() - new Date(stay.entered_at).getTime() : stay.seconds * 1_000), 0)
  return (
    <>
      <ol className="path deal" aria-label="Stage">
        {open.map((stage, index) => {
          const state = index < at ? 'done' : index === at ? 'on' : ''
          const took = spent(stage.key)
          const days = took >= 86_400_000 ? `${Math.floor(took / 86_400_000)} d` : ''
          return (
            <li key={stage.key} className={state} aria-current={state === 'on' ? 'step' : undefined}>
              <button
                type="button"
                aria-expanded={shown === stage}
                aria-label={`${stage.label} ${days}`.trim()}
                title={`${stage.label}, ${stage.probability} %${took > 0 ? `, ${lengthOf(took)}` : ''}`}
                onClick={() => {
                  setAsking(null)
                  setLooking(shown === stage ? null : stage.key)
                }}
              >
                {state === 'done' && <Icon name="check" small />}
                <span className="cut">{stage.label}</span> {days && <span className="took">{days}</span>}
              </button>
            </li>
          )
        })}
        <li
          className={current.outcome === 'open' ? 'end' : `end on ${current.outcome}`}
          aria-current={current.outcome === 'open' ? undefined : 'step'}
        >
          <Menu
            label="Close"
            items={closings.map(stage => ({
              label: stage.label,
              icon: stage.outcome === 'won' ? 'check' : 'x',
              checked: stage.key === current.key,
              ...(why ? { why } : {}),
              run: () => stage.key !== current.key && step(stage),
            }))}
            target={(openMenu, opened) => (
              <button
                type="button"
                aria-haspopup="menu"
                aria-expanded={opened}
                aria-label={current.outcome === 'open' ? 'Close' : current.label}
                onClick={openMenu}
              >
                {current.outcome !== 'open' && <Icon name={current.outcome === 'won' ? 'check' : 'x'} small />}
                <span className="cut">{current.outcome === 'open' ? 'Close' : current.label}</span>
                <Icon name="down" small />
              </button>
            )}
          />
        </li>
      </ol>
      {asking && (
        <div className="card asked">
          <StageForm key={asking.key} record={record} stage={asking} onDone={() => setAsking(null)} onCancel={() => setAsking(null)} />
        </div>
      )}
      {shown && !asking && <Guidance stage={shown} record={record} current={shown === current} why={why} onMove={() => step(shown)} />}
      {reopening && <ReopenDialog target={{ records: [record], count: 1 }} stage={reopening.key} onClose={() => setReopening(null)} />}
    </>
  )
}

interface GuidanceProps {
  stage: Stage
  record: Rec
  current: boolean
  why: string | undefined
  onMove: () => void
}

/** What a stage is about and what it asks for. */
function Guidance({ stage, record, current, why, onMove }: GuidanceProps) {
  const { fields } = useObject('opportunity')
  const { missing, optional } = stageAsks(stage, record, fields)
  const asked = [...(stage.required ?? []), ...(stage.asked ?? [])].filter(name => name in fields)
  return (
    <div className="card guidance">
      <div className="row">
        <b>{stage.label}</b>
        <span className="t3">{stage.probability} %</span>
        <span className="grow" />
        {!current && (
          <Button look="primary" small onClick={onMove} disabled={why !== undefined} title={why}>
            Move to {stage.label}
          </Button>
        )}
      </div>
      <p className="t2">{stage.help ?? 'No guidance is written for this stage.'}</p>
      {asked.length > 0 && (
        <ul>
          {asked.map(name => (
            <li key={name} className={missing.includes(name) ? '' : 't3'}>
              <Icon name={missing.includes(name) || optional.includes(name) ? 'minus' : 'check'} small />
              {fields[name]?.label}
              {optional.includes(name) && <span className="t3"> may stay empty</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
