import { queryClient } from '../../../../web/api/query_client.ts'
import type { Filter, ListPage, Rec, Refs, SortKey } from '../../../../web/api/types.ts'
import { isMoney, type Money } from '../../../../web/format/numbers.ts'
import type { Board, BoardStage } from '../../board_shape.ts'

export type BoardColumnData = Omit<BoardStage, 'cards' | 'filter'> & { filter: Filter; sort: SortKey[] }

/** A board as the cache keeps it: its cards are the rows of a page, so that whatever changes a record anywhere changes its card. */
export interface BoardData extends ListPage {
  columns: BoardColumnData[]
  totals: Board['totals']
  fields: string[]
  refs: Refs
}

export function toBoardData({ stages, totals, fields, refs }: Board): BoardData {
  return {
    data: stages.flatMap(stage => stage.cards as Rec[]),
    next_cursor: null,
    count: null,
    columns: stages.map(({ cards: _, filter, ...stage }) => ({ ...stage, filter: filter as Filter })),
    totals,
    fields,
    refs,
  }
}

export const boardKey = ['few', 'opportunity', 'board'] as const

const shifted = (money: Money, by: number): Money => ({ ...money, amount: (Number(money.amount) + by).toFixed(2) })

/** The board as it will be once a card stands in another column: the sums move with it. */
export function movedBoard(board: BoardData, card: Rec, to: string): BoardData {
  const amount = isMoney(card.amount) ? card.amount : null
  const change = (column: BoardColumnData, sign: 1 | -1): BoardColumnData => {
    const by = amount?.currency === column.sum.currency ? sign * Number(amount.amount) : 0
    return {
      ...column,
      count: column.count + sign,
      sum: shifted(column.sum, by),
      weighted: shifted(column.weighted, (by * column.probability) / 100),
    }
  }
  const columns = board.columns.map(column =>
    column.stage === card.stage ? change(column, -1) : column.stage === to ? change(column, 1) : column,
  )
  const sumOf = (outcome: BoardColumnData['outcome'], name: 'sum' | 'weighted') =>
    columns.filter(column => column.outcome === outcome).reduce((sum, column) => sum + Number(column[name].amount), 0)
  const totalOf = (outcome: 'open' | 'won') => ({
    ...board.totals[outcome],
    sum: { ...board.totals[outcome].sum, amount: sumOf(outcome, 'sum').toFixed(2) },
    weighted: { ...board.totals[outcome].weighted, amount: sumOf(outcome, 'weighted').toFixed(2) },
  })
  const known = board.data.some(one => one.id === card.id)
  return { ...board, columns, totals: { open: totalOf('open'), won: totalOf('won') }, data: known ? board.data : [...board.data, card] }
}

/** Rewrites every board that is shown or kept. */
export const changeBoards = (change: (board: BoardData) => BoardData): void => {
  queryClient.setQueriesData<BoardData>({ queryKey: boardKey }, board => board && change(board))
}

const measure = (value: unknown): string | number | null =>
  isMoney(value) ? Number(value.amount) : typeof value === 'number' || typeof value === 'string' ? value : null

/** A column's cards in its order: one that was just moved goes to its place. */
export function inOrder(cards: Rec[], [key]: SortKey[]): Rec[] {
  if (!key || key.field === 'name') return cards
  const sign = key.direction === 'asc' ? 1 : -1
  return [...cards].sort((a, b) => {
    const [x, y] = [measure(a[key.field]), measure(b[key.field])]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return x < y ? -sign : x > y ? sign : 0
  })
}
