import { beforeAll, describe, expect, test } from 'vitest'
import { COUNTRIES, isInRegion } from '../modules/countries/countries.rule.ts'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
const people: Record<string, { id: string }> = {}
const territories: Json[] = []
let asked = 0

const take = async (body: Json): Promise<Json> => {
  const answer = await out.api('POST', '/leads/intake', {
    source: 'contact_form',
    source_id: `a-${++asked}`,
    name: `Person ${asked}`,
    ...body,
  })
  expect(answer.body.outcome, JSON.stringify(answer.body)).toBe('created')
  return (await out.api('GET', `/leads/${answer.body.lead_id}`)).body
}
const tryIt = async (body: Json): Promise<Json> => {
  const answer = await out.api('POST', '/assignment/try', body)
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}
const clock = async (to: string) => {
  const answer = await out.api('POST', '/test/clock', { to })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

beforeAll(async () => {
  for (const name of ['Ana', 'Ben', 'Cleo', 'Dai', 'Eve', 'Fay']) people[name] = await out.person(`${name} Tester`, 'sales')
  territories.push(...(await out.api('GET', '/territories')).body.data.sort((a: Json, b: Json) => a.position - b.position))
  const members = [['Ana', 'Ben', 'Cleo'], ['Dai', 'Eve'], ['Fay']]
  for (const [index, territory] of territories.entries())
    expect(
      (await out.api('PATCH', `/territories/${territory.id}`, { members: members[index]?.map(name => people[name]?.id) })).status,
    ).toBe(200)
}, 30_000)

describe('territories (S1)', () => {
  test('all 249 countries, by code, three letters and name', async () => {
    expect(COUNTRIES).toHaveLength(249)
    const expected = (code: string) => {
      if (code === 'US' || code === 'CA' || isInRegion(code, '419')) return 0
      if (isInRegion(code, '150') || isInRegion(code, '002') || isInRegion(code, '145') || code === 'IR' || code === 'AU') return 1
      return 2
    }
    for (const code of ['NZ', 'GL', 'BM', 'PM', 'JP']) expect(expected(code), code).toBe(2)
    const wrong: string[] = []
    for (const country of COUNTRIES) {
      const spelling =
        [country.code, country.alpha3, country.name, country.name.toUpperCase(), country.code.toLowerCase()][Number(country.numeric) % 5] ??
        country.code
      const decision = await tryIt({ email: `a@${country.code.toLowerCase()}-company.example`, country: spelling, source: 'event' })
      if (decision.territory_id !== territories[expected(country.code)].id) wrong.push(`${spelling}: ${decision.reason}`)
    }
    expect(wrong).toEqual([])
  })
  test('spellings that people write', async () => {
    const spellings: Record<string, number> = {
      USA: 0,
      'U.S.A.': 0,
      'United States of America': 0,
      America: 0,
      México: 0,
      Brasil: 0,
      England: 1,
      'Great Britain': 1,
      UK: 1,
      Scotland: 1,
      Türkiye: 1,
      Turkey: 1,
      Deutschland: 1,
      'Côte d’Ivoire': 1,
      "Cote d'Ivoire": 1,
      'Ivory Coast': 1,
      Holland: 1,
      'The Netherlands': 1,
      'Czech Republic': 1,
      Russia: 1,
      UAE: 1,
      'Korea, Republic of': 2,
      'South Korea': 2,
      Vietnam: 2,
      'Viet Nam': 2,
      'Hong Kong': 2,
      Taiwan: 2,
      Atlantis: 2,
      '': 2,
    }
    const wrong: string[] = []
    for (const [country, territory] of Object.entries(spellings)) {
      const decision = await tryIt({ country, source: 'event' })
      if (decision.territory_id !== territories[territory].id) wrong.push(`${country}: ${decision.reason}`)
    }
    expect(wrong).toEqual([])
  })
  test('no country is territory 3, and says so', async () => {
    const lead = await take({ source: 'event', email: 'nowhere@gmail.com' })
    expect(lead).toMatchObject({ country: null, territory_id: territories[2].id, owner_id: people.Fay?.id })
    expect(lead.assignment_reason).toMatch(/no country/i)
  })
})

describe('the rotation', () => {
  const counts = (owners: (string | null)[]): Record<string, number> => {
    const all: Record<string, number> = {}
    for (const owner of owners) all[String(owner)] = (all[String(owner)] ?? 0) + 1
    return all
  }
  test('fifty at once, refused ones in between: nobody differs by more than one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        if (n % 5 === 0) await out.api('POST', '/leads/intake', { source: 'event', email: 'not an address', country: 'US' })
        return out.api('POST', '/leads/intake', { source: 'event', source_id: `fifty-${n}`, email: `fifty@f${n}.example`, country: 'US' })
      }),
    )
    expect(answers.map(one => one.status)).toEqual(Array(50).fill(201))
    const leads = (await out.api('POST', '/leads/query', { filter: { field: 'email', op: 'starts_with', value: 'fifty@' }, limit: 100 }))
      .body.data
    const byOwner = Object.values(counts(leads.map((one: Json) => one.owner_id)))
    expect(byOwner.length).toBe(3)
    expect(Math.max(...byOwner) - Math.min(...byOwner)).toBeLessThanOrEqual(1)
  })
  test('exact over any run, skips who is out of office, no flood on return', async () => {
    const owners: (string | null)[] = []
    const run = async (n: number) => {
      for (let i = 0; i < n; i++) owners.push((await take({ source: 'event', email: `run@r${asked}.example`, country: 'CA' })).owner_id)
    }
    await run(6)
    for (let from = 0; from < 6; from++)
      for (let to = from + 1; to <= 6; to++) {
        const some = ['Ana', 'Ben', 'Cleo'].map(name => owners.slice(from, to).filter(one => one === people[name]?.id).length)
        expect(Math.max(...some) - Math.min(...some)).toBeLessThanOrEqual(1)
      }
    const today = (await out.api('GET', '/leads?limit=1')).body.data[0].created_at.slice(0, 10)
    expect((await out.api('PATCH', `/users/${people.Ben?.id}`, { out_of_office_from: today, out_of_office_until: today })).status).toBe(200)
    owners.length = 0
    await run(4)
    expect(counts(owners)).toEqual({ [String(people.Ana?.id)]: 2, [String(people.Cleo?.id)]: 2 })
    await out.api('PATCH', `/users/${people.Ben?.id}`, { out_of_office_from: null, out_of_office_until: null })
    owners.length = 0
    await run(6)
    expect(counts(owners)).toEqual({ [String(people.Ana?.id)]: 2, [String(people.Ben?.id)]: 2, [String(people.Cleo?.id)]: 2 })
  })
  test('a lead deleted, or given by hand, changes no turn', async () => {
    const first = await take({ source: 'event', email: 'turn@t1.example', country: 'DE' })
    await out.api('POST', '/leads', { name: 'By hand', email: 'hand@hand.example', country: 'DE', owner_id: people.Eve?.id })
    await out.api('DELETE', `/leads/${first.id}`)
    const second = await take({ source: 'event', email: 'turn@t2.example', country: 'DE' })
    const third = await take({ source: 'event', email: 'turn@t3.example', country: 'DE' })
    expect(second.owner_id).not.toBe(first.owner_id)
    expect(third.owner_id).toBe(first.owner_id)
  })
  test('nobody available: the lead waits, with its reason', async () => {
    await out.api('PATCH', `/users/${people.Fay?.id}`, { active: false })
    const lead = await take({ source: 'event', email: 'alone@japan.example', country: 'JP' })
    expect(lead.owner_id).toBeNull()
    expect(lead.assignment_reason).toMatch(/not active/)
    await out.api('PATCH', `/users/${people.Fay?.id}`, { active: true })
  })
})

