import { type Around, account, type Beside, files, is, of, openTasks, primaryContact } from '../../../web/object/record/beside.ts'

export const roles: Beside = {
  object: 'contact_role',
  filter: is('opportunity_id', of('id')),
  sort: [{ field: 'created_at', direction: 'asc' }],
  limit: 50,
}
export const others: Beside = { object: 'opportunity', filter: is('account_id', of('account_id')), fields: ['name', 'owner_id'], limit: 8 }

/** All that an opportunity's page shows. */
export const opportunityAround: Around = {
  parts: ['timeline', 'in_touch', 'stages', 'renewals'],
  lists: [primaryContact, roles, openTasks('opportunity'), account, others, files('opportunity')],
}
