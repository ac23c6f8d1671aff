import type { ReactNode } from 'react'
import { lengthOf } from '../format/dates.ts'
import { Icon } from './Icon.tsx'

const ring = <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
const glyphs: Record<string, ReactNode> = {
  new: ring,
  working: (
    <>
      {ring}
      <path d="M6 3.6a2.4 2.4 0 0 1 0 4.8z" fill="currentColor" />
    </>
  ),
  nurturing: (
    <>
      {ring}
      <path d="M6 3.8V6l1.5 1" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
    </>
  ),
  converted: (
    <>
      <circle cx="6" cy="6" r="5" fill="currentColor" />
      <path
        d="m3.9 6.2 1.5 1.5 2.8-3.2"
        fill="none"
        stroke="var(--surface)"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  unqualified: (
    <>
      {ring}
      <path d="m3.4 8.6 5.2-5.2" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
}

/** The shape of a status, so that colour never speaks alone. */
export function StatusGlyph({ status }: { status: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden>
      {glyphs[status] ?? ring}
    </svg>
  )
}

export function StatusPill({ status, label }: { status: string; label: string }) {
  return (
    <span className={`pill ${status in glyphs ? status : 'unqualified'}`}>
      <StatusGlyph status={status} />
      {label}
    </span>
  )
}

/** A score with its bar. */
export function Score({ value, max }: { value: number; max: number }) {
  const share = Math.max(0, Math.min(100, Math.round((value / max) * 100)))
  return (
    <span className="score" style={{ '--v': `${share}%` }} title={`${value} of ${max}`}>
      <b>{value}</b>
      <i />
    </span>
  )
}

const circumference = 2 * Math.PI * 18

/** A score on the record: the number in a ring. `min` below zero starts the ring there. */
export function ScoreRing({ value, max, min = 0, label }: { value: number; max: number; min?: number; label: string }) {
  const share = Math.max(0, Math.min(1, (value - min) / (max - min)))
  return (
    <div className="ring">
      <svg viewBox="0 0 44 44" role="img" aria-label={`${label} ${value} of ${max}`}>
        <circle className="tr" cx="22" cy="22" r="18" />
        {share > 0 && (
          <circle
            className="fg"
            cx="22"
            cy="22"
            r="18"
            strokeDasharray={`${(share * circumference).toFixed(1)} ${circumference.toFixed(1)}`}
            transform="rotate(-90 22 22)"
          />
        )}
        <text x="22" y="26.5" textAnchor="middle">
          {value}
        </text>
      </svg>
      <div>
        <div>{label}</div>
        <div className="meta">of {max}</div>
      </div>
    </div>
  )
}

interface FirstReplyProps {
  dueAt: Date | null
  arrivedAt: Date | null
  answeredAt: Date | null
  now: Date
  /** Hours after arrival from which it is urgent (playbook: 20). */
  warnAfterHours: number
}

/** How long is left to answer; once answered, how long it took. */
export function FirstReply({ dueAt, arrivedAt, answeredAt, now, warnAfterHours }: FirstReplyProps) {
  if (answeredAt) {
    const took = arrivedAt ? lengthOf(answeredAt.getTime() - arrivedAt.getTime()) : 'Answered'
    return (
      <span className="sla t3" title="First reply sent">
        <Icon name="check" />
        {arrivedAt && <span className="sr">Answered after </span>}
        {took}
      </span>
    )
  }
  if (!dueAt) return <span className="t3">None due</span>
  const left = dueAt.getTime() - now.getTime()
  const urgent = arrivedAt !== null && now.getTime() - arrivedAt.getTime() >= warnAfterHours * 3_600_000
  return (
    <span className={`sla ${left < 0 ? 'bad' : urgent ? 'warn' : 't2'}`}>
      <Icon name="clock" />
      {left < 0 ? `${lengthOf(-left)} late` : lengthOf(left)}
    </span>
  )
}

export function Tag({ tone, children }: { tone?: 'warn' | 'bad' | 'green' | 'info'; children: ReactNode }) {
  return <span className={tone ? `tag ${tone}` : 'tag'}>{children}</span>
}
