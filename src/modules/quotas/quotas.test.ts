import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { createRecord, deleteRecords, updateRecord } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { ROLES } from '../../playbooks/roles.ts'
import { fillPipelines } from '../pipelines/fill_pipelines.ts'
import { quotaReport } from './quota_report.queries.ts'
import { setQuota } from './set_quota.ts'

// One connection: what it scanned is known when it says so.
const base = useDatabase({ max: 1 })
const as = (name: string, role: string): Actor => {
  const rights = ROLES.find(one => one.key === role)?.rights
  return userActor({ name, role }, rights)
}
const [rev, ana, ben, mo] = [as('Rev', 'revops'), as('Ana', 'sales'), as('Ben', 'sales'), as('Mo', 'member')] as const
let ctx: Context
let account: string

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: rev,
  })
  for (const person of [rev, ana, ben, mo]) await storeUser(base.db, person)
  await commit(base.db, ctx, async one => {
    await fillPipelines(one, productLed.pipelines)
    account = (await createRecord(one, 'account', { name: 'Fjord Systems' }, { trusted: true })).id
    await createRecord(one, 'product', { name: 'Product analytics', active: true, position: 1 }, { trusted: true })
  })
})

const won = (name: string, owner: Actor, values: Record<string, unknown> = {}, now = ctx.now) =>
  commit(base.db, { ...ctx, now }, one =>
    createRecord(one, 'opportunity', {
      name,
      account_id: account,
      owner_id: owner.id,
      close_date: '2026-11-30',
      type: 'monthly_plan',
      amount: '10000',
      stage: 'closed_won',
      contract_start_date: '2026-12-01',
      products: ['Product analytics'],
      ...values,
    }),
  )
const quota = (person: Actor, amount: unknown, period = '2026-Q4', actor = rev) =>
  commit(base.db, { ...ctx, actor }, one => setQuota(one, { user_id: String(person.id), period, amount }))
const report = (actor = rev, period?: string) => quotaReport({ ...ctx, actor }, period)

describe('a quota', () => {
  test('is one a person and quarter, however often it is set, also after it was deleted', async () => {
    const first = await quota(ben, '40000', '2027-Q1')
    expect((await quota(ben, { amount: '50000.00', currency: 'USD' }, '2027-Q1')).id).toBe(first.id)
    await commit(base.db, ctx, one => deleteRecords(one, 'quota', [first.id]))
    expect((await report(rev, '2027-Q1')).data).toEqual([])
    await quota(ben, 60_000, '2027-Q1')
    expect((await report(rev, '2027-Q1')).data.map(one => [one.name, one.quota?.amount])).toEqual([['Ben', '60000.00']])
  })
  test.each([
    ['a quarter that is none', '2026-Q5', '1', 'period'],
    ['a month', '2026-11', '1', 'period'],
    ['less than nothing', '2026-Q4', '-1', 'amount'],
    ['no number', '2026-Q4', 'much', 'amount'],
  ])('is refused for %s', async (_, period, amount, field) => {
    await expect(quota(ben, amount, period)).rejects.toMatchObject({ code: 'input.invalid', errors: [{ field }] })
  })
  test('is set by whoever may change settings only, through every door', async () => {
    await expect(quota(ana, '1', '2026-Q4', ana)).rejects.toMatchObject({ status: 403 })
    const { id } = await quota(ana, '1')
    await expect(commit(base.db, { ...ctx, actor: ana }, one => updateRecord(one, 'quota', id, { amount: '2' }))).rejects.toMatchObject({
      status: 403,
    })
  })
})

describe('the report', () => {
  test('says for each person what counts and why', async () => {
    await quota(ana, '40000')
    await quota(ben, '0')
    await won('New', ana)
    await won('Renewed', ana, { record_type: 'renewal', arr_up_for_renewal: '4000' })
    await won('By themselves', ana, { self_serve_post_engagement: true })
    await won('Top-up', ben, { record_type: 'existing_business', amount: '2500.50' })
    await won('In euros', ana, { currency: 'EUR' })
    await won('Starts next year', ana, { contract_start_date: '2027-02-01' })
    const lost = await won('Lost again', ana)
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', lost.id, { stage: 'closed_lost', loss_reason: 'price' }))
    const gone = await won('Deleted', ana)
    await commit(base.db, ctx, one => deleteRecords(one, 'opportunity', [gone.id]))
    // Midnight of the workspace decides: it is in UTC.
    await won('Just in time', ben, { contract_start_date: '2026-12-31', close_date: '2026-12-31' }, new Date('2026-12-31T23:59:59Z'))
    await won('Too late', ben, { contract_start_date: '2026-12-31', close_date: '2027-01-01' }, new Date('2027-01-01T00:00:00Z'))

    const { data, ...span } = await report()
    expect(span).toEqual({ period: '2026-Q4', from: '2026-10-01', until: '2027-01-01' })
    expect(data.map(({ name, quota: of, credited, attainment }) => [name, of?.amount, credited.amount, attainment])).toEqual([
      ['Ana', '40000.00', '16000.00', 40],
      ['Ben', '0.00', '12500.50', null],
    ])
    const deals = (name: string) =>
      data
        .find(one => one.name === name)
        ?.deals.map(deal => `${deal.name}, ${deal.account}: ${deal.credit.amount}`)
        .sort()
    expect(deals('Ana')).toEqual([
      'By themselves, Fjord Systems: 0.00',
      'In euros, Fjord Systems: 0.00',
      'New, Fjord Systems: 10000.00',
      'Renewed, Fjord Systems: 6000.00',
    ])
    expect(deals('Ben')).toEqual(['Just in time, Fjord Systems: 10000.00', 'Top-up, Fjord Systems: 2500.50'])
    expect((await report(rev, '2027-Q1')).data.map(one => [one.name, one.credited.amount])).toEqual([
      ['Ana', '10000.00'],
      ['Ben', '10000.00'],
    ])
  })
  test('shows each salesperson their own, a member nothing', async () => {
    expect((await report(ana)).data.map(one => one.name)).toEqual(['Ana'])
    await expect(report(mo)).rejects.toMatchObject({ status: 403 })
  })
  test('shows nothing of amounts that a role may not see', async () => {
    const blind = { ...rev, rights: { ...rev.rights, fields: { opportunity: { hidden: ['amount'], read_only: [] } } } }
    await expect(report(blind)).rejects.toMatchObject({ status: 403 })
  })
  test('knows quarters only', async () => {
    await expect(report(rev, '2026')).rejects.toMatchObject({ status: 400 })
  })
  test('finds its wins by index, among many more', async () => {
    await base.pool.query(
      `insert into opportunity (id, name, account_id, record_type, type, pipeline, stage, probability, forecast_category, amount,
        close_date, owner_id, contract_start_date, closed_at, created_at, updated_at, version)
      select gen_random_uuid(), 'Old ' || n, $1, 'new_business', 'monthly_plan', 'sales', 'closed_won', 100, 'closed', 1,
        d::date, $2, d::date, d, d, d, 1 from (select n, timestamptz '2006-01-01Z' + n * interval '8 hours' as d from generate_series(1, 20000) n) x`,
      [account, ben.id],
    )
    await base.pool.query('vacuum analyze opportunity')
    const scans = async () => {
      await base.pool.query('select pg_stat_force_next_flush()')
      await base.pool.query('select pg_stat_clear_snapshot()')
      return (await base.pool.query(`select seq_scan from pg_stat_user_tables where relname = 'opportunity'`)).rows[0].seq_scan
    }
    const before = await scans()
    expect((await report()).data).toHaveLength(2)
    expect(await scans()).toBe(before)
  })
})
