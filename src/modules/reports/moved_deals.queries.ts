import { sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { conditionOf } from '../../platform/object/list.ts'
import { dateIn } from '../../platform/object/relative_date.rule.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import type { Money } from '../opportunities/opportunity_sums.rule.ts'
import { type DealState, moveKinds, movesOf } from './deal_move.rule.ts'
import type { Days, Period } from './forecast_period.rule.ts'
import type { DealsMoved } from './forecast_shape.ts'

interface Touched {
  id: string
  name: string
  owner_id: string
  amount: string
  currency: string | null
  close_date: string
  closed_at: Date | null
  forecast_category: string
  deleted_at: Date | null
  made: boolean
  amount_before: string | null
  close_date_before: string | null
  category_before: string | null
  was_closed: boolean
  closed_at_before: string | null
  was_deleted: boolean
  deleted_at_before: string | null
}

const week = 7 * 86_400_000
const atMost = 20_000
const idsAtMost = 200
const dealsAtMost = 50

/**
 * What moved in the forecast of these days within the last week. The change log holds what each field was before: the first entry
 * of the week tells how an opportunity stood when it began. One statement over the index of just these entries (0013).
 */
export async function dealsMoved(
  ctx: ReadContext,
  { days, period, timeZone, filter }: { days: Days; period: Period; timeZone: string; filter: unknown },
): Promise<DealsMoved> {
  const since = new Date(ctx.now.getTime() - week)
  const inBinToo = {
    or: [
      { field: 'deleted_at', op: 'empty' },
      { field: 'deleted_at', op: 'gte', value: since.toISOString() },
    ],
  }
  const condition = conditionOf(ctx, ctx.registry.get('opportunity'), { and: [inBinToo, ...(filter ? [filter] : [])] })
  const before = (field: string) =>
    sql`(array_agg(e.changes -> ${sql.lit(field)} ->> 0 order by e.at, e.seq) filter (where e.changes ? ${sql.lit(field)}))[1]`
  const changed = (field: string) => sql`bool_or(e.changes ? ${sql.lit(field)})`
  const { rows } = await sql<Touched & { looked: number }>`/*dynamic*/ with entries as (
      select l.record_id, l.at, l.seq, l.kind, l.changes from change_log l where l.object = 'opportunity' and l.at >= ${since}
        and l.changes ?| array['stage', 'amount', 'close_date', 'owner_id', 'pipeline', 'deleted_at'] order by l.at desc limit ${atMost}),
    touched as (select e.record_id, bool_or(e.kind = 'opportunity.created') as made, ${before('amount')} as amount_before,
      ${before('close_date')} as close_date_before, ${before('forecast_category')} as category_before,
      ${changed('closed_at')} as was_closed, ${before('closed_at')} as closed_at_before,
      ${changed('deleted_at')} as was_deleted, ${before('deleted_at')} as deleted_at_before from entries e group by e.record_id)
    select t.id, t.name, t.owner_id, t.amount, t.currency, t.close_date, t.closed_at, t.forecast_category, t.deleted_at,
      m.made, m.amount_before, m.close_date_before, m.category_before, m.was_closed, m.closed_at_before, m.was_deleted, m.deleted_at_before,
      (select count(*) from entries)::bigint as looked
    from touched m join opportunity t on t.id = m.record_id where ${condition}`.execute(ctx.tx)

  const { currency } = ctx.settings.get(workspaceSetting)
  const found = rows.flatMap(row => {
    if (row.currency !== null && row.currency !== currency) return []
    return movesOf(stateBefore(row, timeZone), stateNow(row, timeZone), days, period).map(move => ({ row, ...move }))
  })
  const money = (cents: number): Money => ({ amount: (cents / 100).toFixed(2), currency })
  return {
    since,
    partial: (rows[0]?.looked ?? 0) >= atMost,
    kinds: moveKinds.map(kind => {
      const own = found.filter(one => one.kind === kind)
      return {
        kind,
        count: own.length,
        change: money(own.reduce((sum, one) => sum + one.cents, 0)),
        ids: own.slice(0, idsAtMost).map(one => one.row.id),
      }
    }),
    deals: found
      .sort((a, b) => Math.abs(b.cents) - Math.abs(a.cents) || (a.row.id < b.row.id ? -1 : 1))
      .slice(0, dealsAtMost)
      .map(({ row, kind, cents }) => ({
        id: row.id,
        name: row.name,
        owner_id: row.owner_id,
        kind,
        change: money(cents),
        amount: [row.made ? null : (row.amount_before ?? row.amount), row.amount],
        close_date: [row.made ? null : (row.close_date_before ?? row.close_date), row.close_date],
      })),
  }
}

const cents = (amount: string): number => Math.round(Number(amount) * 100)

const stateNow = (row: Touched, timeZone: string): DealState => ({
  cents: cents(row.amount),
  close_date: row.close_date,
  closed_on: row.closed_at && dateIn(row.closed_at, timeZone),
  won: row.forecast_category === 'closed',
  deleted: row.deleted_at !== null,
})

function stateBefore(row: Touched, timeZone: string): DealState | null {
  if (row.made) return null
  const closedAt = row.was_closed ? (row.closed_at_before === null ? null : new Date(row.closed_at_before)) : row.closed_at
  return {
    cents: cents(row.amount_before ?? row.amount),
    close_date: row.close_date_before ?? row.close_date,
    closed_on: closedAt && dateIn(closedAt, timeZone),
    won: (row.category_before ?? row.forecast_category) === 'closed',
    deleted: row.was_deleted ? row.deleted_at_before !== null : row.deleted_at !== null,
  }
}
