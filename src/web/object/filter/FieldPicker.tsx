import type { MetaObject } from '../../api/types.ts'
import { PickList } from '../../ui/PickList.tsx'
import { operatorsFor } from './operators.ts'

/** Fields in the order that people look for them: those of the list, then the rest by name. */
export function FieldPicker({ object, onPick }: { object: MetaObject; onPick: (name: string) => void }) {
  const shown = object.list.filter(name => name in object.fields)
  const rest = Object.keys(object.fields)
    .filter(name => !shown.includes(name) && name !== 'version' && name !== 'record')
    .sort((a, b) => (object.fields[a]?.label ?? '').localeCompare(object.fields[b]?.label ?? ''))
  const options = [...shown, ...rest].flatMap(name => {
    const field = object.fields[name]
    if (!field || name === 'record' || operatorsFor(field.kind).length === 0) return []
    return [{ value: name, label: field.label, hint: field.section ?? '' }]
  })
  return <PickList label="Filter by" placeholder="Filter by …" options={options} onPick={onPick} />
}
