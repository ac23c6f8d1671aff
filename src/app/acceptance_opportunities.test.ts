import { beforeAll, describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
let account = ''
let contact = ''

const make = async (body: Json = {}): Promise<Json> => {
  const answer = await out.api('POST', '/opportunities', { name: 'Deal', account_id: account, close_date: '2026-12-31', ...body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const verb = (id: string, name: 'move' | 'close', body: Json, headers: Record<string, string> = {}) =>
  out.api('POST', `/opportunities/${id}/${name}`, body, headers)
const wins = { contract_start_date: '2027-01-01', products: ['Product analytics', { name: 'Group analytics', quantity: 2, price: 50 }] }

beforeAll(async () => {
  account = (await out.api('POST', '/accounts', { name: 'Acme' })).body.id
  contact = (await out.api('POST', '/contacts', { name: 'Ines', account_id: account })).body.id
})

describe('a new opportunity (E1, E2)', () => {
  test('needs a name, an account and a close date', async () => {
    const me = (await out.api('GET', '/me')).body
    const made = await make()
    expect(made).toMatchObject({
      record_type: 'new_business',
      type: 'monthly_plan',
      pipeline: 'sales',
      stage: 'inbound_lead',
      probability: 10,
      forecast_category: 'pipeline',
      amount: { amount: '20000.00', currency: 'USD' },
      currency: 'USD',
      closed_at: null,
    })
    expect(made.owner_id).toMatch(/^[0-9a-f-]{36}$/)
    if (me?.id) expect(made.owner_id).toBe(me.id)
    const missing = await out.api('POST', '/opportunities', {})
    expect(missing.status).toBe(422)
    expect(missing.body.errors.map((one: Json) => one.field).sort()).toEqual(['account_id', 'close_date', 'name'])
  })
  test('with a blank amount or type is 20,000 a month; 0 stays 0', async () => {
    for (const blank of [null, ''])
      expect(await make({ amount: blank, type: blank })).toMatchObject({ amount: { amount: '20000.00' }, type: 'monthly_plan' })
    expect((await make({ amount: 0 })).amount.amount).toBe('0.00')
    expect((await make({ amount: '12500.5' })).amount.amount).toBe('12500.50')
  })
  test('begins where its record type begins', async () => {
    expect(await make({ record_type: 'renewal' })).toMatchObject({ pipeline: 'renewal', stage: 'qualification', probability: 10 })
    for (const record_type of ['new_business', 'existing_business', 'convert_to_annual'])
      expect(await make({ record_type })).toMatchObject({ pipeline: 'sales', stage: 'inbound_lead' })
    expect(await make({ record_type: 'renewal', stage: 'product_evaluation' })).toMatchObject({
      probability: 50,
      forecast_category: 'best_case',
    })
    expect(await make({ pipeline: 'self_serve' })).toMatchObject({ stage: 'contacted' })
  })
  test('every stage has the chance and forecast of the playbook', async () => {
    const { data } = (await out.api('GET', '/pipelines')).body
    const told = Object.fromEntries(data.map((one: Json) => [one.key, one.stages.map((stage: Json) => [stage.key, stage.probability])]))
    expect(told).toEqual({
      sales: [
        ['inbound_lead', 10],
        ['meeting_booked', 20],
        ['demo_completed', 40],
        ['product_evaluation', 50],
        ['commercial_legal_review', 80],
        ['closed_won', 100],
        ['closed_lost', 0],
      ],
      renewal: [
        ['qualification', 10],
        ['meeting_booked', 20],
        ['product_evaluation', 50],
        ['commercial_legal_review', 80],
        ['closed_won', 100],
        ['closed_lost', 0],
      ],
      self_serve: [
        ['contacted', 10],
        ['getting_started', 30],
        ['sending_data', 60],
        ['closed_won', 100],
        ['closed_lost', 0],
      ],
    })
  })
})

describe('move and close (E2, E4)', () => {
  test('say field by field what is missing, and change nothing then', async () => {
    const deal = await make()
    const won = await verb(deal.id, 'move', { stage: 'closed_won' })
    expect(won.status).toBe(422)
    expect(won.headers.get('content-type')).toContain('application/problem+json')
    expect(won.body.type).toContain('opportunity.stage_requires')
    expect(won.body.errors).toEqual([
      { field: 'contract_start_date', code: 'required', message: 'Closed won needs a contract start.' },
      { field: 'products', code: 'required', message: 'Closed won needs products.' },
    ])
    const lost = await verb(deal.id, 'close', { stage: 'closed_lost' })
    expect([lost.status, lost.body.errors.map((one: Json) => one.field)]).toEqual([422, ['loss_reason']])
    const mistakes: [Json, string][] = [
      [{ stage: 'nowhere' }, 'stage'],
      [{ stage: 'contacted' }, 'stage'],
      [{ stage: 'closed_lost', loss_reason: 'weather' }, 'loss_reason'],
      [{ stage: 'closed_won', ...wins, products: ['Teleporter'] }, 'products'],
      [{ stage: 'meeting_booked', unheard_of: 1 }, 'unheard_of'],
      [{ stage: 'meeting_booked', probability: 90 }, 'probability'],
    ]
    for (const [body, field] of mistakes) {
      const answer = await verb(deal.id, 'move', body)
      expect([answer.status, answer.body.errors?.[0]?.field], JSON.stringify(answer.body)).toEqual([422, field])
    }
    expect((await verb(deal.id, 'close', { stage: 'meeting_booked' })).status).toBe(422)
    expect((await verb('0190a000-0000-7000-8000-000000000000', 'move', { stage: 'meeting_booked' })).status).toBe(404)
    expect((await out.api('GET', `/opportunities/${deal.id}`)).body).toMatchObject({ stage: 'inbound_lead', version: 1 })
  })

  test('answer the opportunity and the batch by which all of it is undone', async () => {
    const deal = await make({ primary_contact_id: contact })
    const moved = await verb(deal.id, 'move', { stage: 'contacted', pipeline: 'self_serve', next_steps: 'Write' })
    expect(moved.body).toMatchObject({ id: deal.id, pipeline: 'self_serve', stage: 'contacted', next_steps: 'Write' })
    const won = await verb(deal.id, 'close', { stage: 'closed_won', ...wins, contract_link: 'https://contract.example/1' })
    expect(won.status, JSON.stringify(won.body)).toBe(200)
    expect(won.body).toMatchObject({ probability: 100, forecast_category: 'closed', contract_link: 'https://contract.example/1' })
    expect(won.body.closed_at).toMatch(/Z$/)
    expect(won.body.products).toMatchObject([
      { name: 'Product analytics', add_on: false, quantity: 1, price: null },
      { name: 'Group analytics', add_on: true, quantity: 2, price: '50.00' },
    ])
    for (const answer of [won, moved]) {
      const batch = answer.headers.get('hedgerow-batch')
      expect(batch).toMatch(/^[0-9a-f-]{36}$/)
      expect((await out.api('POST', `/batches/${batch}/undo`)).status).toBe(200)
    }
    expect((await out.api('GET', `/opportunities/${deal.id}`)).body).toMatchObject({
      pipeline: 'sales',
      stage: 'inbound_lead',
      closed_at: null,
      products: null,
      next_steps: null,
    })
  })

  test('hold for PATCH, bulk and create alike', async () => {
    const deal = await make()
    expect((await out.api('PATCH', `/opportunities/${deal.id}`, { stage: 'closed_lost' })).status).toBe(422)
    expect((await out.api('POST', '/opportunities/bulk', { ids: [deal.id], action: 'update', set: { stage: 'closed_lost' } })).status).toBe(
      422,
    )
    expect(
      (await out.api('POST', '/opportunities', { name: 'X', account_id: account, close_date: '2026-12-31', stage: 'closed_lost' })).status,
    ).toBe(422)
    expect((await out.api('PATCH', `/opportunities/${deal.id}`, { stage: 'closed_lost', loss_reason: 'price' })).body).toMatchObject({
      forecast_category: 'omitted',
    })
    expect((await out.api('PATCH', `/opportunities/${deal.id}`, { loss_reason: null })).status).toBe(422)
    expect((await out.api('PATCH', `/opportunities/${deal.id}`, { stage: 'demo_completed' })).body).toMatchObject({
      closed_at: null,
      loss_reason: null,
      probability: 40,
    })
  })

  test('the same key and body move once', async () => {
    const deal = await make()
    const key = { 'idempotency-key': 'move-once' }
    const first = await verb(deal.id, 'move', { stage: 'meeting_booked' }, key)
    const again = await verb(deal.id, 'move', { stage: 'meeting_booked' }, key)
    expect([first.status, again.status, again.body.version]).toEqual([200, 200, first.body.version])
    expect(again.headers.get('hedgerow-batch')).toBe(first.headers.get('hedgerow-batch'))
  })

  test('time in stage is told by the test clock', async () => {
    const deal = await make()
    await out.api('POST', '/test/clock', { advance: 'PT3H' })
    await verb(deal.id, 'move', { stage: 'demo_completed', amount: 5_000 })
    await out.api('POST', '/test/clock', { advance: 'PT1H' })
    const { body } = await out.api('GET', `/opportunities/${deal.id}/stages`)
    expect(body.data.map((one: Json) => [one.stage, Math.round(one.seconds / 3_600)])).toEqual([
      ['inbound_lead', 3],
      ['demo_completed', 1],
    ])
    expect(body.changes).toMatchObject([{ field: 'amount', before: '20000.00', after: '5000.00' }])
  })
})

describe('who takes part (E3)', () => {
  test('the primary contact is the primary role, by whichever door', async () => {
    const deal = await make({ primary_contact_id: contact })
    const rolesOf = async () => (await out.api('GET', `/contact_roles?opportunity_id=${deal.id}`)).body.data
    expect(await rolesOf()).toMatchObject([{ contact_id: contact, is_primary: true, role: null }])
    const other = (await out.api('POST', '/contacts', { name: 'Jo', account_id: account })).body.id
    const role = await out.api('POST', '/contact_roles', {
      opportunity_id: deal.id,
      contact_id: other,
      role: 'decision_maker',
      is_primary: true,
    })
    expect(role.status, JSON.stringify(role.body)).toBe(201)
    expect((await out.api('GET', `/opportunities/${deal.id}`)).body.primary_contact_id).toBe(other)
    expect((await rolesOf()).filter((one: Json) => one.is_primary)).toHaveLength(1)
    expect((await out.api('POST', '/contact_roles', { opportunity_id: deal.id, contact_id: other })).status).toBe(409)
    expect((await out.api('POST', '/contact_roles', { opportunity_id: deal.id, contact_id: deal.id })).status).toBe(422)
    expect((await out.api('DELETE', `/contact_roles/${role.body.id}`)).status).toBe(200)
    expect((await out.api('GET', `/opportunities/${deal.id}`)).body.primary_contact_id).toBe(contact)
  })
})

describe('pipelines and products', () => {
  test('are read by everybody and changed by whoever may change Settings', async () => {
    const sales = await out.person('Sam Seller', 'sales')
    for (const plural of ['pipelines', 'products']) {
      const { body } = await sales.api('GET', `/${plural}`)
      expect(body.data.length).toBeGreaterThan(2)
      expect((await sales.api('PATCH', `/${plural}/${body.data[0].id}`, { position: 9 })).status).toBe(403)
    }
    expect((await sales.api('PATCH', '/settings/opportunities', { default_amount: 1 })).status).toBe(403)
    const [first] = (await out.api('GET', '/pipelines?key=sales')).body.data
    const broken = await out.api('PATCH', `/pipelines/${first.id}`, { stages: first.stages.slice(0, 3) })
    expect([broken.status, broken.body.errors.map((one: Json) => one.field)]).toEqual([422, ['stages', 'stages']])
  })
  test('a custom field can be demanded by a stage', async () => {
    const [renewal] = (await out.api('GET', '/pipelines?key=renewal')).body.data
    expect((await out.api('POST', '/fields', { object: 'opportunity', name: 'budget', kind: 'money', label: 'Budget' })).status).toBe(201)
    const stages = renewal.stages.map((stage: Json) => (stage.key === 'product_evaluation' ? { ...stage, required: ['cf_budget'] } : stage))
    expect((await out.api('PATCH', `/pipelines/${renewal.id}`, { stages })).status).toBe(200)
    const deal = await make({ record_type: 'renewal' })
    const refused = await verb(deal.id, 'move', { stage: 'product_evaluation' })
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ field: 'cf_budget', code: 'required', message: 'Product evaluation needs a budget.' }],
    ])
    expect((await verb(deal.id, 'move', { stage: 'product_evaluation', cf_budget: 100 })).status).toBe(200)
    expect((await out.api('PATCH', `/opportunities/${deal.id}`, { cf_budget: null })).status).toBe(422)
  })
})
