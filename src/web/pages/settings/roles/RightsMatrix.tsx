import type { MetaObject } from '../../../api/types.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/inputs.tsx'
import { type Action, actions, others, type Reach, type Rights, reaches, rightsFor } from './role_rights.ts'

interface RightsMatrixProps {
  rights: Rights
  objects: readonly MetaObject[]
  disabled: boolean
  onChange: (change: Partial<Rights>) => void
}

/** Object by action: how far the right reaches. Rows in grey follow "everything else" until they are changed. */
export function RightsMatrix({ rights, objects, disabled, onChange }: RightsMatrixProps) {
  const set = (object: string, action: Action, reach: Reach) =>
    onChange({ objects: { ...rights.objects, [object]: { ...rightsFor(rights, object), [action]: reach } } })
  const inherit = (object: string) =>
    onChange({ objects: Object.fromEntries(Object.entries(rights.objects).filter(([name]) => name !== object)) })
  const rows = [...objects.map(object => ({ name: object.name, label: object.label[1] })), { name: others, label: 'Everything else' }]
  return (
    <section className="card terr" aria-label="Rights by object">
      <table className="set-table stack rights">
        <thead>
          <tr>
            <th scope="col">Records</th>
            {actions.map(({ action, label }) => (
              <th scope="col" key={action}>
                {label}
              </th>
            ))}
            <th scope="col">
              <span className="sr">As everything else</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label }) => {
            const own = name === others || rights.objects[name] !== undefined
            const current = rightsFor(rights, name)
            return (
              <tr key={name} className={own ? '' : 'inherits'}>
                <th scope="row" className="row-head wide">
                  {label}
                </th>
                {actions.map(({ action, label: verb }) => (
                  <td key={action} data-label={verb}>
                    <select
                      className="field"
                      aria-label={`${label}: ${verb}`}
                      disabled={disabled}
                      value={current[action]}
                      onChange={event => set(name, action, event.target.value as Reach)}
                    >
                      {reaches.map(reach => (
                        <option key={reach.value} value={reach.value}>
                          {reach.label}
                        </option>
                      ))}
                    </select>
                  </td>
                ))}
                <td>
                  {own && name !== others && !disabled && (
                    <IconButton name="undo" label={`${label}: as everything else`} small onClick={() => inherit(name)} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <div className="card-in">
        <Checkbox checked={rights.settings} disabled={disabled} onChange={settings => onChange({ settings })}>
          May change Settings: people, roles, territories, scores, forms
        </Checkbox>
        <Checkbox checked={rights.export} disabled={disabled} onChange={allowed => onChange({ export: allowed })}>
          May export lists
        </Checkbox>
      </div>
    </section>
  )
}
