import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { del, get, post } from '../../../web/api/client.ts'
import { useMeta, useObject } from '../../../web/api/meta.ts'
import { recordPath } from '../../../web/api/paths.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import { queryClient } from '../../../web/api/query_client.ts'
import { formatMoney, formatNumber, type Money } from '../../../web/format/numbers.ts'
import { useKeys } from '../../../web/keys/keys.ts'
import { NumberInput } from '../../../web/pages/settings/parts/NumberInput.tsx'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A, useGo } from '../../../web/ui/A.tsx'
import { Avatar } from '../../../web/ui/Avatar.tsx'
import { IconButton } from '../../../web/ui/Button.tsx'
import { Icon } from '../../../web/ui/Icon.tsx'
import { Empty, Failed, SkeletonRows } from '../../../web/ui/states.tsx'
import { showError, toast } from '../../../web/ui/toasts.ts'
import { quarterOf, quarterSpan } from '../quota_credit.rule.ts'

interface Deal {
  id: string
  name: string
  account: string | null
  credit: Money
  reason: string
}
interface Attainment {
  user_id: string
  name: string
  quota: Money | null
  credited: Money
  attainment: number | null
  deals: Deal[]
}
interface Report {
  period: string
  from: string
  until: string
  data: Attainment[]
}

/** `Q4 2026`. */
const words = (period: string): string => `${period.slice(5)} ${period.slice(0, 4)}`

/** The quarter before or after. */
function neighbour(period: string, way: 'previous' | 'next'): string {
  const span = quarterSpan(period)
  if (!span) return period
  return quarterOf(way === 'next' ? span.until : new Date(Date.parse(span.from) - 86_400_000).toISOString().slice(0, 10))
}

