import { useRouterState } from '@tanstack/react-router'
import { useMeta } from '../../../web/api/meta.ts'
import { sentenceOf } from '../../../web/api/problem.ts'
import type { Filter } from '../../../web/api/types.ts'
import { calendarDate } from '../../../web/format/dates.ts'
import { useNow } from '../../../web/format/now.ts'
import { formatMoney, formatMoneyShort, formatNumber } from '../../../web/format/numbers.ts'
import { useKeys } from '../../../web/keys/keys.ts'
import { HintBar } from '../../../web/shell/HintBar.tsx'
import { TopBar } from '../../../web/shell/TopBar.tsx'
import { A, useGo } from '../../../web/ui/A.tsx'
import { PersonName } from '../../../web/ui/Avatar.tsx'
import { IconButton } from '../../../web/ui/Button.tsx'
import { ScrollRegion } from '../../../web/ui/ScrollRegion.tsx'
import { Select } from '../../../web/ui/Select.tsx'
import { Failed, SkeletonRows } from '../../../web/ui/states.tsx'
import { categories, cellFilter, type Days, overdueFilter, type Period, usualSpan } from '../forecast_period.rule.ts'
import type { Forecast, GroupBy } from '../forecast_shape.ts'
import { Figure, FigureTable } from './FigureTable.tsx'
import { MovedDeals } from './MovedDeals.tsx'
import { listHref, useForecast } from './use_forecast.ts'

const path = '/forecast'
const categoryWords = { closed: 'Won', commit: 'Commit', best_case: 'Best case', pipeline: 'Pipeline' } as const
const who: Record<string, Filter> = {
  me: { field: 'owner_id', op: 'is', value: 'me' },
  team: { field: 'owner_id', op: 'is', value: 'my_team' },
}

const month = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
const nameOf = ({ from }: Days, period: Period): string =>
  period === 'month' ? month(from) : `Q${Math.ceil(Number(from.slice(5, 7)) / 3)} ${from.slice(0, 4)}`

/** These days, so many months earlier or later. */
function shifted({ from, to }: Days, months: number): Days {
  const first = (day: string, by: number) => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + by, 1))
  const last = first(to, months + 1)
  last.setUTCDate(0)
  return { from: first(from, months).toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) }
}

