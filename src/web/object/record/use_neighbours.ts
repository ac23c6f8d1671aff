import { recordPath } from '../../api/paths.ts'
import { flatten, useList } from '../../api/records.ts'
import { formatCount } from '../../format/numbers.ts'
import { recallList, rememberList } from '../list/list_memory.ts'

export interface Neighbours {
  /** `6 of 61`; null when the record was not opened from a list. */
  position: string | null
  previous: (() => string | null) | null
  next: (() => string | null) | null
  listHref: string | null
}

/** Where a record stands in the list that it was opened from, and the way to the ones beside it. */
export function useNeighbours(object: string, id: string): Neighbours {
  const memory = recallList(object)
  const { data, hasNextPage, fetchNextPage } = useList(object, memory?.query ?? {}, { enabled: memory !== null })
  if (!memory) return { position: null, previous: null, next: null, listHref: null }
  const { rows, count } = flatten(data)
  const at = rows.findIndex(row => row.id === id)
  if (at < 0) return { position: null, previous: null, next: null, listHref: memory.href }
  if (at >= rows.length - 3 && hasNextPage) void fetchNextPage()
  const to = (index: number) => () => {
    const row = rows[index]
    if (!row) return null
    // Going back leads to the row that was seen last.
    const [path = '', query = ''] = memory.href.split('?')
    const address = new URLSearchParams(query)
    address.set('at', row.id)
    rememberList(object, { ...memory, href: `${path}?${address}` })
    return recordPath(object, row.id)
  }
  return {
    position: count ? `${at + 1} of ${formatCount(count)}` : `${at + 1}`,
    previous: at > 0 ? to(at - 1) : null,
    next: at < rows.length - 1 ? to(at + 1) : null,
    listHref: memory.href,
  }
}
