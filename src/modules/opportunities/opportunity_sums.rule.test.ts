import { expect, test } from 'vitest'
import { addUp } from './opportunity_sums.rule.ts'

const part = (currency: string | null, count: number, cents: number, weight: number) => ({ currency, count, cents, weight })
const usd = (amount: string) => ({ amount, currency: 'USD' })

test.each([
  ['nothing', [], { count: 0, sum: usd('0.00'), weighted: usd('0.00'), other_currencies: [] }],
  [
    'one without a currency',
    [part(null, 2, 4_000_050, 40_000_500)],
    { count: 2, sum: usd('40000.50'), weighted: usd('4000.05'), other_currencies: [] },
  ],
  [
    'the workspace’s own, named or not',
    [part(null, 1, 100, 1_000), part('USD', 1, 200, 2_000)],
    { count: 2, sum: usd('3.00'), weighted: usd('0.30'), other_currencies: [] },
  ],
  [
    'other currencies beside it',
    [part('USD', 1, 100, 10_000), part('EUR', 1, 500, 0), part('EUR', 2, 700, 0), part('CHF', 1, 1, 0)],
    {
      count: 5,
      sum: usd('1.00'),
      weighted: usd('1.00'),
      other_currencies: [
        { count: 1, sum: { amount: '0.01', currency: 'CHF' } },
        { count: 3, sum: { amount: '12.00', currency: 'EUR' } },
      ],
    },
  ],
  [
    'fractions of a cent only at the end',
    [part(null, 1, 1, 33), part(null, 1, 1, 33)],
    { count: 2, sum: usd('0.02'), weighted: usd('0.01'), other_currencies: [] },
  ],
])('adds up %s', (_, parts, expected) => {
  expect(addUp(parts, 'USD')).toEqual(expected)
})
