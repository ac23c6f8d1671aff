import { useMeta } from '../../../web/api/meta.ts'
import { formatMoney, formatNumber } from '../../../web/format/numbers.ts'
import { A } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { Icon, type IconName } from '../../../web/ui/Icon.tsx'
import { Day } from '../../../web/ui/When.tsx'
import type { MoveKind } from '../deal_move.rule.ts'
import type { DealsMoved, MovedDeal } from '../forecast_shape.ts'
import { rounded } from './FigureTable.tsx'
import { listHref } from './use_forecast.ts'

const words: Record<MoveKind, [word: string, icon: IconName]> = {
  in: ['Came in', 'plus'],
  up: ['Grew', 'up'],
  won: ['Won', 'check'],
  slipped: ['Slipped', 'clock'],
  down: ['Shrank', 'down'],
  lost: ['Lost', 'x'],
  out: ['Went out', 'out'],
}

const signed = (amount: number, text: string): string => (amount > 0 ? `+${text}` : text)

/** What changed the forecast within the last week, by kind, and the largest of it by name. */
export function MovedDeals({ moved }: { moved: DealsMoved }) {
  const kinds = moved.kinds.filter(one => one.count > 0)
  return (
    <section className="fc-moved" aria-labelledby="moved">
      <h2 id="moved">What moved in the last seven days</h2>
      {kinds.length === 0 && <p className="meta">Nothing that changes these figures.</p>}
      {moved.partial && <p className="meta">More happened than is looked at: the latest 20,000 changes count.</p>}
      {kinds.length > 0 && (
        <ul className="fc-kinds">
          {kinds.map(({ kind, count, change, ids }) => {
            const [word, icon] = words[kind]
            const amount = Number(change.amount)
            return (
              <li key={kind}>
                <A
                  href={listHref([{ field: 'id', op: 'in', value: ids }])}
                  title={count > ids.length ? `The first ${ids.length} of ${formatNumber(count)}` : undefined}
                >
                  <Icon name={icon} small />
                  <span>{word}</span>
                  <b>{formatNumber(count)}</b>
                  {amount !== 0 && <span className="t2">{signed(amount, formatMoney(rounded(change)))}</span>}
                </A>
              </li>
            )
          })}
        </ul>
      )}
      <ul className="fc-deals">
        {moved.deals.slice(0, 20).map(deal => (
          <MovedRow key={`${deal.id} ${deal.kind}`} deal={deal} />
        ))}
      </ul>
    </section>
  )
}

function MovedRow({ deal }: { deal: MovedDeal }) {
  const { users } = useMeta()
  const owner = users.find(user => user.id === deal.owner_id)
  const [word, icon] = words[deal.kind]
  const amount = Number(deal.change.amount)
  const [was, is] = deal.close_date
  return (
    <li className="mini">
      <span className="kind">
        <Icon name={icon} small /> {word}
      </span>
      <A className="cut grow" href={`/opportunities/${deal.id}`}>
        {deal.name}
      </A>
      {deal.kind === 'slipped' && was && was !== is && (
        <span className="meta hide-s">
          <Day date={was} /> → <Day date={is} />
        </span>
      )}
      <span className="num fig">{amount === 0 ? '' : signed(amount, formatMoney(rounded(deal.change)))}</span>
      {owner && <Avatar id={owner.id} name={owner.name} />}
    </li>
  )
}
