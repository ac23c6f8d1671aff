import { useId, useRef } from 'react'
import { useMeta, useObject } from '../../../../web/api/meta.ts'
import type { Rec } from '../../../../web/api/types.ts'
import { formatMoney } from '../../../../web/format/numbers.ts'
import { FieldEditor } from '../../../../web/object/field/FieldEditor.tsx'
import { optionLabel } from '../../../../web/object/field/values.ts'
import { FormField } from '../../../../web/ui/inputs.tsx'
import { usePipelines } from '../../../opportunities/web/pipelines.ts'
import type { Choice, Preview } from './conversion.ts'
import { Option } from './Part.tsx'

interface DealPartProps {
  preview: Preview['opportunity']
  choice: Choice
  onChoice: (choice: Choice) => void
  values: Record<string, unknown>
  onValue: (name: string, value: unknown) => void
  errors: Record<string, string>
}

const asked = ['name', 'record_type', 'type', 'amount', 'close_date', 'owner_id']

/** What a new opportunity is asked: the usual, and what its record type and first stage demand. */
export function useDealFields(recordType: unknown): string[] {
  const { settings } = useMeta()
  const object = useObject('opportunity')
  const pipelines = usePipelines()
  const type = settings.opportunities?.record_types.find(one => one.value === recordType)
  const first = pipelines.find(one => one.key === type?.pipeline)?.stages.find(stage => !stage.retired)
  const demanded = [...(type?.required ?? []), ...(first?.required ?? [])].filter(name => name !== 'products')
  return [...new Set([...asked, ...demanded])].filter(name => name in object.fields && name !== 'account_id')
}

/** The pane of the opportunity: a new one, one that is open already, or none yet (D6). */
export function DealPart({ preview, choice, onChoice, values, onValue, errors }: DealPartProps) {
  const object = useObject('opportunity')
  const { workspace } = useMeta()
  const group = useId()
  const current = (name: string) => (name in values ? values[name] : (preview.values[name] ?? null))
  const fields = useDealFields(current('record_type'))
  // A draft that the account changes is drawn anew, until somebody types: then the field must stay where the caret is.
  const drawn = useRef<Record<string, string>>({})
  for (const name of fields) if (!(name in values)) drawn.current[name] = String(preview.values[name])
  const { default_amount: amount, default_type: type } = preview
  const help: Record<string, string> = {
    amount: amount === null ? '' : `Blank: ${formatMoney({ amount: String(amount), currency: workspace.currency })}`,
    type: type && object.fields.type ? `Blank: ${optionLabel(object.fields.type, type)}` : '',
  }
  const notes = (deal: Rec) =>
    [
      object.fields.stage && optionLabel(object.fields.stage, String(deal.stage)),
      formatMoney(deal.amount as { amount: string; currency: string }),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <section className="conv-part" aria-label="Opportunity">
      <h3>Opportunity</h3>
      <div role="radiogroup" aria-label="Opportunity">
        <Option
          name={group}
          checked={choice.kind === 'new'}
          onChoose={() => onChoice({ kind: 'new' })}
          label="New opportunity"
          disabled={object.can.create === 'none' ? 'Your role may not create opportunities.' : undefined}
        />
        {preview.open.slice(0, 5).map(deal => (
          <Option
            key={deal.id}
            name={group}
            checked={choice.kind === 'existing' && choice.id === deal.id}
            onChoose={() => onChoice({ kind: 'existing', id: deal.id, name: String(deal.name) })}
            label={String(deal.name)}
            note={notes(deal)}
          />
        ))}
        <Option
          name={group}
          checked={choice.kind === 'none'}
          onChoose={() => onChoice({ kind: 'none' })}
          label="No opportunity yet"
          note="Only the contact, and the account if there is one."
        />
      </div>
      {choice.kind === 'new' &&
        fields.map(name => {
          const field = object.fields[name]
          return (
            field && (
              <FormField
                key={name}
                label={field.label}
                required={field.required === true && name !== 'amount' && name !== 'type'}
                help={help[name]}
                error={errors[name]}
              >
                {ids => (
                  <FieldEditor
                    key={drawn.current[name]}
                    {...ids}
                    field={name === 'type' ? { ...field, required: false } : field}
                    value={current(name)}
                    onChange={value => onValue(name, value)}
                  />
                )}
              </FormField>
            )
          )
        })}
      {choice.kind === 'existing' && <p className="meta">The contact takes part in it; its fields stay as they are.</p>}
    </section>
  )
}
