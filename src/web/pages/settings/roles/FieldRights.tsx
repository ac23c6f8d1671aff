import type { MetaObject } from '../../../api/types.ts'
import { FormField } from '../../../ui/inputs.tsx'
import { MultiSelect, Select } from '../../../ui/Select.tsx'
import { Card } from '../parts/SettingsPane.tsx'
import type { Rights } from './role_rights.ts'

interface FieldRightsProps {
  rights: Rights
  objects: readonly MetaObject[]
  onChange: (change: Partial<Rights>) => void
}

/** Fields that a role does not see or cannot change, by object. */
export function FieldRights({ rights, objects, onChange }: FieldRightsProps) {
  const named = objects.filter(object => rights.fields[object.name])
  const rest = objects.filter(object => !rights.fields[object.name])
  const set = (object: string, change: { hidden?: string[]; read_only?: string[] }) =>
    onChange({ fields: { ...rights.fields, [object]: { hidden: [], read_only: [], ...rights.fields[object], ...change } } })
  return (
    <Card title="Fields" note="all others may be seen and changed">
      {named.map(object => {
        const options = Object.entries(object.fields).map(([value, field]) => ({ value, label: field.label }))
        const lists = rights.fields[object.name]
        return (
          <div key={object.name} className="two">
            <FormField label={`${object.label[1]}: hidden`}>
              {({ id }) => (
                <MultiSelect
                  id={id}
                  label={`${object.label[1]}: hidden`}
                  placeholder="None"
                  options={options}
                  value={lists?.hidden ?? []}
                  onChange={hidden => set(object.name, { hidden })}
                />
              )}
            </FormField>
            <FormField label={`${object.label[1]}: cannot be changed`}>
              {({ id }) => (
                <MultiSelect
                  id={id}
                  label={`${object.label[1]}: cannot be changed`}
                  placeholder="None"
                  options={options}
                  value={lists?.read_only ?? []}
                  onChange={read_only => set(object.name, { read_only })}
                />
              )}
            </FormField>
          </div>
        )
      })}
      <div className="narrow">
        <Select
          label="Limit fields of"
          placeholder="Limit fields of …"
          options={rest.map(object => ({ value: object.name, label: object.label[1] }))}
          value={null}
          onChange={object => object && onChange({ fields: { ...rights.fields, [object]: { hidden: [], read_only: [] } } })}
        />
      </div>
    </Card>
  )
}
