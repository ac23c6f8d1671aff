import { describe, expect, test } from 'vitest'
import { fillBlanks, opportunityFromLead, partFromLead, sameConversion } from './conversion.rule.ts'

const lead = {
  id: 'lead',
  name: 'Vilde Lindqvist',
  email: 'vilde@fjord-last.example',
  phone: '+4712345678',
  title: null,
  company: 'Fjord Last AS',
  domain: 'fjord-last.example',
  employees: 140,
  country: 'NO',
  city: '',
  owner_id: 'ines',
  source: 'contact_form',
  is_organization_first_user: false,
  next_steps: 'Send the quote',
  next_step_date: '2026-11-25',
  score: 40,
  cf_region: 'North',
}

describe('partFromLead (D6)', () => {
  test('the account takes what is the company’s', () =>
    expect(partFromLead('account', lead, [])).toEqual({
      name: 'Fjord Last AS',
      domain: 'fjord-last.example',
      employees: 140,
      country: 'NO',
      owner_id: 'ines',
    }))
  test('the contact takes what is the person’s, and custom fields that both have', () =>
    expect(partFromLead('contact', lead, ['cf_region'])).toEqual({
      name: 'Vilde Lindqvist',
      email: 'vilde@fjord-last.example',
      phone: '+4712345678',
      country: 'NO',
      owner_id: 'ines',
      source: 'contact_form',
      cf_region: 'North',
    }))
  test.each([
    [{ ...lead, company: null }, 'Fjord Last'],
    [{ ...lead, company: null, domain: null }, undefined],
    [{ ...lead, company: 'Nordic', domain: null }, 'Nordic'],
  ])('the name of the company', (given, name) => expect(partFromLead('account', given, []).name).toBe(name))
})

test.each([
  [{ phone: null, title: 'CTO' }, { phone: '+47', title: 'Head' }, { phone: '+47' }],
  [
    { plan: '', first: false },
    { plan: 'teams', first: true },
    { plan: 'teams', first: true },
  ],
  [{ emails: [] }, { emails: ['a@b.example'] }, { emails: ['a@b.example'] }],
  [{ employees: 0 }, { employees: 10 }, {}],
  [{ phone: null }, { phone: null }, {}],
])('fillBlanks: nothing that was entered is overwritten (D6)', (existing, known, filled) =>
  expect(fillBlanks(existing, known)).toEqual(filled),
)

describe('opportunityFromLead (D6, E1)', () => {
  const start = {
    account: 'Fjord Last AS',
    is_customer: false,
    record_types: [
      { value: 'new_business', label: 'New business' },
      { value: 'existing_business', label: 'Existing business' },
    ],
    today: '2026-11-20',
  }
  test('new business that closes in 30 days, its amount blank', () =>
    expect(opportunityFromLead(lead, start)).toEqual({
      name: 'Fjord Last AS – New business',
      record_type: 'new_business',
      close_date: '2026-12-20',
      owner_id: 'ines',
      source: 'contact_form',
      next_steps: 'Send the quote',
      next_step_date: '2026-11-25',
    }))
  test.each([
    [{ is_customer: true }, 'existing_business'],
    [
      {
        record_types: [
          { value: 'new_business', label: 'New', retired: true },
          { value: 'deal', label: 'Deal' },
        ],
      },
      'deal',
    ],
  ])('its record type', (change, type) => expect(opportunityFromLead(lead, { ...start, ...change }).record_type).toBe(type))
})

test.each([
  ['left out', undefined, { id: 'x', values: {} }, true],
  ['none, and none was made', null, { id: null, values: null }, true],
  ['none, but one was made', null, { id: 'x', values: {} }, false],
  ['the same one', { id: 'x' }, { id: 'x', values: {} }, true],
  ['another one', { id: 'y' }, { id: 'x', values: {} }, false],
  ['by name', { name: 'Fjord Last' }, { id: 'x', values: { name: 'fjord last' } }, true],
  ['by another name', { name: 'Berg' }, { id: 'x', values: { name: 'Fjord Last' } }, false],
  ['one, but none was made', { name: 'Fjord Last' }, { id: null, values: null }, false],
])('sameConversion: %s', (_case, part, result, same) => expect(sameConversion(part, result)).toBe(same))
