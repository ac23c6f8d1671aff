import { type ReactNode, useEffect, useState } from 'react'
import { Icon } from './Icon.tsx'

/** What this is for, and the one next thing. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <div className="strong">{title}</div>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

export function Notice({ tone = 'info', children, action }: { tone?: 'info' | 'warn' | 'bad'; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <span className="grow">{children}</span>
      {action}
    </div>
  )
}

/** True once something has taken long enough that its frame should be seen (100 ms). */
export function useSlow(waiting: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!waiting) {
      setSlow(false)
      return
    }
    const timer = setTimeout(() => setSlow(true), 100)
    return () => clearTimeout(timer)
  }, [waiting])
  return waiting && slow
}

const widths = [132, 96, 148, 112, 88, 140]

/** The frame of rows that are on their way. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  const slow = useSlow(true)
  if (!slow) return null
  return (
    <div aria-busy="true" role="status" aria-label="Loading" className="skeleton-rows">
      {Array.from({ length: rows }, (_, index) => index).map(row => (
        <div className="row" key={row}>
          <span className="sk square" />
          <span className="sk" style={{ width: widths[row % widths.length] }} />
          <span className="grow" />
          <span className="sk" style={{ width: 56 }} />
          <span className="sk round" />
        </div>
      ))}
    </div>
  )
}

/** A page or panel that could not be read: what happened and what to do. */
export function Failed({ sentence, retry }: { sentence: string; retry?: () => void }) {
  return (
    <Empty
      title="This could not be read"
      action={
        retry && (
          <button type="button" className="btn" onClick={retry}>
            Try again
          </button>
        )
      }
    >
      {sentence}
    </Empty>
  )
}

export function Tick({ on, mixed }: { on: boolean; mixed?: boolean }) {
  return <span className={on || mixed ? 'check on' : 'check'}>{mixed ? <Icon name="minus" /> : on ? <Icon name="check" /> : null}</span>
}
