import type { Rec } from '../../../web/api/types.ts'
import { lengthOf } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { formatMoney } from '../../../web/format/numbers.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { Day, When } from '../../../web/ui/When.tsx'
import { useStageHistory } from './StagePath.tsx'

/** How it went: the time in each stage as one bar, and how amount and close date changed meanwhile. */
export function Trail({ record, currency }: { record: Rec; currency: string }) {
  const now = useNow()
  const { data } = useStageHistory(record)
  if (!data || (data.data.length === 0 && data.changes.length === 0)) return null
  const stays = data.data.map(stay => ({
    ...stay,
    ms: stay.left_at === null ? Math.max(0, now.getTime() - new Date(stay.entered_at).getTime()) : stay.seconds * 1_000,
  }))
  const whole = record.closed_at ? stays.slice(0, -1) : stays
  const total = whole.reduce((sum, stay) => sum + stay.ms, 0)
  const value = (field: 'amount' | 'close_date', it: unknown) =>
    field === 'amount' ? formatMoney({ amount: String(it), currency }) : <Day date={String(it)} />
  return (
    <Panel title="How it went" aside={total > 0 ? lengthOf(total) : undefined}>
      {total > 0 && (
        <ol className="trail" aria-label="Time in each stage">
          {whole.map(stay => (
            <li key={stay.entered_at} style={{ flexGrow: Math.max(stay.ms / total, 0.04) }} title={`${stay.label}, ${lengthOf(stay.ms)}`}>
              <span className="sr">
                {stay.label}, {lengthOf(stay.ms)}
              </span>
            </li>
          ))}
        </ol>
      )}
      <ul className="trail-list">
        {[...stays].reverse().map(stay => (
          <li key={stay.entered_at}>
            <span className="grow cut">{stay.label}</span>
            <span className="t3">{stay.left_at === null && record.closed_at ? '' : lengthOf(stay.ms)}</span>
            <span className="meta when">
              <When at={stay.entered_at} />
            </span>
          </li>
        ))}
        {data.changes
          .slice(-6)
          .reverse()
          .map(change => (
            <li key={`${change.at} ${change.field}`}>
              <span className="grow cut">
                {change.field === 'amount' ? 'Amount' : 'Close date'} {value(change.field, change.before)} →{' '}
                {value(change.field, change.after)}
              </span>
              <span className="meta when">
                <When at={change.at} />
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  )
}
