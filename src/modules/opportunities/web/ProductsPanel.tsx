import { useState } from 'react'
import { editRecord } from '../../../web/api/edits.ts'
import { mayUpdateThis, useMeta, useObject } from '../../../web/api/meta.ts'
import type { Rec } from '../../../web/api/types.ts'
import { formatMoney, formatNumber, isMoney } from '../../../web/format/numbers.ts'
import { readNumber } from '../../../web/object/field/values.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { Button, IconButton } from '../../../web/ui/Button.tsx'
import { FormDialog } from '../../../web/ui/Dialog.tsx'
import { TextInput } from '../../../web/ui/inputs.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import type { SoldProduct } from '../../products/read_products.rule.ts'
import { readLines, useCatalogue } from './ProductsPicker.tsx'

const sumOf = (lines: readonly SoldProduct[]): number => lines.reduce((sum, line) => sum + line.quantity * Number(line.price ?? 0), 0)

/** What is sold: products with their add-ons, how many at which price, and their sum (E8). */
export function ProductsPanel({ record }: { record: Rec }) {
  const meta = useMeta()
  const object = useObject('opportunity')
  const [editing, setEditing] = useState(false)
  const lines = readLines(record.products)
  const currency = isMoney(record.amount) ? record.amount.currency : meta.workspace.currency
  const may = mayUpdateThis(meta, object, record)
  if (!object.fields.products) return null
  const priced = lines.some(line => line.price !== null)
  return (
    <Panel
      title="Products"
      aside={
        may && (
          <Button look="quiet" small onClick={() => setEditing(true)}>
            {lines.length > 0 ? 'Edit' : 'Add'}
          </Button>
        )
      }
    >
      {lines.length === 0 && <p className="meta">Nothing chosen yet. Closing as won asks for it.</p>}
      {lines.map(line => (
        <div className="mini" key={`${line.product_id} ${line.price}`}>
          <span className="cut grow">
            {line.name}
            {line.add_on && <span className="t3"> add-on</span>}
          </span>
          <span className="meta">
            {line.quantity !== 1 && `${formatNumber(line.quantity)} × `}
            {line.price === null ? '' : formatMoney({ amount: line.price, currency })}
          </span>
        </div>
      ))}
      {priced && (
        <div className="mini total">
          <span className="grow">Sum</span>
          <b>{formatMoney({ amount: sumOf(lines).toFixed(2), currency })}</b>
        </div>
      )}
      {editing && <ProductsDialog record={record} currency={currency} onClose={() => setEditing(false)} />}
    </Panel>
  )
}

function ProductsDialog({ record, currency, onClose }: { record: Rec; currency: string; onClose: () => void }) {
  const meta = useMeta()
  const catalogue = useCatalogue()
  const [lines, setLines] = useState<SoldProduct[]>(() => readLines(record.products))
  const change = (index: number, values: Partial<SoldProduct>) =>
    setLines(was => was.map((line, at) => (at === index ? { ...line, ...values } : line)))
  const number = (text: string): number | null => {
    const value = readNumber(text)
    return typeof value === 'number' ? value : null
  }
  const add = (id: string | null) => {
    const product = catalogue.find(one => one.id === id)
    if (!product) return
    const price = isMoney(product.price) ? product.price.amount : null
    setLines(was => [...was, { product_id: product.id, name: String(product.name), add_on: product.add_on === true, quantity: 1, price }])
  }
  const save = async () => {
    onClose()
    await editRecord(meta, { object: 'opportunity', record, set: { products: lines.length > 0 ? lines : null } })
  }
  return (
    <FormDialog
      title="Products"
      submit="Save"
      onClose={onClose}
      onSubmit={save}
      wide
      aside={<b>{formatMoney({ amount: sumOf(lines).toFixed(2), currency })}</b>}
    >
      {lines.length > 0 && (
        <table className="lines" aria-label="Products">
          <thead>
            <tr>
              <th scope="col">Product</th>
              <th scope="col">Quantity</th>
              <th scope="col">Price</th>
              <th scope="col">
                <span className="sr">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same product may stand there twice at two prices
              <tr key={index}>
                <td>
                  {line.name}
                  {line.add_on && <span className="t3"> add-on</span>}
                </td>
                <td>
                  <TextInput
                    inputMode="decimal"
                    aria-label={`Quantity of ${line.name}`}
                    defaultValue={line.quantity}
                    onChange={event => change(index, { quantity: number(event.target.value) ?? 1 })}
                  />
                </td>
                <td>
                  <TextInput
                    inputMode="decimal"
                    aria-label={`Price of ${line.name}`}
                    defaultValue={line.price ?? ''}
                    placeholder="By usage"
                    onChange={event => change(index, { price: number(event.target.value)?.toFixed(2) ?? null })}
                  />
                </td>
                <td>
                  <IconButton
                    name="x"
                    small
                    label={`Remove ${line.name}`}
                    onClick={() => setLines(was => was.filter((_, at) => at !== index))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Select
        label="Add a product"
        placeholder="Add a product or add-on"
        value={null}
        onChange={add}
        options={catalogue.map(product => ({
          value: product.id,
          label: String(product.name),
          ...(product.add_on ? { hint: 'add-on' } : {}),
        }))}
      />
    </FormDialog>
  )
}
