import { describe, expect, test } from 'vitest'
import { digestTime } from '../modules/digest/digest.rule.ts'
import { quarterSpan } from '../modules/quotas/quota_credit.rule.ts'
import { periodsBetween, usualSpan } from '../modules/reports/forecast_period.rule.ts'
import { stepTime } from '../modules/sequences/steps.rule.ts'
import { naturalDate } from '../modules/tasks/natural_date.rule.ts'
import { nextDue } from '../modules/tasks/recurrence.rule.ts'
import { recurrences } from '../modules/tasks/task.object.ts'
import { checkIns, contractEnd, dateAfter, renewalCloseDate, trialSteps } from '../modules/winning/winning_policy.rule.ts'
import { addWorkingHours, type Calendar, type WorkingDays, workingDaysAfter } from '../modules/working_hours/working_time.rule.ts'
import { calendarDay, clockMinutes, dateIn, dayText, instantAt, relativeSpan, utc } from '../platform/object/relative_date.rule.ts'

/** What hostile or mistaken input can be as a moment and as a day: every rule over dates comes to an end with them. */
const moments = [
  '0001-01-01T00:00:00Z',
  '0001-12-31T23:59:59Z',
  '0099-06-15T12:00:00Z',
  '1582-10-10T00:00:00Z',
  '1969-12-31T09:00:00Z',
  '2026-11-20T10:00:00Z',
  '9999-12-31T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
].map(text => new Date(text))
const invalid = [new Date(Number.NaN), new Date(8.64e15), new Date(-8.64e15)]
const days = ['0001-01-01', '0001-12-31', '0099-02-28', '2026-11-20', '9999-12-20', '9999-12-31']
const zones = ['UTC', 'Pacific/Kiritimati', 'America/New_York', 'Asia/Kathmandu']

/** Either an answer or an error at once: what must not be is a loop without an end. */
const attempt = <T>(work: () => T): T | 'refused' => {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) return 'refused'
    throw error
  }
}
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= '0001-01-01' && text <= '9999-12-31'

describe('the calendar of the first century and of the last day', () => {
  test.each(zones)('a moment’s day and clock make the moment again: %s', zone => {
    for (const moment of moments.slice(1)) {
      const { year, month, day } = calendarDay(moment, zone)
      expect(instantAt(year, month, day, clockMinutes(moment, zone), zone).toISOString(), zone).toBe(moment.toISOString())
    }
  })
  test('a year below 100 is not one of the last century', () => {
    expect(dateIn(new Date('0045-03-02T12:00:00Z'), 'UTC')).toBe('0045-03-02')
    expect(instantAt(45, 2, 2, 0, 'UTC').toISOString()).toBe('0045-03-02T00:00:00.000Z')
    expect(naturalDate('0099-03-02', new Date('2026-11-20T10:00:00Z'), 'UTC')?.at.toISOString()).toBe('0099-03-02T09:00:00.000Z')
    expect(naturalDate('0000-03-02', new Date('2026-11-20T10:00:00Z'), 'UTC')).toBeNull()
    expect(periodsBetween({ from: '0001-02-01', to: '0001-02-10' }, 'month')).toEqual([{ from: '0001-02-01', to: '0001-02-28' }])
  })
  test('what is further than the calendar is its end', () => {
    expect(dayText(utc(10_000, 0, 1))).toBe('9999-12-31')
    expect(dayText(utc(-5, 0, 1))).toBe('0001-01-01')
    expect(dateAfter('2026-11-20', 'P9007199254740991M')).toBe('9999-12-31')
    expect(dateAfter('2026-11-20', 'P99999Y', -1)).toBe('0001-01-01')
    expect(quarterSpan('9999-Q4')).toEqual({ from: '9999-10-01', until: '9999-12-31' })
  })
  test('relative words', () => {
    for (const moment of [...moments, ...invalid])
      for (const word of ['today', 'next_year', 'last_quarter', 'this_week', 'tomorrow'])
        attempt(() => relativeSpan(word, moment, 'Asia/Kathmandu'))
  })
})

