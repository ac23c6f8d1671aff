import { useState } from 'react'
import { useFew } from '../../../web/api/records.ts'
import { Icon } from '../../../web/ui/Icon.tsx'
import { PickList } from '../../../web/ui/PickList.tsx'
import { Pop } from '../../../web/ui/Pop.tsx'
import type { SoldProduct } from '../../products/read_products.rule.ts'

/** Products on sale, main ones first, then add-ons, as the catalogue orders them. */
export function useCatalogue() {
  const { data } = useFew('product', { filter: { field: 'active', op: 'is', value: true }, limit: 200 })
  return (data?.data ?? [])
    .filter(product => !product.deleted_at)
    .sort((a, b) => Number(a.add_on) - Number(b.add_on) || Number(a.position) - Number(b.position))
}

export const readLines = (value: unknown): SoldProduct[] => (Array.isArray(value) ? (value as SoldProduct[]) : [])

interface ProductsPickerProps {
  id: string
  value: unknown
  onChange: (value: { product_id: string; name: string }[]) => void
  invalid?: boolean
}

/** Products as tags, chosen from the catalogue; quantity and price are the record page's. */
export function ProductsPicker({ id, value, onChange, invalid }: ProductsPickerProps) {
  const [open, setOpen] = useState(false)
  const lines = readLines(value)
  const catalogue = useCatalogue()
  const toggle = (picked: string) => {
    const product = catalogue.find(one => one.id === picked)
    if (lines.some(line => line.product_id === picked)) onChange(lines.filter(line => line.product_id !== picked))
    else if (product) onChange([...lines, { product_id: product.id, name: String(product.name) }])
  }
  return (
    <Pop
      open={open}
      onClose={() => setOpen(false)}
      label="Products"
      width={240}
      target={
        <div className="field tags" data-invalid={invalid || undefined}>
          {lines.map(line => (
            <span className="tag" key={line.product_id}>
              {line.name}
              <button type="button" aria-label={`Remove ${line.name}`} onClick={() => toggle(line.product_id)}>
                <Icon name="x" small />
              </button>
            </span>
          ))}
          <button
            type="button"
            id={id}
            className="select"
            aria-haspopup="listbox"
            aria-expanded={open}
            aria-label={lines.length > 0 ? 'Add a product' : 'Products: choose'}
            onClick={() => setOpen(!open)}
          >
            {lines.length > 0 ? <Icon name="plus" small /> : <span className="t3">Choose</span>}
          </button>
        </div>
      }
    >
      <PickList
        label="Products"
        options={catalogue.map(product => ({
          value: product.id,
          label: String(product.name),
          ...(product.add_on ? { hint: 'add-on' } : {}),
        }))}
        chosen={lines.map(line => line.product_id)}
        onPick={toggle}
        none="There are no products in Settings yet."
      />
    </Pop>
  )
}
