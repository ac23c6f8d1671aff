import { useState } from 'react'
import { post } from '../../../web/api/client.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { Problem } from '../../../web/api/problem.ts'
import { refreshLists } from '../../../web/api/records.ts'
import type { Rec } from '../../../web/api/types.ts'
import { formatMoney } from '../../../web/format/numbers.ts'
import { optionLabel } from '../../../web/object/field/values.ts'
import { RecordFormDialog } from '../../../web/object/form/RecordFormDialog.tsx'
import { useGo } from '../../../web/ui/A.tsx'
import { FormField } from '../../../web/ui/inputs.tsx'
import { toast } from '../../../web/ui/toasts.ts'
import { AccountPicker, type ChosenAccount } from './AccountPicker.tsx'
import { ProductsPicker } from './ProductsPicker.tsx'
import { usePipelines } from './pipelines.ts'

interface NewOpportunityDialogProps {
  onClose: () => void
  /** The pipeline that is looked at: its record type is taken for granted. */
  pipeline?: string
  account?: ChosenAccount
}

const asked = ['name', 'record_type', 'type', 'amount', 'close_date', 'owner_id', 'primary_contact_id', 'source', 'next_steps']

/** A new opportunity: account, name and close date; what is left blank is said beforehand (E1, rulings). */
export function NewOpportunityDialog({ onClose, pipeline, account: known }: NewOpportunityDialogProps) {
  const object = useObject('opportunity')
  const { me, settings, workspace } = useMeta()
  const pipelines = usePipelines()
  const go = useGo()
  const types = settings.opportunities?.record_types.filter(type => !type.retired) ?? []
  const [account, setAccount] = useState<ChosenAccount | null>(known ?? null)
  const [values, setValues] = useState<Record<string, unknown>>({
    owner_id: me.id,
    record_type: (types.find(type => type.pipeline === pipeline) ?? types[0])?.value,
  })
  const type = types.find(one => one.value === values.record_type)
  const place = pipelines.find(one => one.key === type?.pipeline)
  const first = place?.stages.find(stage => !stage.retired)
  const demanded = [...new Set([...(type?.required ?? []), ...(first?.required ?? [])])].filter(name => name in object.fields)
  const usual = [...asked, ...demanded].filter((name, index, all) => name in object.fields && all.indexOf(name) === index)
  const shown = usual.filter(name => name !== 'products')
  const rest = Object.keys(object.fields).filter(name => {
    const field = object.fields[name]
    const placed = name === 'account_id' || name === 'pipeline' || name === 'stage'
    return field?.can_edit && field.change !== 'commands' && field.kind !== 'json' && !shown.includes(name) && !placed
  })
  const { default_amount: amount, default_type: planned } = settings.opportunities ?? {}
  const help = {
    amount:
      amount === null || amount === undefined ? '' : `Blank: ${formatMoney({ amount: String(amount), currency: workspace.currency })}`,
    type: planned && object.fields.type ? `Blank: ${optionLabel(object.fields.type, planned)}` : '',
    record_type: place ? `Begins in ${place.label}, ${first?.label ?? ''}` : '',
  }
  const change = (name: string, value: unknown) => setValues(was => ({ ...was, [name]: value }))
  const create = async (given: Record<string, unknown>) => {
    if (!account) throw missingAccount
    const owner = values.owner_id ?? me.id
    const at = 'id' in account ? account : { ...account, id: (await post<Rec>('/accounts', { name: account.name, owner_id: owner })).id }
    setAccount(at)
    const record = await post<Rec>('/opportunities', { name: at.name, ...given, account_id: at.id })
    refreshLists('opportunity', 50)
    onClose()
    toast('Opportunity added')
    go(`/opportunities/${record.id}`)
  }
  return (
    <RecordFormDialog
      title="New opportunity"
      submit="Add opportunity"
      object={{ ...object, fields: { ...object.fields, name: { ...nameField(object.fields.name), required: false } } }}
      first={shown}
      rest={rest}
      values={values}
      onChange={change}
      help={{ ...help, name: account ? `Blank: ${account.name}` : 'Blank: the name of the account' }}
      onClose={onClose}
      create={create}
      before={(errors, mended) => (
        <FormField label="Account" required error={errors.account_id}>
          {ids => (
            <AccountPicker
              id={ids.id}
              value={account}
              onChange={chosen => {
                setAccount(chosen)
                mended('account_id')
              }}
              invalid={ids['aria-invalid'] === true}
              autoFocus={!known}
            />
          )}
        </FormField>
      )}
      after={(errors, mended) =>
        demanded.includes('products') && (
          <FormField label="Products" error={errors.products}>
            {ids => (
              <ProductsPicker
                id={ids.id}
                value={values.products}
                onChange={value => {
                  change('products', value)
                  mended('products')
                }}
              />
            )}
          </FormField>
        )
      }
    />
  )
}

/** Said before anything is sent: a new account would otherwise be made for a deal that is refused. */
const missingAccount = new Problem(422, {
  errors: [{ field: 'account_id', message: 'Choose an account, or type the name of a new one.' }],
})

const nameField = <T,>(field: T | undefined): T => {
  if (!field) throw new Error('An opportunity has a name.')
  return field
}