/** What will be won, when, and by whom; and what changed that since last week (H2). All of it stands in the address. */
export function ForecastPage() {
  const { search } = useRouterState({ select: state => state.location })
  const address = search as Record<string, string>
  const go = useGo()
  const { users, me } = useMeta()
  const today = useNow().toISOString().slice(0, 10)
  const period: Period = address.period === 'quarter' ? 'quarter' : 'month'
  const by: GroupBy = address.by === 'pipeline' ? 'pipeline' : 'owner'
  const filter = who[address.who ?? ''] ?? null
  const usual = usualSpan(today, period)
  const days: Days = { from: address.from ?? usual.from, to: address.to ?? usual.to }
  const { data, isError, error, refetch, isPlaceholderData } = useForecast({ period, by, ...days, filter })
  const hrefOf = (change: Record<string, string | null>) => {
    const next = Object.entries({ ...address, ...change }).filter((one): one is [string, string] => Boolean(one[1]))
    return next.length > 0 ? `${path}?${new URLSearchParams(next)}` : path
  }
  const shift = (way: 1 | -1) => go(hrefOf({ ...shifted(days, way * 3) }))
  useKeys({
    m: () => go(hrefOf({ period: null, from: null, to: null })),
    q: () => go(hrefOf({ period: 'quarter', from: null, to: null })),
    left: () => shift(-1),
    right: () => shift(1),
  })
  const tabs = (className: string) => (
    <nav className={`tabs ${className}`} aria-label="Period">
      {(['month', 'quarter'] as const).map(each => (
        <A
          key={each}
          href={hrefOf({ period: each === 'month' ? null : each, from: null, to: null })}
          className={each === period ? 'on' : ''}
          aria-current={each === period ? 'page' : undefined}
        >
          {each === 'month' ? 'By month' : 'By quarter'}
        </A>
      ))}
    </nav>
  )
  const personOf = (id: string, label: string) => <PersonName id={id} name={users.find(user => user.id === id)?.name ?? label} />
  return (
    <>
      <TopBar title="Forecast">{tabs('hide-s')}</TopBar>
      {tabs('wide-s only-s')}
      <div className="bar">
        <Select
          label="Whose"
          value={address.who ?? 'all'}
          onChange={value => go(hrefOf({ who: value === 'all' ? null : value }))}
          options={[
            { value: 'all', label: 'Everybody' },
            ...((me.team_user_ids ?? []).length > 1 ? [{ value: 'team', label: 'My team' }] : []),
            { value: 'me', label: 'Mine' },
          ]}
        />
        <IconButton name="back" small label="A quarter earlier" onClick={() => shift(-1)} />
        <span className="strong">
          {month(days.from)} – {month(days.to)}
        </span>
        <IconButton name="right" small label="A quarter later" onClick={() => shift(1)} />
        <span className="grow" />
        {data && data.overdue.count > 0 && (
          <span className="hide-s">
            <span className="bad">Past their close date</span>{' '}
            <Figure money={data.overdue.sum} count={data.overdue.count} href={listHref([overdueFilter(data.overdue.before), filter])} />
          </span>
        )}
      </div>
      <ScrollRegion label="Forecast" className="fc-page" aria-busy={isPlaceholderData || undefined}>
        {!data && !isError && <SkeletonRows rows={12} />}
        {isError && !data && <Failed sentence={sentenceOf(error)} retry={() => void refetch()} />}
        {data && (
          <>
            <dl className="kpis">
              {categories.map(category => (
                <div key={category}>
                  <dt className="meta">{categoryWords[category]}</dt>
                  <dd>
                    <b title={formatMoney(data.total[category].sum)}>{formatMoneyShort(data.total[category].sum)}</b>
                    <span className="meta">{formatNumber(data.total[category].count)}</span>
                  </dd>
                </div>
              ))}
              <div>
                <dt className="meta" title="What was won, and what is open by its probability">
                  Expected
                </dt>
                <dd>
                  <b title={formatMoney(data.total.expected)}>{formatMoneyShort(data.total.expected)}</b>
                </dd>
              </div>
            </dl>
            <Bars forecast={data} filter={filter} />
            <FigureTable
              label={period === 'month' ? 'By month' : 'By quarter'}
              first={period === 'month' ? 'Month' : 'Quarter'}
              filter={filter}
              rows={[
                ...data.periods.map(one => ({
                  key: one.from,
                  label: nameOf(one, period),
                  figures: one.figures,
                  filterOf: (category: Parameters<typeof cellFilter>[0]['category']) => cellFilter({ days: one, category }),
                })),
                {
                  key: 'all',
                  label: 'Together',
                  figures: data.total,
                  total: true as const,
                  filterOf: (category: Parameters<typeof cellFilter>[0]['category']) => cellFilter({ days: data, category }),
                },
              ]}
            />
            <nav className="tabs fc-by" aria-label="Group by">
              {(['owner', 'pipeline'] as const).map(each => (
                <A
                  key={each}
                  href={hrefOf({ by: each === 'owner' ? null : each })}
                  className={each === by ? 'on' : ''}
                  aria-current={each === by ? 'page' : undefined}
                >
                  {each === 'owner' ? 'By person' : 'By pipeline'}
                </A>
              ))}
            </nav>
            <FigureTable
              label={by === 'owner' ? 'By person' : 'By pipeline'}
              first={by === 'owner' ? 'Owner' : 'Pipeline'}
              filter={filter}
              rows={data.groups.map(group => ({
                key: group.key,
                label: data.group_by === 'owner' ? personOf(group.key, group.label) : group.label,
                figures: group.figures,
                filterOf: category => cellFilter({ days: data, category, group: { by: data.group_by, key: group.key } }),
              }))}
            />
            {data.other_currencies.length > 0 && (
              <p className="meta fc-note">
                Not added, for want of a rate:{' '}
                {data.other_currencies.map(one => `${formatNumber(one.count)} in ${one.sum.currency} (${formatMoney(one.sum)})`).join(', ')}
                .
              </p>
            )}
            <MovedDeals moved={data.moved} />
          </>
        )}
      </ScrollRegion>
      <HintBar
        hints={[
          ['m', 'months'],
          ['q', 'quarters'],
          ['left right', 'earlier, later'],
        ]}
      >
        {data && (
          <span>
            Open ones count by close date, won ones by the day of winning; from {calendarDate(data.from, new Date(`${today}T00:00:00Z`))}
          </span>
        )}
      </HintBar>
    </>
  )
}

/** The periods side by side: what is won at the bottom, the less certain above it. */
function Bars({ forecast, filter }: { forecast: Forecast; filter: Filter | null }) {
  const sums = forecast.periods.map(one => categories.reduce((sum, category) => sum + Number(one.figures[category].sum.amount), 0))
  const highest = Math.max(...sums, 1)
  return (
    <figure className="fc-bars" aria-label="Won, commit, best case and pipeline by period; the table below has the same numbers">
      <div className="key" aria-hidden>
        {categories.map(category => (
          <span key={category}>
            <i className={category} /> {categoryWords[category]}
          </span>
        ))}
      </div>
      <div className="fc-cols">
        {forecast.periods.map((one, index) => (
          <A
            key={one.from}
            href={listHref([cellFilter({ days: one, category: 'open' }), filter])}
            title={`Open in ${nameOf(one, forecast.period)}`}
            className="fc-col"
          >
            <span className="meta">{formatMoneyShort({ amount: String(sums[index]), currency: forecast.currency })}</span>
            <span className="stackbar" aria-hidden>
              {[...categories].reverse().map(category => {
                const amount = Number(one.figures[category].sum.amount)
                return amount > 0 && <i key={category} className={category} style={{ height: `${(amount / highest) * 100}%` }} />
              })}
            </span>
            <span className="meta">
              {nameOf(one, forecast.period).split(' ')[0]}
              <span className="hide-s"> {one.from.slice(0, 4)}</span>
            </span>
          </A>
        ))}
      </div>
    </figure>
  )
}
