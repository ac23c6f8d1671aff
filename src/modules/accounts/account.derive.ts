import type { Derivation } from '../../platform/object/derivation.ts'
import { registrableDomain } from '../enrichment/email_domain.rule.ts'

/** However a domain is typed or pasted (`https://www.acme.example/about`), it is kept as the registrable one that leads are matched by (C1). */
export const accountDomain: Derivation = {
  object: 'account',
  from: ['domain'],
  reads: ['domain'],
  gives: ['domain'],
  derive: async rows =>
    rows.map(({ domain }) =>
      typeof domain === 'string' && domain !== '' ? { domain: registrableDomain(domain) ?? domain.trim().toLowerCase() } : {},
    ),
}
