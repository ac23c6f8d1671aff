import type { OpportunitySettings, RecordType } from '../../../../modules/opportunities/place.rule.ts'
import { useMeta, useObject } from '../../../api/meta.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { FormField, TextInput } from '../../../ui/inputs.tsx'
import { MultiSelect, Select } from '../../../ui/Select.tsx'
import { AddRow } from '../parts/AddRow.tsx'
import { DocPage } from '../parts/DocPage.tsx'
import { keyFor } from '../parts/key_for.ts'
import { NumberInput } from '../parts/NumberInput.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import { moved, Sortable } from '../parts/Sortable.tsx'
import { useDocDraft } from '../parts/settings_docs.ts'
import { askable } from '../pipelines/pipeline_record.ts'

/** Kinds of opportunity, and what is taken for granted about a new one (E1). */
export function RecordTypesPage() {
  return (
    <DocPage<OpportunitySettings>
      name="opportunities"
      title="Record types"
      intro="The record type of an opportunity says in which pipeline it begins, and what must be known about it from the start."
    >
      {saved => <RecordTypesForm saved={saved} />}
    </DocPage>
  )
}

function RecordTypesForm({ saved }: { saved: OpportunitySettings }) {
  const { workspace } = useMeta()
  const { type } = useObject('opportunity').fields
  const draft = useDocDraft('opportunities', saved, 'Record types are saved')
  const { value } = draft
  const set = (change: Partial<OpportunitySettings>) => draft.set({ ...value, ...change })
  return (
    <>
      <Card title="When nothing else is said" note="an amount of 0 stays 0">
        <div className="two">
          <FormField label={`Amount (ARR) in ${workspace.currency}`} help={value.default_amount === null ? 'It must be given.' : undefined}>
            {({ id }) => (
              <NumberInput
                id={id}
                label="Amount"
                empty="Must be given"
                value={value.default_amount}
                onChange={default_amount => set({ default_amount })}
              />
            )}
          </FormField>
          <FormField label="Type" error={draft.fields.default_type} help={value.default_type === null ? 'It must be given.' : undefined}>
            {({ id }) => (
              <Select
                id={id}
                label="Usual type"
                placeholder="Must be given"
                clearable
                options={(type?.options ?? []).filter(one => !one.retired || one.value === value.default_type)}
                value={value.default_type}
                onChange={default_type => set({ default_type })}
              />
            )}
          </FormField>
        </div>
      </Card>
      <TypeRows types={value.record_types} saved={saved.record_types} onChange={record_types => set({ record_types })} />
      <SaveBar dirty={draft.dirty} busy={draft.busy} error={draft.sentence} onSave={() => void draft.save()} onDiscard={draft.discard} />
    </>
  )
}

interface TypeRowsProps {
  types: readonly RecordType[]
  saved: readonly RecordType[]
  onChange: (types: RecordType[]) => void
}

function TypeRows({ types, saved, onChange }: TypeRowsProps) {
  const { pipelines = [] } = useMeta()
  const fields = askable(useObject('opportunity'))
  const replace = (value: string, change: Partial<RecordType>) =>
    onChange(types.map(type => (type.value === value ? { ...type, ...change } : type)))
  const add = (label: string) => {
    const value = keyFor(
      label,
      types.map(type => type.value),
    )
    onChange([...types, { value, label, pipeline: types[0]?.pipeline ?? pipelines[0]?.key ?? '', required: [] }])
  }
  const offered = types.filter(type => !type.retired).length
  return (
    <Card flush title="Record types" note="the first is the usual one">
      <Sortable
        label="Record types"
        className="order-rows type-rows"
        items={types}
        idOf={type => type.value}
        nameOf={type => type.label}
        onMove={(from, to) => onChange(moved(types, from, to))}
      >
        {(type, _, handle) => (
          <div className={type.retired ? 'stage-line retired' : 'stage-line'}>
            {handle}
            <TextInput
              className="grow"
              aria-label={`Name of ${type.label}`}
              title={`In the API: ${type.value}`}
              value={type.label}
              onChange={event => replace(type.value, { label: event.target.value })}
            />
            <span className="stage-forecast">
              <Select
                label={`${type.label} begins in`}
                options={pipelines
                  .filter(one => !one.retired || one.key === type.pipeline)
                  .map(one => ({ value: one.key, label: one.label }))}
                value={type.pipeline}
                onChange={pipeline => pipeline && replace(type.value, { pipeline })}
              />
            </span>
            <span className="stage-demanded">
              <MultiSelect
                label={`${type.label}: must be filled`}
                placeholder="Needs nothing more"
                options={fields}
                value={type.required}
                onChange={required => replace(type.value, { required })}
              />
            </span>
            {saved.some(one => one.value === type.value) ? (
              <Button
                look="quiet"
                small
                disabled={!type.retired && offered === 1}
                title={!type.retired && offered === 1 ? 'At least one record type must be offered.' : undefined}
                aria-label={`${type.retired ? 'Offer again' : 'Retire'} ${type.label}`}
                onClick={() => replace(type.value, { retired: type.retired ? undefined : true })}
              >
                {type.retired ? 'Offer again' : 'Retire'}
              </Button>
            ) : (
              <IconButton
                name="x"
                label={`Remove ${type.label}`}
                small
                onClick={() => onChange(types.filter(one => one.value !== type.value))}
              />
            )}
          </div>
        )}
      </Sortable>
      <AddRow label="New record type" placeholder="Add a record type" onAdd={add} />
    </Card>
  )
}
