import { expect, test } from 'vitest'
import { COUNTRIES } from './countries.rule.ts'
import { countryTimeZone } from './time_zone.rule.ts'

test.each([
  ['NO', 'Europe/Oslo'],
  ['US', 'America/New_York'],
  ['DE', 'Europe/Berlin'],
  ['JP', 'Asia/Tokyo'],
  ['XX', null],
  ['Norway', null],
  ['', null],
  [null, null],
])('%s', (code, zone) => expect(countryTimeZone(code)).toBe(zone))

test('every country has one, besides two uninhabited islands', () => {
  expect(COUNTRIES.filter(country => countryTimeZone(country.code) === null).map(country => country.code)).toEqual(['BV', 'HM'])
  for (const { code } of COUNTRIES) {
    const timeZone = countryTimeZone(code)
    if (timeZone) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow()
  }
})
