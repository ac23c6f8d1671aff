import { describe, expect, test } from 'vitest'
import { checkIns, contractEnd, onboardingItems, renewalCloseDate, renewalName, trialSteps } from './winning_policy.rule.ts'

const none = { contract_start_date: null, contract_term_months: null }
const weeks = { mode: 'after_winning', weeks: 4, days: 30 } as const
const end = { mode: 'before_contract_end', weeks: 4, days: 30 } as const

describe('a renewal', () => {
  test.each([
    ['2026-11-20', none, weeks, '2026-12-18'],
    ['2026-12-31', none, weeks, '2027-01-28'],
    ['2028-02-01', none, weeks, '2028-02-29'],
    ['2026-11-20', { contract_start_date: '2027-01-01', contract_term_months: 24 }, weeks, '2026-12-18'],
    ['2026-11-20', none, end, '2027-10-21'],
    ['2026-11-20', { contract_start_date: '2026-12-01', contract_term_months: null }, end, '2027-11-01'],
    ['2026-11-20', { contract_start_date: '2026-12-01', contract_term_months: 24 }, end, '2028-11-01'],
    ['2026-11-20', { contract_start_date: '2026-08-31', contract_term_months: 6 }, { ...end, days: 0 }, '2027-02-28'],
  ])('won on %s with %j closes by %j on %s', (wonOn, contract, policy, expected) => {
    expect(renewalCloseDate(wonOn, contract, policy, wonOn)).toBe(expected)
  })
  test.each([
    ['2026-11-01', none, weeks, '2026-11-29'],
    ['2026-10-01', none, weeks, '2027-10-01'],
    ['2025-10-01', none, weeks, null],
    ['2025-10-01', { contract_start_date: null, contract_term_months: 24 }, end, '2027-09-01'],
    ['2025-12-01', none, end, '2026-12-01'],
    ['2026-11-20', { contract_start_date: '2025-01-01', contract_term_months: 12 }, end, '2026-11-20'],
  ])('won on %s with %j and entered on 2026-11-20 closes by %j on %s', (wonOn, contract, policy, expected) => {
    expect(renewalCloseDate(wonOn, contract, policy, '2026-11-20')).toBe(expected)
  })
  test('is named after the account and the year in which the contract ends', () => {
    expect(renewalName('Fjord Systems', '2026-11-20', none)).toBe('Fjord Systems – renewal 2027')
    expect(renewalName('Fjord Systems', '2026-11-20', { contract_start_date: '2027-02-01', contract_term_months: 24 })).toBe(
      'Fjord Systems – renewal 2029',
    )
    expect(contractEnd('2028-02-29', none)).toBe('2029-02-28')
  })
})

test('check-ins fall due by the calendar, clamped to the end of the month', () => {
  const policy = [
    { after: 'P1W', subject: 'a week' },
    { after: 'P1M', subject: 'a month' },
    { after: 'P3M', subject: 'a quarter' },
  ]
  expect(checkIns('2026-11-30', policy).map(one => one.day)).toEqual(['2026-12-07', '2026-12-30', '2027-02-28'])
  expect(checkIns('2026-01-31', policy).map(one => [one.key, one.day])).toEqual([
    ['check_in:P1W', '2026-02-07'],
    ['check_in:P1M', '2026-02-28'],
    ['check_in:P3M', '2026-04-30'],
  ])
})

test('items of the checklist may be for large customers only', () => {
  const list = [
    { key: 'user_slack', label: 'Invite to the user Slack' },
    { key: 'private_channel', label: 'Private channel', from_amount: 20_000 },
  ]
  const keys = (amount: string | null) => onboardingItems(list, amount).map(item => item.key)
  expect(keys('20000.00')).toEqual(['user_slack', 'private_channel'])
  expect(keys('19999.99')).toEqual(['user_slack'])
  expect(keys(null)).toEqual(['user_slack'])
})

describe('a trial', () => {
  const days = (from: string, until: string, before = 5) =>
    trialSteps(from, until, { hands_on_days: 30, over_free_tier_days: 14, decision_call_days_before: before }).map(
      one => `${one.key.slice(6)} ${one.day}`,
    )
  test('of 30 days: kick-off, four check-ins, the call 5 days before its end', () => {
    expect(days('2026-11-20', '2026-12-20')).toEqual([
      'kick_off 2026-11-20',
      'week_1 2026-11-27',
      'week_2 2026-12-04',
      'week_3 2026-12-11',
      'decision_call 2026-12-15',
      'week_4 2026-12-18',
    ])
  })
  test('of two weeks has one check-in: the last day needs none', () => {
    expect(days('2026-11-20', '2026-12-04')).toEqual(['kick_off 2026-11-20', 'week_1 2026-11-27', 'decision_call 2026-11-29'])
  })
  test('shorter than the notice calls decision makers at its start', () => {
    expect(days('2026-11-20', '2026-11-23')).toEqual(['kick_off 2026-11-20', 'decision_call 2026-11-20'])
  })
  test('tells what the kick-off call goes through', () => {
    expect(
      trialSteps('2026-11-20', '2026-12-20', { hands_on_days: 30, over_free_tier_days: 14, decision_call_days_before: 5 })[0]?.notes,
    ).toBe('- Events\n- Actions and cohorts\n- Insights and dashboards\n- Further features')
  })
})
