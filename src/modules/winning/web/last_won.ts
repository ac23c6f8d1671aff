import { type Beside, is, of } from '../../../web/object/record/beside.ts'

/** What an account won last, renewals aside. */
export const lastWon: Beside = {
  object: 'opportunity',
  filter: {
    and: [is('account_id', of('id')), is('forecast_category', 'closed'), { field: 'record_type', op: 'is_not', value: 'renewal' }],
  },
  sort: [{ field: 'closed_at', direction: 'desc' }],
  limit: 2,
}
