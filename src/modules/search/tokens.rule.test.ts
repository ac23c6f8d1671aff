import { describe, expect, test } from 'vitest'
import { email, emails, json, phone, text } from '../../platform/object/field.ts'
import { distance, fold, queryWords, searchedFields, slips, tokensOf } from './tokens.rule.ts'

const fields = {
  name: text({ label: 'Name', required: true, search: true }),
  email: email({ label: 'Email', search: true }),
  emails: emails({ label: 'Further' }),
  phone: phone({ label: 'Phone', search: true }),
  company: text({ label: 'Company', search: true }),
  domain: text({ label: 'Domain' }),
  domains: json({ label: 'Domains' }),
  city: text({ label: 'City' }),
}
const names = searchedFields(fields, 'name')
const of = (row: Record<string, unknown>) => [...tokensOf(fields, names, row)].sort()

test('fold drops accents and case', () => {
  expect(fold('Łukasz Müller-Strauß ÉCOLE')).toBe('lukasz muller-strauss ecole')
})

describe('tokensOf', () => {
  test('knows which fields are searched', () => {
    expect(names).toEqual(['name', 'email', 'emails', 'phone', 'company', 'domain', 'domains'])
  })
  test.each([
    [{ name: 'Zoë O’Brien' }, ['brien', 'o', 'obrien', 'zoe']],
    [
      { email: 'Ana.Gomes@mail.fjord-last.no' },
      ['ana', 'ana.gomes', 'ana.gomes@mail.fjord-last.no', 'fjord-last', 'gomes', 'mail', 'mail.fjord-last.no'],
    ],
    [{ phone: '+47 22 33 44 55' }, ['2334455', '4722334455']],
    [{ domain: 'www.acme.com', city: 'Oslo' }, ['acme', 'acme.com']],
    [{ domains: ['acme.io', 'acme.de'] }, ['acme', 'acme.de', 'acme.io']],
    [{ emails: ['a@b.co'], name: null }, ['a', 'a@b.co', 'b', 'b.co']],
    [{}, []],
  ])('%j', (row, tokens) => expect(of(row)).toEqual(tokens))
})

test.each([
  ['  Ana  GOMES ', ['ana', 'gomes']],
  ['ana@acme.com', ['ana@acme.com']],
  ['https://www.acme.com/pricing', ['acme.com']],
  ['+47 (22) 33-44', ['47223344']],
  ['Müller-Lüd', ['muller', 'lud']],
  ['St. Gallen', ['st', 'gallen']],
  ['%_', []],
  ['', []],
])('queryWords(%j)', (query, words) => expect(queryWords(query)).toEqual(words))

test('slips holds swaps and doubled letters', () => {
  expect(slips('jhon')).toContain('john')
  expect(slips('annna')).toContain('anna')
})

test.each([
  ['john', 'jhon', 1],
  ['fjordlast', 'fjordlats', 1],
  ['hendrik', 'henrik', 1],
  ['anna', 'bert', 4],
  ['', 'ab', 2],
])('distance(%s, %s)', (a, b, steps) => expect(distance(a, b)).toBe(steps))
