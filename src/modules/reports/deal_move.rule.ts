import { type Days, type Period, periodOf } from './forecast_period.rule.ts'

export const moveKinds = ['in', 'up', 'won', 'slipped', 'down', 'lost', 'out'] as const
export type MoveKind = (typeof moveKinds)[number]

/** An opportunity at one moment, as far as a forecast minds. */
export interface DealState {
  cents: number
  close_date: string
  /** The day of winning or losing; null while open. */
  closed_on: string | null
  won: boolean
  deleted: boolean
}

export interface Move {
  kind: MoveKind
  /** By how much the open forecast grew or shrank; for what was won, the amount won. */
  cents: number
}

const within = (date: string | null, { from, to }: Days): boolean => date !== null && date >= from && date <= to
const counts = (deal: DealState, days: Days): boolean => !deal.deleted && deal.closed_on === null && within(deal.close_date, days)
const won = (deal: DealState | null, days: Days): boolean => deal !== null && !deal.deleted && deal.won && within(deal.closed_on, days)

/** What became of one opportunity between two moments, seen from the forecast of these days (H2). `before` is null for a new one. */
export function movesOf(before: DealState | null, after: DealState, days: Days, period: Period): Move[] {
  const moves: Move[] = []
  if (won(after, days) && !won(before, days)) return [{ kind: 'won', cents: after.cents }]
  if (before === null || !counts(before, days)) return counts(after, days) ? [{ kind: 'in', cents: after.cents }] : []
  if (!counts(after, days)) {
    const kind = after.deleted
      ? 'out'
      : after.closed_on !== null
        ? after.won
          ? 'won'
          : 'lost'
        : after.close_date > days.to
          ? 'slipped'
          : 'out'
    return [{ kind, cents: kind === 'won' ? after.cents : -before.cents }]
  }
  if (after.cents !== before.cents) moves.push({ kind: after.cents > before.cents ? 'up' : 'down', cents: after.cents - before.cents })
  if (periodOf(after.close_date, period).from > periodOf(before.close_date, period).from) moves.push({ kind: 'slipped', cents: 0 })
  return moves
}
