import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
const missing = '01a20000-0000-7000-8000-000000000000'
const ids = (answer: { body: Json }): string[] => answer.body.data.map((one: Json) => one.id)
const make = async (plural: string, body: Json): Promise<Json> => {
  const made = await out.api('POST', `/${plural}`, body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

describe('errors are problems', () => {
  const problem = (answer: { status: number; body: Json; headers: Headers }, status: number) => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({
      status,
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
      code: expect.any(String),
    })
    return answer.body
  }
  test('400, 401, 403, 404, 405 or 404, 415, 422', async () => {
    problem(await out.api('GET', '/leads?nonsense=1'), 400)
    problem(await out.api('GET', '/leads?sort=nonsense'), 400)
    problem(await out.api('GET', '/leads?fields=nonsense'), 400)
    problem(await out.api('GET', '/leads?cursor=nonsense'), 400)
    problem(await out.api('GET', '/leads?status=nonsense'), 400)
    problem(await out.api('POST', '/leads/query', { nonsense: 1 }), 422)
    problem(await out.api('POST', '/leads/query', { filter: { field: 'nonsense', op: 'is', value: 1 } }), 400)
    problem(await out.api('POST', '/leads/query', { filter: { field: 'score', op: 'contains', value: 'x' } }), 400)
    problem(await out.api('POST', '/leads', '{'), 400)
    problem(await out.api('POST', '/leads', '[]'), 422)
    problem(await out.as('hr_wrong')('GET', '/leads'), 401)
    problem(await out.as('hr_wrong')('GET', `/leads/${missing}`), 401)
    problem(await out.api('GET', `/leads/${missing}`), 404)
    problem(await out.api('GET', '/nonsense'), 404)
    problem(await out.api('POST', '/leads', 'x', { 'content-type': 'application/xml' }), 415)
    const errors = problem(
      await out.api('POST', '/contacts', { name: '', email: 'not an address', nonsense: 1, country: 'Germanyy' }),
      422,
    ).errors
    expect(errors.map((one: Json) => one.field).sort()).toEqual(expect.arrayContaining(['country', 'email', 'nonsense']))
    for (const one of errors) expect(one).toEqual({ field: expect.any(String), code: expect.any(String), message: expect.any(String) })
  })
  test('names that every object has by birth are no fields', async () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      const body = `{"name":"X","${name}":1}`
      for (const plural of ['contacts', 'leads', 'leads/intake', 'tasks', 'views', 'forms', 'territories'])
        problem(await out.api('POST', `/${plural}`, body), 422)
      problem(await out.api('POST', '/contacts/query', `{"filter":{"field":"${name}","op":"is","value":1}}`), 400)
      problem(await out.api('GET', `/contacts?sort=${name}`), 400)
      problem(await out.api('POST', '/contacts/bulk', { ids: [], action: name, set: {} }), 400)
    }
  })
  test('403 for a role that may not, before 404', async () => {
    const reader = await out.person('Rea Donly', 'read_only')
    problem(await reader.api('PATCH', `/leads/${missing}`, { name: 'x' }), 403)
    problem(await reader.api('DELETE', `/leads/${missing}`), 403)
    problem(await reader.api('POST', '/contacts', { name: 'x' }), 403)
    problem(await reader.api('POST', `/leads/${missing}/claim`), 403)
    problem(await reader.api('POST', '/leads/intake', { email: 'x@y.de' }), 403)
    problem(await reader.api('POST', '/users', { name: 'x', email: 'x@y.de', role: 'admin' }), 403)
    problem(await reader.api('GET', '/leads/export'), 403)
  })
  test('409 with the version now for If-Match', async () => {
    const one = await make('contacts', { name: 'Version One' })
    const first = await out.api('PATCH', `/contacts/${one.id}`, { title: 'CTO' }, { 'if-match': `"${one.version}"` })
    expect(first.status).toBe(200)
    expect(first.headers.get('etag')).toBe(`"${one.version + 1}"`)
    const second = await out.api('PATCH', `/contacts/${one.id}`, { title: 'CEO' }, { 'if-match': `"${one.version}"` })
    expect(problem(second, 409)).toMatchObject({ version: one.version + 1, current: { id: one.id, title: 'CTO' } })
    problem(await out.api('PATCH', `/contacts/${one.id}`, { title: 'CEO' }, { 'if-match': 'nonsense' }), 400)
  })
  test('a hidden field is not in what If-Match answers', async () => {
    const role = await out.api('POST', '/roles', {
      key: 'blind',
      label: 'Blind',
      rights: {
        objects: { '*': { create: 'all', read: 'all', update: 'all', delete: 'all' } },
        fields: { contact: { hidden: ['phone', 'email'], read_only: ['title'] } },
        settings: false,
        export: true,
      },
    })
    expect(role.status).toBe(201)
    const blind = await out.person('Bea Lind', 'blind')
    const one = await make('contacts', { name: 'Secret Phone', phone: '+49 30 901820', email: 'hidden@hidden.example' })
    const answer = await blind.api('PATCH', `/contacts/${one.id}`, { name: 'x' }, { 'if-match': '"77"' })
    expect(answer.status).toBe(409)
    expect(JSON.stringify(answer.body)).not.toContain('901820')
    expect(JSON.stringify(answer.body)).not.toContain('hidden@')
    expect(answer.body.current).not.toHaveProperty('search_text')
  })
})

