import { useMeta } from '../../api/meta.ts'
import type { Changes } from '../../api/types.ts'
import { FieldValue } from '../field/FieldValue.tsx'
import { isNothing } from '../field/values.ts'

interface ChangeListProps {
  object: string
  changes: Changes
  only?: string[]
}

/** Which field went from what to what. */
export function ChangeList({ object, changes, only }: ChangeListProps) {
  const definition = useMeta().objects.find(one => one.name === object)
  if (!definition) return null
  const shown = Object.entries(changes).filter(
    ([name, change]) =>
      definition.fields[name] &&
      definition.fields[name].kind !== 'json' &&
      name !== 'version' &&
      name !== 'updated_at' &&
      !(isNothing(change[0]) && isNothing(change[1])) &&
      (!only || only.includes(name)),
  )
  if (shown.length === 0) return null
  return (
    <dl className="changes">
      {shown.map(([name, [before, after]]) => {
        const field = definition.fields[name]
        if (!field) return null
        const value = (one: unknown) =>
          isNothing(one) ? <span className="t3">nothing</span> : <FieldValue field={field} value={one} refs={{}} />
        return (
          <div key={name}>
            <dt>{field.label}</dt>
            <dd>
              {!isNothing(before) && (
                <>
                  {value(before)} <span className="t3">to</span>
                </>
              )}
              {value(after)}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
