import type { MetaObject, Refs } from '../../api/types.ts'
import { FormField } from '../../ui/inputs.tsx'
import { FieldEditor } from '../field/FieldEditor.tsx'

interface RecordFormProps {
  object: MetaObject
  names: readonly string[]
  values: Record<string, unknown>
  errors?: Record<string, string>
  help?: Record<string, string>
  refs?: Refs
  onChange: (name: string, value: unknown) => void
}

/** Inputs for some fields of a record, made from their definitions. */
export function RecordForm({ object, names, values, errors = {}, help = {}, refs = {}, onChange }: RecordFormProps) {
  return (
    <div className="record-form">
      {names.map((name, index) => {
        const field = object.fields[name]
        if (!field) return null
        return (
          <div key={name} className={field.kind === 'long_text' ? 'whole' : ''}>
            <FormField
              label={field.label}
              help={help[name] ?? field.help}
              error={errors[name]}
              required={field.required === true && field.kind !== 'choice' && field.kind !== 'money'}
            >
              {ids => (
                <FieldEditor
                  {...ids}
                  field={field}
                  value={values[name] ?? null}
                  refs={refs}
                  onChange={value => onChange(name, value)}
                  autoFocus={index === 0}
                />
              )}
            </FormField>
          </div>
        )
      })}
    </div>
  )
}
