import { describe, expect, it } from 'vitest'
import { enrichLead } from './enrich_lead.rule.ts'

describe('enrichLead', () => {
  it('fills what is not known and says from where', () => {
    const { values, provenance } = enrichLead(
      { email: 'maren.holst@fjordlast.no', sales_form_message: 'Hi' },
      { signature: { phone: '+47 22 55 01 48', title: 'Head of Data', company: 'Fjordlast AS' } },
    )
    expect(values).toEqual({
      first_name: 'Maren',
      last_name: 'Holst',
      name: 'Maren Holst',
      title: 'Head of Data',
      phone: '+4722550148',
      domain: 'fjordlast.no',
      website: 'https://fjordlast.no',
      company: 'Fjordlast AS',
      country: 'NO',
    })
    expect(provenance.country).toEqual({ source: 'phone', detail: '+4722550148 is a number in Norway' })
    expect(provenance.company?.source).toBe('signature')
    expect(provenance.domain?.source).toBe('email')
  })

  it('never overwrites what is there', () => {
    const known = {
      name: 'Clara Brandt',
      first_name: 'C.',
      email: 'clara@acme.de',
      phone: '+43 1 234567',
      country: 'CH',
      company: 'ACME',
      website: 'acme.ch',
      domain: 'acme.ch',
      title: 'CEO',
      role_at_organization: 'other',
    }
    const hints = {
      phone: '+4722550148',
      title: 'CTO',
      company: 'Other',
      country: 'Norway',
      website: 'x.example',
      role_at_organization: 'founder',
    }
    const { values, provenance } = enrichLead(known, { signature: hints, sign_up: hints, account: hints })
    expect(values).toEqual({})
    expect(provenance.country).toEqual({ source: 'form', detail: 'As given' })
  })

  it('leaves an unreadable country that somebody typed alone', () => {
    expect(enrichLead({ email: 'clara@acme.de', country: 'Narnia' }, {}).values.country).toBeUndefined()
  })

  it.each([
    ['the sign-up', { phone: '+4722550148' }, { sign_up: { country: 'Deutschland' }, account: { country: 'FR' } }, 'DE', 'sign_up'],
    ['the phone', { phone: '+4722550148', email: 'a@acme.de' }, { account: { country: 'FR' } }, 'NO', 'phone'],
    ['the account', { email: 'a@acme.de' }, { account: { country: 'FR' } }, 'FR', 'account'],
    ['the domain', { email: 'a@acme.de' }, {}, 'DE', 'top_level_domain'],
    ['the website', { email: 'a@gmail.com', website: 'https://acme.at' }, {}, 'AT', 'top_level_domain'],
  ] as const)('takes the country from %s', (_, known, hand, country, source) => {
    const result = enrichLead(known, hand)
    expect(result.values.country).toBe(country)
    expect(result.provenance.country?.source).toBe(source)
  })

  it('makes no company, domain or country of free mail', () => {
    expect(enrichLead({ email: 'clara@web.de' }, {})).toEqual({ values: {}, provenance: {} })
  })

  it('names the company after its domain as a last resort', () => {
    expect(enrichLead({ email: 'clara@fjord-last.example' }, {}).values).toMatchObject({
      company: 'Fjord Last',
      domain: 'fjord-last.example',
    })
    expect(enrichLead({ email: 'clara@fjord-last.example' }, { account: { company: 'Fjordlast' } }).values.company).toBe('Fjordlast')
  })

  it('splits a typed name, joins typed parts', () => {
    expect(enrichLead({ name: 'Brandt, Clara' }, {}).values).toEqual({ first_name: 'Clara', last_name: 'Brandt' })
    expect(enrichLead({ first_name: 'Clara', last_name: 'Brandt' }, {}).values).toEqual({ name: 'Clara Brandt' })
    expect(enrichLead({ first_name: 'Clara', email: 'x.brandt@acme.example' }, {}).values).toMatchObject({ name: 'Clara' })
  })
})
