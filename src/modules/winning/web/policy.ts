import { useMeta } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { isMoney } from '../../../web/format/numbers.ts'
import type { WinningPolicy } from '../winning_policy.rule.ts'

/** What the workspace does after winning. */
export const useWinningPolicy = (): WinningPolicy => useMeta().settings.winning

export const isWon = (opportunity: Rec): boolean => opportunity.forecast_category === 'closed'

/** A money field as the rules read it. */
export const amountOf = (value: unknown): string | null => (isMoney(value) ? value.amount : null)
