import { describe, expect, test } from 'vitest'
import { naturalDate } from './natural_date.rule.ts'

/** Wednesday, 25 November 2026, 10:30 in Berlin. */
const wednesday = new Date('2026-11-25T09:30:00Z')
const berlin = 'Europe/Berlin'
const local = (at: Date, timeZone = berlin) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
const read = (text: string, now = wednesday, timeZone = berlin) => {
  const found = naturalDate(text, now, timeZone)
  return found ? [local(found.at, timeZone), found.rest] : null
}

describe('naturalDate (F4)', () => {
  test.each<[string, string, string]>([
    ['Call Maren in 3 days', '2026-11-28 09:00', 'Call Maren'],
    ['call maren IN THREE DAYS about the quote', '2026-11-28 09:00', 'call maren about the quote'],
    ['in 2 weeks', '2026-12-09 09:00', ''],
    ['in a week', '2026-12-02 09:00', ''],
    ['in two weeks time', '2026-12-09 09:00', ''],
    ['in a couple of days', '2026-11-27 09:00', ''],
    ['in 3 working days', '2026-11-30 09:00', ''],
    ['in 5 business days', '2026-12-02 09:00', ''],
    ['in 1 month', '2026-12-25 09:00', ''],
    ['in 3 months', '2027-02-25 09:00', ''],
    ['in a quarter', '2027-02-25 09:00', ''],
    ['in a year', '2027-11-25 09:00', ''],
    ['two weeks from now', '2026-12-09 09:00', ''],
    ['Ping in 2 hours', '2026-11-25 12:30', 'Ping'],
    ['in 30 minutes', '2026-11-25 11:00', ''],
    ['in 3 days at 14:15', '2026-11-28 14:15', ''],
    ['tomorrow 9am', '2026-11-26 09:00', ''],
    ['tomorrow', '2026-11-26 09:00', ''],
    ['Tomorrow: send the deck', '2026-11-26 09:00', 'send the deck'],
    ['Call Ben tomorrow about the trial', '2026-11-26 09:00', 'Call Ben about the trial'],
    ['tomorrow at 3', '2026-11-26 15:00', ''],
    ['tomorrow at 3pm', '2026-11-26 15:00', ''],
    ['3pm tomorrow', '2026-11-26 15:00', ''],
    ['at 15:30 tomorrow', '2026-11-26 15:30', ''],
    ['tomorrow noon', '2026-11-26 12:00', ''],
    ['tomorrow afternoon', '2026-11-26 14:00', ''],
    ['tomorrow in the morning', '2026-11-26 09:00', ''],
    ['day after tomorrow', '2026-11-27 09:00', ''],
    ['today', '2026-11-25 17:00', ''],
    ['Call Ben this afternoon', '2026-11-25 14:00', 'Call Ben'],
    ['tonight', '2026-11-25 18:00', ''],
    ['tonight at 8pm', '2026-11-25 20:00', ''],
    ['Ping in half an hour', '2026-11-25 11:00', 'Ping'],
    ['today 11:45', '2026-11-25 11:45', ''],
    ['send it by end of day', '2026-11-25 17:00', 'send it'],
    ['EOD', '2026-11-25 17:00', ''],
    ['Friday', '2026-11-27 09:00', ''],
    ['Fri 14:00', '2026-11-27 14:00', ''],
    ['Call Ana on Friday', '2026-11-27 09:00', 'Call Ana'],
    ['Call Ana on Friday about money', '2026-11-27 09:00', 'Call Ana about money'],
    ['Demo for Friday', '2026-11-27 09:00', 'Demo'],
    ['this Friday', '2026-11-27 09:00', ''],
    ['next Friday', '2026-12-04 09:00', ''],
    ['next Tuesday', '2026-12-01 09:00', ''],
    ['next Tuesday at 10', '2026-12-01 10:00', ''],
    ['Tuesday', '2026-12-01 09:00', ''],
    ['Mon', '2026-11-30 09:00', ''],
    ['Wednesday', '2026-12-02 09:00', ''],
    ['Wednesday 14:00', '2026-11-25 14:00', ''],
    ['Wednesday 8:00', '2026-12-02 08:00', ''],
    ['next week', '2026-11-30 09:00', ''],
    ['next month', '2026-12-01 09:00', ''],
    ['next quarter', '2027-01-01 09:00', ''],
    ['end of week', '2026-11-27 09:00', ''],
    ['end of month', '2026-11-30 09:00', ''],
    ['by the end of the month', '2026-11-30 09:00', ''],
    ['end of next month', '2026-12-31 09:00', ''],
    ['end of quarter', '2026-12-31 09:00', ''],
    ['end of next quarter', '2027-03-31 09:00', ''],
    ['EOY', '2026-12-31 09:00', ''],
    ['12 March', '2027-03-12 09:00', ''],
    ['12th of March', '2027-03-12 09:00', ''],
    ['March 12', '2027-03-12 09:00', ''],
    ['Mar 12th at 9:30am', '2027-03-12 09:30', ''],
    ['Renew on 12 March 2028', '2028-03-12 09:00', 'Renew'],
    ['March 12, 2028', '2028-03-12 09:00', ''],
    ['25 November', '2026-11-25 17:00', ''],
    ['24 November', '2027-11-24 09:00', ''],
    ['29 February', '2028-02-29 09:00', ''],
    ['on the 15th', '2026-12-15 09:00', ''],
    ['by the 30th', '2026-11-30 09:00', ''],
    ['2027-01-15', '2027-01-15 09:00', ''],
    ['Kick-off 2027-01-15 14:00', '2027-01-15 14:00', 'Kick-off'],
    ['2027-01-15T14:00', '2027-01-15 14:00', ''],
    ['15.1.2027', '2027-01-15 09:00', ''],
    ['Call at 3pm', '2026-11-25 15:00', 'Call'],
    ['Call 9:00', '2026-11-26 09:00', 'Call'],
    ['Prepare for Friday tomorrow', '2026-11-26 09:00', 'Prepare for Friday'],
    ['  Call   Zoë,  tomorrow ', '2026-11-26 09:00', 'Call Zoë'],
  ])('%s', (text, at, rest) => expect(read(text)).toEqual([at, rest]))

  test.each([
    '',
    'Call Maren',
    'Black Friday campaign deck',
    'Ask about Friday’s demo with them',
    'Maren March wants a quote',
    'Monthly report',
    'Version 3.12.2 of the API',
    '31 February',
    '2027-02-30',
    '2027-13-01',
    'Send 3 quotes',
    'Sunrise GmbH and Satellite Ltd',
    'Meet Tom',
    'room 25:00',
    'Ratio 10:30:20',
  ])('no date in “%s”', text => expect(read(text)).toBeNull())

  test('the calendar is clamped to the end of a month', () => {
    expect(read('in 1 month', new Date('2027-01-31T10:00:00Z'))?.[0]).toBe('2027-02-28 09:00')
    expect(read('in 2 months', new Date('2026-12-31T10:00:00Z'))?.[0]).toBe('2027-02-28 09:00')
    expect(read('end of month', new Date('2028-02-03T10:00:00Z'))?.[0]).toBe('2028-02-29 09:00')
    expect(read('on the 31st', new Date('2027-02-03T10:00:00Z'))?.[0]).toBe('2027-03-31 09:00')
  })

  test('clocks go forward and back without moving what was said', () => {
    const beforeSpring = new Date('2027-03-26T09:00:00Z')
    expect(naturalDate('in 3 days', beforeSpring, berlin)?.at).toEqual(new Date('2027-03-29T07:00:00Z'))
    expect(naturalDate('tomorrow 9am', new Date('2027-03-27T09:00:00Z'), berlin)?.at).toEqual(new Date('2027-03-28T07:00:00Z'))
    const beforeAutumn = new Date('2026-10-23T09:00:00Z')
    expect(naturalDate('in 3 days', beforeAutumn, berlin)?.at).toEqual(new Date('2026-10-26T08:00:00Z'))
    // 02:30 does not exist on this day in Berlin.
    expect(read('2027-03-28 02:30')?.[0]).toBe('2027-03-28 03:30')
    expect(naturalDate('in 2 hours', new Date('2027-03-28T00:30:00Z'), berlin)?.at).toEqual(new Date('2027-03-28T02:30:00Z'))
  })

  test('which day it is, is a matter of the time zone', () => {
    const late = new Date('2026-11-25T23:30:00Z')
    expect(read('tomorrow', late, berlin)?.[0]).toBe('2026-11-27 09:00')
    expect(read('tomorrow', late, 'America/New_York')?.[0]).toBe('2026-11-26 09:00')
    expect(read('next week', new Date('2026-11-29T23:30:00Z'), 'America/New_York')?.[0]).toBe('2026-11-30 09:00')
    expect(read('next week', new Date('2026-11-29T23:30:00Z'), berlin)?.[0]).toBe('2026-12-07 09:00')
  })

  test('late in the day, today ends at midnight', () => {
    expect(read('today', new Date('2026-11-25T18:00:00Z'))?.[0]).toBe('2026-11-25 23:59')
    expect(read('end of week', new Date('2026-11-28T10:00:00Z'))?.[0]).toBe('2026-12-04 09:00')
  })

  test('never fails, and ends quickly on anything', () => {
    for (const text of ['in '.repeat(5_000), '1'.repeat(5_000), ' '.repeat(9_000), '12 march '.repeat(900), 'on the '.repeat(2_000)])
      expect(() => naturalDate(text, wednesday, berlin)).not.toThrow()
  })
})
