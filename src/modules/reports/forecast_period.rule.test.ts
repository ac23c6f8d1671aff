import { expect, test } from 'vitest'
import { mostPeriods, periodOf, periodsBetween, usualSpan } from './forecast_period.rule.ts'

test.each([
  ['2026-11-20', 'month', '2026-11-01', '2026-11-30'],
  ['2024-02-29', 'month', '2024-02-01', '2024-02-29'],
  ['2026-11-20', 'quarter', '2026-10-01', '2026-12-31'],
  ['2026-01-01', 'quarter', '2026-01-01', '2026-03-31'],
] as const)('%s is in the %s %s … %s', (date, period, from, to) => {
  expect(periodOf(date, period)).toEqual({ from, to })
})

test('days are widened to the whole periods that they touch, over the turn of a year', () => {
  expect(periodsBetween({ from: '2026-12-15', to: '2027-02-01' }, 'month')).toEqual([
    { from: '2026-12-01', to: '2026-12-31' },
    { from: '2027-01-01', to: '2027-01-31' },
    { from: '2027-02-01', to: '2027-02-28' },
  ])
  expect(periodsBetween({ from: '2026-11-20', to: '2026-11-20' }, 'quarter')).toEqual([{ from: '2026-10-01', to: '2026-12-31' }])
})

test('without a span it looks from this quarter on: six months, or four quarters', () => {
  expect(usualSpan('2026-11-20', 'month')).toEqual({ from: '2026-10-01', to: '2027-03-31' })
  expect(usualSpan('2026-11-20', 'quarter')).toEqual({ from: '2026-10-01', to: '2027-09-30' })
})

test('however far apart the days are, the periods end', () => {
  expect(periodsBetween({ from: '0001-01-01', to: '9999-12-31' }, 'month')).toHaveLength(mostPeriods + 1)
  expect(periodsBetween({ from: '9999-11-01', to: '9999-12-31' }, 'month')).toHaveLength(2)
})