describe('returning leads (C3, rulings)', () => {
  test('15 Jan → 15 May counts, 16 May does not; a returning one uses no turn', async () => {
    await clock('2027-01-15T09:00:00Z')
    const first = await take({ email: 'one@kora.ng', country: 'NG' })
    const other = first.owner_id === people.Dai?.id ? people.Eve : people.Dai
    await clock('2027-05-15T23:59:00Z')
    const returning = await take({ email: 'two@mail.kora.ng', country: 'NG' })
    expect(returning.domain).toBe('kora.ng')
    expect(returning.owner_id).toBe(first.owner_id)
    expect(returning.assignment_reason).toContain('kora.ng')
    const unrelated = await take({ email: 'x@unrelated-company.ng', country: 'NG' })
    expect(unrelated.owner_id).toBe(other?.id)
    await out.api('DELETE', `/leads/${returning.id}`)
    await clock('2027-05-16T00:00:30Z')
    const late = await take({ email: 'three@kora.ng', country: 'NG' })
    expect(late.owner_id).toBe(first.owner_id)
    expect(late.assignment_reason).not.toMatch(/has had/)
  })
  test('31 Oct → 28 Feb counts, 1 Mar does not', async () => {
    const lead = await take({ email: 'one@clamped.example', country: 'DE' })
    await out.sql(`update lead set created_at = '2028-10-31T12:00:00Z' where id = $1`, [lead.id])
    const at = async (moment: string) =>
      (await tryIt({ email: 'two@clamped.example', country: 'DE', source: 'contact_form', at: moment })).via
    expect(await at('2029-02-28T23:00:00Z')).toBe('returning')
    expect(await at('2029-03-01T00:00:00Z')).toBe('rotation')
  })
  test('free mail, other sources, spam, duplicates, inactive and absent owners', async () => {
    const first = await take({ email: 'one@rules.example', country: 'DE' })
    const via = async (more: Json = {}) => (await tryIt({ email: 'two@rules.example', country: 'DE', source: 'contact_form', ...more })).via
    expect(await via()).toBe('returning')
    expect(await via({ source: 'demo_booking' })).toBe('returning')
    expect(await via({ source: 'email' })).toBe('rotation')
    expect(await via({ source: 'product_signup' })).toBe('rotation')
    await take({ email: 'somebody@gmail.com', country: 'DE' })
    expect(await via({ email: 'other@gmail.com' })).toBe('rotation')
    for (const reason of ['spam', 'duplicate']) {
      await out.api('POST', `/leads/${first.id}/disqualify`, { disqualification_reason: reason })
      expect(await via(), reason).toBe('rotation')
      await out.api('PATCH', `/leads/${first.id}`, { status: 'new', disqualification_reason: null })
    }
    await out.api('POST', `/leads/${first.id}/disqualify`, { disqualification_reason: 'budget' })
    expect(await via()).toBe('returning')
    const owner = first.owner_id
    await out.api('PATCH', `/users/${owner}`, { out_of_office_from: '2027-01-01', out_of_office_until: '2027-12-31' })
    expect(await via()).toBe('returning')
    await out.api('PATCH', `/users/${owner}`, { out_of_office_from: null, out_of_office_until: null, active: false })
    expect(await via()).toBe('rotation')
    await out.api('PATCH', `/users/${owner}`, { active: true })
  })
  test('the latest earlier lead with an active owner decides', async () => {
    const [a, b] = [people.Ana?.id, people.Ben?.id]
    await out.api('POST', '/leads', { name: 'Early', email: 'early@several.example', source: 'event', owner_id: a })
    await out.api('POST', '/test/clock', { advance: 'P1D' })
    await out.api('POST', '/leads', { name: 'Late', email: 'late@several.example', source: 'email', owner_id: b })
    expect((await tryIt({ email: 'x@several.example', source: 'contact_form' })).owner_id).toBe(b)
    await out.api('PATCH', `/users/${b}`, { active: false })
    expect((await tryIt({ email: 'x@several.example', source: 'contact_form' })).owner_id).toBe(a)
    await out.api('PATCH', `/users/${b}`, { active: true })
  })
  test('ten of one company at the same moment go to one owner', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        out.api('POST', '/leads/intake', {
          source: 'contact_form',
          source_id: `ten-${n}`,
          name: `Ten ${n}`,
          email: `p${n}@tenatonce.example`,
          country: 'US',
        }),
      ),
    )
    expect(answers.every(one => one.body.outcome === 'created')).toBe(true)
    const leads = (await out.api('GET', '/leads?domain=tenatonce.example&limit=50')).body.data
    expect(new Set(leads.map((one: Json) => one.owner_id)).size).toBe(1)
  })
})

