import { beforeAll, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Context } from '../../platform/context.ts'
import { openBatch } from '../../platform/log/change_log.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import type { Row } from '../../platform/object/list.ts'
import { createRecord, deleteRecords, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { productLed } from '../../playbooks/product_led.ts'
import { move } from '../opportunities/move.ts'
import { opportunitiesSetting } from '../opportunities/opportunity_settings.ts'
import { fillPipelines } from '../pipelines/fill_pipelines.ts'
import { complete } from '../tasks/complete.ts'
import { onboarding } from './onboarding.ts'
import { renewals } from './renewals.queries.ts'
import { trial } from './trial.ts'
import { winningSetting } from './winning_settings.ts'

const base = useDatabase({ max: 6 })
let ctx: Context
const ana = userActor({ name: 'Ana' })
const kim = userActor({ name: 'Kim' })
let account: string
let people: string[]
let product: string

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: ana,
  })
  for (const person of [ana, kim]) await storeUser(base.db, person)
  await base.pool.query(`update "user" set time_zone = 'America/New_York' where id = $1`, [kim.id])
  await commit(base.db, ctx, async one => {
    await fillPipelines(one, productLed.pipelines)
    const [made] = await insertRecords(one, 'account', [{ name: 'Fjord Systems', owner_id: ana.id }])
    account = made?.id ?? ''
    people = (await insertRecords(one, 'contact', [{ name: 'Liv' }, { name: 'Odd' }])).map(row => row.id)
    product = (await insertRecords(one, 'product', [{ name: 'Product analytics', active: true, position: 1 }]))[0]?.id ?? ''
  })
})

const at = (time: string) => ({ ...ctx, now: new Date(time) })
const open = (values: Record<string, unknown> = {}, one = ctx): Promise<Row> =>
  commit(base.db, one, tx =>
    createRecord(tx, 'opportunity', {
      name: 'Fjord – analytics',
      account_id: account,
      type: 'annual_plan',
      amount: '24000',
      close_date: '2026-12-01',
      ...values,
    }),
  )
const winning = { stage: 'closed_won', contract_start_date: '2026-12-01', products: ['Product analytics'] }
const win = (id: string, one = ctx) => commit(base.db, one, tx => move(tx, id, winning))
const reopen = (id: string, more: Record<string, unknown> = {}, one = ctx) =>
  commit(base.db, one, tx => move(tx, id, { stage: 'commercial_legal_review', ...more }))
const read = async (id: unknown): Promise<Row> => (await base.pool.query('select * from opportunity where id = $1', [id])).rows[0]
const renewalsOf = async (id: string): Promise<Row[]> =>
  (await base.pool.query('select * from opportunity where renewal_of_id = $1 order by created_at', [id])).rows
const tasks = async (id: string): Promise<Row[]> =>
  (await base.pool.query('select * from task where opportunity_id = $1 and deleted_at is null order by due_at, subject', [id])).rows
const due = async (id: string) => (await tasks(id)).map(task => `${String(task.subject)} ${(task.due_at as Date).toISOString()}`)

