import { describe, expect, test } from 'vitest'
import type { Calendar, WorkingDay } from '../working_hours/working_time.rule.ts'
import { nextStep, type Step, stepsSchema, stepTime, stopOnOf, stopOnSchema } from './steps.rule.ts'

const office: WorkingDay = ['09:00', '17:00']
const days = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: null, sun: null }
const berlin: Calendar = { time_zone: 'Europe/Berlin', days, holidays: ['2026-12-25'] }
const newYork: Calendar = { ...berlin, time_zone: 'America/New_York' }
const tokyo: Calendar = { ...berlin, time_zone: 'Asia/Tokyo' }

// 20 November 2026 is a Friday.
describe('when a mail is due', () => {
  test.each([
    ['at once, whatever the hour', { delay_days: 0, at: null }, '2026-11-21T03:00:00Z', berlin, '2026-11-21T03:00:00Z'],
    ['today, before the hour', { delay_days: 0, at: '09:00' }, '2026-11-20T07:00:00Z', berlin, '2026-11-20T08:00:00Z'],
    ['to the minute', { delay_days: 0, at: '09:00' }, '2026-11-20T08:00:00Z', berlin, '2026-11-20T08:00:00Z'],
    ['the hour has passed on a Friday: Monday', { delay_days: 0, at: '09:00' }, '2026-11-20T10:00:00Z', berlin, '2026-11-23T08:00:00Z'],
    ['on a Saturday: Monday', { delay_days: 0, at: '09:00' }, '2026-11-21T10:00:00Z', berlin, '2026-11-23T08:00:00Z'],
    ['a day over the weekend', { delay_days: 1, at: '09:00' }, '2026-11-20T10:00:00Z', berlin, '2026-11-23T08:00:00Z'],
    ['three days over the weekend', { delay_days: 3, at: '09:00' }, '2026-11-20T10:00:00Z', berlin, '2026-11-25T08:00:00Z'],
    ['seven days later', { delay_days: 7, at: '09:00' }, '2026-11-25T08:00:00Z', berlin, '2026-12-04T08:00:00Z'],
    ['by their own clock', { delay_days: 1, at: '09:00' }, '2026-11-19T10:00:00Z', newYork, '2026-11-20T14:00:00Z'],
    ['their day has begun already', { delay_days: 1, at: '09:00' }, '2026-11-18T16:00:00Z', tokyo, '2026-11-20T00:00:00Z'],
    ['over the change of the clock in March', { delay_days: 1, at: '09:00' }, '2027-03-26T08:00:00Z', berlin, '2027-03-29T07:00:00Z'],
    ['over the change of the clock in October', { delay_days: 1, at: '09:00' }, '2026-10-23T07:00:00Z', berlin, '2026-10-26T08:00:00Z'],
    ['over a holiday and a weekend', { delay_days: 1, at: '09:00' }, '2026-12-24T09:00:00Z', berlin, '2026-12-28T08:00:00Z'],
    ['without an hour, the same time of day', { delay_days: 2, at: null }, '2026-11-19T10:00:00Z', berlin, '2026-11-23T10:00:00Z'],
  ])('%s', (_case, step, from, calendar, at) => {
    expect(stepTime(step, new Date(from), calendar)).toEqual(new Date(at))
  })
})

const step = (key: string): Step => ({ key, subject: 's', body: 'b', delay_days: 1, at: null })
const steps = ['a', 'b', 'c'].map(step)

describe('the next mail', () => {
  test.each([
    [[], 'a'],
    [['a'], 'b'],
    [['a', 'b', 'c'], undefined],
    [['a', 'gone'], 'b'],
    [['gone'], 'b'],
    [['gone', 'gone too', 'and this'], undefined],
    [['b', 'a'], 'c'],
  ])('after %j', (sent, key) => expect(nextStep(steps, sent)?.key).toBe(key))

  test('one that was put in before does not go to those who are past it', () => {
    expect(nextStep([step('a'), step('new'), step('b'), step('c')], ['a', 'b'])?.key).toBe('c')
    expect(nextStep([], [])).toBeNull()
  })
})

test('mails and reasons to stop are checked', () => {
  const ok = { key: 'a', subject: ' s ', body: 'b', delay_days: 0 }
  expect(stepsSchema.parse([ok])).toEqual([{ ...ok, subject: 's', at: null }])
  for (const wrong of [
    { ...ok, key: 'A b' },
    { ...ok, subject: ' ' },
    { ...ok, at: '9:00' },
    { ...ok, delay_days: -1 },
    { ...ok, more: 1 },
  ])
    expect(stepsSchema.safeParse([wrong]).success).toBe(false)
  expect(stepsSchema.safeParse([ok, ok]).success).toBe(false)
  expect(stopOnOf({ reply: false })).toMatchObject({ reply: false, same_company_reply: true, bounce: true })
  expect(stopOnSchema.safeParse({ unsubscribe: false }).success).toBe(false)
})