describe('once only', () => {
  test('the same key and body: the same answer, done once, also at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => out.api('POST', '/contacts', { name: 'Once Only' }, { 'idempotency-key': 'once-1' })),
    )
    const done = answers.filter(one => one.status === 201)
    expect(done.length).toBe(8)
    expect(new Set(done.map(one => one.body.id)).size).toBe(1)
    expect((await out.api('GET', '/contacts?name=Once%20Only')).body.data).toHaveLength(1)
    expect((await out.api('POST', '/contacts', { name: 'Another' }, { 'idempotency-key': 'once-1' })).status).toBe(422)
  })
  test('intake by key and by source_id', async () => {
    const send = (headers = {}) =>
      out.api('POST', '/leads/intake', { source: 'event', email: 'linnea@vinterberg.se', source_id: 'evt-1' }, headers)
    const first = await send()
    expect(first.body).toEqual({ lead_id: expect.any(String), outcome: 'created', reason: expect.any(String) })
    expect((await send()).body).toEqual(first.body)
    expect((await out.api('GET', '/leads?email=linnea@vinterberg.se')).body.data).toHaveLength(1)
    const other = await out.api('POST', '/leads/intake', { source: 'event', email: 'linnea@vinterberg.se', source_id: 'evt-2' })
    expect(other.body).toMatchObject({ outcome: 'duplicate', lead_id: first.body.lead_id })
  })
})

