import { useCallback, useRef, useState } from 'react'
import type { Rec } from '../../../../web/api/types.ts'

/** Where one stands on a board, and how the arrows go on from there: along a column, and to the next column that holds something. */
export function useBoardCursor(startId: string | null, stages: readonly string[]) {
  const [cursor, setCursor] = useState<string | null>(startId)
  const columns = useRef(new Map<string, Rec[]>())
  /** A column tells which cards it holds, in which order. */
  const onOrder = useCallback((stage: string, cards: Rec[]) => void columns.current.set(stage, cards), [])

  const cardsOf = (index: number): Rec[] => columns.current.get(stages[index] ?? '') ?? []
  // Asked at the press of a key: what the columns hold may be newer than what the board last drew.
  const here = () => stages.findIndex((_, index) => cardsOf(index).some(card => card.id === cursor))
  const first = () => stages.flatMap((_, index) => cardsOf(index).slice(0, 1))[0]
  const at = (column: number) => cardsOf(column).findIndex(card => card.id === cursor)
  const along = (by: number) => {
    const column = here()
    const cards = cardsOf(column)
    const next = column < 0 ? first() : cards[Math.max(0, Math.min(cards.length - 1, at(column) + by))]
    if (next) setCursor(next.id)
  }
  const across = (by: 1 | -1) => {
    const column = here()
    let next = column < 0 ? first() : undefined
    for (let index = column + by; column >= 0 && !next && index >= 0 && index < stages.length; index += by)
      next = cardsOf(index)[Math.min(at(column), cardsOf(index).length - 1)]
    if (next) setCursor(next.id)
  }
  const current = (): Rec | undefined => [...columns.current.values()].flat().find(card => card.id === cursor)
  return { cursor, setCursor, current, along, across, onOrder }
}
