import { describe, expect, test } from 'vitest'
import { type CatalogueProduct, readProducts, type SoldProduct } from './read_products.rule.ts'

const analytics: CatalogueProduct = {
  id: '019ab000-0000-7000-8000-000000000001',
  name: 'Product analytics',
  add_on: false,
  price: '100.00',
  offered: true,
}
const teams: CatalogueProduct = {
  id: '019ab000-0000-7000-8000-000000000002',
  name: 'Teams (SSO, permissions)',
  add_on: true,
  price: null,
  offered: true,
}
const old: CatalogueProduct = { id: '019ab000-0000-7000-8000-000000000003', name: 'Heatmaps', add_on: false, price: '9.00', offered: false }
const catalogue = [analytics, teams, old]
const stored = (product: CatalogueProduct, more: Partial<SoldProduct> = {}): SoldProduct => ({
  product_id: product.id,
  name: product.name,
  add_on: product.add_on,
  quantity: 1,
  price: product.price,
  ...more,
})
const read = (value: unknown, before: SoldProduct[] = []) => readProducts(value, catalogue, before)

describe('products as written', () => {
  test.each<[string, unknown, SoldProduct[]]>([
    ['nothing', [], []],
    ['a name', ['Product analytics'], [stored(analytics)]],
    ['a name in another case', [' product ANALYTICS '], [stored(analytics)]],
    ['an id', [teams.id], [stored(teams)]],
    [
      'an object with an id',
      [{ product_id: analytics.id, quantity: 3, price: '80' }],
      [stored(analytics, { quantity: 3, price: '80.00' })],
    ],
    [
      'an object with a name',
      [{ name: 'Teams (SSO, permissions)', price: { amount: '5.5', currency: 'USD' } }],
      [stored(teams, { price: '5.50' })],
    ],
    ['a price that is to be empty', [{ name: 'Product analytics', price: null }], [stored(analytics, { price: null })]],
    ['a cell of a spreadsheet', 'Product analytics; Teams (SSO, permissions)', [stored(analytics), stored(teams)]],
    ['as stored', [stored(analytics, { quantity: 2, price: '1.00' })], [stored(analytics, { quantity: 2, price: '1.00' })]],
    ['the same line twice', ['Product analytics', analytics.id], [stored(analytics)]],
    [
      'two prices of one product',
      [{ name: 'Product analytics' }, { name: 'Product analytics', price: 50 }],
      [stored(analytics), stored(analytics, { price: '50.00' })],
    ],
  ])('%s', (_, value, expected) => expect(read(value)).toEqual({ products: expected }))

  test('keep the words of the day they were sold, and what is off sale', () => {
    const before = [stored(old), stored(analytics, { name: 'Analytics (old name)', quantity: 4, price: '70.00' })]
    expect(read([old.id, analytics.id], before)).toEqual({ products: before })
    const deleted = stored({ ...old, id: '019ab000-0000-7000-8000-000000000009', name: 'Gone' })
    expect(read(['Gone'], [deleted])).toEqual({ products: [deleted] })
  })
})

describe('products that are refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['one that is none', ['Teleporter'], /no product “Teleporter”.*Product analytics, Teams/],
    ['one off sale', ['Heatmaps'], /“Heatmaps” is no longer on sale/],
    ['no list', { name: 'Product analytics' }, /list of products/],
    ['numbers', [7], /list of products/],
    ['no quantity', [{ name: 'Product analytics', quantity: 0 }], /list of products/],
    ['a price that is none', [{ name: 'Product analytics', price: 'cheap' }], /The price of “Product analytics”/],
    ['nothing in an object', [{}], /no product “”/],
  ])('%s', (_, value, expected) => {
    const result = read(value)
    expect('message' in result ? result.message : '').toMatch(expected)
  })
})
