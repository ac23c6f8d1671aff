import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import type { Filter } from '../../platform/object/filter.ts'
import { listRecords } from '../../platform/object/list.ts'
import { deleteRecords, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { commit, storeUser, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { PIPELINES } from '../../playbooks/pipelines.ts'
import { board } from '../opportunities/board.queries.ts'
import { dealContext, layGround } from '../opportunities/opportunities.testing.ts'
import { totals } from '../opportunities/totals.queries.ts'
import { type ForecastQuery, forecast } from './forecast.queries.ts'
import { categories, cellFilter, overdueFilter, type Period } from './forecast_period.rule.ts'
import type { Forecast, GroupBy } from './forecast_shape.ts'

const base = useDatabase()
const ana = userActor({ time_zone: 'America/New_York' })
const ben = userActor({}, { settings: false, objects: { '*': { create: 'own', read: 'own', update: 'own', delete: 'own' } } })
const day = 86_400_000
const seen = (actor: Actor = ana) => dealContext(base.db, actor)
const ask = (more: Partial<ForecastQuery> = {}, actor: Actor = ana): Promise<Forecast> =>
  forecast(seen(actor), { period: 'month', group_by: 'owner', ...more })

/** A small generator with a fixed seed, so that a failure can be repeated. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}

let account_id = ''
const closing: Record<string, object> = {
  won: { contract_start_date: '2026-12-01', products: ['Session replay'] },
  lost: { loss_reason: 'price' },
  open: {},
}
beforeAll(async () => {
  for (const actor of [ana, ben]) await storeUser(base.db, actor)
  account_id = (await layGround(base.db)).account_id
  const next = random(7)
  const pick = <T>(values: readonly T[]): T => values[next(values.length)] as T
  const earlier = { ...seen(), now: new Date(testNow.getTime() - 60 * day) }
  await commit(base.db, earlier, ctx =>
    insertRecords(
      ctx,
      'opportunity',
      Array.from({ length: 300 }, (_, n) => {
        const { key, stages } = pick(PIPELINES)
        const stage = pick(stages)
        return {
          name: `Deal ${n}`,
          account_id,
          owner_id: pick([ana.id, ben.id]),
          record_type: 'new_business',
          pipeline: key,
          stage: stage.key,
          amount: (next(10_000_000) / 100).toFixed(2),
          currency: n % 20 === 0 ? 'EUR' : 'USD',
          close_date: new Date(testNow.getTime() + (next(400) - 100) * day).toISOString().slice(0, 10),
          ...closing[stage.outcome],
          // Some at the very turn of a month, where the viewer's time zone decides.
          ...(stage.outcome === 'open'
            ? {}
            : { closed_at: n % 5 === 0 ? new Date('2026-11-01T02:00:00Z') : new Date(testNow.getTime() - next(100) * day) }),
        }
      }),
    ),
  )
})

/** The sum that the plain list gives: every record read and added up in cents. */
async function listed(ctx: Context, filter: Filter): Promise<{ count: number; sum: string }> {
  const type = ctx.registry.get('opportunity')
  const { rows } = await listRecords(ctx, type, { filter, limit: 200 })
  const cents = rows.filter(row => row.currency === 'USD').reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0)
  return { count: rows.length, sum: (cents / 100).toFixed(2) }
}

describe('every figure of a forecast is exactly the list that it opens', () => {
  const shapes: { period: Period; group_by: GroupBy; filter?: Filter }[] = [
    { period: 'month', group_by: 'owner' },
    { period: 'quarter', group_by: 'pipeline' },
    { period: 'quarter', group_by: 'category', filter: { field: 'amount', op: 'gte', value: 50_000 } },
  ]
  test.each(shapes)('$period by $group_by', async shape => {
    for (const actor of [ana, ben]) {
      const ctx = seen(actor)
      const answer = await ask(shape, actor)
      const whole = (filter: Filter): Filter => ({ and: [filter, ...(shape.filter ? [shape.filter] : [])] })
      for (const category of [...categories, 'open'] as const) {
        for (const period of answer.periods) {
          const { count, sum } = period.figures[category]
          expect({ count, sum: sum.amount }).toEqual(await listed(ctx, whole(cellFilter({ days: period, category }))))
        }
        for (const group of answer.groups) {
          if (shape.group_by === 'category') continue
          const { count, sum } = group.figures[category]
          const filter = cellFilter({ days: answer, category, group: { by: shape.group_by, key: group.key } })
          expect({ count, sum: sum.amount }).toEqual(await listed(ctx, whole(filter)))
        }
      }
      expect(answer.overdue).toMatchObject({ count: (await listed(ctx, whole(overdueFilter(answer.overdue.before)))).count })
      expect(answer.total.open.count).toBe(answer.groups.reduce((sum, group) => sum + group.figures.open.count, 0))
    }
  })
})

describe('board, list and forecast agree over the same filter', () => {
  const next = random(11)
  const pick = <T>(values: readonly T[]): T => values[next(values.length)] as T
  const clauses: (() => Filter)[] = [
    () => ({ field: 'owner_id', op: 'is', value: pick(['me', ana.id, ben.id]) }),
    () => ({ field: 'amount', op: pick(['gte', 'lt'] as const), value: next(90_000) }),
    () => ({ field: 'probability', op: 'gte', value: pick([20, 50, 80]) }),
    () => ({ field: 'name', op: 'contains', value: String(next(10)) }),
    () => ({ not: { field: 'currency', op: 'is', value: 'EUR' } }),
  ]
  const far = { from: '2026-04-01', to: '2028-12-31' }
  test.each(Array.from({ length: 20 }, (_, n) => n))('random filter %i', async n => {
    const actor = n % 3 === 0 ? ben : ana
    const filter: Filter = { [pick(['and', 'or'])]: Array.from({ length: 1 + next(3) }, () => pick(clauses)()) } as Filter
    const open: Filter = { and: [filter, { field: 'closed_at', op: 'empty' }] }
    const list = await totals(seen(actor), open)
    const boards = await Promise.all(
      PIPELINES.map(({ key }) => board(seen(actor), { pipeline: key, filter, per_stage: 200, closed: 'this_quarter' })),
    )
    const seenForecast = await ask({ ...far, period: 'quarter', filter }, actor)
    const cents = (amounts: string[]) => amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0)
    expect(cents(boards.map(one => one.totals.open.sum.amount))).toBe(cents([list.sum.amount]))
    expect(boards.reduce((sum, one) => sum + one.totals.open.count, 0)).toBe(list.count)
    expect(boards.flatMap(one => one.stages.filter(stage => stage.outcome === 'open').flatMap(stage => stage.cards)).length).toBe(
      list.count,
    )
    expect(seenForecast.total.open.sum).toEqual(list.sum)
    expect(seenForecast.total.open.weighted).toEqual(list.weighted)
    const quarter = seenForecast.periods.find(one => one.from === '2026-10-01')
    expect(cents([quarter?.figures.closed.sum.amount ?? ''])).toBe(cents(boards.map(one => one.totals.won.sum.amount)))
  })
})

