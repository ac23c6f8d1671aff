import { expect, it } from 'vitest'
import { companyKey, companyNameFromDomain } from './company_name.rule.ts'
import { nameFromEmail, splitName } from './person_name.rule.ts'
import { normalisePhone } from './phone_number.rule.ts'
import { agreeingName } from './whole_name.rule.ts'

it.each([
  ['Clara Brandt', 'Clara', 'Brandt'],
  ['Brandt, Clara', 'Clara', 'Brandt'],
  ['García López, Juan', 'Juan', 'García López'],
  ['Dr. Clara van der Brandt', 'Clara', 'van der Brandt'],
  ['Prof. Dr. Clara Brandt, PhD', 'Clara', 'Brandt'],
  ['CLARA VAN DER BRANDT', 'Clara', 'van der Brandt'],
  ["sean o'brien", 'Sean', "O'Brien"],
  ['JEAN-LUC PICARD', 'Jean-Luc', 'Picard'],
  ['Clara', 'Clara', null],
  ['Clara Brandt (Fjordlast)', 'Clara', 'Brandt'],
  ['Clara Brandt via Slack', 'Clara', 'Brandt'],
  ['Clara Brandt, CEO', 'Clara', 'Brandt'],
  ['"Clara" Brandt', 'Clara', 'Brandt'],
  ['山田 太郎', '山田', '太郎'],
  ['山田太郎', '山田太郎', null],
  ['Clara McDonald', 'Clara', 'McDonald'],
  ['clara@acme.example', null, null],
  ['   ', null, null],
  [null, null, null],
])('%j splits into %j and %j', (name, first_name, last_name) => expect(splitName(name)).toEqual({ first_name, last_name }))

it.each([
  ['clara.brandt@acme.example', { first_name: 'Clara', last_name: 'Brandt' }],
  ['clara_brandt82+crm@acme.example', { first_name: 'Clara', last_name: 'Brandt' }],
  ['c.brandt@acme.example', { first_name: 'C.', last_name: 'Brandt' }],
  ['cbrandt@acme.example', null],
  ['info@acme.example', null],
  ['sales.team@acme.example', null],
  ['a.b@acme.example', null],
  [null, null],
])('%j names %j', (email, name) => expect(nameFromEmail(email)).toEqual(name))

it.each([
  ['fjord-last.example', 'Fjord Last'],
  ['https://www.acme.co.uk', 'Acme'],
  ['münchen.de', null],
  [null, null],
])('domain %j suggests company %j', (domain, name) => expect(companyNameFromDomain(domain)).toBe(name))

it.each([
  ['Fjordlast GmbH', 'fjordlast'],
  ['Brandt & Söhne GmbH & Co. KG', 'brandt and sohne'],
  ['The Acme Company, Inc.', 'acme'],
  ['ACME S.p.A.', 'acme'],
  ['Acme Sp. z o.o.', 'acme'],
  ['Acme A/S', 'acme'],
  ['L’Oréal S.A.', 'loreal'],
  ['SE', 'se'],
  ['  ', null],
  [null, null],
])('company %j compares as %j', (name, key) => expect(companyKey(name)).toBe(key))

it.each([
  ['+47 22 55 01 48', null, '+4722550148'],
  ['0047 22 55 01 48', null, '+4722550148'],
  ['22 55 01 48', 'NO', '+4722550148'],
  ['(212) 555-0123', 'US', '+12125550123'],
  ['+1 212 555 0123 ext. 12', null, '+12125550123 ext. 12'],
  ['tel:+4722550148', null, '+4722550148'],
  ['  ask  reception ', null, 'ask reception'],
  ['22 55 01 48', null, '22 55 01 48'],
  ['', 'NO', null],
  [null, null, null],
])('phone %j in %s is %j', (text, country, phone) => expect(normalisePhone(text, country)).toBe(phone))

const nobody = { name: null, first_name: null, last_name: null, email: null }
const clara = { name: 'Clara Brandt', first_name: 'Clara', last_name: 'Brandt', email: null }
it.each([
  ['parts make the whole', { first_name: 'Clara', last_name: 'Brandt' }, null, clara],
  ['the whole makes the parts', { name: 'Clara Brandt' }, null, clara],
  ['the address makes all', { email: 'clara.brandt@acme.example' }, null, { ...clara, email: 'clara.brandt@acme.example' }],
  ['an address that tells nothing is the name', { email: 'cb@acme.example' }, null, { name: 'cb@acme.example' }],
  ['both given', { ...clara, name: 'Dr. Brandt' }, null, { ...clara, name: 'Dr. Brandt' }],
  ['a part changes', { ...clara, last_name: 'Roth' }, clara, { ...clara, last_name: 'Roth', name: 'Clara Roth' }],
  ['the whole changes', { ...clara, name: 'Klara Roth' }, clara, { name: 'Klara Roth', first_name: 'Klara', last_name: 'Roth' }],
  ['a whole that never was its parts', { ...clara, name: 'Dr. B', last_name: 'R' }, { ...clara, name: 'Dr. B' }, { name: 'Dr. B' }],
  [
    'a part is filled in later',
    { ...nobody, name: 'Clara Brandt', first_name: 'C.' },
    { ...nobody, name: 'Clara Brandt' },
    { name: 'Clara Brandt' },
  ],
])('a name and its parts agree: %s', (_case, now, before, agreed) => {
  const written = { ...nobody, ...now }
  expect({ ...written, ...agreeingName(written, before) }).toMatchObject(agreed)
})
