import type { Derivation } from '../../platform/object/derivation.ts'
import { invalid } from '../../platform/refuse.ts'
import { quarterSpan } from './quota_credit.rule.ts'

/** A quota is for a quarter, and for something. */
export const quarterly: Derivation = {
  object: 'quota',
  from: ['period', 'amount'],
  derive: async rows => {
    for (const { period, amount } of rows) {
      if (quarterSpan(String(period)) === null)
        throw invalid([{ field: 'period', code: 'quarter', message: 'Must be a quarter such as 2026-Q4.' }])
      if (Number(amount) < 0) throw invalid([{ field: 'amount', code: 'negative', message: 'Must not be below zero.' }])
    }
    return rows.map(() => ({}))
  },
}
