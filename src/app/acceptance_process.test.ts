import { beforeAll, describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
type Person = Awaited<ReturnType<typeof out.person>>
let rafa: Person
let account = ''
let count = 0

beforeAll(async () => {
  rafa = await out.person('Rafa Ortiz', 'sales')
  account = (await out.api('POST', '/accounts', { name: 'Acme', owner_id: rafa.id })).body.id
})

const makeLead = async (more: Json = {}): Promise<Json> => {
  count++
  const made = await out.api('POST', '/leads', {
    first_name: 'Zoë',
    last_name: 'Last',
    email: `zoe@c${count}.example`,
    owner_id: rafa.id,
    ...more,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}
const leadNow = async (id: string): Promise<Json> => (await out.api('GET', `/leads/${id}`)).body
const log = (id: string, more: Json) => rafa.api('POST', '/activities', { record: { object: 'lead', id }, title: 'Talked', ...more })

describe('names (B11)', () => {
  test('a contact is made of first and last name, of a whole name, or of an address alone', async () => {
    const make = async (body: Json) => (await out.api('POST', '/contacts', body)).body
    expect(await make({ first_name: 'Clara', last_name: 'Brandt', email: 'c@one.example' })).toMatchObject({ name: 'Clara Brandt' })
    expect(await make({ name: 'Clara Brandt' })).toMatchObject({ first_name: 'Clara', last_name: 'Brandt' })
    expect(await make({ email: 'clara.brandt@two.example' })).toMatchObject({ name: 'Clara Brandt' })
    const nameless = await out.api('POST', '/contacts', { title: 'CTO' })
    expect([nameless.status, nameless.body.errors[0].field]).toEqual([422, 'name'])
  })

  test('a part that changes changes the whole, of a lead too', async () => {
    const lead = await makeLead()
    expect((await out.api('PATCH', `/leads/${lead.id}`, { last_name: 'First' })).body).toMatchObject({ name: 'Zoë First' })
    expect((await out.api('PATCH', `/leads/${lead.id}`, { name: 'Max Brandt' })).body).toMatchObject({
      first_name: 'Max',
      last_name: 'Brandt',
    })
  })
})

describe('the first touch (C6, D1)', () => {
  test('is seen in the very next answer', async () => {
    const lead = await makeLead()
    await log(lead.id, { kind: 'call', outcome: 'no_answer' })
    expect(await leadNow(lead.id)).toMatchObject({ status: 'working', first_responded_at: expect.any(String) })
  })

  test('is no meeting that is still to come, but the same meeting once it was held', async () => {
    const lead = await makeLead()
    const { body } = await log(lead.id, { kind: 'meeting', occurred_at: '2099-01-01T10:00:00Z' })
    expect(await leadNow(lead.id)).toMatchObject({ status: 'new', first_responded_at: null, last_touched_at: null })
    expect((await rafa.api('PATCH', `/activities/${body.id}`, { outcome: 'held' })).status).toBe(200)
    const held = await leadNow(lead.id)
    expect(held.status).toBe('working')
    expect(held.first_responded_at < '2099').toBe(true)
  })

  test('is written down while the lead is converted', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const lead = await makeLead()
      const [call, converted] = await Promise.all([
        log(lead.id, { kind: 'call' }),
        rafa.api('POST', `/leads/${lead.id}/convert`, { opportunity: null }),
      ])
      expect([call.status, converted.status]).toEqual([201, 200])
      expect(await leadNow(lead.id)).toMatchObject({ status: 'converted', first_responded_at: expect.any(String) })
    }
  })

  test('a call from before the lead came answers it when it came', async () => {
    const lead = await makeLead()
    await log(lead.id, { kind: 'call', occurred_at: '2020-01-01T10:00:00Z' })
    expect(await leadNow(lead.id)).toMatchObject({ first_responded_at: lead.created_at, last_touched_at: '2020-01-01T10:00:00.000Z' })
  })
})

test('a lead that is opened again is closed for no reason any more', async () => {
  const lead = await makeLead()
  await rafa.api('POST', `/leads/${lead.id}/disqualify`, { disqualification_reason: 'spam' })
  const opened = await rafa.api('PATCH', `/leads/${lead.id}`, { status: 'working' })
  expect(opened.body).toMatchObject({ status: 'working', disqualification_reason: null })
})

describe('money', () => {
  const make = (more: Json) => out.api('POST', '/opportunities', { name: 'Deal', account_id: account, close_date: '2099-01-31', ...more })

  test('an amount keeps the currency it was sent in, and goes in as it comes out', async () => {
    const { body } = await make({ amount: { amount: '10', currency: 'EUR' } })
    expect(body).toMatchObject({ amount: { amount: '10.00', currency: 'EUR' }, currency: 'EUR' })
    const patched = await out.api('PATCH', `/opportunities/${body.id}`, { amount: body.amount })
    expect(patched.body).toMatchObject({ amount: { amount: '10.00', currency: 'EUR' }, version: body.version })
  })

  test('is refused in two currencies at once, in one that there is not, and in another than the workspace’s where there is only that', async () => {
    expect((await make({ amount: { amount: '10', currency: 'EUR' }, currency: 'GBP' })).body.errors).toMatchObject([
      { field: 'amount', code: 'currency' },
    ])
    expect((await make({ currency: 'zzz' })).body.errors).toMatchObject([{ field: 'currency', code: 'currency' }])
    const quota = await out.api('POST', '/quotas', { user_id: rafa.id, period: '2099-Q1', amount: { amount: '5', currency: 'EUR' } })
    expect([quota.status, quota.body.errors?.[0]?.field]).toEqual([422, 'amount'])
  })
})

test('the first contact of an opportunity is answered as its primary one (E3)', async () => {
  const opportunity = (await out.api('POST', '/opportunities', { name: 'Deal', account_id: account, close_date: '2099-01-31' })).body.id
  const contact = (await out.api('POST', '/contacts', { name: 'Ines', account_id: account })).body.id
  const role = await out.api('POST', '/contact_roles', { opportunity_id: opportunity, contact_id: contact })
  expect(role.body).toMatchObject({ is_primary: true })
})

test('a setting that there is not is refused', async () => {
  const answer = await out.api('PATCH', '/settings/pool', { after_day: 3 })
  expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, 'after_day'])
})