describe('formats', () => {
  test('ids, times, dates, money', async () => {
    const account = await make('accounts', { name: 'Format & Co', domain: 'format.example' })
    expect(account.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(account.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    expect(account).toMatchObject({ version: 1, deleted_at: null, created_by: expect.any(String), updated_by: expect.any(String) })
    const basis = { name: 'Deal', account_id: account.id, record_type: 'new_business', close_date: '2026-12-31' }
    for (const [given, stored] of [
      [20000, '20000.00'],
      ['20000.005', '20000.01'],
      [{ amount: '0.10', currency: 'USD' }, '0.10'],
      [0, '0.00'],
    ] as const) {
      const deal = await make('opportunities', { ...basis, amount: given })
      expect(deal.amount).toEqual({ amount: stored, currency: 'USD' })
      expect(deal.close_date).toBe('2026-12-31')
    }
    expect((await make('opportunities', basis)).amount).toEqual({ amount: '20000.00', currency: 'USD' })
    expect((await make('opportunities', basis)).type).toBe('monthly_plan')
    for (const wrong of ['1e3', 'abc', {}, [], true])
      expect((await out.api('POST', '/opportunities', { ...basis, amount: wrong })).status, String(wrong)).toBe(422)
    expect((await out.api('POST', '/opportunities', { ...basis, close_date: '2026-02-30' })).status).toBe(422)
  })
})

describe('the ends of the calendar', () => {
  test('no day is too far to be answered: kept, or refused in words', async () => {
    const api = out.api
    const account = (await api('POST', '/accounts', { name: 'Far away' })).body.id
    const deal = { name: 'A trial of ages', account_id: account, close_date: '9999-12-31' }
    const trial = await api('POST', '/opportunities', { ...deal, trial_starts_on: '0001-01-01', trial_ends_on: '9999-12-31' })
    expect(trial.status, JSON.stringify(trial.body)).toBe(201)
    const asked = { filter: { field: 'opportunity_id', op: 'is', value: trial.body.id }, count: 'exact' }
    expect((await api('POST', '/tasks/query', asked)).body.count.value).toBeLessThanOrEqual(54)
    const won = await api('POST', `/opportunities/${trial.body.id}/close`, {
      stage: 'closed_won',
      contract_start_date: '9999-12-31',
      contract_term_months: 2 ** 53 - 1,
    })
    expect([200, 422], JSON.stringify(won.body)).toContain(won.status)

    for (const due_at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const task = await api('POST', '/tasks', { subject: 'Ever again', due_at, recurrence: 'monthly' })
      expect(task.status, JSON.stringify(task.body)).toBe(201)
      expect((await api('POST', `/tasks/${task.body.id}/complete`, {})).status).toBe(200)
      const next = await api('POST', '/tasks/query', { filter: { field: 'previous_id', op: 'is', value: task.body.id } })
      expect(next.body.data).toHaveLength(due_at < '1' ? 1 : 0)
    }
    const task = (await api('POST', '/tasks', { subject: 'Put off' })).body.id
    for (const until of ['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '0099-01-01', 'in 999 years', 'in 999 working days'])
      expect([200, 400, 422], until).toContain((await api('POST', `/tasks/${task}/snooze`, { until })).status)
    for (const occurred_at of ['0001-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00', '+275760-09-13T00:00:00Z'])
      expect([201, 400, 422], occurred_at).toContain((await api('POST', '/activities', { title: 'x', kind: 'call', occurred_at })).status)

    for (const [path, status] of [
      ['/reports/pool?from=0001-01-01&until=9999-12-31', 400],
      ['/reports/first-response?from=0001-01-01&until=9999-12-31', 400],
      ['/reports/first-response?from=9990-01-01&until=9999-12-31', 200],
      ['/reports/pool?until=0001-01-01', 200],
      ['/reports/quota?period=9999-Q4', 200],
      ['/reports/quota?period=0001-Q1', 200],
      ['/reports/forecast?from=9999-01-01&to=9999-12-31', 200],
      ['/reports/forecast?from=0001-01-01&to=0001-03-31', 200],
      ['/reports/forecast?from=0001-01-01&to=9999-12-31', 400],
      ['/opportunities?close_date[lte]=9999-12-31&created_at[gte]=0001-01-01', 200],
    ] as const)
      expect((await api('GET', path)).status, path).toBe(status)
    for (const body of [{ advance: 'P99999999Y' }, { advance: 'P20Y' }, { to: '9999-12-31T23:59:59Z' }])
      expect((await api('POST', '/test/clock', body)).status, JSON.stringify(body)).toBe(422)
  })
})

describe('lists', () => {
  let people: Json[] = []
  beforeAll(async () => {
    people = []
    for (let n = 0; n < 25; n++)
      people.push(await make('contacts', { name: `Lister ${n % 5}`, country: n % 3 ? 'DE' : null, title: n % 2 ? `Head ${n}` : null }))
  })
  test('cursors walk every record once, in any sort, with ties and empty values', async () => {
    for (const sort of ['name', '-name', 'country', '-country', 'created_at', 'country,-name', '-country,name']) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await out.api(
          'GET',
          `/contacts?name[starts_with]=Lister&sort=${sort}&limit=4${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        )
        expect(page.status, JSON.stringify(page.body)).toBe(200)
        seen.push(...ids(page))
        cursor = page.body.next_cursor
      } while (cursor)
      expect(seen, sort).toHaveLength(25)
      expect(new Set(seen).size, sort).toBe(25)
    }
  })
  test('counts', async () => {
    const query = { filter: { field: 'name', op: 'starts_with', value: 'Lister' }, limit: 1 }
    expect((await out.api('POST', '/contacts/query', { ...query, count: 'exact' })).body.count).toEqual({ value: 25, exact: true })
    expect((await out.api('POST', '/contacts/query', { ...query, count: 'estimate' })).body.count).toEqual({ value: 25, exact: true })
    expect((await out.api('POST', '/contacts/query', { ...query, count: 'none' })).body.count ?? null).toBeNull()
  })
  test('fields, refs, and, or, not', async () => {
    const page = await out.api('POST', '/contacts/query', { fields: ['name'], limit: 1 })
    expect(Object.keys(page.body.data[0]).sort()).toEqual(['id', 'name'])
    const found = await out.api('POST', '/contacts/query', {
      filter: {
        and: [
          { field: 'name', op: 'starts_with', value: 'lister' },
          {
            or: [
              { field: 'country', op: 'is', value: 'DE' },
              { field: 'title', op: 'not_empty' },
            ],
          },
          { not: { field: 'title', op: 'contains', value: 'head 1' } },
        ],
      },
      limit: 200,
    })
    const expected = people.filter(
      one =>
        (one.country === 'DE' || one.title) &&
        !String(one.title ?? '')
          .toLowerCase()
          .includes('head 1'),
    )
    expect(ids(found).sort()).toEqual(expected.map(one => one.id).sort())
  })
  test('me and relative dates', async () => {
    const lead = await make('leads', { name: 'Mine Today', email: 'mine@today.example', owner_id: (await out.api('GET', '/me')).body.id })
    for (const query of [
      'owner_id=me',
      'created_at=today',
      'created_at[gte]=this_week',
      'created_at[within_last]=P1D',
      'created_at[within_last]=7 days',
      'sla_due_at[within_next]=2 days',
    ])
      expect(ids(await out.api('GET', `/leads?${encodeURI(query)}&limit=200`)), query).toContain(lead.id)
    for (const query of ['owner_id[is_not]=me', 'created_at=yesterday', 'created_at[lt]=today', 'created_at[gt]=today'])
      expect(ids(await out.api('GET', `/leads?${query}&limit=200`)), query).not.toContain(lead.id)
    for (const query of [
      'created_at[within_last]=99999999999999999999 years',
      'created_at[within_last]=-1',
      'next_step_date[within_next]=99999999999999999999 years',
      'created_at[between]=2026-01-01',
    ])
      expect((await out.api('GET', `/leads?${encodeURI(query)}`)).status, query).toBe(400)
  })
})

describe('custom fields', () => {
  const kinds: Record<string, { given: Json; stored?: Json; extra?: Json; filter?: Json; csv?: string; wrong?: Json }> = {
    text: { given: 'Héllo, "you"', csv: '"Héllo, ""you"""', wrong: {} },
    long_text: { given: 'line 1\nline 2', wrong: 5 },
    number: { given: 12.5, wrong: 'twelve' },
    money: { given: '99.90', stored: { amount: '99.90', currency: 'USD' }, wrong: 'cheap' },
    date: { given: '2026-05-04', wrong: '2026-13-01' },
    datetime: { given: '2026-05-04T08:00:00Z', stored: '2026-05-04T08:00:00.000Z', wrong: 'soon' },
    checkbox: { given: true, wrong: 'perhaps' },
    choice: {
      given: 'gold',
      extra: {
        options: [
          { value: 'gold', label: 'Gold' },
          { value: 'tin', label: 'Tin' },
        ],
      },
      wrong: 'lead',
    },
    choices: {
      given: ['a', 'b'],
      extra: {
        options: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
        ],
      },
      filter: { op: 'contains', value: 'a' },
      wrong: ['z'],
    },
    email: { given: 'x@y.example', wrong: 'x' },
    phone: { given: '+49 30 1234', wrong: {} },
    url: { given: 'https://x.example/a', wrong: 'javascript:alert(1)' },
    country: { given: 'DE', wrong: 'Germany!' },
    user: { given: 'me', wrong: missing },
    ref: { given: 'account', extra: { to: 'account' }, wrong: missing },
  }
  test.each(Object.keys(kinds))('%s: at once in create, filter, sort, export, history, meta and OpenAPI', async kind => {
    const { extra, wrong, csv, ...one } = kinds[kind] ?? { given: null }
    const given =
      one.given === 'me' && kind === 'user'
        ? (await out.api('GET', '/me')).body.id
        : one.given === 'account'
          ? (await make('accounts', { name: 'Target' })).id
          : one.given
    const name = `my_${kind}`
    const added = await out.api('POST', '/fields', { object: 'contact', name, kind, label: `My ${kind}`, ...extra })
    expect(added.status, JSON.stringify(added.body)).toBe(201)
    const column = `cf_${name}`
    const stored = one.stored ?? given
    const record = await make('contacts', { name: `Custom ${kind}`, [column]: given })
    expect(record[column]).toEqual(stored)
    expect((await out.api('GET', `/contacts/${record.id}`)).body[column]).toEqual(stored)
    if (wrong !== undefined) expect((await out.api('PATCH', `/contacts/${record.id}`, { [column]: wrong })).status).toBe(422)
    const filter = { field: column, ...(one.filter ?? { op: 'is', value: given }) }
    const found = await out.api('POST', '/contacts/query', { filter })
    expect(ids(found), JSON.stringify(found.body)).toEqual([record.id])
    const meta = (await out.api('GET', '/meta')).body.objects.find((object: Json) => object.name === 'contact').fields[column]
    expect(meta).toMatchObject({ kind, label: `My ${kind}`, custom: true })
    if (meta.sort)
      expect((await out.api('POST', '/contacts/query', { sort: [{ field: column, direction: 'desc' }], limit: 1 })).body.data[0].id).toBe(
        record.id,
      )
    const query = Buffer.from(JSON.stringify({ filter, fields: ['name', column] })).toString('base64url')
    const file = await out.api('GET', `/contacts/export?format=csv&query=${query}`)
    expect(file.status).toBe(200)
    expect(String(file.body).split('\r\n')[0]).toBe(`id,name,${column}`)
    if (csv) expect(file.body).toContain(csv)
    await out.api('PATCH', `/contacts/${record.id}`, { [column]: null })
    const history = await out.api('GET', `/contacts/${record.id}/history`)
    expect(history.body.data[0].changes[column]?.[0], JSON.stringify(history.body.data[0])).toBeTruthy()
    const document: Json = await (await fetch(`${out.base}/api/openapi.json`)).json()
    expect(Object.keys(document.components.schemas.Contact.properties)).toContain(column)
    expect(Object.keys(document.components.schemas.ContactInput.properties)).toContain(column)
  })
  test('refused: taken, odd names, no options', async () => {
    expect((await out.api('POST', '/fields', { object: 'contact', name: 'my_text', kind: 'text', label: 'x' })).status).toBe(409)
    for (const name of ['Üm', '1a', 'a b', "x'; drop", ''])
      expect((await out.api('POST', '/fields', { object: 'contact', name, kind: 'text', label: 'x' })).status, name).toBe(422)
    expect((await out.api('POST', '/fields', { object: 'contact', name: 'c', kind: 'choice', label: 'x' })).status).toBe(422)
    expect((await out.api('POST', '/fields', { object: 'contact', name: 'r', kind: 'ref', label: 'x', to: 'nobody' })).status).toBe(422)
  })
  test('on leads: taken by intake and forms; taken away by its plural too', async () => {
    expect((await out.api('POST', '/fields', { object: 'leads', name: 'tier', kind: 'number', label: 'Tier' })).status).toBe(201)
    const taken = await out.api('POST', '/leads/intake', { email: 'tier@tier.example', cf_tier: 3 })
    expect((await out.api('GET', `/leads/${taken.body.lead_id}`)).body.cf_tier).toBe(3)
    expect((await out.api('DELETE', '/fields/leads/cf_tier')).status).toBe(200)
    expect((await out.api('GET', '/leads?cf_tier=3')).status).toBe(400)
  })
})

describe('many at once, merge, bin, undo', () => {
  test('bulk by ids and by filter, undone as a whole', async () => {
    const some = await Promise.all([1, 2, 3].map(n => make('contacts', { name: `Bulk ${n}`, title: `T${n}` })))
    const done = await out.api('POST', '/contacts/bulk', {
      ids: [...some.map(one => one.id), missing],
      action: 'update',
      set: { title: 'Same' },
    })
    expect(done.body).toMatchObject({ count: 3, skipped: [{ id: missing }], batch_id: expect.any(String) })
    const filtered = await out.api('POST', '/contacts/bulk', { filter: { field: 'title', op: 'is', value: 'Same' }, action: 'delete' })
    expect(filtered.body.count).toBe(3)
    expect((await out.api('GET', '/contacts?title=Same')).body.data).toHaveLength(0)
    expect((await out.api('POST', `/batches/${done.body.batch_id}/undo`)).status).toBeLessThan(500)
    expect((await out.api('POST', `/batches/${filtered.body.batch_id}/undo`)).status).toBe(200)
    expect((await out.api('GET', '/contacts?name[starts_with]=Bulk')).body.data).toHaveLength(3)
    const batches = (await out.api('GET', '/batches')).body.data
    expect(batches.map((one: Json) => one.id)).toEqual(expect.arrayContaining([done.body.batch_id, filtered.body.batch_id]))
  })
  test('bulk holds what a single edit holds', async () => {
    const one = await make('contacts', { name: 'Held' })
    for (const set of [
      { owner_id: missing },
      { account_id: missing },
      { name: '' },
      { nonsense: 1 },
      { last_touched_at: '2026-01-01T00:00:00Z' },
    ]) {
      const answer = await out.api('POST', '/contacts/bulk', { ids: [one.id], action: 'update', set })
      expect(answer.status, JSON.stringify(set)).toBe(422)
    }
    expect((await out.api('POST', '/contacts/bulk', { ids: [one.id], filter: {}, action: 'update', set: { name: 'x' } })).status).toBe(400)
    expect((await out.api('POST', '/contacts/bulk', { action: 'delete' })).status).toBe(400)
  })
  test('merge: takes what is missing, moves what points there, can be undone', async () => {
    const winner = await make('contacts', { name: 'Winner', email: 'winner@merge.example' })
    const loser = await make('contacts', { name: 'Loser', email: 'loser@merge.example', phone: '+4930901820', title: 'CTO' })
    const note = await make('notes', { text: 'on the loser', record: { object: 'contact', id: loser.id } })
    for (const values of [{ owner_id: missing }, { name: '' }, { last_touched_at: '2026-01-01T00:00:00Z' }])
      expect(
        (await out.api('POST', '/contacts/merge', { winner_id: winner.id, loser_ids: [loser.id], values })).status,
        JSON.stringify(values),
      ).toBe(422)
    const merged = await out.api('POST', '/contacts/merge', { winner_id: winner.id, loser_ids: [loser.id], values: { title: 'Chief' } })
    expect(merged.body).toEqual({ id: winner.id, batch_id: expect.any(String) })
    expect((await out.api('GET', `/contacts/${winner.id}`)).body).toMatchObject({
      name: 'Winner',
      phone: '+4930901820',
      title: 'Chief',
      emails: ['loser@merge.example'],
    })
    expect((await out.api('GET', `/notes/${note.id}`)).body).toMatchObject({
      contact_id: winner.id,
      record: { object: 'contact', id: winner.id },
    })
    expect((await out.api('GET', `/contacts/${loser.id}`)).body.deleted_at).not.toBeNull()
    const undone = await out.api('POST', `/batches/${merged.body.batch_id}/undo`)
    expect(undone.status, JSON.stringify(undone.body)).toBe(200)
    expect((await out.api('GET', `/contacts/${winner.id}`)).body).toMatchObject({ phone: null, title: null, emails: [] })
    expect((await out.api('GET', `/notes/${note.id}`)).body.contact_id).toBe(loser.id)
    expect((await out.api('GET', `/contacts/${loser.id}`)).body.deleted_at).toBeNull()
    expect((await out.api('POST', '/contacts/merge', { winner_id: winner.id, loser_ids: [winner.id] })).status).toBe(400)
    expect((await out.api('POST', '/contacts/merge', { winner_id: winner.id, loser_ids: [missing] })).status).toBe(404)
  })
  test('bin and restore', async () => {
    const one = await make('accounts', { name: 'Binned', domain: 'binned.example' })
    expect((await out.api('DELETE', `/accounts/${one.id}`)).body.deleted_at).not.toBeNull()
    expect((await out.api('GET', '/accounts?name=Binned')).body.data).toHaveLength(0)
    expect(ids(await out.api('GET', '/accounts?name=Binned&deleted_at[not_empty]='))).toEqual([one.id])
    expect((await out.api('PATCH', `/accounts/${one.id}`, { name: 'x' })).status).toBe(422)
    const again = await out.api('POST', '/accounts', { name: 'Binned again', domain: 'binned.example' })
    expect(again.status, 'the domain of a binned account is free again').toBe(201)
    const restored = await out.api('POST', `/accounts/${one.id}/restore`)
    expect([200, 409]).toContain(restored.status)
  })
})

describe('events, stream, webhooks', () => {
  test('/events has no gap under concurrent writes', async () => {
    let after = ''
    const seen = new Set<string>()
    const follow = async () => {
      const page = await out.api('GET', `/events?limit=50${after ? `&after=${after}` : ''}`)
      expect(page.status).toBe(200)
      for (const one of page.body.data) {
        expect(seen.has(one.position), 'an event came twice').toBe(false)
        seen.add(one.position)
      }
      after = page.body.next_after ?? after
      return page.body.has_more
    }
    while (await follow());
    const writers = Array.from({ length: 12 }, async (_, w) => {
      for (let n = 0; n < 6; n++) await make('contacts', { name: `Event ${w} ${n}` })
    })
    let writing = true
    const all = Promise.all(writers).then(() => {
      writing = false
    })
    while (writing) await follow()
    await all
    await out.until(async () => {
      await follow()
      const known = ['contact', 'lead', 'account', 'note', 'opportunity']
      const rows = await out.sql(`select xid::text || '-' || seq as position from change_log where object = any($1)`, [known])
      return rows.every(row => seen.has(row.position))
    }, 'every event')
  })
  test('the stream tells at once, and resumes after Last-Event-ID', async () => {
    const read = async (lastEventId: string | null, act: () => Promise<unknown>, wanted: (events: Json[]) => boolean) => {
      const stop = new AbortController()
      const response = await fetch(`${out.base}/api/v1/stream`, {
        headers: { authorization: `Bearer ${out.key}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
        signal: stop.signal,
      })
      expect(response.headers.get('content-type')).toContain('text/event-stream')
      const events: Json[] = []
      const timer = setTimeout(() => stop.abort(), 8_000)
      const reading = (async () => {
        let text = ''
        for await (const chunk of response.body ?? []) {
          text += Buffer.from(chunk).toString('utf8')
          const blocks = text.split('\n\n')
          text = blocks.pop() ?? ''
          for (const block of blocks) {
            const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1]
            if (field('event') === 'change') events.push({ id: field('id'), ...JSON.parse(field('data') ?? '{}') })
          }
          if (wanted(events)) break
        }
      })().catch(() => undefined)
      await pause(150)
      await act()
      await reading
      clearTimeout(timer)
      stop.abort()
      return events
    }
    let made: Json
    const live = await read(
      null,
      async () => {
        made = await make('contacts', { name: 'Streamed' })
      },
      events => events.some(one => one.object === 'contact' && one.kind === 'contact.created'),
    )
    const created = live.find(one => one.record_id === made.id)
    expect(created, JSON.stringify(live)).toMatchObject({
      object: 'contact',
      kind: 'contact.created',
      changes: { name: [null, 'Streamed'] },
    })
    await out.api('PATCH', `/contacts/${made.id}`, { title: 'While away' })
    const resumed = await read(
      created.id,
      async () => undefined,
      events => events.some(one => one.record_id === made.id),
    )
    expect(resumed.find(one => one.record_id === made.id)).toMatchObject({ changes: { title: [null, 'While away'] } })
    expect(resumed.some(one => one.kind === 'contact.created' && one.record_id === made.id)).toBe(false)
  })
  test('webhooks: signed, retried, repeatable', async () => {
    const got: { headers: http.IncomingHttpHeaders; body: string }[] = []
    let fail = 1
    const receiver = http.createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', chunk => chunks.push(chunk))
      request.on('end', () => {
        got.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
        response.writeHead(fail-- > 0 ? 500 : 200).end('ok')
      })
    })
    await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done))
    const address = receiver.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const hook = await make('webhooks', { url: `http://127.0.0.1:${port}/hook`, events: ['account.created'] })
      expect(hook.secret).toEqual(expect.any(String))
      expect((await out.api('GET', `/webhooks/${hook.id}`)).body).not.toHaveProperty('secret')
      const account = await make('accounts', { name: 'Hooked Ünï' })
      await out.until(async () => got.length >= 1, 'the first delivery')
      await out.until(async () => (await out.api('GET', `/webhooks/${hook.id}/deliveries`)).body.data[0]?.attempts === 1)
      const first = (await out.api('GET', `/webhooks/${hook.id}/deliveries`)).body.data[0]
      expect(first).toMatchObject({ kind: 'account.created', last_status: 500 })
      await out.api('POST', '/test/clock', { advance: 'PT1H' })
      await out.until(async () => got.length >= 2, 'the retry')
      const check = (one: { headers: http.IncomingHttpHeaders; body: string } | undefined) => {
        const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(one?.headers['hedgerow-signature']))
        expect(match, String(one?.headers['hedgerow-signature'])).not.toBeNull()
        expect(createHmac('sha256', hook.secret).update(`${match?.[1]}.${one?.body}`).digest('hex')).toBe(match?.[2])
      }
      check(got[0])
      check(got[1])
      expect(got[1]?.body).toBe(got[0]?.body)
      const sent = JSON.parse(got[0]?.body ?? '{}')
      expect(sent).toMatchObject({ id: expect.any(String), type: 'account.created' })
      expect(sent.data).toMatchObject({
        object: 'account',
        record_id: account.id,
        changes: { name: [null, 'Hooked Ünï'] },
      })
      await out.until(async () => (await out.api('GET', `/webhook_deliveries/${first.id}`)).body.state === 'delivered')
      expect((await out.api('POST', `/webhook_deliveries/${first.id}/repeat`)).status).toBe(202)
      await out.until(async () => got.length >= 3, 'the repeat')
      check(got[2])
      expect(got[2]?.body).toBe(got[0]?.body)
    } finally {
      receiver.close()
    }
  })
})

