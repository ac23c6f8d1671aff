import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import { listRecords, type Row, type SortKey } from '../../platform/object/list.ts'
import { deleteRecords, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { commit, storeUser, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { board } from './board.queries.ts'
import { dealContext, layGround } from './opportunities.testing.ts'
import { totals } from './totals.queries.ts'

const base = useDatabase()
const ana = userActor()
const ben = userActor({}, { settings: false, objects: { '*': { create: 'own', read: 'own', update: 'own', delete: 'none' } } })
let deals: Row[] = []

const day = 86_400_000
const ago = (days: number) => new Date(testNow.getTime() - days * day)
const seen = (actor: Actor = ana) => dealContext(base.db, actor)
const boardOf = (more: Partial<Parameters<typeof board>[1]> = {}, actor: Actor = ana) =>
  board(seen(actor), { pipeline: 'sales', per_stage: 50, closed: 'this_quarter', ...more })
const columnOf = async (stage: string, ...given: Parameters<typeof boardOf>) => {
  const found = (await boardOf(...given)).stages.find(one => one.stage === stage)
  if (!found) throw new Error(`No column ${stage}`)
  return found
}

const won = { stage: 'closed_won', contract_start_date: '2026-12-01', products: ['Session replay'] }
const lost = { stage: 'closed_lost', loss_reason: 'price' }

beforeAll(async () => {
  for (const actor of [ana, ben]) await storeUser(base.db, actor)
  const { account_id } = await layGround(base.db)
  const deal = (name: string, more: Record<string, unknown>) => ({
    name,
    account_id,
    owner_id: ana.id,
    record_type: 'new_business',
    close_date: '2026-12-01',
    amount: '1000.00',
    ...more,
  })
  deals = await commit(base.db, seen(), ctx =>
    insertRecords(ctx, 'opportunity', [
      deal('Second', { close_date: '2026-12-10', amount: '20000.00' }),
      deal('First', { close_date: '2026-11-24', amount: '36000.00', owner_id: ben.id }),
      deal('In euros', { currency: 'EUR', amount: '500.00' }),
      deal('Reviewed', { stage: 'commercial_legal_review', amount: '96000.55' }),
      deal('Won lately', { ...won, amount: '48000.00', closed_at: ago(3), close_date: '2027-06-01' }),
      deal('Won in summer', { ...won, amount: '7000.00', closed_at: ago(120) }),
      deal('Lost lately', { ...lost, closed_at: ago(5) }),
      deal('A renewal', { record_type: 'renewal', amount: '9000.00' }),
      deal('In the bin', { stage: 'meeting_booked' }),
    ]),
  )
  const bin = deals.find(one => one.name === 'In the bin')?.id ?? ''
  await commit(base.db, seen(), ctx => deleteRecords(ctx, 'opportunity', [bin]))
})

describe('a board', () => {
  test('has the stages of its pipeline in order, with what each adds up to', async () => {
    const { stages, totals: all } = await boardOf()
    expect(stages.map(one => [one.stage, one.count, one.sum.amount, one.weighted.amount])).toEqual([
      ['inbound_lead', 3, '56000.00', '5600.00'],
      ['meeting_booked', 0, '0.00', '0.00'],
      ['demo_completed', 0, '0.00', '0.00'],
      ['product_evaluation', 0, '0.00', '0.00'],
      ['commercial_legal_review', 1, '96000.55', '76800.44'],
      ['closed_won', 1, '48000.00', '48000.00'],
      ['closed_lost', 1, '1000.00', '0.00'],
    ])
    expect(all.open).toMatchObject({ count: 4, sum: { amount: '152000.55', currency: 'USD' }, weighted: { amount: '82400.44' } })
    expect(all.won).toMatchObject({ count: 1, sum: { amount: '48000.00' } })
  })

  test('never adds one currency to another, and says what stands beside', async () => {
    expect((await columnOf('inbound_lead')).other_currencies).toEqual([{ count: 1, sum: { amount: '500.00', currency: 'EUR' } }])
  })

  test('shows what closes first at the top, won ones latest first', async () => {
    expect((await columnOf('inbound_lead')).cards.map(card => card.name)).toEqual(['First', 'In euros', 'Second'])
    const sort: SortKey[] = [{ field: 'amount', direction: 'desc' }]
    expect((await columnOf('inbound_lead', { sort })).cards.map(card => card.name)).toEqual(['First', 'Second', 'In euros'])
    expect((await columnOf('closed_won', { closed: 'this_year' })).cards.map(card => card.name)).toEqual(['Won lately', 'Won in summer'])
  })

  test('a column goes on in the list, without gap or repetition', async () => {
    for (const sort of [
      [{ field: 'close_date', direction: 'asc' }],
      [{ field: 'next_step_date', direction: 'desc' }],
      [{ field: 'name', direction: 'asc' }],
    ] satisfies SortKey[][]) {
      const column = await columnOf('inbound_lead', { per_stage: 1, sort })
      const ctx = seen()
      const rest = await listRecords(ctx, ctx.registry.get('opportunity'), {
        filter: column.filter,
        sort: column.sort,
        cursor: column.next_cursor,
      })
      const names = [...column.cards, ...rest.rows].map(card => card.name)
      expect(new Set(names)).toEqual(new Set(['First', 'Second', 'In euros']))
      expect(names).toHaveLength(3)
    }
  })

  test('shows and counts only what its viewer may read', async () => {
    const column = await columnOf('inbound_lead', {}, ben)
    expect([column.count, column.sum.amount, column.cards.map(card => card.name)]).toEqual([1, '36000.00', ['First']])
    const blind = userActor({}, { fields: { opportunity: { hidden: ['amount'], read_only: [] } } })
    await expect(boardOf({}, blind)).rejects.toMatchObject({ status: 403 })
  })

  test('gives a card what its move will be asked for', async () => {
    const [card] = (await columnOf('inbound_lead')).cards
    expect(card).toHaveProperty('contract_start_date', null)
    expect(card).toHaveProperty('loss_reason', null)
    expect((await boardOf()).refs.account).toEqual({ [String(card?.account_id)]: 'Calder Robotics' })
  })

  test('says how many days a stage usually takes, once something has left it', async () => {
    expect((await columnOf('inbound_lead')).median_days).toBeNull()
    await base.inRollback(async tx => {
      const later = { ...seen(), tx, now: new Date(testNow.getTime() + 4 * day) }
      for (const one of deals.filter(({ name }) => name === 'First' || name === 'Second'))
        await updateRecord(later, 'opportunity', one.id, { stage: 'meeting_booked' })
      const { stages } = await board(later, { pipeline: 'sales', per_stage: 50, closed: 'this_quarter' })
      expect(stages.find(one => one.stage === 'inbound_lead')?.median_days).toBe(4)
    })
  })

  test('refuses a pipeline that there is none of and a filter that means nothing', async () => {
    await expect(boardOf({ pipeline: 'nothing' })).rejects.toMatchObject({ status: 400 })
    await expect(boardOf({ filter: { field: 'nothing', op: 'is', value: 1 } })).rejects.toMatchObject({ status: 400 })
    await expect(boardOf({ closed: 'whenever' })).rejects.toMatchObject({ status: 400 })
  })
})

test('a list’s totals are over all that its filter finds and its viewer may read', async () => {
  expect(await totals(seen(), { field: 'stage', op: 'is', value: 'inbound_lead' })).toMatchObject({ count: 3, sum: { amount: '56000.00' } })
  expect(await totals(seen(ben), null)).toMatchObject({ count: 1, sum: { amount: '36000.00' }, weighted: { amount: '3600.00' } })
})
