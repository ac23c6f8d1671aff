import { useState } from 'react'
import { patch, post } from '../../../api/client.ts'
import { useMeta } from '../../../api/meta.ts'
import type { Choice, FieldKind, MetaObject } from '../../../api/types.ts'
import { FormDialog } from '../../../ui/Dialog.tsx'
import { Checkbox, FormField, TextArea, TextInput } from '../../../ui/inputs.tsx'
import { Select } from '../../../ui/Select.tsx'
import { toast } from '../../../ui/toasts.ts'
import { useSubmit } from '../../auth/use_submit.ts'
import { keyFor } from '../parts/key_for.ts'
import { OptionsEditor } from '../parts/OptionsEditor.tsx'
import { type CustomFieldRow, refreshFields } from './custom_fields.ts'
import { hasOptions, isKind, kindLabel, kindOptions, pointsAt } from './field_kinds.ts'

interface FieldDialogProps {
  object: MetaObject
  field: CustomFieldRow | null
  taken: readonly CustomFieldRow[]
  onClose: () => void
}

/** A field of one's own: its kind and name are for good, its words and options can change. */
export function FieldDialog({ object, field, taken, onClose }: FieldDialogProps) {
  const meta = useMeta()
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? 'text')
  const [label, setLabel] = useState(field?.label ?? '')
  const [name, setName] = useState<string | null>(null)
  const [help, setHelp] = useState(field?.help ?? '')
  const [required, setRequired] = useState(field?.required ?? false)
  const [options, setOptions] = useState<Choice[]>(field?.options ?? [])
  const [to, setTo] = useState<string | null>(field?.to_object ?? 'account')
  const form = useSubmit()
  const names = taken.map(one => one.name)
  const shownName = name ?? (label.trim() ? keyFor(label, names) : '')
  const save = () =>
    form.run(async () => {
      const words = { label: label.trim(), help: help.trim() || null, required, ...(hasOptions(kind) ? { options } : {}) }
      if (field) await patch(`/fields/${object.name}/${field.name}`, words)
      else await post('/fields', { ...words, object: object.name, name: shownName, kind, ...(pointsAt(kind) ? { to } : {}) })
      await refreshFields()
      toast(field ? `${words.label} is saved` : `${words.label} is on every ${object.label[0].toLowerCase()} now`)
      onClose()
    })
  return (
    <FormDialog
      title={field ? field.label : `New field on ${object.label[1].toLowerCase()}`}
      submit={field ? 'Save' : 'Add field'}
      onClose={onClose}
      onSubmit={save}
      busy={form.busy}
      disabled={label.trim() === ''}
      error={form.sentence(['label', 'name', 'help', 'options', 'to', 'kind'])}
    >
      <FormField label="Label" error={form.fields.label}>
        {ids => <TextInput {...ids} value={label} onChange={event => setLabel(event.target.value)} data-autofocus />}
      </FormField>
      <div className="two">
        <FormField label="Kind" error={form.fields.kind}>
          {({ id }) =>
            field ? (
              <TextInput id={id} value={kindLabel(kind)} readOnly />
            ) : (
              <Select
                id={id}
                label="Kind"
                options={kindOptions}
                value={kind}
                onChange={value => value && isKind(value) && setKind(value)}
              />
            )
          }
        </FormField>
        <FormField label="Name for programs" help={field ? 'Stays for good.' : `Becomes cf_${shownName || '…'}`} error={form.fields.name}>
          {ids =>
            field ? (
              <TextInput {...ids} className="mono" value={`cf_${field.name}`} readOnly />
            ) : (
              <TextInput
                {...ids}
                className="mono"
                value={shownName}
                onChange={event => setName(event.target.value)}
                autoCapitalize="none"
                spellCheck={false}
              />
            )
          }
        </FormField>
      </div>
      {pointsAt(kind) && (
        <FormField label="Points at" error={form.fields.to}>
          {({ id }) => (
            <Select
              id={id}
              label="Points at"
              disabled={field !== null}
              options={meta.objects.filter(one => !one.child && one.searchable).map(one => ({ value: one.name, label: one.label[1] }))}
              value={to}
              onChange={setTo}
            />
          )}
        </FormField>
      )}
      {hasOptions(kind) && (
        <div className="form-field">
          <span className="label">Options</span>
          <div className="card">
            <OptionsEditor
              label="Options"
              options={options}
              builtIn={field?.options?.map(option => option.value) ?? []}
              onChange={setOptions}
            />
          </div>
          {form.fields.options && (
            <p className="meta bad" role="alert">
              {form.fields.options}
            </p>
          )}
        </div>
      )}
      <FormField label="Help" help="Stands below the field where it is filled in." error={form.fields.help}>
        {ids => <TextArea {...ids} rows={2} value={help} onChange={event => setHelp(event.target.value)} />}
      </FormField>
      <Checkbox checked={required} onChange={setRequired}>
        Required when somebody fills in a form here
      </Checkbox>
    </FormDialog>
  )
}
