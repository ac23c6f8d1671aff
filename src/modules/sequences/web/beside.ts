import { type Beside, is, of } from '../../../web/object/record/beside.ts'

/** The sequences that somebody is or was in. */
export const enrollments = (object: 'lead' | 'contact'): Beside => ({
  object: 'enrollment',
  filter: is(`${object}_id`, of('id')),
  sort: [{ field: 'created_at', direction: 'desc' }],
  limit: 10,
})

/** That an address wants no such mails. */
export const unsubscribed: Beside = { object: 'unsubscribe', filter: is('email', of('email')), limit: 1 }
