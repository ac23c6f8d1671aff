import { beforeAll, describe, expect, test } from 'vitest'
import { type Call, type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
type Person = Awaited<ReturnType<typeof out.person>>
const people: Record<string, Person> = {}
const record: Record<string, Json> = {}
const secret = { phone: '+4930555777', email: 'zz.hidden@secretmail.example', company: 'Verysecretcorp' }

const make = async (api: Call, plural: string, body: Json): Promise<Json> => {
  const made = await api('POST', `/${plural}`, body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

const all = { create: 'all', read: 'all', update: 'all', delete: 'all' }
const own = { create: 'all', read: 'own', update: 'own', delete: 'own' }
const none = { create: 'none', read: 'none', update: 'none', delete: 'none' }

beforeAll(async () => {
  const role = async (key: string, objects: Json, fields: Json = {}) => {
    const made = await out.api('POST', '/roles', { key, label: key, rights: { objects, fields, settings: false, export: true } })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
  }
  await role('own_only', { '*': own, user: { ...none, read: 'all' }, territory: { ...none, read: 'all' } })
  await role('team_only', { '*': { ...own, read: 'team', update: 'team' }, user: { ...none, read: 'all' } })
  await role('no_leads', { '*': all, lead: none, mail: none })
  await role(
    'blind',
    { '*': all },
    {
      lead: {
        hidden: ['phone', 'email', 'company', 'score_reasons', 'domain', 'website', 'submitted', 'provenance'],
        read_only: ['title'],
      },
    },
  )
  const team = await make(out.api, 'teams', { name: 'Team A' })
  for (const [name, key] of [
    ['Revop One', 'revops'],
    ['Sales One', 'sales'],
    ['Sales Two', 'sales'],
    ['Member One', 'member'],
    ['Reader One', 'read_only'],
    ['Owner One', 'own_only'],
    ['Owner Two', 'own_only'],
    ['Team One', 'team_only'],
    ['Team Mate', 'team_only'],
    ['Team Other', 'team_only'],
    ['Noleads One', 'no_leads'],
    ['Blind One', 'blind'],
  ] as const)
    people[name] = await out.person(name, key)
  for (const name of ['Team One', 'Team Mate']) await out.api('PATCH', `/users/${people[name]?.id}`, { team_ids: [team.id] })
  for (const name of ['Sales One', 'Owner One', 'Team Mate', 'Team Other', 'Blind One'])
    record[name] = await make(out.api, 'leads', {
      name: `Lead of ${name}`,
      email: `of.${name.replace(' ', '')}@${name.replace(' ', '').toLowerCase()}.example`,
      owner_id: people[name]?.id,
    })
  record.secret = await make(out.api, 'leads', {
    name: 'Zed Hidden',
    ...secret,
    owner_id: people['Sales Two']?.id,
  })
  record.note = await make(out.api, 'notes', { text: 'A secret note about Zed', record: { object: 'lead', id: record.secret.id } })
  record.task = await make(out.api, 'tasks', {
    subject: 'Secret task about Zed',
    record: { object: 'lead', id: record.secret.id },
    owner_id: people['Sales Two']?.id,
  })
  const form = new FormData()
  form.append('file', new File(['secret contents'], 'secret.txt'))
  form.append('record_object', 'lead')
  form.append('record_id', record.secret.id)
  record.file = await (
    await fetch(`${out.base}/api/v1/files`, { method: 'POST', headers: { authorization: `Bearer ${out.key}` }, body: form })
  ).json()
  await out.api('PATCH', `/leads/${record.secret.id}`, { phone: '+4930555778', title: 'Moved' })
  await out.until(async () => (await out.api('GET', '/search?q=Hidden')).body.data.length > 0, 'the search to know')
}, 60_000)

const as = (name: string): Call => {
  const person = people[name]
  if (!person) throw new Error(`Nobody is called ${name}`)
  return person.api
}
const stream = async (key: string, act: () => Promise<unknown>, forMs = 700): Promise<string> => {
  const stop = new AbortController()
  const response = await fetch(`${out.base}/api/v1/stream`, { headers: { authorization: `Bearer ${key}` }, signal: stop.signal })
  let text = ''
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('utf8')
  })().catch(() => undefined)
  await act()
  setTimeout(() => stop.abort(), forMs)
  await reading
  return text
}

/** Everything that this person can ask about a lead by every door that reads. */
async function everythingSeen(api: Call, lead: string, key: string): Promise<Record<string, string>> {
  const query = Buffer.from(JSON.stringify({})).toString('base64url')
  const doors: Record<string, [string, string, Json?]> = {
    list: ['GET', '/leads?limit=200'],
    get: ['GET', `/leads/${lead}?refs=true`],
    query: ['POST', '/leads/query', { limit: 200, refs: true }],
    search: ['GET', '/search?q=Zed%20Hidden'],
    search_id: ['GET', `/search?q=${lead}`],
    search_phone: ['GET', '/search?q=30555778'],
    search_email: ['GET', '/search?q=zz.hidden'],
    export: ['GET', `/leads/export?format=csv&query=${query}`],
    timeline: ['GET', `/leads/${lead}/timeline`],
    history: ['GET', `/leads/${lead}/history`],
    events: ['GET', '/events?limit=500'],
    notes: ['POST', '/notes/query', { refs: true }],
    note: ['GET', `/notes/${record.note.id}`],
    tasks: ['POST', '/tasks/query', { refs: true }],
    task: ['GET', `/tasks/${record.task.id}`],
    files: ['POST', '/files/query', { refs: true }],
    file: ['GET', `/files/${record.file.id}`],
    content: ['GET', `/files/${record.file.id}/content`],
    inbound: ['GET', '/inbound'],
    activities: ['GET', '/activities'],
    duplicates: ['POST', '/leads/duplicates', { email: secret.email, name: 'Zed Hidden', company: secret.company, phone: secret.phone }],
    claim: ['POST', `/leads/${lead}/claim`],
    conflict: ['PATCH', `/leads/${lead}`, { title: 'x' }],
    views: ['POST', '/views/counts', {}],
  }
  const seen: Record<string, string> = {}
  for (const [name, [method, path, body]] of Object.entries(doors)) {
    const answer = await api(method, path, body, name === 'conflict' ? { 'if-match': '"999"' } : {})
    expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBeLessThan(500)
    seen[name] = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  }
  seen.stream = await stream(key, () =>
    out.api('PATCH', `/leads/${lead}`, { city: `City ${Math.random()}`, phone: `+49305557${Math.floor(Math.random() * 90 + 10)}` }),
  )
  return seen
}

describe('what belongs to others is nowhere', () => {
  test.each(['Owner One', 'Team One', 'Noleads One'])('%s', async name => {
    const person = people[name]
    const seen = await everythingSeen(as(name), record.secret.id, person?.key ?? '')
    for (const [door, text] of Object.entries(seen))
      for (const word of [
        'Zed',
        'secretmail',
        'Verysecret',
        'secret contents',
        'Secret task',
        'A secret note',
        people['Sales Two']?.id ?? '',
      ]) {
        // Users are known to everybody; only where the record itself answers may the owner not be told.
        if (word === people['Sales Two']?.id && !['get', 'claim', 'conflict', 'stream'].includes(door)) continue
        expect(
          text.includes(word),
          `${name} reads “${word}” by ${door}: …${text.slice(Math.max(0, text.indexOf(word) - 300), text.indexOf(word) + 100)}`,
        ).toBe(false)
      }
  })
  test('404, not 403, for what may not even be seen; and no change by any door', async () => {
    const api = as('Owner One')
    const id = record.secret.id
    for (const [method, path, body] of [
      ['GET', `/leads/${id}`],
      ['PATCH', `/leads/${id}`, { name: 'x' }],
      ['DELETE', `/leads/${id}`],
      ['POST', `/leads/${id}/restore`],
      ['POST', `/leads/${id}/assign`, { owner_id: people['Owner One']?.id }],
      ['POST', `/leads/${id}/claim`],
      ['POST', `/leads/${id}/release`],
      ['POST', `/leads/${id}/disqualify`, { disqualification_reason: 'spam' }],
      ['POST', `/leads/${id}/log`, { kind: 'call', text: 'x' }],
      ['POST', `/leads/${id}/checklist`, { item: 'x', done: true }],
      ['GET', `/leads/${id}/timeline`],
      ['GET', `/leads/${id}/history`],
      ['GET', `/notes/${record.note.id}`],
      ['GET', `/files/${record.file.id}`],
      ['GET', `/files/${record.file.id}/content`],
      ['PATCH', `/tasks/${record.task.id}`, { subject: 'x' }],
      ['POST', `/tasks/${record.task.id}/complete`],
    ] as [string, string, Json?][]) {
      const answer = await api(method, path, body)
      expect([404, 422], `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`).toContain(answer.status)
    }
    expect((await api('POST', '/leads/bulk', { ids: [id], action: 'update', set: { name: 'x' } })).body).toMatchObject({ count: 0 })
    expect((await api('POST', '/leads/bulk', { filter: { field: 'id', op: 'is', value: id }, action: 'delete' })).body).toMatchObject({
      count: 0,
    })
    expect((await api('POST', '/leads/merge', { winner_id: record['Owner One'].id, loser_ids: [id] })).status).toBe(404)
    expect((await api('POST', '/notes', { text: 'x', record: { object: 'lead', id } })).status).toBe(422)
    expect((await api('POST', '/tasks', { subject: 'x', record: { object: 'lead', id } })).status).toBe(422)
    expect((await out.api('GET', `/leads/${id}`)).body).toMatchObject({
      name: 'Zed Hidden',
      deleted_at: null,
      owner_id: people['Sales Two']?.id,
    })
  })
  test('own and team reach what they say', async () => {
    const names = async (name: string) => (await as(name)('GET', '/leads?limit=200')).body.data.map((one: Json) => one.name).sort()
    expect(await names('Owner One')).toEqual(['Lead of Owner One'])
    expect(await names('Team One')).toEqual(['Lead of Team Mate'])
    expect((await as('Team One')('PATCH', `/leads/${record['Team Mate'].id}`, { title: 'By a mate' })).status).toBe(200)
    expect((await as('Team One')('GET', `/leads/${record['Team Other'].id}`)).status).toBe(404)
    expect((await as('Noleads One')('GET', '/leads')).status).toBe(403)
  })
})

describe('hidden fields are nowhere', () => {
  test('by any door that reads', async () => {
    const seen = await everythingSeen(as('Blind One'), record.secret.id, people['Blind One']?.key ?? '')
    for (const [door, text] of Object.entries(seen))
      for (const word of ['55577', 'secretmail.example"', 'zz.hidden', 'Verysecret'])
        expect(
          text.includes(word),
          `reads “${word}” by ${door}: …${text.slice(Math.max(0, text.indexOf(word) - 300), text.indexOf(word) + 100)}`,
        ).toBe(false)
    expect(seen.search_phone).not.toContain('Zed')
    expect(seen.search_email).not.toContain('Zed')
  })
  test('not by filter, sort, fields, export, meta, nor written', async () => {
    const api = as('Blind One')
    for (const path of [
      '/leads?phone=x',
      '/leads?email[starts_with]=zz',
      '/leads?sort=email',
      '/leads?fields=email',
      '/leads?sort=company',
    ])
      expect((await api('GET', path)).status, path).toBe(400)
    expect((await api('POST', '/leads/query', { filter: { or: [{ field: 'phone', op: 'not_empty' }] } })).status).toBe(400)
    expect(
      (await api('POST', '/leads/bulk', { filter: { field: 'phone', op: 'not_empty' }, action: 'update', set: { name: 'x' } })).status,
    ).toBe(400)
    const exported = Buffer.from(JSON.stringify({ fields: ['email'] })).toString('base64url')
    expect((await api('GET', `/leads/export?query=${exported}`)).status).toBe(400)
    const meta = (await api('GET', '/meta')).body.objects.find((one: Json) => one.name === 'lead')
    expect(meta.fields).not.toHaveProperty('email')
    expect(meta.fields.title.can_edit).toBe(false)
    const id = record['Blind One'].id
    for (const set of [{ email: 'a@b.example' }, { title: 'x' }]) {
      expect((await api('PATCH', `/leads/${id}`, set)).status).toBe(422)
      expect((await api('POST', '/leads/bulk', { ids: [id], action: 'update', set })).status).toBe(422)
      expect((await api('POST', '/leads/merge', { winner_id: id, loser_ids: [record['Owner One'].id], values: set })).status).toBe(422)
      expect((await api('POST', '/leads', { name: 'By the blind', ...set })).status).toBe(422)
    }
  })
})

describe('the roles of the playbook', () => {
  const matrix: Record<
    string,
    {
      create: number
      update_own: number
      update_other: number
      delete_other: number
      settings: number
      export: number
      note: number
      mails: number
    }
  > = {
    'Revop One': { create: 201, update_own: 200, update_other: 200, delete_other: 200, settings: 200, export: 200, note: 201, mails: 403 },
    'Sales One': { create: 201, update_own: 200, update_other: 403, delete_other: 403, settings: 403, export: 200, note: 201, mails: 403 },
    'Member One': { create: 403, update_own: 403, update_other: 403, delete_other: 403, settings: 403, export: 403, note: 201, mails: 403 },
    'Reader One': { create: 403, update_own: 403, update_other: 403, delete_other: 403, settings: 403, export: 403, note: 403, mails: 403 },
  }
  test.each(Object.keys(matrix))('%s', async name => {
    const expected = matrix[name]
    const api = as(name)
    const mine = await make(out.api, 'accounts', { name: `Account of ${name}`, owner_id: people[name]?.id })
    const other = await make(out.api, 'accounts', { name: `Other for ${name}`, owner_id: people['Sales Two']?.id })
    const found = {
      create: (await api('POST', '/accounts', { name: `By ${name}` })).status,
      update_own: (await api('PATCH', `/accounts/${mine.id}`, { city: 'X' })).status,
      update_other: (await api('PATCH', `/accounts/${other.id}`, { city: 'X' })).status,
      delete_other: (await api('DELETE', `/accounts/${other.id}`)).status,
      settings: (await api('PATCH', `/territories/${(await out.api('GET', '/territories')).body.data[0].id}`, { name: 'Territory' }))
        .status,
      export: (await api('GET', '/accounts/export')).status,
      note: (await api('POST', '/notes', { text: 'x', record: { object: 'account', id: mine.id } })).status,
      mails: (await api('GET', '/mails')).status,
    }
    expect(found).toEqual(expected)
    expect((await api('GET', `/accounts/${mine.id}`)).status).toBe(200)
  })
  test('nobody but an admin makes admins; nobody raises their own role', async () => {
    expect((await as('Revop One')('POST', '/users', { name: 'X', email: 'x@northlight.example', role: 'admin' })).status).toBe(403)
    expect((await as('Revop One')('PATCH', `/users/${people['Revop One']?.id}`, { role: 'admin' })).status).toBe(403)
    const roles = (await as('Revop One')('GET', '/roles')).body.data
    const revops = roles.find((one: Json) => one.key === 'revops')
    const raised = { ...revops.rights, objects: { '*': all } }
    expect((await as('Revop One')('PATCH', `/roles/${revops.id}`, { rights: raised })).status).toBe(403)
    expect((await as('Revop One')('POST', '/roles', { key: 'raised', label: 'Raised', rights: raised })).status).toBe(403)
    expect(
      (await as('Revop One')('POST', '/roles', { key: 'copied', label: 'Copied', rights: { ...revops.rights, settings: false } })).status,
    ).toBe(201)
    expect((await as('Sales One')('PATCH', '/me', { role: 'admin' })).status).toBe(422)
    expect((await as('Sales One')('PATCH', `/users/${people['Sales One']?.id}`, { role: 'admin' })).status).toBe(403)
    expect((await as('Sales One')('POST', '/fields', { object: 'lead', name: 'x', kind: 'text', label: 'X' })).status).toBe(403)
    expect((await as('Sales One')('POST', '/webhooks', { url: 'https://x.example' })).status).toBe(403)
    expect((await as('Sales One')('PATCH', '/settings/scores', {})).status).toBe(403)
    expect((await as('Sales One')('POST', '/test/clock', { advance: 'PT1S' })).status).toBe(403)
  })
  test('nothing at all without signing in', async () => {
    const document: Json = await (await fetch(`${out.base}/api/openapi.json`)).json()
    const open: string[] = []
    for (const [path, item] of Object.entries<Json>(document.paths))
      for (const [method, operation] of Object.entries<Json>(item)) {
        if (!path.startsWith('/api/v1/') || operation.security?.length === 0) continue
        const answer = await fetch(out.base + path.replace(/\{\w+\}/g, record.secret.id), { method: method.toUpperCase() })
        await answer.body?.cancel()
        if (answer.status !== 401) open.push(`${method} ${path} ${answer.status}`)
      }
    expect(open).toEqual([])
    const unsigned = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.entries<Json>(item)
        .filter(([, one]) => path.startsWith('/api/v1') && one.security?.length === 0)
        .map(([method]) => `${method} ${path}`),
    )
    expect(unsigned.sort()).toEqual([
      'get /api/v1/setup',
      'post /api/v1/invitations/accept',
      'post /api/v1/invitations/look',
      'post /api/v1/setup',
    ])
  })
  test('scopes limit a key; a switched-off user is out at once', async () => {
    const made = await out.api('POST', '/api_keys', { name: 'reader', scopes: ['read'] })
    const api = out.as(made.body.key)
    expect((await api('GET', '/leads')).status).toBe(200)
    expect((await api('POST', '/leads/query', {})).status).toBe(200)
    expect((await api('POST', '/contacts', { name: 'x' })).status).toBe(403)
    expect((await api('PATCH', '/settings/scores', {})).status).toBe(403)
    expect((await api('POST', '/api_keys', { name: 'more', scopes: ['all'] })).status).toBe(403)
    const gone = await out.person('Gone Soon', 'sales')
    await out.api('PATCH', `/users/${gone.id}`, { active: false })
    expect((await gone.api('GET', '/leads')).status).toBe(401)
  })
})
