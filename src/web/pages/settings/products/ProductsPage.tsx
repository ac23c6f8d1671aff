import { useState } from 'react'
import { editRecord } from '../../../api/edits.ts'
import { useMeta, useObject } from '../../../api/meta.ts'
import { sentenceOf } from '../../../api/problem.ts'
import type { Rec } from '../../../api/types.ts'
import { formatMoney, isMoney } from '../../../format/numbers.ts'
import { optionLabel } from '../../../object/field/values.ts'
import { RecordForm } from '../../../object/form/RecordForm.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Empty, Failed, SkeletonRows } from '../../../ui/states.tsx'
import { useSubmit } from '../../auth/use_submit.ts'
import { Card, SettingsPane } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { createRecord, removeRecord, useSettingRecords } from '../parts/setting_records.ts'

type ProductRec = Rec & { name: string; add_on: boolean; active: boolean; position: number }

/** What is sold, and the add-ons to it, as opportunities name it (E8). */
export function ProductsPage() {
  const meta = useMeta()
  const billing = useObject('product').fields.billing
  const { rows, error, waiting, retry } = useSettingRecords<ProductRec>('product', 'position')
  const [editing, setEditing] = useState<ProductRec | 'new' | null>(null)
  const set = (record: ProductRec, change: Partial<ProductRec>) => editRecord(meta, { object: 'product', record, set: change })
  const move = (from: number, to: number) =>
    Promise.all(moved(rows, from, to).map((record, index) => record.position !== index + 1 && set(record, { position: index + 1 })))
  return (
    <SettingsPane
      title="Products"
      intro="What an opportunity can be won with, so that the subscription can be set up without asking. What is off sale stays where it was sold."
      actions={
        <Button icon="plus" onClick={() => setEditing('new')}>
          Product
        </Button>
      }
    >
      {error && <Failed sentence={sentenceOf(error)} retry={retry} />}
      {waiting && <SkeletonRows rows={6} />}
      {!waiting && !error && rows.length === 0 && (
        <Empty title="Nothing is sold yet" action={<Button onClick={() => setEditing('new')}>New product</Button>}>
          Closing an opportunity as won asks which products were sold.
        </Empty>
      )}
      {rows.length > 0 && (
        <Card flush>
          <Sortable
            keys
            label="Products"
            className="order-rows"
            items={rows}
            idOf={product => product.id}
            nameOf={product => product.name}
            onMove={(from, to) => void move(from, to)}
            onOpen={setEditing}
          >
            {(product, _, handle) => (
              <>
                {handle}
                <button
                  type="button"
                  className={product.active ? 'grow cut entry' : 'grow cut entry t3'}
                  onClick={() => setEditing(product)}
                >
                  {product.name}
                </button>
                {product.add_on && <span className="tag">add-on</span>}
                {!product.active && <span className="tag">off sale</span>}
                <span className="meta">{isMoney(product.price) ? formatMoney(product.price) : ''}</span>
                <span className="meta hide-s">{billing && optionLabel(billing, product.billing)}</span>
                <Menu
                  label={product.name}
                  items={[
                    { label: 'Edit', icon: 'pencil', keys: 'enter', run: () => setEditing(product) },
                    {
                      label: product.active ? 'Take off sale' : 'Sell again',
                      icon: product.active ? 'archive' : 'undo',
                      run: () => void set(product, { active: !product.active }),
                    },
                    {
                      label: 'Remove',
                      icon: 'trash',
                      danger: true,
                      run: () => void removeRecord(meta, 'product', product, `${product.name} removed`),
                    },
                  ]}
                  target={(show, shown) => (
                    <IconButton
                      name="dots"
                      label={`More for ${product.name}`}
                      small
                      aria-haspopup="menu"
                      aria-expanded={shown}
                      onClick={show}
                    />
                  )}
                />
              </>
            )}
          </Sortable>
        </Card>
      )}
      {editing && (
        <ProductDialog product={editing === 'new' ? null : editing} position={rows.length + 1} onClose={() => setEditing(null)} />
      )}
    </SettingsPane>
  )
}

function ProductDialog({ product, position, onClose }: { product: ProductRec | null; position: number; onClose: () => void }) {
  const meta = useMeta()
  const object = useObject('product')
  const [values, setValues] = useState<Record<string, unknown>>(product ?? { name: '', add_on: false, billing: 'monthly', active: true })
  const form = useSubmit()
  const names = ['name', 'billing', 'price', 'add_on', 'active']
  const submit = async () => {
    const given = Object.fromEntries(names.map(name => [name, values[name] ?? null]))
    if (product) {
      void editRecord(meta, { object: 'product', record: product, set: given })
      return onClose()
    }
    if (await form.run(() => createRecord(meta, 'product', { ...given, position }))) onClose()
  }
  return (
    <FormDialog
      title={product ? product.name : 'New product'}
      submit={product ? 'Save' : 'Add product'}
      onClose={onClose}
      onSubmit={submit}
      busy={form.busy}
      disabled={String(values.name ?? '').trim() === ''}
      error={form.sentence(names)}
    >
      <RecordForm
        object={object}
        names={names}
        values={values}
        errors={form.fields}
        onChange={(name, value) => setValues(was => ({ ...was, [name]: value }))}
      />
    </FormDialog>
  )
}