describe('scores and flow', () => {
  test('a reason for every point; recomputed when inputs change', async () => {
    const lead = await take({
      email: 'score@score.example',
      country: 'DE',
      employees: 300,
      annual_revenue: 20_000_000,
      title: 'Software engineer',
    })
    const total = (part: string, from: Json) =>
      from.score_reasons[part].reasons.reduce((sum: number, one: Json) => sum + (one.points ?? 0), 0)
    expect(total('lead', lead)).toBe(lead.score)
    expect(total('icp', lead)).toBe(lead.icp_score)
    expect(lead.score).toBe(10 + 10 + 10 + 10 + 10)
    expect(lead.icp_score).toBe(6 + 6 + 6)
    const free = await take({ email: 'free@gmail.com', country: 'IN' })
    expect(free).toMatchObject({ score: 0, icp_score: -15 })
    const unknown = await take({ email: 'unknown@unknown.example' })
    expect(unknown).toMatchObject({ score: 0, icp_score: 0 })
    const changed = (await out.api('PATCH', `/leads/${lead.id}`, { employees: 2000 })).body
    expect(changed).toMatchObject({ score: 60, icp_score: 12 })
  })
  test('hands-on by any threshold, with its reason', async () => {
    for (const [given, flow] of [
      [{ monthly_events: 5_000_000 }, 'hands_on'],
      [{ monthly_events: 4_999_999 }, 'self_serve'],
      [{ monthly_recordings: 100_000 }, 'hands_on'],
      [{ wants_annual: true }, 'hands_on'],
      [{ needs_evaluation: true }, 'self_serve'],
      [{ needs_evaluation: true, potential_value: 20_000 }, 'hands_on'],
      [{}, 'self_serve'],
    ] as const) {
      const lead = await take({ email: `flow@flow${asked}.example`, ...given })
      expect(lead.recommended_flow, JSON.stringify(given)).toBe(flow)
      expect(lead.recommended_flow_reason).toBeTruthy()
    }
  })
})