describe('a renewal', () => {
  test('follows a won annual plan: account, people, owner, amount; four weeks ahead, in the first stage of its pipeline', async () => {
    const { id } = await open({ owner_id: kim.id, primary_contact_id: people[0] })
    await commit(base.db, ctx, one => createRecord(one, 'contact_role', { opportunity_id: id, contact_id: people[1], role: 'champion' }))
    const primary = (await base.pool.query('select id from contact_role where opportunity_id = $1 and is_primary', [id])).rows[0]
    await commit(base.db, ctx, one => updateRecord(one, 'contact_role', primary.id, { role: 'decision_maker' }))
    const { opportunity } = await win(id)
    const [renewal, ...more] = await renewalsOf(id)
    expect(more).toEqual([])
    expect(renewal).toMatchObject({
      id: opportunity.renewal_id,
      name: 'Fjord Systems – renewal 2027',
      account_id: account,
      owner_id: kim.id,
      primary_contact_id: people[0],
      record_type: 'renewal',
      pipeline: 'renewal',
      stage: 'qualification',
      probability: 10,
      type: 'annual_plan',
      amount: '24000.00',
      arr_up_for_renewal: '24000.00',
      close_date: '2026-12-18',
      closed_at: null,
    })
    const { rows } = await base.pool.query(
      'select contact_id, role, is_primary from contact_role where opportunity_id = $1 and deleted_at is null order by is_primary desc',
      [renewal?.id],
    )
    expect(rows).toEqual([
      { contact_id: people[0], role: 'decision_maker', is_primary: true },
      { contact_id: people[1], role: 'champion', is_primary: false },
    ])
  })
  test('follows no monthly plan, until it is said to be annual', async () => {
    const { id } = await open({ type: 'monthly_plan' })
    await win(id)
    expect(await renewalsOf(id)).toEqual([])
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', id, { type: 'annual_plan' }))
    expect(await renewalsOf(id)).toHaveLength(1)
  })
  test('comes through every door: an edit, a bulk edit, one that is won from the start', async () => {
    const [edited, bulked] = [await open(), await open()]
    const { stage, ...rest } = winning
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', edited.id, { stage, ...rest }))
    await commit(base.db, ctx, one =>
      bulk(one, one.registry.get('opportunity'), { ids: [bulked.id], action: 'update', set: { stage, ...rest } }),
    )
    const born = await open(winning)
    for (const { id } of [edited, bulked, born]) expect(await renewalsOf(id)).toHaveLength(1)
  })
  test('is made once, however often it is reopened and closed, also at the same time', async () => {
    const { id } = await open()
    await win(id)
    await reopen(id)
    await win(id)
    expect(await renewalsOf(id)).toHaveLength(1)
    const other = await open()
    await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 ? reopen(other.id) : win(other.id))))
    await win(other.id)
    expect(await renewalsOf(other.id)).toHaveLength(1)
  })
  test('is made also when RevOps demands what no win knows: its owner is told, its next step asks', async () => {
    const before = ctx.settings.get(opportunitiesSetting)
    const record_types = before.record_types.map(one => (one.value === 'renewal' ? { ...one, required: ['next_steps'] } : one))
    ctx.settings.set(opportunitiesSetting.key, { ...before, record_types })
    try {
      const { id } = await open({ owner_id: kim.id })
      await win(id)
      const [renewal] = await renewalsOf(id)
      const made = String(renewal?.id)
      const { rows } = await base.pool.query('select user_id, text from notification where record_id = $1', [made])
      expect(rows).toEqual([{ user_id: kim.id, text: 'Fjord Systems – renewal 2027 still needs: Next steps' }])
      await commit(base.db, ctx, one => updateRecord(one, 'opportunity', made, { amount: '30000' }))
      const step = (more = {}) => commit(base.db, ctx, one => move(one, made, { stage: 'meeting_booked', ...more }))
      await expect(step()).rejects.toMatchObject({ code: 'opportunity.stage_requires', errors: [{ field: 'next_steps' }] })
      await step({ next_steps: 'Ask for their plans' })
      expect(await read(made)).toMatchObject({ stage: 'meeting_booked', next_steps: 'Ask for their plans' })
      // Nobody comes by this door who only says that theirs is a renewal.
      const claimed = open({ record_type: 'renewal', renewal_of_id: id })
      await expect(claimed).rejects.toMatchObject({ code: 'opportunity.stage_requires' })
    } finally {
      ctx.settings.set(opportunitiesSetting.key, before)
    }
  })
  test('that somebody deleted on purpose does not come back', async () => {
    const { id } = await open()
    await win(id)
    const [renewal] = await renewalsOf(id)
    await commit(base.db, ctx, one => deleteRecords(one, 'opportunity', [String(renewal?.id)]))
    await reopen(id)
    await win(id)
    expect((await renewalsOf(id)).map(row => row.deleted_at !== null)).toEqual([true])
  })
  test('made by hand is taken for it', async () => {
    const { id } = await open()
    const mine = await open({ record_type: 'renewal', renewal_of_id: id })
    expect((await win(id)).opportunity.renewal_id).toBe(mine.id)
    expect(await renewalsOf(id)).toHaveLength(1)
  })
  test('is kept or taken away when its opportunity is reopened, as one likes', async () => {
    const { id } = await open()
    await win(id)
    await reopen(id, { renewal: 'keep' })
    expect((await renewalsOf(id)).map(row => row.deleted_at)).toEqual([null])
    await win(id)
    const { opportunity, batch_id } = await reopen(id, { renewal: 'delete' })
    expect(opportunity).toMatchObject({ renewal_id: null, stage: 'commercial_legal_review' })
    expect((await renewalsOf(id)).map(row => row.deleted_at !== null)).toEqual([true])
    await commit(base.db, ctx, one => undoBatch(one, batch_id))
    expect((await renewalsOf(id)).map(row => row.deleted_at)).toEqual([null])
    expect(await read(id)).toMatchObject({ stage: 'closed_won', renewal_id: (await renewalsOf(id))[0]?.id })
    await reopen(id, { renewal: 'delete' })
    await win(id)
    expect((await renewalsOf(id)).map(row => row.deleted_at === null)).toEqual([false, true])
  })
  test('that is won has its own, and the account shows the chain', async () => {
    const [{ id: home }] = (await commit(base.db, ctx, one => insertRecords(one, 'account', [{ name: 'Chained' }]))) as [Row]
    const first = await open({ account_id: home })
    await win(first.id)
    const [second] = await renewalsOf(first.id)
    await commit(base.db, ctx, one =>
      updateRecord(one, 'opportunity', String(second?.id), { amount: '30000', ...winning, contract_start_date: '2027-12-01' }),
    )
    const [third] = await renewalsOf(String(second?.id))
    expect(third).toMatchObject({ amount: '30000.00', arr_up_for_renewal: '30000.00', name: 'Chained – renewal 2028' })
    await commit(base.db, ctx, one =>
      updateRecord(one, 'opportunity', String(third?.id), { amount: '28000', stage: 'closed_lost', loss_reason: 'price' }),
    )
    const { data } = await renewals(ctx, home)
    expect(
      data.map(chain =>
        chain.terms.map(term => [term.state, term.amount?.amount, term.arr_up_for_renewal?.amount, term.difference?.amount]),
      ),
    ).toEqual([
      [
        ['won', '24000.00', undefined, undefined],
        ['won', '30000.00', '24000.00', '6000.00'],
        ['lost', '28000.00', '30000.00', '-30000.00'],
      ],
    ])
  })
  test.each([
    ['2026-11-20T23:30:00Z', 'UTC', '2026-12-18'],
    ['2026-11-20T23:30:00Z', 'Europe/Oslo', '2026-12-19'],
    ['2026-11-21T04:30:00Z', 'America/New_York', '2026-12-18'],
    ['2026-12-03T12:00:00Z', 'Pacific/Auckland', '2027-01-01'],
  ])('of what is won at %s in %s closes by %s', async (now, time_zone, expected) => {
    const there = at(now)
    const settings = Object.assign(Object.create(ctx.settings), {
      get: (setting: Parameters<typeof ctx.settings.get>[0]) =>
        setting.key === 'workspace' ? { ...workspaceSetting.default, time_zone } : ctx.settings.get(setting),
    })
    const { id } = await open({}, { ...there, settings })
    await win(id, { ...there, settings })
    expect((await renewalsOf(id))[0]?.close_date).toBe(expected)
  })
  test('closes some days before the contract ends, if the workspace wishes so', async () => {
    const settings = Object.assign(Object.create(ctx.settings), {
      get: (setting: Parameters<typeof ctx.settings.get>[0]) =>
        setting.key === 'winning'
          ? { ...winningSetting.default, renewal: { mode: 'before_contract_end', weeks: 4, days: 60 } }
          : ctx.settings.get(setting),
    })
    const { id } = await open({ contract_term_months: 24 })
    await win(id, { ...ctx, settings })
    expect((await renewalsOf(id))[0]).toMatchObject({ close_date: '2028-10-02', name: 'Fjord Systems – renewal 2028' })
  })
})

