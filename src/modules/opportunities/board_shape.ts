import type { Outcome } from '../pipelines/stage.rule.ts'
import type { Sums } from './opportunity_sums.rule.ts'

/** One column: what is in it, what it adds up to, and the list query of exactly its opportunities, which goes on at `next_cursor`. */
export interface BoardStage extends Sums {
  stage: string
  label: string
  probability: number
  outcome: Outcome
  median_days: number | null
  cards: Record<string, unknown>[]
  filter: unknown
  sort: { field: string; direction: 'asc' | 'desc' }[]
  next_cursor: string | null
}

export interface Board {
  pipeline: string
  stages: BoardStage[]
  totals: { open: Sums; won: Sums }
  fields: string[]
  refs: Record<string, Record<string, string>>
}