describe('views', () => {
  test('private or shared, counted, and never one that could not be shown', async () => {
    const other = await out.person('View Er', 'sales')
    const filter = { field: 'name', op: 'starts_with', value: 'Lister' }
    const view = await make('views', { name: 'Mine', object: 'contact', filter })
    expect((await other.api('GET', `/views/${view.id}`)).status).toBe(404)
    expect((await out.api('PATCH', `/views/${view.id}`, { shared: true })).status).toBe(200)
    expect((await other.api('GET', `/views/${view.id}`)).body.name).toBe('Mine')
    expect((await other.api('PATCH', `/views/${view.id}`, { name: 'Theirs' })).status).toBe(403)
    expect((await other.api('POST', '/views/counts', { ids: [view.id] })).body.data[view.id]).toEqual({ value: 25, exact: true })
    expect((await out.api('POST', '/views', { name: 'x', object: 'nothing' })).status).toBe(422)
    for (const wrong of [{ field: 'nonsense', op: 'is', value: 1 }, { field: 'name', op: 'gt', value: 1 }, 'x'])
      expect((await out.api('POST', '/views', { name: 'x', object: 'contact', filter: wrong })).status).toBe(400)
  })
})

describe('files', () => {
  test('put on a record, downloaded as an attachment, never in our own name', async () => {
    const contact = await make('contacts', { name: 'Filed' })
    const form = new FormData()
    form.append('file', new File(['<script>alert(1)</script>'], 'x "ü".html', { type: 'text/html' }))
    form.append('record_object', 'contact')
    form.append('record_id', contact.id)
    const response = await fetch(`${out.base}/api/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${out.key}` },
      body: form,
    })
    const file: Json = await response.json()
    expect(response.status, JSON.stringify(file)).toBe(201)
    expect(file).toMatchObject({ size: 25, record: { object: 'contact', id: contact.id } })
    const content = await fetch(`${out.base}/api/v1/files/${file.id}/content`, { headers: { authorization: `Bearer ${out.key}` } })
    expect(content.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(content.headers.get('content-security-policy')).toContain('sandbox')
    expect(await content.text()).toBe('<script>alert(1)</script>')
    expect((await fetch(`${out.base}/api/v1/files/${file.id}/content`)).status).toBe(401)
  })
})