test('a contract that is over when it is imported gets no renewal, a running one gets it at its end', async () => {
  const old = (name: string, day: string) => ({
    name,
    account_id: account,
    owner_id: ana.id,
    type: 'annual_plan',
    close_date: day,
    closed_at: new Date(`${day}T12:00:00Z`),
    ...winning,
    contract_start_date: day,
  })
  const [over, running] = await commit(base.db, ctx, one =>
    insertRecords(one, 'opportunity', [old('Over', '2025-06-01'), old('Running', '2026-06-01')]),
  )
  expect(await renewalsOf(String(over?.id))).toEqual([])
  expect((await renewalsOf(String(running?.id))).map(row => row.close_date)).toEqual(['2027-06-01'])
})

describe('check-ins', () => {
  test('are tasks of the owner, in the morning where they live, once', async () => {
    const { id } = await open({ owner_id: kim.id, type: 'monthly_plan' })
    await win(id)
    const expected = [
      'Check in: a week 2026-11-27T14:00:00.000Z',
      'Check in: a month 2026-12-20T14:00:00.000Z',
      'Check in: a quarter 2027-02-20T14:00:00.000Z',
    ]
    expect(await due(id)).toEqual(expected)
    expect((await tasks(id)).map(task => [task.owner_id, task.account_id, task.record_object])).toEqual(
      Array(3).fill([kim.id, account, 'opportunity']),
    )
    await reopen(id)
    await win(id)
    expect(await due(id)).toEqual(expected)
  })
  test('move with the day of winning while they are open; done and deleted ones stay', async () => {
    const { id } = await open()
    await win(id)
    const [week, month] = await tasks(id)
    await commit(base.db, ctx, one => complete(one, String(week?.id)))
    await commit(base.db, ctx, one => deleteRecords(one, 'task', [String(month?.id)]))
    await reopen(id)
    await win(id, at('2026-12-10T12:00:00Z'))
    expect(await due(id)).toEqual(['Check in: a week 2026-11-27T09:00:00.000Z', 'Check in: a quarter 2027-03-10T09:00:00.000Z'])
  })
  test('go along to another owner, at nine where that one lives; what is done or was given to somebody stays', async () => {
    const { id } = await open({ owner_id: kim.id })
    await win(id)
    const [week, month] = await tasks(id)
    await commit(base.db, ctx, one => complete(one, String(week?.id)))
    await commit(base.db, ctx, one => updateRecord(one, 'task', String(month?.id), { owner_id: null }))
    const batch = await commit(base.db, ctx, async one => {
      const opened = await openBatch(one, 'test', 'Passed on')
      await updateRecord(opened, 'opportunity', id, { owner_id: ana.id }, { trusted: true })
      return opened.batchId
    })
    const owners = async () => (await tasks(id)).map(task => [task.owner_id, (task.due_at as Date).toISOString()])
    expect(await owners()).toEqual([
      [kim.id, '2026-11-27T14:00:00.000Z'],
      [null, '2026-12-20T14:00:00.000Z'],
      [ana.id, '2027-02-20T09:00:00.000Z'],
    ])
    await commit(base.db, ctx, one => undoBatch(one, batch))
    expect((await owners())[2]).toEqual([kim.id, '2027-02-20T14:00:00.000Z'])
  })
  test('that would be past are not made: a win that was imported', async () => {
    const { id } = await open({ ...winning, type: 'monthly_plan' })
    const [row] = await commit(base.db, at('2026-12-25T12:00:00Z'), one =>
      insertRecords(one, 'opportunity', [
        {
          name: 'Old',
          account_id: account,
          owner_id: ana.id,
          close_date: '2026-11-01',
          closed_at: new Date('2026-11-01T00:00:00Z'),
          ...winning,
          products: [product],
        },
      ]),
    )
    expect(await tasks(id)).toHaveLength(3)
    expect(await due(String(row?.id))).toEqual(['Check in: a quarter 2027-02-01T09:00:00.000Z'])
  })
})

