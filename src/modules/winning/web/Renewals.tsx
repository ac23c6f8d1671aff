import { useQuery } from '@tanstack/react-query'
import { brought } from '../../../web/api/brought.ts'
import { get } from '../../../web/api/client.ts'
import { hasObject, useMeta } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { formatMoney, type Money } from '../../../web/format/numbers.ts'
import { Panel } from '../../../web/object/record/panels.tsx'
import { renewalsKey } from '../../../web/object/record/use_page.ts'
import { A } from '../../../web/ui/A.tsx'
import { Day } from '../../../web/ui/When.tsx'

interface Term {
  id: string
  name: string
  state: 'open' | 'won' | 'lost'
  close_date: string | null
  closed_at: string | null
  amount: Money | null
  arr_up_for_renewal: Money | null
  difference: Money | null
}
interface Chain {
  terms: Term[]
}

/** The chains of an account's contracts. */
function useRenewals(account: string, enabled: boolean) {
  const queryKey = renewalsKey(account)
  return useQuery({
    queryKey,
    enabled,
    queryFn: ({ signal }) => brought(queryKey, () => get<{ data: Chain[] }>(`/accounts/${account}/renewals`, signal)),
  })
}

/** The contracts of an account and how each was renewed; beside an opportunity only its own chain (E5). */
export function Renewals({ account, opportunity }: { account: string; opportunity?: string }) {
  const { data } = useRenewals(account, hasObject(useMeta(), 'opportunity'))
  const chains = (data?.data ?? []).filter(chain => !opportunity || chain.terms.some(term => term.id === opportunity))
  if (chains.length === 0) return null
  return (
    <Panel title="Renewals">
      {chains.map(chain => (
        <ChainView key={chain.terms[0]?.id} terms={chain.terms} current={opportunity} />
      ))}
    </Panel>
  )
}

function ChainView({ terms, current }: { terms: Term[]; current: string | undefined }) {
  return (
    <div className="chain">
      <Picture terms={terms} />
      <ol>
        {terms.map(term => (
          <li key={term.id} aria-current={term.id === current || undefined}>
            <A href={recordPath('opportunity', term.id) ?? '#'} title={term.name}>
              <span className={`dot ${term.state}`} aria-hidden="true" />
              <span className="cut">{term.id === current ? <b>{stateOf(term)}</b> : stateOf(term)}</span>
              <span className="num">{term.amount ? formatMoney(term.amount) : 'Not shown'}</span>
              <Difference of={term} />
            </A>
          </li>
        ))}
      </ol>
    </div>
  )
}

const words = { won: 'Won', lost: 'Lost', open: 'Due' }

function stateOf({ state, close_date, closed_at }: Term) {
  const day = state === 'open' ? close_date : (closed_at ?? close_date)
  return (
    <>
      {words[state]} {day && <Day date={day} />}
    </>
  )
}

/** What a renewal adds or gives up, in words with a sign. */
function Difference({ of: { difference, state } }: { of: Term }) {
  const value = Number(difference?.amount ?? 0)
  if (!difference || value === 0) return null
  const sum = formatMoney({ ...difference, amount: String(Math.abs(value)) })
  if (value > 0) return <span className="meta good">+{sum} expansion</span>
  return (
    <span className="meta bad">
      −{sum} {state === 'lost' ? 'churn' : 'contraction'}
    </span>
  )
}

const sizeOf = (money: Money | null): number => Number(money?.amount ?? 0)

/** Each contract as a column: what was kept, what came on top, what was given up. The list below has the same numbers. */
function Picture({ terms }: { terms: Term[] }) {
  const most = Math.max(1, ...terms.flatMap(term => [sizeOf(term.amount), sizeOf(term.arr_up_for_renewal)]))
  if (terms.length < 2) return null
  const share = (value: number) => `${Math.round((value / most) * 100)}%`
  return (
    <div className="chain-pic" aria-hidden="true">
      {terms.map(term => {
        const before = term.arr_up_for_renewal ? sizeOf(term.arr_up_for_renewal) : sizeOf(term.amount)
        const now = term.state === 'lost' ? 0 : sizeOf(term.amount)
        return (
          <span key={term.id} className={term.state}>
            {before > now && <i className="given" style={{ height: share(before - now) }} />}
            {now > before && <i className="more" style={{ height: share(now - before) }} />}
            <i className="kept" style={{ height: share(Math.min(now, before)) }} />
          </span>
        )
      })}
    </div>
  )
}
