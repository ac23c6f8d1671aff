import { describe, expect, it } from 'vitest'
import { companyDomain, isFreeMail, normaliseEmail, registrableDomain } from './email_domain.rule.ts'
import { FREE_MAIL_DOMAINS } from './free_mail_domains.ts'

it.each([
  ['a.b.co.uk', 'b.co.uk'],
  ['https://www.Acme.example/pricing?x=1', 'acme.example'],
  ['http://user@shop.acme.com:8080/', 'acme.com'],
  ['Clara <clara@eu.fjordlast.example>', 'fjordlast.example'],
  ['clara@fjordlast.example', 'fjordlast.example'],
  ['münchen-bau.de', 'xn--mnchen-bau-9db.de'],
  ['MÜNCHEN-BAU.de.', 'xn--mnchen-bau-9db.de'],
  ['xn--mnchen-bau-9db.de', 'xn--mnchen-bau-9db.de'],
  ['one.github.io', 'one.github.io'],
  ['www.two.github.io', 'two.github.io'],
  ['ops@github.io', 'github.io'],
  ['co.uk', null],
  ['com', null],
  ['localhost', null],
  ['192.168.1.1', null],
  ['http://[::1]/', null],
  ['not a host', null],
  ['', null],
  [null, null],
])('registrable domain of %j is %j', (text, domain) => expect(registrableDomain(text)).toBe(domain))

describe('free mail', () => {
  it('knows hundreds of providers, each in plain form', () => {
    expect(FREE_MAIL_DOMAINS.size).toBeGreaterThan(700)
    for (const domain of FREE_MAIL_DOMAINS) {
      expect(domain).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      expect(companyDomain(`x@${domain}`), domain).toBeNull()
    }
  })
  it.each([
    'gmail.com',
    'GMAIL.com',
    'googlemail.com',
    'outlook.com',
    'yahoo.co.uk',
    'web.de',
    'gmx.net',
    'qq.com',
    'proton.me',
    'icloud.com',
    'mailinator.com',
    'x@hotmail.com',
    'mail.ru',
    'mail.gmail.com',
    'nb.sympatico.ca',
  ])('%s is free mail', domain => expect(isFreeMail(domain)).toBe(true))
  it.each(['acme.example', 'gmail.acme.com', 'notgmail.com', 'google.com', '', null])('%j is not', domain =>
    expect(isFreeMail(domain)).toBe(false),
  )
})

it.each([
  ['clara@eu.acme.example', 'acme.example'],
  ['clara@gmail.com', null],
  ['https://acme.example', 'acme.example'],
  ['https://www.linkedin.com/company/acme', null],
  ['clara@linkedin.com', 'linkedin.com'],
  ['acme.co.uk', 'acme.co.uk'],
  ['nonsense', null],
])('company domain of %j is %j', (text, domain) => expect(companyDomain(text)).toBe(domain))

it.each([
  ['  Clara.Brandt+crm@ACME.Example ', 'clara.brandt+crm@acme.example'],
  ['"Brandt, Clara" <Clara@acme.example>', 'clara@acme.example'],
  ['mailto:clara@acme.example?subject=Hi', 'clara@acme.example'],
  ['clara@acme.example.', 'clara@acme.example'],
  ['clara@münchen.de', 'clara@xn--mnchen-3ya.de'],
  ['jörg@acme.example', 'jörg@acme.example'],
  ['o’brien@acme.example', null],
  ["o'brien@acme.example", "o'brien@acme.example"],
  ['\u200bclara@acme.example', 'clara@acme.example'],
  ['clara@acme', null],
  ['clara@@acme.example', null],
  ['clara brandt@acme.example', null],
  ['@acme.example', null],
  ['clara@', null],
  ['clara@-acme.example', null],
  ['clara@acme..example', null],
  ['clara@1.2.3.4', null],
  [`${'x'.repeat(65)}@acme.example`, null],
  ['', null],
  [null, null],
])('address %j is %j', (text, email) => expect(normaliseEmail(text)).toBe(email))