describe('onboarding', () => {
  test('is ticked on what is won, by whom and when', async () => {
    const { id } = await open({ amount: '19999' })
    const tick = (item: string, done = true) => commit(base.db, ctx, one => onboarding(one, id, { item, done }))
    await expect(tick('tracking')).rejects.toMatchObject({ code: 'opportunity.not_won' })
    await win(id)
    expect((await tick('tracking')).onboarding).toEqual({ tracking: { by: ana.id, at: ctx.now.toISOString() } })
    await expect(tick('private_channel')).rejects.toMatchObject({ code: 'input.invalid' })
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', id, { amount: '20000' }))
    await tick('private_channel')
    expect((await tick('tracking', false)).onboarding).toEqual({ private_channel: { by: ana.id, at: ctx.now.toISOString() } })
  })
})

describe('a trial', () => {
  const start = (id: string, kind: 'hands_on' | 'over_free_tier', starts_on?: string) =>
    commit(base.db, ctx, one => trial(one, id, { kind, ...(starts_on ? { starts_on } : {}) }))
  const days = async (id: string) =>
    (await tasks(id)).map(task => `${String(task.subject).slice(7)} ${(task.due_at as Date).toISOString().slice(5, 10)}`)
  test('has its dates and its tasks, which move with other dates and go with it', async () => {
    const { id } = await open()
    const { row } = await start(id, 'hands_on')
    expect(row).toMatchObject({ trial_starts_on: '2026-11-20', trial_ends_on: '2026-12-20' })
    expect(await days(id)).toEqual([
      'kick-off call 11-20',
      'check in, week 1 11-27',
      'check in, week 2 12-04',
      'check in, week 3 12-11',
      'call with decision makers 12-15',
      'check in, week 4 12-18',
    ])
    const [kickOff] = await tasks(id)
    expect(kickOff?.notes).toContain('Actions and cohorts')
    await commit(base.db, ctx, one => complete(one, String(kickOff?.id)))
    const other = await start(id, 'over_free_tier', '2026-11-25')
    const shorter = ['kick-off call 11-20', 'check in, week 1 12-02', 'call with decision makers 12-04']
    expect(await days(id)).toEqual(shorter)
    await commit(base.db, ctx, one => undoBatch(one, other.batchId))
    expect(await days(id)).toHaveLength(6)
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', id, { trial_starts_on: null, trial_ends_on: null }))
    expect(await days(id)).toEqual(['kick-off call 11-20'])
    const fresh = await open()
    const begun = await start(fresh.id, 'hands_on')
    await commit(base.db, ctx, one => undoBatch(one, begun.batchId))
    expect(await days(fresh.id)).toEqual([])
    expect(await read(fresh.id)).toMatchObject({ trial_starts_on: null, trial_ends_on: null, follow_ups: null })
  })
  test('does not end before it starts', async () => {
    const { id } = await open()
    const backwards = { trial_starts_on: '2026-12-20', trial_ends_on: '2026-12-19' }
    await expect(commit(base.db, ctx, one => updateRecord(one, 'opportunity', id, backwards))).rejects.toMatchObject({
      errors: [{ field: 'trial_ends_on', message: 'A trial cannot end before it starts.' }],
    })
  })
  test('leaves alone what its owner put on another day, as long as the dates stay', async () => {
    const { id } = await open()
    await start(id, 'over_free_tier')
    const [, week] = await tasks(id)
    await commit(base.db, ctx, one => updateRecord(one, 'task', String(week?.id), { due_at: '2026-12-01T10:00:00Z' }))
    await commit(base.db, ctx, one => updateRecord(one, 'opportunity', id, { stage: 'commercial_legal_review' }))
    expect(await days(id)).toEqual(['kick-off call 11-20', 'call with decision makers 11-29', 'check in, week 1 12-01'])
  })
  test('is for what is open', async () => {
    const { id } = await open(winning)
    await expect(start(id, 'hands_on')).rejects.toMatchObject({ code: 'opportunity.closed' })
  })
})