describe('the OpenAPI document', () => {
  test('is 3.1, every reference resolves, ids are unique, parameters are declared', async () => {
    const document: Json = await (await fetch(`${out.base}/api/openapi.json`)).json()
    expect(document.openapi).toBe('3.1.0')
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1] ?? '')
    for (const ref of new Set(refs))
      expect(
        ref.split('/').reduce((at: Json, key) => at?.[key], document),
        ref,
      ).toBeTruthy()
    const operations = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.values<Json>(item).map(operation => ({ path, operation })),
    )
    expect(new Set(operations.map(one => one.operation.operationId)).size).toBe(operations.length)
    for (const { path, operation } of operations) {
      const declared = (operation.parameters ?? [])
        .filter((one: Json) => one.in === 'path')
        .map((one: Json) => one.name)
        .sort()
      expect(declared, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort())
      expect(
        Object.keys(operation.responses).some(code => /^[23]/.test(code)),
        path,
      ).toBe(true)
    }
    for (const path of [
      '/api/v1/leads',
      '/api/v1/leads/intake',
      '/api/v1/leads/{id}/assign',
      '/api/v1/leads/{id}/claim',
      '/api/v1/leads/{id}/release',
      '/api/v1/leads/{id}/disqualify',
      '/api/v1/search',
      '/api/v1/events',
      '/api/v1/stream',
      '/api/v1/accounts/{id}/usage',
      '/servlet/servlet.WebToLead',
      '/capture/forms/{slug}',
      '/capture/events',
      '/f/{slug}',
    ])
      expect(Object.keys(document.paths)).toContain(path)
  })
})

