import { z } from 'zod'
import { money } from '../../platform/object/field.ts'
import { parseFieldValue } from '../../platform/object/field_value.ts'

/** A product on an opportunity, as it is stored: the name stays what it was called when it was sold. */
export interface SoldProduct {
  product_id: string
  name: string
  add_on: boolean
  quantity: number
  price: string | null
}

export interface CatalogueProduct {
  id: string
  name: string
  add_on: boolean
  price: string | null
  /** May be sold now. */
  offered: boolean
}

const price = money({ label: 'Price' })
const line = z.union([
  z.string().transform(name => ({ name, product_id: undefined, quantity: undefined, price: undefined })),
  z.looseObject({
    product_id: z.string().optional(),
    id: z.string().optional(),
    name: z.string().optional(),
    quantity: z.coerce.number().positive().max(1_000_000).optional(),
    price: z.unknown().optional(),
  }),
])

/**
 * What somebody wrote as the products of an opportunity, as it is stored (E8): names, ids, or objects with quantity and price.
 * Products no longer on sale stay where they are and cannot be added.
 */
export function readProducts(
  value: unknown,
  catalogue: readonly CatalogueProduct[],
  before: readonly SoldProduct[],
): { products: SoldProduct[] } | { message: string } {
  const given = typeof value === 'string' ? value.split(';').filter(name => name.trim() !== '') : value
  const parsed = z.array(line).max(200).safeParse(given)
  if (!parsed.success) return { message: 'Must be a list of products: names, ids, or { product_id or name, quantity, price }.' }
  const products: SoldProduct[] = []
  for (const one of parsed.data) {
    const said = String(one.product_id ?? ('id' in one ? one.id : undefined) ?? one.name ?? '').trim()
    const found = catalogue.find(product => product.id === said.toLowerCase()) ?? catalogue.find(product => same(product.name, said))
    const kept = before.find(product => product.product_id === (found?.id ?? said) || same(product.name, said))
    if (!found && !kept) return { message: `There is no product “${said}”. ${offeredNames(catalogue)}` }
    if (found && !found.offered && !kept) return { message: `“${found.name}” is no longer on sale. ${offeredNames(catalogue)}` }
    const cost =
      one.price === undefined ? { ok: true as const, value: kept?.price ?? found?.price ?? null } : parseFieldValue(price, one.price)
    if (!cost.ok) return { message: `The price of “${said}”: ${cost.message}` }
    const next: SoldProduct = {
      product_id: found?.id ?? kept?.product_id ?? said,
      name: kept?.name ?? found?.name ?? said,
      add_on: found?.add_on ?? kept?.add_on ?? false,
      quantity: one.quantity ?? kept?.quantity ?? 1,
      price: cost.value as string | null,
    }
    if (!products.some(other => JSON.stringify(other) === JSON.stringify(next))) products.push(next)
  }
  return { products }
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()
const offeredNames = (catalogue: readonly CatalogueProduct[]): string => {
  const names = catalogue.filter(product => product.offered).map(product => product.name)
  return names.length === 0 ? 'There are no products in Settings yet.' : `Products are: ${names.join(', ')}.`
}