test('another threshold is another recommendation, for leads that are there already too (C5)', async () => {
  const lead = await makeLead({ monthly_events: 6_000_000 })
  expect(lead.recommended_flow).toBe('hands_on')
  await out.api('PATCH', '/settings/hands_on', { monthly_events: 7_000_000 })
  const now = await out.until(async () => {
    const { recommended_flow, recommended_flow_reason } = await leadNow(lead.id)
    return recommended_flow === 'self_serve' && recommended_flow_reason
  }, 'the recommendation')
  expect(now).toContain('7 M')
})

test('where the process begins with the sign-up, each account’s first makes its one opportunity (S0)', async () => {
  await out.api('PATCH', '/settings/product_events', { sign_up_pipeline: 'self_serve', onboarding_plans: [] })
  const signUp = (person: string) =>
    fetch(`${out.base}/capture/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        api_key: out.key,
        event: 'user signed up',
        distinct_id: person,
        properties: { email: `${person}@signed-up.example` },
      }),
    })
  await Promise.all(['ann', 'bob', 'cem'].map(signUp))
  const contacts = await out.until(async () => {
    const found = (await out.api('GET', '/contacts?source=product_signup')).body.data
    return found.length === 3 && found
  }, 'three contacts')
  const made = (await out.api('GET', `/opportunities?account_id=${contacts[0].account_id}`)).body.data
  expect(made).toMatchObject([{ pipeline: 'self_serve', stage: 'contacted', source: 'product_signup', owner_id: expect.any(String) }])
  expect(contacts.map((one: Json) => one.id)).toContain(made[0].primary_contact_id)
  expect((await out.api('GET', '/leads?source=product_signup')).body.data).toEqual([])
})

test('what a contact writes after the conversion stands on the opportunity too (A4, D6)', async () => {
  const lead = await makeLead()
  const { body } = await rafa.api('POST', `/leads/${lead.id}/convert`, {})
  await out.mail({ from: lead.email, to: 'sales@northlight.example', subject: 'One more thing', text: 'Do you have SSO?' })
  const titles = async () =>
    (await out.api('GET', `/opportunities/${body.opportunity_id}/timeline?kinds=mail`)).body.data.map((entry: Json) => entry.title)
  await out.until(async () => (await titles()).includes('One more thing'), 'the mail on the opportunity')
})
