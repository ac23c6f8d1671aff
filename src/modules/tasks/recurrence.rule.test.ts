import { describe, expect, test } from 'vitest'
import { naturalRecurrence, nextDue } from './recurrence.rule.ts'
import type { Recurrence } from './task.object.ts'

const berlin = 'Europe/Berlin'

describe('nextDue (F4)', () => {
  test.each<[string, Recurrence, string, string, string]>([
    ['the next day', 'daily', '2026-11-20T08:00Z', '2026-11-20T08:00Z', '2026-11-21T08:00Z'],
    ['Friday is followed by Monday', 'weekdays', '2026-11-20T08:00Z', '2026-11-20T08:00Z', '2026-11-23T08:00Z'],
    ['the next week', 'weekly', '2026-11-20T08:00Z', '2026-11-20T08:00Z', '2026-11-27T08:00Z'],
    ['two weeks on', 'two_weeks', '2026-11-20T08:00Z', '2026-11-20T08:00Z', '2026-12-04T08:00Z'],
    ['what was missed is not made up', 'weekly', '2026-09-04T07:00Z', '2026-11-20T08:00Z', '2026-11-27T08:00Z'],
    ['done early', 'weekly', '2026-11-20T08:00Z', '2026-11-27T08:00Z', '2026-12-04T08:00Z'],
    ['snoozed by two days, it stays on its weekday', 'weekly', '2026-11-20T08:00Z', '2026-11-22T08:00Z', '2026-11-27T08:00Z'],
    ['the 31st in a short month', 'monthly', '2027-01-31T08:00Z', '2027-01-31T08:00Z', '2027-02-28T08:00Z'],
    ['and the 31st again', 'monthly', '2027-01-31T08:00Z', '2027-02-28T08:00Z', '2027-03-31T07:00Z'],
    ['a leap year', 'monthly', '2028-01-31T08:00Z', '2028-01-31T08:00Z', '2028-02-29T08:00Z'],
    ['three months on', 'quarterly', '2026-11-30T08:00Z', '2026-11-30T08:00Z', '2027-02-28T08:00Z'],
    ['nine o’clock stays nine o’clock in March', 'weekly', '2027-03-25T08:00Z', '2027-03-25T08:00Z', '2027-04-01T07:00Z'],
    ['and in October', 'daily', '2026-10-24T07:00Z', '2026-10-24T07:00Z', '2026-10-25T08:00Z'],
    ['years later', 'monthly', '2020-01-31T08:00Z', '2026-11-20T08:00Z', '2026-11-30T08:00Z'],
    ['a day before midnight UTC', 'monthly', '2027-01-30T23:30Z', '2027-01-30T23:30Z', '2027-02-27T23:30Z'],
  ])('%s', (_, recurrence, from, after, expected) =>
    expect(nextDue(recurrence, new Date(from), new Date(after), berlin)).toEqual(new Date(expected)),
  )
})

describe('naturalRecurrence', () => {
  test.each([
    ['Check in every month', 'monthly', 'Check in'],
    ['Water the plants daily', 'daily', 'Water the plants'],
    ['Stand-up every weekday 9:00', 'weekdays', 'Stand-up 9:00'],
    ['Every Monday plan the week', 'weekly', 'Monday plan the week'],
    ['Report every two weeks', 'two_weeks', 'Report'],
    ['Review each quarter', 'quarterly', 'Review'],
  ])('%s', (text, recurrence, rest) => expect(naturalRecurrence(text)).toEqual({ recurrence, rest }))
  test.each(['Send the monthly report', 'Everyday carry', 'Call'])('none in “%s”', text => expect(naturalRecurrence(text)).toBeNull())
})
