import { describe, expect, test } from 'vitest'
import { quarterOf, quarterSpan, quotaCredit, type WonDeal } from './quota_credit.rule.ts'

const deal: WonDeal = {
  record_type: 'new_business',
  amount: '30000.00',
  arr_up_for_renewal: null,
  contract_term_months: 12,
  paid_upfront: false,
  self_serve_post_engagement: false,
  other_currency: null,
  signed_on: '2026-11-20',
  close_date: '2026-11-30',
  contract_start_date: '2026-12-01',
}
const three = { contract_term_months: 36 }

describe('credit', () => {
  test.each<[Partial<WonDeal>, string, string]>([
    [{}, '30000.00', 'Net new: the deal value of 30,000.'],
    [{ amount: '0.00' }, '0.00', 'Net new: the deal value of 0.'],
    [{ contract_term_months: null }, '30000.00', 'Net new: the deal value of 30,000.'],
    [three, '30000.00', 'Net new: the deal value of 30,000. Of several years the first counts, as they are not paid upfront.'],
    [
      { ...three, paid_upfront: true },
      '90000.00',
      'Net new: the deal value of 90,000. The whole 36 months count, as they are paid upfront.',
    ],
    [
      { contract_term_months: 18, paid_upfront: true, amount: '10000.01' },
      '15000.02',
      'Net new: the deal value of 15,000.02. The whole 18 months count, as they are paid upfront.',
    ],
    [{ contract_term_months: 6, paid_upfront: true }, '30000.00', 'Net new: the deal value of 30,000.'],
    [{ record_type: 'renewal', arr_up_for_renewal: '20000.00' }, '10000.00', 'Renewal with expansion: 30,000 less 20,000.'],
    [{ record_type: 'renewal', arr_up_for_renewal: '30000.00' }, '0.00', 'Renewal without expansion: 30,000 less 30,000.'],
    [{ record_type: 'renewal', arr_up_for_renewal: '40000.50' }, '0.00', 'Renewal without expansion: 30,000 less 40,000.50.'],
    [{ record_type: 'renewal' }, '30000.00', 'Renewal, nothing was up for renewal: all of 30,000.'],
    [
      { record_type: 'renewal', arr_up_for_renewal: '30000.00', ...three, paid_upfront: true },
      '60000.00',
      'Renewal with expansion: 90,000 less 30,000. The whole 36 months count, as they are paid upfront.',
    ],
    [{ record_type: 'existing_business', amount: '5000.00' }, '5000.00', 'Expansion: the top-up of 5,000.'],
    [{ record_type: 'convert_to_annual' }, '30000.00', 'Converted to annual: the contract of 30,000, what they paid before is not known.'],
    [
      { record_type: 'convert_to_annual', arr_up_for_renewal: '12000.00' },
      '18000.00',
      'Converted to annual, what they paid before left out: 30,000 less 12,000.',
    ],
    [{ record_type: 'of_our_own' }, '30000.00', 'Net new: the deal value of 30,000.'],
    [{ other_currency: 'EUR' }, '0.00', 'In EUR: amounts of another currency than the quota’s are not added to it.'],
    [{ self_serve_post_engagement: true }, '0.00', 'Self-serve after engagement: nobody from sales went along, so it does not count.'],
    [
      { self_serve_post_engagement: true, record_type: 'renewal', arr_up_for_renewal: '1.00' },
      '0.00',
      'Self-serve after engagement: nobody from sales went along, so it does not count.',
    ],
  ])('of %j is %s', (given, credit, reason) => {
    expect(quotaCredit({ ...deal, ...given })).toEqual({ credit, period: '2026-Q4', reason })
  })
})

describe('counts', () => {
  test.each<[string, Partial<WonDeal>, string, string]>([
    ['when signed, if the contract starts earlier', { contract_start_date: '2026-09-01' }, '2026-Q4', ''],
    ['when signed, if the contract has no start', { contract_start_date: null }, '2026-Q4', ''],
    [
      'when the contract starts, if that is later',
      { contract_start_date: '2027-01-01' },
      '2027-Q1',
      ' In 2027-Q1, when the contract starts.',
    ],
    [
      'by the close date, if it was entered late',
      { signed_on: '2027-01-04', close_date: '2026-12-31' },
      '2026-Q4',
      ' In 2026-Q4, by its close date.',
    ],
    ['no later than signed, if the close date was still to come', { close_date: '2027-02-01' }, '2026-Q4', ''],
    [
      'when the contract starts, even if the close date is earlier',
      { signed_on: '2027-01-04', close_date: '2026-12-31', contract_start_date: '2027-04-01' },
      '2027-Q2',
      ' In 2027-Q2, when the contract starts.',
    ],
    ['on the last day of a quarter', { signed_on: '2026-12-31', contract_start_date: '2026-12-31' }, '2026-Q4', ''],
    ['on the first day of a quarter', { signed_on: '2026-10-01', contract_start_date: '2026-10-01' }, '2026-Q4', ''],
  ])('%s', (_, given, period, when) => {
    expect(quotaCredit({ ...deal, ...given })).toMatchObject({ period, reason: `Net new: the deal value of 30,000.${when}` })
  })
})

test('quarters', () => {
  expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4'])
  expect(quarterSpan('2026-Q4')).toEqual({ from: '2026-10-01', until: '2027-01-01' })
  expect(['2026-Q5', '2026-4', 'Q4', '', '2026-Q4 '].map(quarterSpan)).toEqual([null, null, null, null, null])
})
