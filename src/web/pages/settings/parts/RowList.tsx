import { type ReactNode, useRef } from 'react'
import { useKeys } from '../../../keys/keys.ts'

interface RowListProps<T> {
  label: string
  items: readonly T[]
  idOf: (item: T) => string
  onOpen?: (item: T) => void
  children: (item: T) => ReactNode
}

/** A list that J and K move through and Enter opens. */
export function RowList<T>({ label, items, idOf, onOpen, children }: RowListProps<T>) {
  const list = useRef<HTMLUListElement>(null)
  const rows = () => [...(list.current?.children ?? [])].filter((row): row is HTMLElement => row instanceof HTMLElement)
  const cursor = () => rows().findIndex(row => row.contains(document.activeElement))
  const focus = (index: number) => rows()[Math.max(0, Math.min(index, items.length - 1))]?.focus()
  useKeys({
    j: () => focus(cursor() + 1),
    k: () => focus(cursor() < 0 ? 0 : cursor() - 1),
    enter: () => {
      const item = items[cursor()]
      if (item !== undefined) onOpen?.(item)
    },
  })
  return (
    <ul className="set-rows" aria-label={label} ref={list}>
      {items.map(item => (
        <li key={idOf(item)} tabIndex={-1}>
          {children(item)}
        </li>
      ))}
    </ul>
  )
}
