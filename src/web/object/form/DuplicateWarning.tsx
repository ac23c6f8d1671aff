import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { brought } from '../../api/brought.ts'
import { post } from '../../api/client.ts'
import { useMeta } from '../../api/meta.ts'
import { recordPath } from '../../api/paths.ts'
import type { MetaObject } from '../../api/types.ts'
import { duplicatesKey, goesBy } from './duplicates.ts'

export interface Duplicate {
  object: string
  id: string
  title: string
  subtitle: string | null
  why: string
  owner_id: string | null
}

const withDuplicates = new Set(['lead', 'contact', 'account'])

/** Who of those on record this could already be. */
export function useDuplicates(object: string, plural: string, values: Record<string, unknown>, exceptId?: string) {
  const [settled] = useDebouncedValue(JSON.stringify(goesBy(object, values)), 250)
  const queryKey = duplicatesKey(plural, settled, exceptId)
  return useQuery({
    queryKey,
    enabled: withDuplicates.has(object) && settled !== '{}',
    queryFn: ({ signal }) =>
      brought(queryKey, async () => {
        const body = { ...JSON.parse(settled), ...(exceptId ? { except_id: exceptId } : {}) }
        return (await post<{ data: Duplicate[] }>(`/${plural}/duplicates`, body, { signal })).data
      }),
  })
}

/** Warns while one types that the person or company seems to be there already. */
export function DuplicateWarning({ object, values }: { object: MetaObject; values: Record<string, unknown> }) {
  const { users } = useMeta()
  const { data = [] } = useDuplicates(object.name, object.plural, values)
  if (data.length === 0) return <div role="status" />
  return (
    <div className="note warn duplicates" role="status">
      <div>
        <b>Perhaps already here</b>
        <ul>
          {data.slice(0, 4).map(one => (
            <li key={one.id}>
              <a className="link" href={recordPath(one.object, one.id) ?? '#'} target="_blank" rel="noreferrer">
                {one.title}
              </a>
              {one.subtitle && <span className="t2"> {one.subtitle}</span>}
              <span className="t2">
                {' '}
                · {one.why}
                {one.owner_id && `, with ${users.find(user => user.id === one.owner_id)?.name ?? 'a colleague'}`}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