test('days are widened to whole periods, and nonsense is refused', async () => {
  const answer = await ask({ from: '2026-11-20', to: '2026-12-02' })
  expect([answer.from, answer.to, answer.periods.length]).toEqual(['2026-11-01', '2026-12-31', 2])
  await expect(ask({ from: '2026-12-01', to: '2026-11-01' })).rejects.toMatchObject({ status: 400 })
  await expect(ask({ from: '2000-01-01', to: '2026-11-01' })).rejects.toMatchObject({ status: 400 })
  const blind = userActor({}, { fields: { opportunity: { hidden: ['amount'], read_only: [] } } })
  await expect(ask({}, blind)).rejects.toMatchObject({ status: 403 })
})

describe('what moved within the last week', () => {
  const deal = { owner_id: '', record_type: 'new_business', close_date: '2026-12-10', amount: '100.00' }
  test('is told from the change log: before and after, by kind', async () => {
    await base.inRollback(async tx => {
      const at = (days: number): Context => ({ ...seen(), tx, now: new Date(testNow.getTime() - days * day) })
      const names = ['Grown', 'Slipped', 'Won', 'Lost', 'Binned', 'Still', 'Long ago']
      const made = await insertRecords(
        at(30),
        'opportunity',
        names.map(name => ({ ...deal, name, account_id, owner_id: ana.id })),
      )
      const id = (name: string) => made.find(one => one.name === name)?.id ?? ''
      await updateRecord(at(20), 'opportunity', id('Long ago'), { amount: '900.00' })
      await updateRecord(at(6), 'opportunity', id('Grown'), { amount: '150.00' })
      await updateRecord(at(2), 'opportunity', id('Grown'), { amount: '170.00' })
      await updateRecord(at(5), 'opportunity', id('Slipped'), { close_date: '2027-09-01' })
      await updateRecord(at(4), 'opportunity', id('Won'), { stage: 'closed_won', ...closing.won })
      await updateRecord(at(3), 'opportunity', id('Lost'), { stage: 'closed_lost', ...closing.lost })
      await deleteRecords(at(1), 'opportunity', [id('Binned')])
      await updateRecord(at(1), 'opportunity', id('Still'), { next_steps: 'Call' })
      await insertRecords(at(1), 'opportunity', [{ ...deal, name: 'New', account_id, owner_id: ana.id }])
      const { moved } = await forecast({ ...seen(), tx }, { period: 'month', group_by: 'owner' })
      expect(moved.kinds.filter(one => one.count > 0).map(one => [one.kind, one.count, one.change.amount])).toEqual([
        ['in', 1, '100.00'],
        ['up', 1, '70.00'],
        ['won', 1, '100.00'],
        ['slipped', 1, '-100.00'],
        ['lost', 1, '-100.00'],
        ['out', 1, '-100.00'],
      ])
      expect(moved.deals.find(one => one.name === 'Grown')).toMatchObject({ amount: ['100.00', '170.00'], kind: 'up' })
      expect(moved.deals.find(one => one.name === 'New')).toMatchObject({ amount: [null, '100.00'] })
      const mine = await forecast({ ...seen(ben), tx }, { period: 'month', group_by: 'owner' })
      expect(mine.moved.deals).toEqual([])
    })
  })
})
