import { defineObject, type RowOf } from '../../platform/object/define_object.ts'
import { checkbox, choice, money, number, text } from '../../platform/object/field.ts'

const billings = [
  { value: 'usage', label: 'By usage' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'annual', label: 'Annually' },
  { value: 'one_off', label: 'Once' },
] as const

/** Something that is sold, or an add-on to it (E8). */
export const product = defineObject('product', {
  plural: 'products',
  label: ['Product', 'Products'],
  title: 'name',
  settings: true,
  without: ['bulk', 'merge'],
  list: ['position', 'name', 'add_on', 'billing', 'price', 'active'],
  fields: {
    name: text({ label: 'Name', required: true, sort: true }),
    add_on: checkbox({ label: 'Add-on' }),
    billing: choice(billings, { label: 'Billed', required: true, default: 'monthly' }),
    price: money({ label: 'List price' }),
    active: checkbox({ label: 'On sale', default: true }),
    position: number({ label: 'Order', required: true, default: 1, integer: true }),
  },
})

export type Product = RowOf<typeof product>
declare module '../../platform/db/database.ts' {
  interface Database {
    product: Product
  }
}
