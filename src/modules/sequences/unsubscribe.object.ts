import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { choice, email, ref } from '../../platform/object/field.ts'
import { address } from '../leads/reveals.ts'

/** Somebody who wants no more mails of sequences. Respected by all of them; taken back by deleting it. */
export const unsubscribe = defineObject('unsubscribe', {
  plural: 'unsubscribes',
  label: ['Unsubscribed address', 'Unsubscribed addresses'],
  title: 'email',
  settings: true,
  list: ['email', 'way', 'sequence_id', 'created_at'],
  without: ['update', 'merge', 'bulk'],
  fields: {
    email: email({ reveals: address, label: 'Email', required: true, indexed: true }),
    way: choice(
      [
        { value: 'page', label: 'On the page' },
        { value: 'one_click', label: 'By the mail program' },
        { value: 'by_hand', label: 'By hand' },
      ],
      { label: 'How', required: true, default: 'by_hand', change: 'commands' },
    ),
    sequence_id: ref('sequence', { label: 'Sequence', change: 'commands' }),
  },
})

export type Unsubscribe = RowOf<typeof unsubscribe>
declare module '../../platform/db/database.ts' {
  interface Database {
    unsubscribe: Unsubscribe
  }
}
