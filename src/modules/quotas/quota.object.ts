import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { money, text, user } from '../../platform/object/field.ts'

/** What somebody is to sell in a quarter (G6). */
export const quota = defineObject('quota', {
  plural: 'quotas',
  label: ['Quota', 'Quotas'],
  title: 'period',
  owner: 'user_id',
  settings: true,
  createdByCommand: true,
  without: ['bulk', 'merge'],
  list: ['user_id', 'period', 'amount'],
  unique: [['user_id', 'period']],
  fields: {
    user_id: user({ label: 'Person', required: true, sort: true }),
    period: text({ label: 'Quarter', required: true, sort: true, help: 'Such as 2026-Q4.' }),
    amount: money({ label: 'Amount', required: true, sort: true }),
  },
})

export type Quota = RowOf<typeof quota>
declare module '../../platform/db/database.ts' {
  interface Database {
    quota: Quota
  }
}
