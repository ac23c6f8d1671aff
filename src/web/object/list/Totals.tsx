import type { Count, MetaObject, Rec } from '../../api/types.ts'
import { formatCount, formatMoney, formatNumber, isMoney } from '../../format/numbers.ts'
import type { ShownColumn } from './columns.tsx'

interface TotalsProps {
  object: MetaObject
  rows: Rec[]
  count: Count | null
  complete: boolean
  columns: ShownColumn[]
  /** Instead of the object's name. */
  label?: string
}

/** How many, the average of each figure and the sum of amounts. Of the rows read so far while the list goes on. */
export function Totals({ object, rows, count, complete, columns, label }: TotalsProps) {
  const figures = columns.flatMap(column => {
    const values = rows.map(row => row[column.name])
    if (column.field.kind === 'number' && /score|probability/i.test(column.label)) {
      const known = values.filter(value => typeof value === 'number')
      return known.length > 0
        ? [
            `Average ${column.label.toLowerCase().replace('icp', 'ICP')} ${formatNumber(known.reduce((a, b) => a + b, 0) / known.length, 0)}`,
          ]
        : []
    }
    if (column.field.kind === 'money') {
      const known = values.filter(isMoney)
      const currencies = new Set(known.map(one => one.currency))
      const [currency] = currencies
      if (!currency || currencies.size > 1) return []
      return [`${column.label} ${formatMoney({ amount: String(known.reduce((sum, one) => sum + Number(one.amount), 0)), currency })}`]
    }
    return []
  })
  return (
    <>
      {count && (
        <span>
          {formatCount(count)} {label ?? object.label[count.value === 1 ? 0 : 1].toLowerCase()}
        </span>
      )}
      {figures.slice(0, 2).map(figure => (
        <span key={figure} title={complete ? undefined : `Of the first ${formatNumber(rows.length)}`}>
          {figure}
          {complete ? '' : ` of the first ${formatNumber(rows.length)}`}
        </span>
      ))}
    </>
  )
}
