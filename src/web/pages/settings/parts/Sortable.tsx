import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useKeys } from '../../../keys/keys.ts'
import { Icon } from '../../../ui/Icon.tsx'

interface SortableProps<T> {
  label: string
  items: readonly T[]
  idOf: (item: T) => string
  nameOf: (item: T) => string
  onMove: (from: number, to: number) => void
  /** Enter on a row that the cursor is on. */
  onOpen?: (item: T) => void
  /** The page's own list: J and K move the cursor, ⇧J and ⇧K the entry. */
  keys?: boolean
  className?: string
  children: (item: T, index: number, handle: ReactNode) => ReactNode
}

/** The same list with one entry at another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items]
  const [item] = next.splice(from, 1)
  if (item !== undefined) next.splice(to, 0, item)
  return next
}

/** An ordered list: by drag on its handle, by arrows on the handle, by J, K, ⇧J, ⇧K; where it went is said aloud. */
export function Sortable<T>({ label, items, idOf, nameOf, onMove, onOpen, keys, className, children }: SortableProps<T>) {
  const list = useRef<HTMLOListElement>(null)
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const refocus = useRef<{ id: string; handle: boolean } | null>(null)

  const rows = () => [...(list.current?.children ?? [])].filter((row): row is HTMLElement => row instanceof HTMLElement)
  const cursor = () => rows().findIndex(row => row.contains(document.activeElement))
  const focus = (index: number) => rows()[Math.max(0, Math.min(index, items.length - 1))]?.focus()
  const move = (from: number, to: number, handle: boolean) => {
    const item = items[from]
    if (item === undefined || to < 0 || to >= items.length || from === to) return
    refocus.current = { id: idOf(item), handle }
    setSaid(`${nameOf(item)} is now ${to + 1} of ${items.length}.`)
    onMove(from, to)
  }
  // The browser drops the focus of an element that is put elsewhere.
  useEffect(() => {
    const wanted = refocus.current
    if (!wanted) return
    refocus.current = null
    const row = rows()[items.findIndex(item => idOf(item) === wanted.id)]
    const target = wanted.handle ? row?.querySelector<HTMLElement>('.handle') : row
    target?.focus()
  })
  useKeys(
    {
      j: () => focus(cursor() + 1),
      k: () => focus(cursor() < 0 ? 0 : cursor() - 1),
      'shift+j': () => cursor() >= 0 && move(cursor(), cursor() + 1, false),
      'shift+k': () => cursor() >= 0 && move(cursor(), cursor() - 1, false),
      enter: () => {
        const item = items[cursor()]
        if (item !== undefined) onOpen?.(item)
      },
    },
    keys === true,
  )
  const onHandleKey = (event: KeyboardEvent, index: number) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    move(index, index + step, true)
  }
  const drop = () => {
    if (dragged !== null && over !== null) move(dragged, over, false)
    setDragged(null)
    setOver(null)
  }
  return (
    <>
      <ol className={className ? `sortable ${className}` : 'sortable'} aria-label={label} ref={list}>
        {items.map((item, index) => (
          <li
            key={idOf(item)}
            tabIndex={-1}
            className={[
              dragged === index && 'dragged',
              over === index && dragged !== null && dragged !== index && (over > dragged ? 'over below' : 'over'),
            ]
              .filter(Boolean)
              .join(' ')}
            onDragOver={event => {
              if (dragged === null) return
              event.preventDefault()
              setOver(index)
            }}
            onDrop={event => {
              event.preventDefault()
              drop()
            }}
          >
            {children(
              item,
              index,
              <button
                type="button"
                className="btn quiet sm sq handle"
                draggable
                aria-label={`Move ${nameOf(item)}, ${index + 1} of ${items.length}: arrow up or down`}
                title={keys ? 'Drag, or ⇧K and ⇧J' : 'Drag, or arrow keys'}
                onKeyDown={event => onHandleKey(event, index)}
                onDragStart={event => {
                  const row = event.currentTarget.closest('li')
                  if (row) event.dataTransfer.setDragImage(row, 12, 12)
                  event.dataTransfer.effectAllowed = 'move'
                  event.dataTransfer.setData('text/plain', nameOf(item))
                  setDragged(index)
                }}
                onDragEnd={() => {
                  setDragged(null)
                  setOver(null)
                }}
              >
                <Icon name="drag" />
              </button>,
            )}
          </li>
        ))}
      </ol>
      <div className="sr" role="status">
        {said}
      </div>
    </>
  )
}
