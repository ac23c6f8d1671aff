import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { flatten, useList } from '../../../../web/api/records.ts'
import type { Rec, Refs } from '../../../../web/api/types.ts'
import { formatMoney, formatMoneyShort, formatNumber } from '../../../../web/format/numbers.ts'
import { BoardCard, type CardActions } from './BoardCard.tsx'
import { type BoardColumnData, inOrder } from './board_data.ts'

interface BoardColumnProps {
  column: BoardColumnData
  /** Of the whole board; the column shows those of its stage. */
  cards: Rec[]
  refs: Refs
  fields: string[]
  cursor: string | null
  drop: boolean
  /** The card that is held elsewhere and what stands in its place. */
  ghost: { id: string; words: string } | null
  /** The small form of what is missing, and the held card above it. */
  asking: ReactNode
  actions: CardActions
  /** Tells the board which cards stand here in which order. */
  onOrder: (stage: string, cards: Rec[]) => void
}

/** Card and gap. */
const pitch = 103

/** A stage with its sums. Only the cards in sight exist, and further ones are read when somebody scrolls to them. */
export const BoardColumn = memo(function BoardColumn(props: BoardColumnProps) {
  const { column, cards, refs, fields, cursor, drop, ghost, asking, actions, onOrder } = props
  const scroller = useRef<HTMLDivElement>(null)
  const section = useRef<HTMLElement>(null)
  const [more, setMore] = useState(false)
  const query = useMemo(() => ({ filter: column.filter, sort: column.sort, fields }), [column.filter, column.sort, fields])
  const rest = useList('opportunity', query, { enabled: more })
  const further = useMemo(() => flatten(rest.data), [rest.data])
  const shown = useMemo(() => {
    const all = new Map([...cards, ...further.rows].map(card => [card.id, card]))
    return inOrder(
      [...all.values()].filter(card => card.stage === column.stage),
      column.sort,
    )
  }, [cards, further.rows, column.stage, column.sort])
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => pitch,
    getItemKey: index => shown[index]?.id ?? index,
    overscan: 6,
    scrollPaddingEnd: 8,
  })
  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? -1

  useEffect(() => {
    if (last < shown.length - 4) return
    if (!more && column.next_cursor !== null) setMore(true)
    else if (rest.hasNextPage && !rest.isFetchingNextPage) void rest.fetchNextPage()
  }, [last, shown.length, more, column.next_cursor, rest])
  useEffect(() => {
    onOrder(column.stage, shown)
  }, [shown, column.stage, onOrder])
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the cursor, not every change of the cards
  useEffect(() => {
    const at = cursor === null ? -1 : shown.findIndex(card => card.id === cursor)
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' })
    if (at >= 0 || asking) section.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    if (asking) scroller.current?.scrollTo({ top: 0 })
  }, [cursor, asking === null])

  const open = column.outcome === 'open'
  const others = column.other_currencies.map(one => `${one.count} in ${one.sum.currency} (${formatMoney(one.sum)})`).join(', ')
  return (
    <section
      ref={section}
      className={['col', (drop || asking) && 'drop', asking && 'wide'].filter(Boolean).join(' ')}
      aria-label={column.label}
      data-stage={column.stage}
    >
      <header>
        <div className="row">
          <h2 className="cut" title={column.label}>
            {column.label}
          </h2>
          <span className="meta">{formatNumber(column.count)}</span>
        </div>
        <div className="sum" title={others ? `Not added: ${others}` : undefined}>
          <span title={formatMoney(column.sum)}>
            {formatMoneyShort(column.sum)}
            {others && <span className="t3"> + {column.other_currencies.map(one => formatMoneyShort(one.sum)).join(' + ')}</span>}
          </span>
          <span>{open ? `${formatMoneyShort(column.weighted)} at ${column.probability} %` : 'this quarter'}</span>
        </div>
      </header>
      <div ref={scroller} className="stack">
        {asking}
        <div className="cards-all" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(item => {
            const card = shown[item.index]
            if (!card) return null
            return (
              <div key={card.id} className="card-at" style={{ transform: `translateY(${item.start}px)` }}>
                <BoardCard
                  card={card}
                  account={(refs.account ?? further.refs.account)?.[String(card.account_id)]}
                  usual={column.median_days}
                  current={card.id === cursor}
                  ghost={ghost?.id === card.id ? ghost.words : null}
                  actions={actions}
                />
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
})
