import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { post } from '../../../web/api/client.ts'
import { useObject } from '../../../web/api/meta.ts'
import type { Count, ListQuery } from '../../../web/api/types.ts'
import { formatCount, formatMoney } from '../../../web/format/numbers.ts'
import { ObjectList } from '../../../web/object/list/ObjectList.tsx'
import { useListLook } from '../../../web/object/list/use_list_look.ts'
import { useViews } from '../../../web/object/list/views.ts'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { useGo } from '../../../web/ui/A.tsx'
import { IconButton } from '../../../web/ui/Button.tsx'
import type { Sums } from '../opportunity_sums.rule.ts'
import { NewOpportunityDialog } from './NewOpportunityDialog.tsx'
import { opportunityColumns } from './opportunity_columns.tsx'
import { useOpportunityStep } from './use_opportunity_step.tsx'

const BoardPage = lazy(() => import('./board/BoardPage.tsx').then(it => ({ default: it.BoardPage })))
const path = '/opportunities'

/** Opportunities as a board or as a list: the view and the address say which, a board where neither does. */
export function OpportunitiesPage() {
  const object = useObject('opportunity')
  const { views, ready } = useViews(object)
  const list = useListLook(views)
  const go = useGo()
  const step = useOpportunityStep()
  if (!ready) return <TopBar title={object.label[1]} />
  if ((list.look.layout ?? 'board') === 'board')
    return (
      <Suspense fallback={<TopBar title={object.label[1]} />}>
        <BoardPage views={views} ready={ready} list={list} />
      </Suspense>
    )
  const asBoard = () => go(`${path}?${new URLSearchParams({ ...list.address, layout: 'board' })}`)
  return (
    <ObjectList
      object="opportunity"
      path={path}
      columns={opportunityColumns}
      step={step}
      purpose="Qualified possible sales, each with an account, an amount and a next step."
      create={close => <NewOpportunityDialog onClose={close} />}
      barEnd={<IconButton name="opps" small label="Show as board" onClick={asBoard} />}
      totals={(query, count) => <ListTotals query={query} count={count} />}
    />
  )
}

/** What the list adds up to: all that its filter finds, not only what was read so far. */
function ListTotals({ query: { filter }, count }: { query: ListQuery; count: Count | null }) {
  const { label } = useObject('opportunity')
  const { data } = useQuery({
    queryKey: ['count', 'opportunity', 'totals', filter],
    enabled: count !== null,
    staleTime: 60_000,
    queryFn: ({ signal }) => post<Sums>('/opportunities/totals', filter ? { filter } : {}, { signal }),
  })
  const exact = data ? { value: data.count, exact: true } : count
  return (
    <>
      {exact && (
        <span>
          {formatCount(exact)} {label[exact.value === 1 ? 0 : 1].toLowerCase()}
        </span>
      )}
      {data && (
        <>
          <span>Amount {formatMoney(data.sum)}</span>
          <span>Weighted {formatMoney(data.weighted)}</span>
          {data.other_currencies.map(one => (
            <span key={one.sum.currency} title="Another currency is not added: there is no rate">
              and {formatMoney(one.sum)}
            </span>
          ))}
        </>
      )}
    </>
  )
}
