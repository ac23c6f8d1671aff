import { describe, expect, test } from 'vitest'
import { addWorkingHours, type Calendar, calendarOf, type WorkingDay, type WorkingDays, workingDaysAfter } from './working_time.rule.ts'

const office: WorkingDay = ['09:00', '17:00']
const week: WorkingDays = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: null, sun: null }
const berlin: Calendar = { time_zone: 'Europe/Berlin', days: week, holidays: ['2026-12-25', '2026-12-28'] }
const newYork: Calendar = { time_zone: 'America/New_York', days: week, holidays: [] }
const always: WorkingDay = ['00:00', '24:00']
const roundTheClock: Calendar = {
  time_zone: 'Europe/Berlin',
  days: { mon: always, tue: always, wed: always, thu: always, fri: always, sat: null, sun: null },
  holidays: [],
}
const never: Calendar = { ...berlin, days: { mon: null, tue: null, wed: null, thu: null, fri: null, sat: null, sun: null } }

// 20 November 2026 is a Friday; Berlin is at +01:00 in winter.
describe('addWorkingHours (C6)', () => {
  test.each([
    ['within a day', '2026-11-20T10:00:00+01:00', 3, berlin, '2026-11-20T13:00:00+01:00'],
    ['ends on closing time', '2026-11-20T10:00:00+01:00', 7, berlin, '2026-11-20T17:00:00+01:00'],
    ['over the weekend', '2026-11-20T16:00:00+01:00', 3, berlin, '2026-11-23T11:00:00+01:00'],
    ['24 hours are three days', '2026-11-20T09:00:00+01:00', 24, berlin, '2026-11-24T17:00:00+01:00'],
    ['begun at night', '2026-11-20T03:00:00+01:00', 1, berlin, '2026-11-20T10:00:00+01:00'],
    ['begun after work', '2026-11-19T20:00:00+01:00', 1, berlin, '2026-11-20T10:00:00+01:00'],
    ['begun on a Sunday', '2026-11-22T12:00:00+01:00', 8, berlin, '2026-11-23T17:00:00+01:00'],
    ['over holidays and a weekend', '2026-12-24T16:00:00+01:00', 2, berlin, '2026-12-29T10:00:00+01:00'],
    ['to the minute', '2026-11-20T16:59:00+01:00', 0.5, berlin, '2026-11-23T09:29:00+01:00'],
    ['the clock goes forward on a Sunday', '2027-03-26T16:00:00+01:00', 2, berlin, '2027-03-29T10:00:00+02:00'],
    ['the clock goes back on a Sunday', '2026-10-23T16:00:00+02:00', 2, berlin, '2026-10-26T10:00:00+01:00'],
    ['another clock', '2026-11-20T21:30:00Z', 1, newYork, '2026-11-23T09:30:00-05:00'],
    ['days of 24 hours', '2026-11-20T10:00:00+01:00', 24, roundTheClock, '2026-11-23T10:00:00+01:00'],
    ['nobody ever works', '2026-11-20T10:00:00+01:00', 24, never, '2026-11-21T10:00:00+01:00'],
    ['no hours at all', '2026-11-21T10:00:00+01:00', 0, berlin, '2026-11-23T09:00:00+01:00'],
  ])('%s', (_case, from, hours, calendar, until) => {
    expect(addWorkingHours(new Date(from), hours, calendar)).toEqual(new Date(until))
  })

  test('a day on which the clock changes has its own length', () => {
    const sundays = { ...roundTheClock, days: { ...roundTheClock.days, sat: always, sun: always } }
    expect(addWorkingHours(new Date('2027-03-28T00:00:00+01:00'), 23, sundays)).toEqual(new Date('2027-03-29T00:00:00+02:00'))
    expect(addWorkingHours(new Date('2026-10-25T00:00:00+02:00'), 25, sundays)).toEqual(new Date('2026-10-26T00:00:00+01:00'))
  })
})

describe('workingDaysAfter', () => {
  test.each([
    ['the next day', '2026-11-19T10:15:30+01:00', 1, berlin, '2026-11-20T10:15:30+01:00'],
    ['over the weekend', '2026-11-20T10:15:00+01:00', 1, berlin, '2026-11-23T10:15:00+01:00'],
    ['ten days are two weeks', '2026-11-20T10:15:00+01:00', 10, berlin, '2026-12-04T10:15:00+01:00'],
    ['from a Saturday', '2026-11-21T10:15:00+01:00', 1, berlin, '2026-11-23T10:15:00+01:00'],
    ['none, on a working day', '2026-11-20T22:00:00+01:00', 0, berlin, '2026-11-20T22:00:00+01:00'],
    ['none, on a Sunday', '2026-11-22T10:15:00+01:00', 0, berlin, '2026-11-23T10:15:00+01:00'],
    ['over holidays', '2026-12-24T10:15:00+01:00', 1, berlin, '2026-12-29T10:15:00+01:00'],
    ['the same time of day after the change in March', '2027-03-26T10:15:00+01:00', 1, berlin, '2027-03-29T10:15:00+02:00'],
    ['the same time of day after the change in October', '2026-10-23T10:15:00+02:00', 1, berlin, '2026-10-26T10:15:00+01:00'],
    ['the day by their own clock', '2026-11-20T02:00:00Z', 1, newYork, '2026-11-20T21:00:00-05:00'],
    ['nobody ever works', '2026-11-20T10:00:00+01:00', 2, never, '2026-11-22T10:00:00+01:00'],
  ])('%s', (_case, from, days, calendar, until) => {
    expect(workingDaysAfter(new Date(from), days, calendar)).toEqual(new Date(until))
  })

  test('a time that the clocks skip is an hour later', () => {
    const sundays = { ...roundTheClock, days: { ...roundTheClock.days, sun: always } }
    expect(workingDaysAfter(new Date('2027-03-26T02:30:00+01:00'), 1, sundays)).toEqual(new Date('2027-03-28T03:30:00+02:00'))
  })
})

describe('calendarOf', () => {
  const short: WorkingDays = { ...week, fri: null }
  const hours = {
    days: week,
    holidays: ['2026-12-25'],
    by_territory: { t1: { time_zone: 'Asia/Tokyo', days: short, holidays: ['2026-11-23'] } },
  }
  test('the workspace, a territory, and the clock of the person', () => {
    const workspace_time_zone = 'Europe/London'
    expect(calendarOf(hours, { workspace_time_zone })).toEqual({ time_zone: 'Europe/London', days: week, holidays: ['2026-12-25'] })
    expect(calendarOf(hours, { territory_id: 't1', workspace_time_zone })).toEqual({
      time_zone: 'Asia/Tokyo',
      days: short,
      holidays: ['2026-11-23'],
    })
    expect(calendarOf(hours, { territory_id: 't1', user_time_zone: 'Europe/Berlin', workspace_time_zone }).time_zone).toBe('Europe/Berlin')
    expect(calendarOf(hours, { territory_id: 'gone', workspace_time_zone }).days).toEqual(week)
  })
})
