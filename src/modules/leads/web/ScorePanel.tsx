import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { ScoreRing } from '../../../web/ui/marks.tsx'

interface Reason {
  score: string
  text: string
  points: number
  known: boolean
}

/** Reasons as the scoring keeps them: one list for each score. */
function reasonsOf(value: unknown): Reason[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([score, kept]) => {
    const list = typeof kept === 'object' && kept !== null && 'reasons' in kept ? kept.reasons : []
    return (Array.isArray(list) ? list : []).map((one: { label?: unknown; points?: unknown; known?: unknown }) => ({
      score,
      text: String(one.label ?? ''),
      points: Number(one.points ?? 0),
      known: one.known !== false,
    }))
  })
}

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points).replace('-', '−'))

/** Both scores, with a reason for every point; what is not known comes last and counts nothing (C2). */
export function ScorePanel({ record }: { record: Rec }) {
  const { settings } = useMeta()
  const reasons = reasonsOf(record.score_reasons)
  const isIcp = (reason: Reason) => reason.score === 'icp'
  const known = reasons.filter(reason => reason.known && reason.points !== 0)
  const unknown = reasons.filter(reason => !reason.known)
  const line = (reason: Reason) => (
    <li key={`${reason.score} ${reason.text}`} className={reason.known ? '' : 'no'}>
      <span className="cut" title={reason.text}>
        {isIcp(reason) ? 'ICP: ' : ''}
        {reason.text}
      </span>
      <span>{signed(reason.points)}</span>
    </li>
  )
  return (
    <Panel title="Scores">
      <div className="rings">
        <ScoreRing label="Lead score" value={Number(record.score ?? 0)} max={settings.score_max ?? 70} />
        <ScoreRing label="ICP score" value={Number(record.icp_score ?? 0)} max={settings.icp_score_max ?? 24} />
      </div>
      <ul className="why-l">
        {known.filter(reason => !isIcp(reason)).map(line)}
        {known.filter(isIcp).map(line)}
        {unknown.map(line)}
      </ul>
    </Panel>
  )
}
