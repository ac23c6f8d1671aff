import type { Money, Sums } from '../opportunities/opportunity_sums.rule.ts'
import type { MoveKind } from './deal_move.rule.ts'
import type { Category, Days, Period } from './forecast_period.rule.ts'

export type GroupBy = 'owner' | 'category' | 'pipeline'

export interface MovedDeal {
  id: string
  name: string
  owner_id: string
  kind: MoveKind
  change: Money
  amount: [before: string | null, after: string]
  close_date: [before: string | null, after: string]
}

export interface DealsMoved {
  since: Date
  /** More happened than is looked at: an import, most likely. */
  partial: boolean
  kinds: { kind: MoveKind; count: number; change: Money; ids: string[] }[]
  /** The largest of them. */
  deals: MovedDeal[]
}

/** What a set of opportunities says of the future: by category; what is open, and that weighted; won and weighted together. */
export type Figures = Record<Category | 'open', Omit<Sums, 'other_currencies'>> & { expected: Sums['sum'] }

export interface Forecast {
  period: Period
  group_by: GroupBy
  from: string
  to: string
  currency: string
  periods: (Days & { figures: Figures })[]
  groups: { key: string; label: string; figures: Figures; periods: Figures[] }[]
  total: Figures
  overdue: Omit<Sums, 'other_currencies'> & { before: string }
  other_currencies: Sums['other_currencies']
  moved: DealsMoved
}
