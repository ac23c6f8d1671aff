import { useCallback, useMemo, useState } from 'react'
import type { Rec } from '../../api/types.ts'

export interface Selection {
  ids: ReadonlySet<string>
  /** Everything that the filter finds, beyond what is loaded. */
  all: boolean
  toggle: (id: string) => void
  /** From the last one touched to this one. */
  extend: (id: string) => void
  selectLoaded: () => void
  selectAll: () => void
  clear: () => void
}

/** Which rows are chosen. */
export function useSelection(rows: readonly Rec[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const [last, setLast] = useState<string | null>(null)
  const toggle = useCallback((id: string) => {
    setAll(false)
    setLast(id)
    setIds(was => {
      const next = new Set(was)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const extend = useCallback(
    (id: string) => {
      const [from, to] = [rows.findIndex(row => row.id === last), rows.findIndex(row => row.id === id)]
      setAll(false)
      setLast(id)
      if (from < 0) return setIds(was => new Set(was).add(id))
      setIds(was => new Set([...was, ...rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(row => row.id)]))
    },
    [rows, last],
  )
  return useMemo(
    () => ({
      ids,
      all,
      toggle,
      extend,
      selectLoaded: () => setIds(new Set(rows.map(row => row.id))),
      selectAll: () => {
        setIds(new Set(rows.map(row => row.id)))
        setAll(true)
      },
      clear: () => {
        setIds(new Set())
        setAll(false)
      },
    }),
    [ids, all, toggle, extend, rows],
  )
}
