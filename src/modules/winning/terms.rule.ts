/** One contract of a customer, won or to be won; the next one renews it. */
export interface Term {
  id: string
  name: string
  renewal_of_id: string | null
  forecast_category: string
  amount: string | null
  arr_up_for_renewal: string | null
  close_date: string | null
  closed_at: Date | string | null
}

export type TermState = 'open' | 'won' | 'lost'
export const termState = (forecast: string): TermState => (forecast === 'closed' ? 'won' : forecast === 'omitted' ? 'lost' : 'open')

/**
 * What a renewal adds to what was up for renewal (above zero: expansion, below: contraction); a lost one gives all of it up. Null
 * where nothing was up for renewal or an amount is not known (E5).
 */
export function difference({
  forecast_category,
  amount,
  arr_up_for_renewal,
}: Pick<Term, 'forecast_category' | 'amount' | 'arr_up_for_renewal'>): string | null {
  if (arr_up_for_renewal === null) return null
  const kept = termState(forecast_category) === 'lost' ? '0' : amount
  return kept === null ? null : ((cents(kept) - cents(arr_up_for_renewal)) / 100).toFixed(2)
}
const cents = (amount: string): number => Math.round(Number(amount) * 100)

/** Terms as chains, each from its first contract on; the chain that was last worked comes first. */
export function chainsOf<T extends Term>(terms: readonly T[]): T[][] {
  const byId = new Map(terms.map(term => [term.id, term]))
  const next = Map.groupBy(terms, term => term.renewal_of_id)
  const seen = new Set<string>()
  const follow = (term: T): T[] => {
    if (seen.has(term.id)) return []
    seen.add(term.id)
    return [term, ...(next.get(term.id) ?? []).flatMap(follow)]
  }
  const heads = terms.filter(term => term.renewal_of_id === null || !byId.has(term.renewal_of_id))
  // Terms in a circle, which only a hand can tie, have no head; they begin where they were made.
  return [...heads, ...terms]
    .map(follow)
    .filter(chain => chain.length > 0)
    .sort((a, b) => latest(b).localeCompare(latest(a)))
}

const latest = (chain: readonly Term[]): string => chain.map(term => String(term.close_date ?? '')).reduce((a, b) => (a > b ? a : b), '')
