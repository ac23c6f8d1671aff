import { beforeAll, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
type Person = Awaited<ReturnType<typeof out.person>>
let ana: Person
let ben: Person
beforeAll(async () => {
  ana = await out.person('Ana Gomes', 'sales')
  ben = await out.person('Ben Okafor', 'sales')
}, 30_000)

const clock = async (to: Date | string): Promise<void> => {
  const answer = await out.api('POST', '/test/clock', { to: typeof to === 'string' ? to : to.toISOString() })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}
let count = 0
const make = async (more: Json = {}): Promise<Json> => {
  count++
  const answer = await out.api('POST', '/leads', {
    name: `Person ${count}`,
    email: `p${count}@c${count}.example`,
    owner_id: ana.id,
    ...more,
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body
}
const read = async (id: string): Promise<Json> => (await out.api('GET', `/leads/${id}`)).body
const told = async (person: Person, about: string): Promise<string[]> =>
  (
    await out.sql('select text from notification where user_id = $1 and text like $2 order by created_at, id', [person.id, `%${about}%`])
  ).map(one => one.text)
const after = (from: string, minutes: number) => new Date(new Date(from).getTime() + minutes * 60_000)
const day = 1_440

test('a product-led lead that nobody works on goes to the pool after seven days, to the minute (C7)', async () => {
  const lead = await make({ source: 'product_signup' })
  const other = await make({ source: 'contact_form' })
  await clock(after(lead.assigned_at, 6 * day + 2))
  expect(await told(ana, `${lead.name}, %goes to the pool`)).toHaveLength(1)
  await clock(after(lead.assigned_at, 7 * day - 2))
  expect((await read(lead.id)).owner_id).toBe(ana.id)
  await clock(after(lead.assigned_at, 7 * day + 2))
  const pooled = await read(lead.id)
  expect(pooled).toMatchObject({ owner_id: null, pooled_from_id: ana.id })
  const late = new Date(pooled.pooled_at).getTime() - after(lead.assigned_at, 7 * day).getTime()
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThanOrEqual(61_000)
  expect(await told(ana, `${lead.name}, %went to the pool`)).toHaveLength(1)
  expect((await read(other.id)).owner_id).toBe(ana.id)

  const answers = await Promise.all([ana.api('POST', `/leads/${lead.id}/claim`), ben.api('POST', `/leads/${lead.id}/claim`)])
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
  expect(answers.find(answer => answer.status === 409)?.body.detail).toMatch(/has it already/)
  const report = async () => (await out.api('GET', `/reports/pool?from=${lead.created_at.slice(0, 10)}&until=2030-01-01`)).body.total
  await out.until(async () => (await report()).claimed === 1, 'the report')
  expect(await report()).toMatchObject({ entered: 1, idle: 1, claimed: 1, waiting: 0 })
})

test('kept, or worked on, it stays', async () => {
  const kept = await make({ source: 'product_signup' })
  const called = await make({ source: 'product_signup' })
  await clock(after(kept.created_at, 5 * day))
  expect((await ana.api('POST', `/leads/${kept.id}/keep`, { reason: 'Back on Monday' })).status).toBe(200)
  expect((await ana.api('POST', `/leads/${called.id}/log`, { kind: 'call', text: 'Hello' })).status).toBe(201)
  await clock(after(kept.created_at, 11 * day))
  for (const lead of [kept, called]) expect((await read(lead.id)).owner_id).toBe(ana.id)
  await clock(after(kept.created_at, 12 * day + 5))
  for (const lead of [kept, called]) expect((await read(lead.id)).owner_id).toBeNull()
})

test('the first reply over a weekend, without and with working hours (C6)', async () => {
  const now = new Date((await out.api('POST', '/test/clock', { advance: 'PT0S' })).body.now)
  const friday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + ((12 - now.getUTCDay()) % 7 || 7), 10))
  const at = (days: number, hour: number, minutes = 0) =>
    new Date(friday.getTime() + (days * 24 + hour - 10) * 3_600_000 + minutes * 60_000)
  await clock(friday)
  const first = await make({ source: 'email' })
  expect(new Date(first.sla_due_at).getTime() - new Date(first.created_at).getTime()).toBe(24 * 3_600_000)
  expect((await out.api('PATCH', '/settings/working_hours', { enabled: true })).status).toBe(200)
  const second = await make({ source: 'email' })
  // 7 hours on Friday, 8 on Monday and Tuesday, 1 on Wednesday.
  expect(second.sla_due_at.slice(0, 13)).toBe(at(5, 10).toISOString().slice(0, 13))
  await clock(at(1, 11))
  expect(await told(ana, `${first.name}, %waits for a first reply`)).toHaveLength(1)
  expect(await told(ana, `first reply to ${first.name}, % is late`)).toHaveLength(1)
  await clock(at(4, 13))
  expect(await told(ana, `${second.name}, %waits for a first reply`)).toEqual([])
  await clock(at(4, 14, 5))
  expect(await told(ana, `${second.name}, %waits for a first reply`)).toHaveLength(1)
  await ana.api('POST', `/leads/${second.id}/log`, { kind: 'call', text: '' })
  await clock(at(5, 11))
  expect(await told(ana, `first reply to ${second.name}, % is late`)).toEqual([])
  const report = await out.api('GET', `/reports/first-response?from=${friday.toISOString().slice(0, 10)}&until=2030-01-01`)
  expect(report.body.total).toMatchObject({ leads: 2, within: 1, late: 1 })
})

test('converted over the API, with its batch in a header, and undone (D6)', async () => {
  const lead = await make({ company: 'Vega Rail', country: 'NO' })
  const preview = await ana.api('GET', `/leads/${lead.id}/conversion`)
  expect(preview.body.opportunity.values.name).toBe('Vega Rail – New business')
  const done = await ana.api('POST', `/leads/${lead.id}/convert`, {
    account: { name: 'Vega Rail AS' },
    opportunity: { name: 'Vega pilot', record_type: 'new_business', close_date: '2027-08-01' },
  })
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  expect(Object.keys(done.body).sort()).toEqual(['account_id', 'contact_id', 'opportunity_id'])
  const deal = (await ana.api('GET', `/opportunities/${done.body.opportunity_id}`)).body
  expect(deal).toMatchObject({ amount: { amount: '20000.00' }, type: 'monthly_plan', lead_id: lead.id, owner_id: ana.id })
  const again = await ana.api('POST', `/leads/${lead.id}/convert`, { account: { name: 'Vega Rail AS' } })
  expect([again.status, again.body]).toEqual([200, done.body])
  const other = await ana.api('POST', `/leads/${lead.id}/convert`, { opportunity: null })
  expect(other).toMatchObject({ status: 422, body: { opportunity_id: done.body.opportunity_id } })
  expect((await ana.api('PATCH', `/leads/${lead.id}`, { phone: '+4722334455' })).status).toBe(422)
  const undone = await ana.api('POST', `/batches/${done.headers.get('hedgerow-batch')}/undo`)
  expect(undone.status, JSON.stringify(undone.body)).toBe(200)
  expect(await read(lead.id)).toMatchObject({ status: 'new', account_id: null, contact_id: null, opportunity_id: null })
  expect((await ana.api('GET', `/opportunities/${done.body.opportunity_id}`)).body.deleted_at).not.toBeNull()
})

test('a support request becomes a task of the queue’s person, its link the lead’s next step, once (D3)', async () => {
  await out.api('PATCH', '/settings/tickets', {
    queues: { support: { user_id: ben.id, team_id: null }, revops: { user_id: null, team_id: null } },
  })
  const lead = await make({ sales_form_message: 'My events are missing' })
  const close = () => ana.api('POST', `/leads/${lead.id}/disqualify`, { disqualification_reason: 'support_request' })
  expect((await close()).status).toBe(200)
  const linked = await out.until(async () => (await read(lead.id)).ticket_url && read(lead.id), 'the ticket')
  expect(linked.next_steps).toContain(linked.ticket_url)
  await ana.api('PATCH', `/leads/${lead.id}`, { status: 'working' })
  await close()
  await clock(after((await out.api('POST', '/test/clock', { advance: 'PT1M' })).body.now, 1))
  const tickets = (await ana.api('GET', `/tickets?lead_id=${lead.id}`)).body.data
  expect(tickets).toHaveLength(1)
  const tasks = (await ben.api('GET', `/tasks?owner_id=${ben.id}`)).body.data
  expect(tasks.filter((task: Json) => task.record?.id === lead.id)).toHaveLength(1)
})
