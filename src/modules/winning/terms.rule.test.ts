import { expect, test } from 'vitest'
import { chainsOf, difference, type Term } from './terms.rule.ts'

test.each([
  ['closed', '25000.00', '20000.00', '5000.00'],
  ['closed', '15000.50', '20000.00', '-4999.50'],
  ['commit', '20000.00', '20000.00', '0.00'],
  ['omitted', '20000.00', '20000.00', '-20000.00'],
  ['closed', '20000.00', null, null],
  ['closed', null, '20000.00', null],
])('a %s renewal of %s over %s differs by %s', (forecast_category, amount, arr_up_for_renewal, expected) => {
  expect(difference({ forecast_category, amount, arr_up_for_renewal })).toBe(expected)
})

const term = (id: string, renewal_of_id: string | null, close_date: string): Term => ({
  id,
  name: id,
  renewal_of_id,
  close_date,
  forecast_category: 'closed',
  amount: '1',
  arr_up_for_renewal: null,
  closed_at: null,
})
const ids = (terms: Term[]) => chainsOf(terms).map(chain => chain.map(one => one.id).join(' '))

test('chains run from the first contract on, the latest first', () => {
  const all = [term('c', 'b', '2028-01-01'), term('a', null, '2026-01-01'), term('x', null, '2027-06-01'), term('b', 'a', '2027-01-01')]
  expect(ids(all)).toEqual(['a b c', 'x'])
})
test('a renewal of what cannot be seen begins a chain, and a circle ends', () => {
  expect(ids([term('b', 'hidden', '2027-01-01')])).toEqual(['b'])
  expect(ids([term('a', 'b', '2027-01-01'), term('b', 'a', '2028-01-01')])).toEqual(['a b'])
})
