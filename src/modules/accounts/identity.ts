import { identityOf } from '../../platform/object/identity.ts'

/** One account a registrable domain (C1). */
export const accountIdentity = identityOf({
  object: 'account',
  field: 'domain',
  further: 'domains',
  table: 'account_domain',
  key: 'domain',
  record: 'account_id',
  taken: { code: 'account.domain_taken', sentence: domain => `Another account already has the domain ${domain}.` },
})