test('a web and a worker on one database: taken by one, processed by the other', async () => {
  const [web, worker] = [await out.another('web'), await out.another('worker')]
  expect(worker.smtpPort).toBeNull()
  const answer = await fetch(`http://127.0.0.1:${web.port}/capture/forms/contact`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Split Roles', email: 'split@roles.example', message: 'hi' }),
  })
  expect(answer.status).toBe(201)
  await out.until(async () => (await out.api('GET', '/leads?email=split@roles.example')).body.data[0])
  expect((await out.api('POST', '/fields', { object: 'lead', name: 'everywhere', kind: 'text', label: 'Everywhere' })).status).toBe(201)
  await out.until(async () => {
    const seen = await fetch(`http://127.0.0.1:${web.port}/api/v1/leads?cf_everywhere=x`, {
      headers: { authorization: `Bearer ${out.key}` },
    })
    return seen.status === 200
  }, 'the other process to know the new field')
  await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      fetch(`${n % 2 ? out.base : `http://127.0.0.1:${web.port}`}/api/v1/leads/intake`, {
        method: 'POST',
        headers: { authorization: `Bearer ${out.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ source: 'event', email: `two@p${n}.example`, country: 'US' }),
      }),
    ),
  )
  const leads = (await out.api('POST', '/leads/query', { filter: { field: 'email', op: 'starts_with', value: 'two@p' }, limit: 50 })).body
    .data
  const byOwner = ['Ana', 'Ben', 'Cleo'].map(name => leads.filter((one: Json) => one.owner_id === people[name]?.id).length)
  expect(byOwner).toEqual([4, 4, 4])
})
