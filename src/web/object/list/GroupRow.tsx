import type { MetaObject, Refs } from '../../api/types.ts'
import { FieldValue } from '../field/FieldValue.tsx'
import { isNothing } from '../field/values.ts'

interface GroupRowProps {
  object: MetaObject
  name: string
  value: unknown
  count: number
  refs: Refs
  span: number
}

/** The heading of a group, with how many of it are loaded. */
export function GroupRow({ object, name, value, count, refs, span }: GroupRowProps) {
  const field = object.fields[name]
  return (
    <tr className="group">
      <th colSpan={span} scope="colgroup">
        <span className="row">
          {field && !isNothing(value) ? (
            <FieldValue field={field} value={value} refs={refs} />
          ) : (
            <span>No {field?.label.toLowerCase() ?? 'value'}</span>
          )}
          <span className="meta">{count}</span>
        </span>
      </th>
    </tr>
  )
}
