import { hasObject, useMeta } from '../../api/meta.ts'
import { useFew } from '../../api/records.ts'
import type { Changes, MetaField } from '../../api/types.ts'
import { FieldValue } from '../field/FieldValue.tsx'
import { isNothing } from '../field/values.ts'

interface ChangeListProps {
  object: string
  changes: Changes
  only?: string[]
}

/** Which field went from what to what. */
export function ChangeList({ object, changes, only }: ChangeListProps) {
  const meta = useMeta()
  const definition = meta.objects.find(one => one.name === object)
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
          isNothing(one) ? (
            <span className="t3">nothing</span>
          ) : field.kind === 'ref' && field.to && field.to !== 'user' && hasObject(meta, field.to) ? (
            <NamedRecord field={field} object={field.to} id={String(one)} />
          ) : (
            <FieldValue field={field} value={one} refs={{}} />
          )
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

/** The log keeps ids; people read names. */
function NamedRecord({ field, object, id }: { field: MetaField; object: string; id: string }) {
  const title = useMeta().objects.find(one => one.name === object)?.title ?? 'name'
  const { data } = useFew(object, { filter: { field: 'id', op: 'is', value: id }, limit: 1 })
  const [found] = data?.data ?? []
  return <FieldValue field={field} value={id} refs={found ? { [object]: { [id]: String(found[title]) } } : {}} />
}