test('the clock moves a year at once, running what falls due in order', async () => {
  const before = (await out.api('POST', '/test/clock', { advance: 'PT0S' })).body.now
  const answer = await out.api('POST', '/test/clock', { advance: 'P1Y' })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(new Date(answer.body.now).getTime() - new Date(before).getTime()).toBeGreaterThanOrEqual(365 * 86_400_000)
  expect((await out.api('POST', '/test/clock', { to: '2020-01-01T00:00:00Z' })).status).toBeGreaterThanOrEqual(400)
  expect((await out.api('POST', '/test/clock', { advance: 'nonsense' })).status).toBeGreaterThanOrEqual(400)
})

describe('leads', () => {
  test('status keeps to its rules whichever door', async () => {
    const lead = await make('leads', { name: 'Rules', email: 'rules@rules.example' })
    expect(lead.status).toBe('new')
    expect((await out.api('PATCH', `/leads/${lead.id}`, { status: 'unqualified' })).status).toBe(422)
    expect((await out.api('PATCH', `/leads/${lead.id}`, { status: 'converted' })).status).toBe(422)
    expect((await out.api('POST', '/leads', { name: 'C', email: 'c@c.example', status: 'converted' })).status).toBe(422)
    expect((await out.api('POST', '/leads', { name: 'U', email: 'u@u.example', status: 'unqualified' })).status).toBe(422)
    expect((await out.api('POST', '/leads/bulk', { ids: [lead.id], action: 'update', set: { status: 'unqualified' } })).status).toBe(422)
    expect((await out.api('POST', `/leads/${lead.id}/disqualify`, {})).status).toBe(422)
    expect((await out.api('POST', `/leads/${lead.id}/disqualify`, { disqualification_reason: 'nonsense' })).status).toBe(422)
    const closed = await out.api('POST', `/leads/${lead.id}/disqualify`, {
      disqualification_reason: 'budget',
      disqualification_notes: 'No money',
    })
    expect(closed.body).toMatchObject({ status: 'unqualified', disqualification_reason: 'budget', disqualification_notes: 'No money' })
    expect((await out.api('PATCH', `/leads/${lead.id}`, { disqualification_reason: null })).status).toBe(422)
  })
  test('claim: exactly one wins; release puts back', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(n => out.person(`Claim Er${n}`, 'sales')))
    const lead = await make('leads', { name: 'Pooled', email: 'pooled@pooled.example', owner_id: people[0]?.id })
    expect((await people[0]?.api('POST', `/leads/${lead.id}/release`, { reason: 'Too far' }))?.body).toMatchObject({
      owner_id: null,
      pooled_at: expect.any(String),
    })
    const answers = await Promise.all(people.map(one => one.api('POST', `/leads/${lead.id}/claim`)))
    expect(answers.map(one => one.status).sort()).toEqual([200, 409, 409, 409])
    const winner = people[answers.findIndex(one => one.status === 200)]
    expect((await out.api('GET', `/leads/${lead.id}`)).body).toMatchObject({ owner_id: winner?.id, pooled_at: null })
    const assigned = await out.api('POST', `/leads/${lead.id}/assign`, { owner_id: people[1]?.id })
    expect(assigned.body.owner_id).toBe(people[1]?.id)
    expect((await out.api('POST', `/leads/${lead.id}/assign`, { owner_id: missing })).status).toBe(422)
    expect((await people[2]?.api('POST', `/leads/${lead.id}/assign`, { owner_id: people[2]?.id }))?.status).toBe(403)
  })
  test('a domain is the registrable one, however it is typed; one account has it', async () => {
    const account = await make('accounts', { name: 'Typed', domain: 'https://www.Typed-Company.co.uk/about' })
    expect(account.domain).toBe('typed-company.co.uk')
    expect((await out.api('POST', '/accounts', { name: 'Again', domain: 'mail.typed-company.co.uk' })).status).toBe(409)
    const lead = await make('leads', { name: 'At Typed', email: 'a@eu.typed-company.co.uk' })
    expect(lead).toMatchObject({ domain: 'typed-company.co.uk', account_id: account.id })
    expect((await make('leads', { name: 'By domain', domain: 'www.typed-company.co.uk' })).account_id).toBe(account.id)
  })
  test('duplicates are told while typing', async () => {
    const lead = await make('leads', { name: 'Dora Double', email: 'dora@double.example', company: 'Double' })
    const account = await make('accounts', { name: 'Double', domain: 'double.example' })
    const found = await out.api('POST', '/leads/duplicates', { email: 'Dora@Double.example', name: 'x' })
    expect(found.body.data.map((one: Json) => one.id)).toEqual(expect.arrayContaining([lead.id, account.id]))
  })
})

test('a connection that a browser opened and never used does not hold up the end', async () => {
  const web = await out.another('web')
  const unused = net.connect(web.port, '127.0.0.1')
  await once(unused, 'connect')
  await Promise.all([once(unused, 'close'), web.close()])
}, 20_000)
