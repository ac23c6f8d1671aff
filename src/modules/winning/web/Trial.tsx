import { useState } from 'react'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import { useFew } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { useNow } from '../../../web/format/now.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { Button } from '../../../web/ui/Button.tsx'
import { Day, useTimeZone, When } from '../../../web/ui/When.tsx'
import { nameOfStep, TrialDialog } from './TrialDialog.tsx'

const day = 86_400_000
const daysBetween = (from: string, until: string): number => Math.round((Date.parse(until) - Date.parse(from)) / day)

/** Today where the viewer lives. */
function useToday(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: useTimeZone() }).format(useNow())
}

/** `12 days left`, and how much of it is over. */
function spanOf(starts: string, ends: string, today: string): { words: string; share: number } {
  const share = Math.min(1, Math.max(0, daysBetween(starts, today) / Math.max(1, daysBetween(starts, ends))))
  const days = (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`
  if (today < starts) return { words: `Starts in ${days(daysBetween(today, starts))}`, share: 0 }
  if (today > ends) return { words: `Over for ${days(daysBetween(ends, today))}`, share: 1 }
  return { words: today === ends ? 'Ends today' : `${days(daysBetween(today, ends))} left`, share }
}

/** A time-boxed trial: how long it still lasts, and what is planned for it (E10). */
export function Trial({ opportunity }: { opportunity: Rec }) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const today = useToday()
  const [asking, setAsking] = useState(false)
  const { trial_starts_on: starts, trial_ends_on: ends } = opportunity
  const has = typeof starts === 'string' && typeof ends === 'string'
  const open = opportunity.closed_at === null || opportunity.closed_at === undefined
  const may = mayUpdateThis(meta, object, opportunity)
  if (!has && !open) return null
  const span = has ? spanOf(starts, ends, today) : null
  return (
    <Panel
      title="Trial"
      aside={
        has &&
        open && (
          <button type="button" className="link small" disabled={!may} onClick={() => setAsking(true)}>
            Other dates
          </button>
        )
      }
    >
      {has && span ? (
        <>
          <div className="row">
            <b className="grow">{span.words}</b>
            <span className="meta">
              <Day date={starts} /> – <Day date={ends} />
            </span>
          </div>
          <Planned opportunity={opportunity} starts={starts} ends={ends} share={span.share} />
        </>
      ) : (
        <div className="row">
          <span className="meta grow">Time-boxed, with its calls and check-ins as tasks.</span>
          <Button
            small
            disabled={!may}
            title={may ? undefined : 'This opportunity belongs to somebody else.'}
            onClick={() => setAsking(true)}
          >
            Start a trial
          </Button>
        </div>
      )}
      {asking && <TrialDialog opportunity={opportunity} today={today} onClose={() => setAsking(false)} />}
    </Panel>
  )
}

interface PlannedProps {
  opportunity: Rec
  starts: string
  ends: string
  share: number
}

/** The steps of the trial along its time, and the next one in words. */
function Planned({ opportunity, starts, ends, share }: PlannedProps) {
  const timeZone = useTimeZone()
  const made = Object.entries((opportunity.follow_ups ?? {}) as Record<string, string>)
  const ids = new Set(made.flatMap(([key, id]) => (key.startsWith('trial:') ? [id] : [])))
  const { data } = useFew(
    'task',
    { filter: { field: 'opportunity_id', op: 'is', value: opportunity.id }, sort: [{ field: 'due_at', direction: 'asc' }], limit: 100 },
    ids.size > 0,
  )
  const steps = (data?.data ?? []).filter(task => ids.has(task.id) && typeof task.due_at === 'string')
  const next = steps.find(task => !task.done_at)
  const at = (due: unknown) => {
    const date = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(String(due)))
    return `${Math.min(100, Math.max(0, (daysBetween(starts, date) / Math.max(1, daysBetween(starts, ends))) * 100))}%`
  }
  return (
    <>
      <div className="track">
        <i style={{ width: `${Math.round(share * 100)}%` }} />
        <ol>
          {steps.map(task => (
            <li key={task.id} className={task.done_at ? 'done' : ''} style={{ left: at(task.due_at) }} title={nameOfStep(task.subject)}>
              <span className="sr">
                {nameOfStep(task.subject)}, {task.done_at ? 'done' : 'planned'} <When at={String(task.due_at)} />
              </span>
            </li>
          ))}
        </ol>
      </div>
      {next && (
        <p className="row meta">
          <span className="cut grow">Next: {nameOfStep(next.subject)}</span>
          <When at={String(next.due_at)} />
        </p>
      )}
      {!next && steps.length > 0 && <p className="meta">All its calls and check-ins are done.</p>}
    </>
  )
}
