/** A partial sum as the database gives it: whole cents, and cents times the probability in percent, so that nothing is rounded before the end. */
export interface PartialSum {
  /** Null: that of the workspace. */
  currency: string | null
  count: number
  cents: number
  weight: number
}

export interface Money {
  amount: string
  currency: string
}

/** What opportunities add up to. Amounts in other currencies stand beside the sum: without a rate they are never added to it. */
export interface Sums {
  count: number
  sum: Money
  weighted: Money
  other_currencies: { count: number; sum: Money }[]
}

const money = (cents: number, currency: string): Money => ({ amount: (cents / 100).toFixed(2), currency })

/** Adds partial sums up, in the workspace's currency (E2). `count` counts all of them, whatever their currency. */
export function addUp(parts: readonly PartialSum[], currency: string): Sums {
  let [count, cents, weight] = [0, 0, 0]
  const others = new Map<string, { count: number; cents: number }>()
  for (const part of parts) {
    count += part.count
    if (part.currency === null || part.currency === currency) {
      cents += part.cents
      weight += part.weight
      continue
    }
    const other = others.get(part.currency) ?? { count: 0, cents: 0 }
    others.set(part.currency, { count: other.count + part.count, cents: other.cents + part.cents })
  }
  return {
    count,
    sum: money(cents, currency),
    weighted: money(Math.round(weight / 100), currency),
    other_currencies: [...others]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, other]) => ({ count: other.count, sum: money(other.cents, code) })),
  }
}
