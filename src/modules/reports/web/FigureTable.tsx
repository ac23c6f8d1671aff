import type { ReactNode } from 'react'
import type { Filter } from '../../../web/api/types.ts'
import { formatMoney, formatNumber, type Money } from '../../../web/format/numbers.ts'
import { A } from '../../../web/ui/A.tsx'
import type { Category } from '../forecast_period.rule.ts'
import type { Figures } from '../forecast_shape.ts'
import { listHref } from './use_forecast.ts'

const columns: { category: Category | 'open'; label: string; weighted?: true }[] = [
  { category: 'closed', label: 'Won' },
  { category: 'commit', label: 'Commit' },
  { category: 'best_case', label: 'Best case' },
  { category: 'pipeline', label: 'Pipeline' },
  { category: 'open', label: 'Open' },
  { category: 'open', label: 'Weighted', weighted: true },
]

export interface FigureRow {
  key: string
  label: ReactNode
  figures: Figures
  filterOf: (category: Category | 'open') => Filter
  total?: true
}

interface FigureTableProps {
  label: string
  first: string
  rows: FigureRow[]
  /** What everything on the page is narrowed by. */
  filter: Filter | null
}

/** Figures of a forecast; each opens the list of exactly its opportunities. */
export function FigureTable({ label, first, rows, filter }: FigureTableProps) {
  return (
    <div className="fc-scroll">
      <table className="list rev fc" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map(column => (
              <th scope="col" className="num" key={column.label}>
                {column.label}
              </th>
            ))}
            <th scope="col" className="num" title="What was won, and what is open by its probability">
              Expected
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.key} className={row.total ? 'tot' : ''}>
              <th scope="row">{row.label}</th>
              {columns.map(column => {
                const { count, sum, weighted } = row.figures[column.category]
                return (
                  <td className="num" key={column.label}>
                    <Figure
                      money={column.weighted ? weighted : sum}
                      count={count}
                      href={listHref([row.filterOf(column.category), filter])}
                    />
                  </td>
                )
              })}
              <td className="num strong">{formatMoney(rounded(row.figures.expected))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Cents say nothing in a forecast; they stand in the title. */
export const rounded = ({ amount, currency }: Money): Money => ({ amount: String(Math.round(Number(amount))), currency })

export function Figure({ money, count, href }: { money: Money; count: number; href: string }) {
  if (count === 0) return <span className="t3">0</span>
  return (
    <A
      href={href}
      className="link"
      title={`${formatNumber(count)} ${count === 1 ? 'opportunity' : 'opportunities'}, ${formatMoney(money)}`}
    >
      {formatMoney(rounded(money))}
    </A>
  )
}
