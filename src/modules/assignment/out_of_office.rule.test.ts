import { expect, it } from 'vitest'
import { type Absence, receives } from './out_of_office.rule.ts'

const hanneke = (from: string | null, until: string | null, active = true): Absence => ({
  name: 'Hanneke Smit',
  active,
  out_of_office_from: from,
  out_of_office_until: until,
})

it.each<[from: string | null, until: string | null, now: string, why: string | null]>([
  [null, null, '2026-11-19T10:00:00Z', null],
  ['2026-11-19', '2026-11-23', '2026-11-18T23:59:59Z', null],
  ['2026-11-19', '2026-11-23', '2026-11-19T00:00:00Z', 'Hanneke Smit is away until 23 Nov'],
  ['2026-11-19', '2026-11-23', '2026-11-23T23:59:59Z', 'Hanneke Smit is away until 23 Nov'],
  ['2026-11-19', '2026-11-23', '2026-11-24T00:00:00Z', null],
  ['2026-11-19', '2026-11-19', '2026-11-19T12:00:00Z', 'Hanneke Smit is away until 19 Nov'],
  // exactly 5 days: no days before
  ['2026-11-19', '2026-11-23', '2026-11-17T12:00:00Z', null],
  // 6 days: 2 days before
  ['2026-11-19', '2026-11-24', '2026-11-16T23:59:59Z', null],
  ['2026-11-19', '2026-11-24', '2026-11-17T00:00:00Z', 'Hanneke Smit is away from 19 Nov until 24 Nov'],
  ['2026-11-19', '2026-11-24', '2026-11-18T12:00:00Z', 'Hanneke Smit is away from 19 Nov until 24 Nov'],
  ['2026-12-30', '2027-01-10', '2026-12-30T12:00:00Z', 'Hanneke Smit is away until 10 Jan 2027'],
  ['2026-11-19', null, '2026-11-17T12:00:00Z', 'Hanneke Smit is away from 19 Nov'],
  ['2026-11-19', null, '2027-11-17T12:00:00Z', 'Hanneke Smit is away'],
  [null, '2026-11-19', '2026-11-01T12:00:00Z', 'Hanneke Smit is away until 19 Nov'],
  [null, '2026-11-19', '2026-11-20T12:00:00Z', null],
])('away from %s until %s, at %s: %s', (from, until, now, why) => {
  expect(receives(hanneke(from, until), new Date(now), 'UTC')).toEqual({ receives: why === null, why })
})

it('never gives anything to an account that is not active', () =>
  expect(receives(hanneke(null, null, false), new Date('2026-11-19T10:00:00Z'), 'UTC')).toEqual({
    receives: false,
    why: 'Hanneke Smit is not active',
  }))

it('goes by the calendar of the time zone', () => {
  const now = new Date('2026-11-18T23:30:00Z')
  expect(receives(hanneke('2026-11-19', '2026-11-20'), now, 'UTC').receives).toBe(true)
  expect(receives(hanneke('2026-11-19', '2026-11-20'), now, 'Europe/Berlin').receives).toBe(false)
})

it('takes its days from Settings', () => {
  const now = new Date('2026-11-16T12:00:00Z')
  expect(receives(hanneke('2026-11-19', '2026-11-20'), now, 'UTC', { away_longer_than_days: 1, stops_days_before: 3 }).receives).toBe(false)
  expect(receives(hanneke('2026-11-19', '2026-11-20'), now, 'UTC', { away_longer_than_days: 2, stops_days_before: 3 }).receives).toBe(true)
})
