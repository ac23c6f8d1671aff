import { type ReactNode, useId } from 'react'
import { useObject } from '../../../../web/api/meta.ts'
import { FieldEditor } from '../../../../web/object/field/FieldEditor.tsx'
import { FieldValue } from '../../../../web/object/field/FieldValue.tsx'
import { FormField } from '../../../../web/ui/inputs.tsx'
import type { Choice, PartPreview } from './conversion.ts'

interface OptionProps {
  name: string
  checked: boolean
  onChoose: () => void
  label: ReactNode
  /** Why it is offered, or what choosing it does. */
  note?: string
  disabled?: string | undefined
  autoFocus?: boolean
}

/** One of the answers of a pane. */
export function Option({ name, checked, onChoose, label, note, disabled, autoFocus }: OptionProps) {
  return (
    <label className={checked ? 'conv-option on' : 'conv-option'} title={disabled}>
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={onChoose}
        disabled={disabled !== undefined}
        data-autofocus={autoFocus || undefined}
      />
      <span className="grow">
        <span className="cut">{label}</span>
        {note && <span className="meta">{note}</span>}
      </span>
    </label>
  )
}

interface PartProps {
  title: string
  object: 'account' | 'contact'
  preview: PartPreview
  choice: Choice
  onChoice: (choice: Choice) => void
  values: Record<string, unknown>
  onValue: (name: string, value: unknown) => void
  errors: Record<string, string>
  /** Fields of a new one that are asked; the rest goes along as the lead has it. */
  asks: readonly string[]
  none?: string
  /** Why none cannot be chosen. */
  noneRefused?: string | undefined
}

/** The pane of the account or of the contact: one that is there already, another, or a new one (D6). */
export function Part({ title, object: name, preview, choice, onChoice, values, onValue, errors, asks, none, noneRefused }: PartProps) {
  const object = useObject(name)
  const group = useId()
  const matches = preview.matches.slice(0, 4)
  const isMatch = choice.kind === 'existing' && matches.some(one => one.record.id === choice.id)
  const along = Object.keys(preview.values).filter(field => field in object.fields && !asks.includes(field) && field !== 'owner_id')
  const fills = choice.kind === 'existing' ? (matches.find(one => one.record.id === choice.id)?.fills ?? []) : []
  const labels = (fields: readonly string[]) => fields.map(field => object.fields[field]?.label ?? field).join(', ')
  return (
    <section className="conv-part" aria-label={title}>
      <h3>{title}</h3>
      <div role="radiogroup" aria-label={title}>
        {matches.map(({ record, why }) => (
          <Option
            key={record.id}
            name={group}
            checked={choice.kind === 'existing' && choice.id === record.id}
            onChoose={() => onChoice({ kind: 'existing', id: record.id, name: String(record.name) })}
            label={String(record.name)}
            note={why}
          />
        ))}
        <Option
          name={group}
          checked={choice.kind === 'new'}
          onChoose={() => onChoice({ kind: 'new' })}
          label={`New ${object.label[0].toLowerCase()}`}
          disabled={object.can.create === 'none' ? `Your role may not create ${object.label[1].toLowerCase()}.` : undefined}
        />
        {none && (
          <Option
            name={group}
            checked={choice.kind === 'none'}
            onChoose={() => onChoice({ kind: 'none' })}
            label={none}
            disabled={noneRefused}
          />
        )}
      </div>
      <FormField label={`Another ${object.label[0].toLowerCase()}`} error={errors.id}>
        {ids => (
          <FieldEditor
            {...ids}
            field={{ kind: 'ref', to: name, label: `Another ${object.label[0].toLowerCase()}`, can_edit: true }}
            value={choice.kind === 'existing' && !isMatch ? choice.id : null}
            refs={choice.kind === 'existing' ? { [name]: { [choice.id]: choice.name } } : {}}
            onChange={id => typeof id === 'string' && onChoice({ kind: 'existing', id, name: '' })}
          />
        )}
      </FormField>
      {choice.kind === 'new' &&
        asks.map(field => {
          const definition = object.fields[field]
          return (
            definition && (
              <FormField key={field} label={definition.label} required={definition.required === true} error={errors[field]}>
                {ids => (
                  <FieldEditor
                    {...ids}
                    field={definition}
                    value={field in values ? values[field] : (preview.values[field] ?? null)}
                    onChange={value => onValue(field, value)}
                  />
                )}
              </FormField>
            )
          )
        })}
      {choice.kind === 'new' && along.length > 0 && (
        <dl className="conv-along">
          {along.map(field => {
            const definition = object.fields[field]
            return (
              definition && (
                <div key={field}>
                  <dt>{definition.label}</dt>
                  <dd className="cut">
                    <FieldValue field={definition} value={preview.values[field]} refs={{}} />
                  </dd>
                </div>
              )
            )
          })}
        </dl>
      )}
      {choice.kind === 'existing' && (
        <p className="meta">
          {fills.length > 0 ? `The lead fills what is blank: ${labels(fills)}.` : 'Nothing that is written there changes.'}
        </p>
      )}
    </section>
  )
}