describe('rules with loops end', () => {
  test('a repeating task has a next one on the calendar, or none', () => {
    for (const { value } of recurrences)
      for (const from of [...moments, ...invalid])
        for (const after of [...moments, ...invalid])
          for (const zone of zones) {
            const due = attempt(() => nextDue(value, from, after, zone))
            if (due === 'refused' || due === null) continue
            expect(due > after, `${value} ${from.toJSON()} ${after.toJSON()}`).toBe(true)
            expect(due.getUTCFullYear()).toBeLessThanOrEqual(9999)
          }
    expect(nextDue('quarterly', new Date('9999-12-31T09:00:00Z'), new Date('9999-12-31T10:00:00Z'), 'UTC')).toBeNull()
    expect(nextDue('monthly', new Date('0001-01-31T09:00:00Z'), new Date('2026-11-20T10:00:00Z'), 'UTC')).toEqual(
      new Date('2026-11-30T09:00:00Z'),
    )
  })
  const nine = ['09:00', '09:01'] as const
  const week = (day: WorkingDays['mon']): WorkingDays => ({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day })
  const calendars: Calendar[] = [week(null), week(nine), week(['00:00', '24:00'])].map(all => ({
    time_zone: 'UTC',
    days: all,
    holidays: [],
  }))
  test('working hours and working days', () => {
    // With a minute of work a day, or none, all of the ten years are gone through: a few times are enough.
    for (const calendar of calendars)
      for (const from of [moments[0], moments.at(-1), ...invalid] as Date[])
        for (const many of calendar === calendars[1] ? [1e9] : [0, 720, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
          attempt(() => addWorkingHours(from, many, calendar))
          attempt(() => workingDaysAfter(from, many, calendar))
          attempt(() => stepTime({ delay_days: many, at: '09:00' }, from, calendar))
        }
  })
  test('digests', () => {
    const on = { on: true, at: '08:00', days: 'weekdays' } as const
    for (const now of [...moments, ...invalid])
      for (const until of [...moments, ...invalid]) attempt(() => digestTime(on, now, until, 'Asia/Kathmandu', days))
  })
  test('a trial has at most a year of check-ins, whatever its dates', () => {
    const trials = { hands_on_days: 730, over_free_tier_days: 0, decision_call_days_before: 730 }
    for (const starts of days)
      for (const ends of days) {
        const steps = trialSteps(starts, ends, trials)
        expect(steps.length).toBeLessThanOrEqual(54)
        expect(steps.filter(step => !isDay(step.day))).toEqual([])
      }
  })
  test('contracts, renewals and check-ins stay on the calendar', () => {
    for (const day of days)
      for (const months of [null, 0, 1, 12, 1_200, 2 ** 53 - 1]) {
        const contract = { contract_start_date: day, contract_term_months: months }
        expect(isDay(contractEnd(day, contract))).toBe(true)
        for (const mode of ['after_winning', 'before_contract_end'] as const) {
          const close = renewalCloseDate(day, contract, { mode, weeks: 104, days: 730 }, day)
          expect(close === null || isDay(close)).toBe(true)
        }
        expect(checkIns(day, [{ after: 'P999999Y', subject: 'x' }]).every(one => isDay(one.day))).toBe(true)
      }
  })
  test('periods of a forecast', () => {
    for (const from of days)
      for (const to of days)
        for (const period of ['month', 'quarter'] as const) {
          expect(periodsBetween({ from, to }, period).length).toBeLessThanOrEqual(41)
          expect(isDay(usualSpan(from, period).to)).toBe(true)
        }
  })
  test('words for a day', () => {
    for (const text of [
      'in 999 working days',
      'in 999 years',
      '9999-12-31 23:59',
      '31 December 9999',
      'Friday',
      'on the 31st',
      'end of next year',
    ])
      for (const now of [...moments, ...invalid]) for (const zone of zones) attempt(() => naturalDate(text, now, zone))
  })
})
