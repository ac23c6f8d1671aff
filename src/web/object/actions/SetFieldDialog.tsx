import { useState } from 'react'
import { objectOf, useMeta } from '../../api/meta.ts'
import { FormDialog } from '../../ui/Dialog.tsx'
import { FormField } from '../../ui/inputs.tsx'
import { Select } from '../../ui/Select.tsx'
import { FieldEditor } from '../field/FieldEditor.tsx'
import { setFields } from './commands.ts'
import { nameOf, type Target } from './target.ts'

/** Sets one field of all selected records. */
export function SetFieldDialog({ object, target, onClose }: { object: string; target: Target; onClose: () => void }) {
  const meta = useMeta()
  const definition = objectOf(meta, object)
  const [name, setName] = useState<string | null>(null)
  const [value, setValue] = useState<unknown>(null)
  const field = name === null ? null : definition.fields[name]
  const fields = Object.entries(definition.fields)
    .filter(([, one]) => one.can_edit && one.change !== 'commands' && one.kind !== 'json')
    .map(([value, one]) => ({ value, label: one.label, hint: one.section ?? '' }))
  return (
    <FormDialog
      title={`Set a field of ${nameOf(definition, target)}`}
      submit="Set"
      onClose={onClose}
      disabled={!field}
      onSubmit={async () => {
        if (name !== null && (await setFields(meta, object, target, { [name]: value }))) onClose()
      }}
    >
      <FormField label="Field">
        {ids => (
          <Select
            id={ids.id}
            label="Field"
            options={fields}
            value={name}
            autoFocus
            onChange={picked => {
              setName(picked)
              setValue(null)
            }}
          />
        )}
      </FormField>
      {field && (
        <FormField label={`New ${field.label.toLowerCase()}`} help="Left empty, the field is cleared.">
          {ids => <FieldEditor key={name} {...ids} field={field} value={value} onChange={setValue} autoFocus />}
        </FormField>
      )}
    </FormDialog>
  )
}
