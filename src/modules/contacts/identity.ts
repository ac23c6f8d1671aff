import { identityOf } from '../../platform/object/identity.ts'

/** One contact an address (C1). */
export const contactIdentity = identityOf({
  object: 'contact',
  field: 'email',
  further: 'emails',
  table: 'contact_email',
  key: 'email',
  record: 'contact_id',
  taken: { code: 'contact.email_taken', sentence: email => `Another contact already has the address ${email}.` },
})
