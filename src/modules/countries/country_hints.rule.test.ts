import { expect, it } from 'vitest'
import { countryFromDomain, countryFromPhone } from './country_hints.rule.ts'

it.each([
  ['+47 22 55 01 48', undefined, 'NO'],
  ['+4712345678', undefined, 'NO'],
  ['0047 406 12 345', undefined, 'NO'],
  ['+1 416 555 0123', undefined, 'CA'],
  ['+1 (212) 555-0123', undefined, 'US'],
  ['+1 441 555 0123', undefined, 'BM'],
  ['+7 701 234 5678', undefined, 'KZ'],
  ['+7 916 123 45 67', undefined, 'RU'],
  ['+44 20 7946 0958', undefined, 'GB'],
  ['020 7946 0958', 'GB', 'GB'],
  ['020 7946 0958', undefined, null],
  ['+383 44 123 456', undefined, null],
  ['call me', undefined, null],
  ['', undefined, null],
  [null, undefined, null],
])('phone %j (%s) is in %s', (phone, country, expected) => expect(countryFromPhone(phone, country)).toBe(expected))

it.each([
  ['x.de', 'DE'],
  ['x.co.uk', 'GB'],
  ['x.com.br', 'BR'],
  ['x.РФ', 'RU'],
  ['x.is', 'IS'],
  ['x.com', null],
  ['x.io', null],
  ['x.ai', null],
  ['x.co', null],
  ['x.me', null],
  ['x.tv', null],
  ['x.eu', null],
  ['x.example', null],
  ['de', null],
  [null, null],
])('domain %j is in %s', (domain, expected) => expect(countryFromDomain(domain)).toBe(expected))
