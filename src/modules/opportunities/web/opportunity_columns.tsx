import type { Rec } from '../../../web/api/types.ts'
import { useNow } from '../../../web/format/now.ts'
import { formatMoney, isMoney } from '../../../web/format/numbers.ts'
import type { ColumnSlots } from '../../../web/object/list/columns.tsx'
import { Day } from '../../../web/ui/When.tsx'

/** Red once the day is past and the opportunity still open. */
function CloseDate({ opportunity }: { opportunity: Rec }) {
  const today = useNow().toISOString().slice(0, 10)
  const date = opportunity.close_date
  if (typeof date !== 'string') return null
  const late = date.slice(0, 10) < today && !opportunity.closed_at
  return (
    <span className={late ? 'bad' : ''} title={late ? 'The close date is past' : undefined}>
      <Day date={date} />
      {late && <span className="sr"> past</span>}
    </span>
  )
}

export const opportunityColumns: ColumnSlots = {
  name: { width: 220, card: 'name' },
  account_id: { width: 150, card: 'co' },
  stage: { width: 150, card: 'st' },
  amount: {
    label: 'Amount',
    width: 92,
    card: 'score',
    needs: ['currency'],
    render: one => (isMoney(one.amount) ? formatMoney(one.amount) : null),
  },
  close_date: { width: 92, card: 'sla', needs: ['closed_at'], render: one => <CloseDate opportunity={one} /> },
  probability: { label: '%', width: 48 },
  owner_id: { width: 100, card: 'own' },
  next_steps: { width: 200 },
}
