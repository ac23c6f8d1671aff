import { beforeAll, describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
type Person = Awaited<ReturnType<typeof out.person>>
let sam: Person
let tove: Person
let mo: Person
let account: string
let product: string

const day = 86_400_000
/** Moves the clock to a time of the UTC day that comes in so many days; answers that moment. Short steps: each minute of them is lived. */
const clock = async (days: number, time: string): Promise<Date> => {
  const { body } = await out.api('POST', '/test/clock', { advance: 'PT1S' })
  const to = `${dateOf(new Date(body.now), days)}T${time}Z`
  const answer = await out.api('POST', '/test/clock', { to })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return new Date(to)
}
const dateOf = (moment: Date, days = 0) => new Date(moment.getTime() + days * day).toISOString().slice(0, 10)
const make = async (values: Json = {}): Promise<string> => {
  const answer = await sam.api('POST', '/opportunities', {
    name: 'Fjord – annual plan',
    account_id: account,
    type: 'annual_plan',
    amount: 24_000,
    close_date: '2027-03-01',
    ...values,
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body.id
}
const winning = () => ({ stage: 'closed_won', contract_start_date: '2026-12-01', products: [product] })
const win = async (id: string): Promise<{ body: Json; batch: string }> => {
  const answer = await sam.api('POST', `/opportunities/${id}/close`, winning())
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return { body: answer.body, batch: String(answer.headers.get('hedgerow-batch')) }
}
const query = async (plural: string, filter: Json, sort?: Json): Promise<Json[]> => {
  const answer = await out.api('POST', `/${plural}/query`, { filter, ...(sort ? { sort } : {}) })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.data
}
const renewalsOf = (id: string) => query('opportunities', { field: 'renewal_of_id', op: 'is', value: id })
const tasksOf = (id: string) => query('tasks', { field: 'opportunity_id', op: 'is', value: id }, [{ field: 'due_at', direction: 'asc' }])

beforeAll(async () => {
  sam = await out.person('Sam Tester', 'sales')
  tove = await out.person('Tove Tester', 'sales')
  mo = await out.person('Mo Tester', 'member')
  await out.api('PATCH', `/users/${sam.id}`, { time_zone: 'America/Los_Angeles' })
  expect((await out.api('PATCH', '/settings/workspace', { time_zone: 'Asia/Tokyo' })).status).toBe(200)
  // The first after a day, so that the clock need not go far.
  const check_ins = [
    { after: 'P1D', subject: 'Check in: a day' },
    { after: 'P1M', subject: 'Check in: a month' },
    { after: 'P3M', subject: 'Check in: a quarter' },
  ]
  expect((await out.api('PATCH', '/settings/winning', { check_ins })).status).toBe(200)
  account = (await sam.api('POST', '/accounts', { name: 'Fjord Systems' })).body.id
  product = (await out.api('GET', '/products')).body.data[0].name
}, 30_000)

describe('a win (E5, E9)', () => {
  test('that is refused for what is missing makes nothing', async () => {
    const id = await make()
    const answer = await sam.api('POST', `/opportunities/${id}/close`, { stage: 'closed_won' })
    expect(answer.status).toBe(422)
    expect([await renewalsOf(id), await tasksOf(id)]).toEqual([[], []])
  })
  test('is renewed four weeks after its day, which ends at midnight where the workspace is', async () => {
    // Midnight in Tokyo is at three in the afternoon of UTC.
    const evening = await clock(1, '14:59:30')
    const before = await make()
    await win(before)
    expect((await out.api('POST', '/test/clock', { advance: 'PT1M' })).status).toBe(200)
    const after = await make()
    await win(after)
    expect((await renewalsOf(before))[0]).toMatchObject({
      close_date: dateOf(evening, 28),
      record_type: 'renewal',
      pipeline: 'renewal',
      stage: 'qualification',
      owner_id: sam.id,
      amount: { amount: '24000.00', currency: 'USD' },
      arr_up_for_renewal: { amount: '24000.00', currency: 'USD' },
    })
    expect((await renewalsOf(after))[0]?.close_date).toBe(dateOf(evening, 29))
  })
  test('makes check-ins that fall due at nine in the morning of their owner', async () => {
    const id = await make()
    await win(id)
    const tasks = await tasksOf(id)
    expect(tasks.map(task => [task.subject, task.owner_id])).toEqual([
      ['Check in: a day', sam.id],
      ['Check in: a month', sam.id],
      ['Check in: a quarter', sam.id],
    ])
    const nine = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', hour: '2-digit', minute: '2-digit' })
    expect(tasks.map(task => nine.format(new Date(task.due_at)))).toEqual(['09:00', '09:00', '09:00'])
    const due = () =>
      query('tasks', {
        and: [
          { field: 'opportunity_id', op: 'is', value: id },
          { field: 'due_at', op: 'lte', value: 'now' },
        ],
      })
    const moment = new Date(tasks[0].due_at)
    await out.api('POST', '/test/clock', { to: new Date(moment.getTime() - 1_000).toISOString() })
    expect(await due()).toEqual([])
    await out.api('POST', '/test/clock', { to: moment.toISOString() })
    expect((await due()).map(task => task.subject)).toEqual(['Check in: a day'])
  })
  test('happens once, whoever closes how often at the same moment', async () => {
    const id = await make()
    const answers = await Promise.all(Array.from({ length: 8 }, () => sam.api('POST', `/opportunities/${id}/close`, winning())))
    expect(answers.map(one => one.status)).toEqual(Array(8).fill(200))
    await sam.api('POST', `/opportunities/${id}/move`, { stage: 'commercial_legal_review' })
    await sam.api('PATCH', `/opportunities/${id}`, { stage: 'closed_won' })
    expect(await renewalsOf(id)).toHaveLength(1)
    expect(await tasksOf(id)).toHaveLength(3)
  })
  test('is undone with all that followed', async () => {
    const id = await make()
    const { batch } = await win(id)
    const [renewal] = await renewalsOf(id)
    expect((await sam.api('POST', `/batches/${batch}/undo`)).status).toBe(200)
    expect(await renewalsOf(id)).toEqual([])
    expect(await tasksOf(id)).toEqual([])
    expect((await out.api('GET', `/opportunities/${renewal?.id}`)).body.deleted_at).not.toBeNull()
    expect((await out.api('GET', `/opportunities/${id}`)).body).toMatchObject({
      stage: 'inbound_lead',
      closed_at: null,
      renewal_id: null,
      onboarding: null,
      follow_ups: null,
    })
  })
  test('is reopened with or without its renewal; another word for it is refused', async () => {
    const id = await make()
    await win(id)
    const reopen = (renewal: unknown) => sam.api('POST', `/opportunities/${id}/move`, { stage: 'product_evaluation', renewal })
    expect((await reopen('burn')).status).toBe(422)
    const answer = await reopen('delete')
    expect(answer.body).toMatchObject({ stage: 'product_evaluation', renewal_id: null })
    expect(await renewalsOf(id)).toEqual([])
  })
  test('is shown as a chain on its account', async () => {
    const home = (await sam.api('POST', '/accounts', { name: 'Chained' })).body.id
    const id = await make({ account_id: home })
    await win(id)
    const [renewal] = await renewalsOf(id)
    await sam.api('PATCH', `/opportunities/${renewal?.id}`, { amount: 20_000 })
    await win(String(renewal?.id))
    const { status, body } = await sam.api('GET', `/accounts/${home}/renewals`)
    expect(status).toBe(200)
    expect(body.data).toHaveLength(1)
    expect(body.data[0].terms.map((term: Json) => [term.state, term.amount.amount, term.difference?.amount ?? null])).toEqual([
      ['won', '24000.00', null],
      ['won', '20000.00', '-4000.00'],
      ['open', '20000.00', '0.00'],
    ])
    expect((await sam.api('GET', `/accounts/${id}/renewals`)).status).toBe(404)
  })
  test('has a checklist that its owner ticks, and others do not', async () => {
    const id = await make()
    await win(id)
    const tick = (who: Person, item = 'tracking') => who.api('POST', `/opportunities/${id}/onboarding`, { item, done: true })
    expect((await tick(sam)).body.onboarding).toEqual({ tracking: { by: sam.id, at: expect.any(String) } })
    expect((await tick(sam, 'nothing')).status).toBe(422)
    expect([(await tick(tove)).status, (await tick(mo)).status]).toEqual([403, 403])
  })
  test('is on the shared list of renewals that come up', async () => {
    const view = (await out.api('GET', '/views?limit=100')).body.data.find((one: Json) => one.name === 'Renewals: next 90 days')
    const id = await make()
    await win(id)
    const [renewal] = await renewalsOf(id)
    const found = await query('opportunities', view.filter, view.sort)
    expect(found.map(one => one.id)).toContain(renewal?.id)
    expect(found.every(one => one.record_type === 'renewal')).toBe(true)
  })
})

describe('a trial (E10)', () => {
  test('has its dates and tasks; other dates move them; an undo takes them back', async () => {
    const noon = await clock(1, '12:00:00')
    const id = await make()
    const start = (body: Json, who = sam) => who.api('POST', `/opportunities/${id}/trial`, body)
    const first = await start({ kind: 'hands_on' })
    expect(first.body).toMatchObject({ trial_starts_on: dateOf(noon), trial_ends_on: dateOf(noon, 30) })
    expect(await tasksOf(id)).toHaveLength(6)
    await start({ kind: 'over_free_tier', starts_on: dateOf(noon, 7) })
    expect((await tasksOf(id)).map(task => [task.subject, task.due_at.slice(0, 10)])).toEqual([
      ['Trial: kick-off call', dateOf(noon, 7)],
      ['Trial: check in, week 1', dateOf(noon, 14)],
      ['Trial: call with decision makers', dateOf(noon, 16)],
    ])
    expect((await start({ kind: 'forever' })).status).toBe(422)
    expect((await start({ kind: 'hands_on' }, tove)).status).toBe(403)
    const other = await make()
    const begun = await sam.api('POST', `/opportunities/${other}/trial`, { kind: 'hands_on' })
    expect((await sam.api('POST', `/batches/${begun.headers.get('hedgerow-batch')}/undo`)).status).toBe(200)
    expect(await tasksOf(other)).toEqual([])
  })
})

describe('quotas (G6, E7)', () => {
  test('each deal counts with its reason; everybody sees their own', async () => {
    // The quarter of a contract's start, long after all that was won above.
    const of = { contract_start_date: '2031-01-15' }
    for (const values of [{ amount: 40_000 }, { amount: 99_000, self_serve_post_engagement: true }])
      await sam.api('POST', `/opportunities/${await make(values)}/close`, { ...winning(), ...of })
    const period = '2031-Q1'
    for (const [who, amount] of [
      [sam, 80_000],
      [tove, 50_000],
    ] as const)
      expect((await out.api('POST', '/quotas', { user_id: who.id, period, amount })).status).toBe(201)
    expect((await sam.api('POST', '/quotas', { user_id: sam.id, period, amount: 1 })).status).toBe(403)
    const { body } = await out.api('GET', `/reports/quota?period=${period}`)
    expect(body.data.map((one: Json) => [one.name, one.quota.amount, one.credited.amount, one.attainment])).toEqual([
      ['Sam Tester', '80000.00', '40000.00', 50],
      ['Tove Tester', '50000.00', '0.00', 0],
    ])
    expect(body.data[0].deals.map((deal: Json) => [deal.credit.amount, deal.reason.split(':')[0]]).sort()).toEqual([
      ['0.00', 'Self-serve after engagement'],
      ['40000.00', 'Net new'],
    ])
    expect((await sam.api('GET', `/reports/quota?period=${period}`)).body).toMatchObject({ period, data: [{ user_id: sam.id }] })
    expect((await tove.api('GET', '/quotas')).body.data.map((one: Json) => one.user_id)).toEqual([tove.id])
    expect((await mo.api('GET', '/reports/quota')).status).toBe(403)
    expect((await out.api('GET', '/reports/quota?period=spring')).status).toBe(400)
  })
})
