import { type Around, account, type Beside, files, is, of, openTasks } from '../../../web/object/record/beside.ts'
import { enrollments, unsubscribed } from '../../sequences/web/beside.ts'

export const colleagues: Beside = { object: 'contact', filter: is('account_id', of('account_id')), fields: ['name', 'title'], limit: 8 }
export const opportunities: Beside = { object: 'opportunity', filter: is('primary_contact_id', of('id')), fields: ['name'], limit: 8 }
export const leads: Beside = { object: 'lead', filter: is('contact_id', of('id')), fields: ['name', 'company'], limit: 8 }

/** All that a contact's page shows. */
export const contactAround: Around = {
  parts: ['timeline', 'in_touch'],
  lists: [enrollments('contact'), unsubscribed, openTasks('contact'), account, colleagues, opportunities, leads, files('contact')],
}