test('undoing a win takes renewal, people and tasks away and leaves every table as it was', async () => {
  const tables = ['opportunity', 'task', 'contact_role', 'account', 'contact', 'activity']
  const bookkeeping = ['version', 'updated_at', 'updated_by']
  const live = async () => {
    const all: Record<string, unknown> = {}
    for (const table of tables) {
      const { rows } = await base.pool.query(
        `select to_jsonb(t) - $1::text[] as row from ${table} t where deleted_at is null order by id`,
        [bookkeeping],
      )
      all[table] = rows.map(one => one.row)
    }
    return all
  }
  // A run of random lives: trials, wins and reopenings, each undone to where it began.
  let seed = 7
  const chance = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % n
  }
  for (let round = 0; round < 12; round++) {
    const { id } = await open({
      type: chance(4) ? 'annual_plan' : 'monthly_plan',
      primary_contact_id: chance(2) ? people[0] : null,
      owner_id: chance(2) ? ana.id : kim.id,
    })
    if (chance(2)) await commit(base.db, ctx, one => trial(one, id, { kind: chance(2) ? 'hands_on' : 'over_free_tier' }))
    if (chance(2)) {
      await win(id)
      await reopen(id, { renewal: chance(2) ? 'keep' : 'delete' })
    }
    const before = await live()
    const { batch_id } = await win(id)
    expect(await live()).not.toEqual(before)
    await commit(base.db, ctx, one => undoBatch(one, batch_id))
    expect(await live()).toEqual(before)
    await win(id)
    expect((await renewalsOf(id)).filter(row => row.deleted_at === null)).toHaveLength((await read(id)).type === 'annual_plan' ? 1 : 0)
  }
})

test('many wins at once are as many statements as one', async () => {
  const statements = async (count: number) => {
    const rows = await commit(base.db, ctx, one =>
      insertRecords(
        one,
        'opportunity',
        Array.from({ length: count }, () => ({
          name: 'Many',
          account_id: account,
          owner_id: ana.id,
          type: 'annual_plan',
          close_date: '2026-12-01',
        })),
      ),
    )
    const ids = rows.map(row => row.id)
    let asked = 0
    await base.db
      .withPlugin({
        transformQuery: ({ node }) => {
          asked++
          return node
        },
        transformResult: async ({ result }) => result,
      })
      .transaction()
      .execute(async tx => {
        const one = await openBatch({ ...ctx, tx }, 'test', 'Many')
        await bulk(one, one.registry.get('opportunity'), { ids, action: 'update', set: winning })
      })
    const { rows: made } = await base.pool.query(
      `select (select count(*)::int from opportunity where renewal_of_id = any($1)) as renewals, (select count(*)::int from task where opportunity_id = any($1)) as tasks`,
      [ids],
    )
    expect(made[0]).toEqual({ renewals: count, tasks: count * 3 })
    return asked
  }
  expect(await statements(300)).toBe(await statements(1))
})
