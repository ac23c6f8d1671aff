import { type Around, type Beside, files, is, of, openTasks } from '../../../web/object/record/beside.ts'
import { lastWon } from '../../winning/web/last_won.ts'

const here = is('account_id', of('id'))
export const people: Beside = { object: 'contact', filter: here, fields: ['name', 'title'], limit: 8 }
export const opportunities: Beside = { object: 'opportunity', filter: here, fields: ['name', 'stage', 'amount', 'currency'], limit: 8 }
export const leads: Beside = { object: 'lead', filter: here, fields: ['name', 'status'], limit: 8 }
export const partsOfIt: Beside = { object: 'account', filter: is('parent_id', of('id')), fields: ['name'], limit: 8 }

/** All that an account's page shows. */
export const accountAround: Around = {
  parts: ['timeline', 'in_touch', 'renewals'],
  lists: [openTasks('account'), people, opportunities, lastWon, leads, partsOfIt, files('account')],
}