/** Attainment of each person in a quarter; every number opens the deals that it is made of (G6). */
export function QuotasPage() {
  const go = useGo()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const asked = typeof search.period === 'string' ? search.period : null
  const { data, error, refetch } = useQuery({
    // As counts are: read again whenever an opportunity changed.
    queryKey: ['count', 'opportunity', 'quota', asked],
    queryFn: ({ signal }) => get<Report>(asked ? `/reports/quota?period=${encodeURIComponent(asked)}` : '/reports/quota', signal),
  })
  const period = data?.period ?? asked
  const show = (next: string) => go(`/quotas?period=${next}`)
  const step = (way: 'previous' | 'next') => period && show(neighbour(period, way))
  useKeys({ '[': () => step('previous'), ']': () => step('next') })
  return (
    <>
      <TopBar title="Quotas">
        {period && (
          <span className="row quarter">
            <IconButton name="back" small label="Earlier quarter" onClick={() => step('previous')} />
            <b aria-live="polite">{words(period)}</b>
            <IconButton name="right" small label="Later quarter" onClick={() => step('next')} />
          </span>
        )}
      </TopBar>
      <div className="scroll page">
        {error && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {!data && !error && <SkeletonRows rows={6} />}
        {data && <People report={data} />}
      </div>
      <HintBar
        hints={[
          ['[', 'earlier quarter'],
          [']', 'later quarter'],
        ]}
      >
        <span className="hide-s">Won opportunities count; self-serve ones do not.</span>
      </HintBar>
    </>
  )
}

function People({ report }: { report: Report }) {
  const meta = useMeta()
  const quota = useObject('quota')
  const sets = quota.can.create !== 'none'
  // Whoever sets quotas sees also those who have none yet.
  const without = sets
    ? meta.users.filter(user => user.active && user.works_leads && !report.data.some(one => one.user_id === user.id))
    : []
  const zero = { amount: '0.00', currency: meta.workspace.currency }
  const people: Attainment[] = [
    ...report.data,
    ...without.map(({ id, name }) => ({ user_id: id, name, quota: null, credited: zero, attainment: null, deals: [] })),
  ]
  if (people.length === 0)
    return (
      <Empty title={`You have no quota in ${words(report.period)}`}>
        Quotas are set by whoever may change Settings. What you win in the quarter counts here, with the reason.
      </Empty>
    )
  return (
    <>
      {people.length > 1 && <Total people={people} />}
      <ul className="quotas" aria-label={`Attainment in ${words(report.period)}`}>
        {people.map(person => (
          <PersonRow key={`${person.user_id} ${report.period}`} person={person} period={report.period} sets={sets} />
        ))}
      </ul>
    </>
  )
}

const sum = (amounts: (Money | null)[]): number => amounts.reduce((all, money) => all + Number(money?.amount ?? 0), 0)

/** All that was credited; how much of the quotas is met says only who has one. */
function Total({ people }: { people: Attainment[] }) {
  const currency = people[0]?.credited.currency ?? 'USD'
  const measured = people.filter(one => one.quota)
  const [quota, met] = [sum(measured.map(one => one.quota)), sum(measured.map(one => one.credited))]
  const said = (value: number) => formatMoney({ amount: String(value), currency })
  const all = sum(people.map(one => one.credited))
  return (
    <p className="quota-total">
      <b className="figure">{said(all)}</b>{' '}
      <span className="t2">
        {quota === 0
          ? 'together, no quota is set'
          : `together, ${met === all ? '' : `${said(met)} of it by who has a quota: `}${formatNumber((met / quota) * 100, 1)} % of ${said(quota)}`}
      </span>
    </p>
  )
}

function PersonRow({ person, period, sets }: { person: Attainment; period: string; sets: boolean }) {
  const [open, setOpen] = useState(false)
  const { user_id, name, quota, credited, attainment, deals } = person
  const panel = `deals-${user_id}`
  return (
    <li>
      <div className="quota-row">
        <span className="who">
          <Avatar id={user_id} name={name} />
          <span className="cut strong">{name}</span>
        </span>
        <button
          type="button"
          className="credited"
          aria-expanded={open}
          aria-controls={panel}
          aria-label={`${formatMoney(credited)} credited to ${name}, from ${deals.length} ${deals.length === 1 ? 'deal' : 'deals'}`}
          disabled={deals.length === 0}
          title={deals.length === 0 ? 'Nothing was won in this quarter' : undefined}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? 'down' : 'right'} small />
          <span className="num">{formatMoney(credited)}</span>
        </button>
        <span className="of">
          <span className="t3">of</span> <QuotaAmount person={person} period={period} sets={sets} />
        </span>
        <span className="attained" aria-hidden="true">
          <i className={attainment !== null && attainment >= 100 ? 'full' : ''} style={{ width: `${Math.min(100, attainment ?? 0)}%` }} />
        </span>
        <span className="num percent">
          {attainment === null ? <span className="t3">{quota ? '' : 'No quota'}</span> : `${formatNumber(attainment, 1)} %`}
        </span>
      </div>
      {open && (
        <ul className="quota-deals" id={panel} aria-label={`Deals of ${name}`}>
          {deals.map(deal => (
            <li key={deal.id}>
              <A className="grow" href={recordPath('opportunity', deal.id) ?? '#'}>
                <span className="link">{deal.name}</span>
                {deal.account && <span className="t3">, {deal.account}</span>}
                <span className="meta block">{deal.reason}</span>
              </A>
              <span className={Number(deal.credit.amount) === 0 ? 'num t3' : 'num'}>{formatMoney(deal.credit)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** The quota itself: whoever may, changes it in place. */
function QuotaAmount({ person: { user_id, name, quota }, period, sets }: { person: Attainment; period: string; sets: boolean }) {
  if (!sets) return <span className="num">{quota ? formatMoney(quota) : 'no quota'}</span>
  return (
    <NumberInput
      label={`Quota of ${name} in ${words(period)}`}
      empty="Set"
      width={104}
      value={quota ? Number(quota.amount) : null}
      onChange={next => void save({ user_id, name, period, before: quota }, next)}
    />
  )
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ['count', 'opportunity', 'quota'] })

/** Sets a quota, or takes it away; ⌘Z puts the former one back. */
async function save(of: { user_id: string; name: string; period: string; before: Money | null }, amount: number | null): Promise<void> {
  const { user_id, name, period, before } = of
  const put = async (value: number | null) => {
    const { id } = await post<{ id: string }>('/quotas', { user_id, period, amount: value ?? 0 })
    if (value === null) await del(`/quotas/${id}`)
    await refresh()
  }
  try {
    await put(amount)
    toast(amount === null ? `${name} has no quota in ${words(period)}` : `The quota of ${name} is set`, {
      undo: async () => {
        try {
          await put(before ? Number(before.amount) : null)
          return true
        } catch (error) {
          showError(sentenceOf(error))
          return false
        }
      },
    })
  } catch (error) {
    showError(`Not saved: ${sentenceOf(error)}`)
    await refresh()
  }
}
