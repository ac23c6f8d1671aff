import { type Around, account, type Beside, files, is, of, openTasks } from '../../../web/object/record/beside.ts'
import { enrollments, unsubscribed } from '../../sequences/web/beside.ts'

export const ticketOf: Beside = { object: 'ticket', filter: is('lead_id', of('id')), limit: 1 }
export const peopleThere: Beside = { object: 'contact', filter: is('account_id', of('account_id')), fields: ['name', 'title'], limit: 8 }
export const sameCompany: Beside = {
  object: 'lead',
  filter: { and: [is('domain', of('domain')), { field: 'id', op: 'is_not', value: of('id') }] },
  fields: ['name', 'title'],
  limit: 8,
}

/** All that a lead's page shows. */
export const leadAround: Around = {
  parts: ['timeline', 'in_touch', 'duplicates'],
  lists: [ticketOf, enrollments('lead'), unsubscribed, openTasks('lead'), account, peopleThere, sameCompany, files('lead')],
}
