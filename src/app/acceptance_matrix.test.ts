import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allSettings } from '../modules/settings/all_settings.ts'
import { systemActor } from '../platform/actor.ts'
import { inTransaction, openDatabase } from '../platform/db/database.ts'
import { registryOf } from '../platform/module.ts'
import { parentObjects } from '../platform/object/define_object.ts'
import { type ObjectType, reloadRegistry } from '../platform/object/registry.ts'
import { Settings } from '../platform/settings/settings.ts'
import { testContext } from '../platform/testing/context.ts'
import { type Answer, type Call, type Json, useProgram } from './acceptance.testing.ts'
import { fillWorld, halves, isHidden, type Known, markTexts, type Person, roles, World } from './acceptance_matrix.testing.ts'
import { modules } from './modules.ts'

const out = useProgram()
const registry = registryOf(modules)
const world = new World(registry.all())
const objects = registry.all()
interface Actor extends Person {
  call: Call
  key: string
  email: string
  /** The page's door; some roles have it. */
  page: Call | null
}
const actors: Actor[] = []
let began = ''
let strangerId = ''
const halfRoles = ['hides_ones', 'hides_others']
const halfBlind: Actor[] = []
/** Those who also come in through the page. */
const onPage = ['sales', 'own', 'by_account']

/** What differs from the definition, and how many cells were looked at. */
let cells = 0
let requests = 0
let wrong: string[] = []
const cell = (person: Person, door: string, what: string, found: unknown, expected: unknown): void => {
  cells++
  if (String(found) !== String(expected)) wrong.push(`${person.role} ${door} ${what}: ${String(found)} instead of ${String(expected)}`)
}
const set = (person: Person, door: string, what: string, found: Iterable<string>, expected: readonly Known[], of: readonly Known[]) => {
  const [has, should] = [new Set(found), new Set(expected.map(one => one.id))]
  for (const one of of) cell(person, door, `${what} ${one.word}`, has.has(one.id), should.has(one.id))
}
const nothingWrong = () => {
  const found = wrong
  wrong = []
  expect(found.length, `\n${found.slice(0, 60).join('\n')}\n`).toBe(0)
}

/** Every answer to everybody is read for the words of records that they may not see: a door that was not thought of counts too. */
const byWord = new Map<string, Known>()
const ask = async (person: Actor, method: string, path: string, body?: unknown, by: Call | null = person.call): Promise<Answer> => {
  requests++
  const answer = await (by ?? person.call)(method, path, body)
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  leaks(person, `${method} ${path.slice(0, 80)}`, text)
  cell(person, method, `${path} is answered`, answer.status < 500, true)
  return answer
}
/** Words that one field of one record has, by which it is known when somebody is told what their role hides. */
let marks: ReadonlyMap<string, { object: string; field: string }> = new Map()
const leaks = (person: Person, door: string, text: string): void => {
  for (const [word] of text.matchAll(/zh[0-9a-z]{3}y/g)) {
    const mark = marks.get(word)
    if (mark) cell(person, door, `says ${mark.object}.${mark.field}`, isHidden(person, registry.get(mark.object), mark.field), false)
  }
  for (const [word] of text.matchAll(/zq[0-9a-z]{4}x/g)) {
    const record = byWord.get(word)
    // What colleagues are called, everybody knows.
    if (record && record.object !== 'user') cell(person, door, `says ${record.object} ${word}`, world.sees(person, record), true)
  }
}
/** One after the other in a lane; as many lanes as keep both ends busy. */
async function lanes<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const left = [...things]
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: 6 }, lane))
}
const pairs = () => actors.flatMap(person => objects.map(type => ({ person, type })))
/** Of each object one record of every sort for this person: own, the team's, a stranger's, nobody's; on what they see and on what not. */
const samples = (person: Person, type: ObjectType): Known[] => {
  const sorts = new Map<string, Known>()
  for (const one of world.of(type.name)) {
    const whose =
      one.owner === person.id ? 'own' : one.owner === null ? 'none' : world.people.get(one.owner)?.teams.length ? 'team' : 'other'
    sorts.set(`${whose} ${world.sees(person, one)} ${one.shared}`, one)
  }
  return [...sorts.values()]
}
const partsOf = ({ name }: ObjectType): string[] => [
  '/history',
  ...(isMain(name) ? ['/timeline', '/in-touch'] : []),
  ...(name === 'file' ? ['/content'] : []),
  ...(name === 'note' ? ['/thread'] : []),
  ...(name === 'account' ? ['/usage', '/renewals'] : []),
  ...(name === 'opportunity' ? ['/stages'] : []),
  ...(name === 'lead' ? ['/conversion'] : []),
]
const editable = (type: ObjectType) => !type.without?.includes('update') || type.name === 'role' || type.name === 'user'
/** What may be said of any record without anything following from it. */
const harmless: Readonly<Record<string, Json>> = {
  lead: { city: 'X' },
  contact: { title: 'X' },
  account: { city: 'X' },
  opportunity: { next_steps: 'X' },
  task: { notes: 'X' },
  contact_role: { role: 'other' },
  territory: { position: 98 },
}
let unique = 0
/** The least that makes one. */
const newOnes: Readonly<Record<string, (person: Person) => Json>> = {
  lead: () => ({ name: 'New', email: `new${unique++}@new${unique}.example` }),
  contact: () => ({ name: 'New', email: `new${unique++}@new${unique}.example` }),
  account: () => ({ name: `New ${unique++}` }),
  task: () => ({ subject: 'New' }),
  note: () => ({ text: 'New' }),
  view: () => ({ name: 'New', object: 'lead' }),
  team: () => ({ name: `New ${unique++}` }),
  product: () => ({ name: `New ${unique++}` }),
  address: () => ({ address: `new${unique++}@northlight.example` }),
  territory: () => ({ name: `New ${unique++}` }),
  form: () => ({ name: 'New', slug: `new-${unique++}` }),
  sequence: () => ({ name: `New ${unique++}` }),
  unsubscribe: () => ({ email: `new${unique++}@new.example` }),
  webhook: () => ({ url: `https://new${unique++}.example/hook` }),
  quota: person => ({ user_id: person.id, period: `20${30 + (unique++ % 60)}-Q1`, amount: '100' }),
}

interface Stream {
  ids: () => Iterable<string>
  count: (id: string) => number
  text: () => string
  close: () => Promise<void>
}
/** Server-sent events from the beginning of the world on, counted by record. */
async function openStream(key: string): Promise<Stream> {
  const stop = new AbortController()
  const response = await fetch(`${out.base}/api/v1/stream?after=${began}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: stop.signal,
  })
  const counts = new Map<string, number>()
  let [whole, rest] = ['', '']
  const reading = (async () => {
    for await (const chunk of response.body ?? []) {
      const lines = (rest + Buffer.from(chunk).toString('utf8')).split('\n')
      rest = lines.pop() ?? ''
      whole += lines.join('\n')
      for (const line of lines) {
        const id = /"record_id":"([0-9a-f-]{36})"/.exec(line)?.[1]
        if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
      }
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    ids: () => counts.keys(),
    count: id => counts.get(id) ?? 0,
    text: () => whole,
    close: async () => {
      stop.abort()
      await reading
    },
  }
}

const emailAt = (name: string) => `${name.replace(/\W/g, '.').toLowerCase()}@northlight.example`
const isMain = (object: string) => (parentObjects as readonly string[]).includes(object)
const emailOf = ({ object, word }: Known) => `${word}@${object === 'lead' ? 'oneandthesame' : 'people'}.example`
let pipelines: string[] = []
const boards = new Map<string, number>()
const idsIn = ({ body }: Answer): string[] => (body.data ?? []).map((one: Json) => one.id)

beforeAll(async () => {
  const open = openDatabase(out.program.databaseUrl, { max: 1 })
  try {
    for (const [key, rights] of Object.entries(roles)) {
      const made = await out.api('POST', '/roles', { key, label: key, rights })
      // Those of the playbook are there; they are what this test takes them for.
      if (made.status !== 201) {
        const there = (await out.api('GET', '/roles')).body.data.find((one: Json) => one.key === key)
        expect(there?.rights, `${key}: ${JSON.stringify(made.body)}`).toEqual(rights)
      }
    }
    for (const [odd, key] of halfRoles.entries()) {
      const made = await out.api('POST', '/roles', { key, label: key, rights: halves(objects, odd) })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
    }
    const team = (await out.api('POST', '/teams', { name: 'The team' })).body.id
    const people: Person[] = []
    for (const [name, role, teams] of [
      ...Object.keys(roles).map(key => [`Person ${key}`, key, [team]] as const),
      ['Mate', 'sales', [team]] as const,
      ['Stranger', 'sales', []] as const,
    ]) {
      const made = await out.api('POST', '/users', { name, email: emailAt(name), role })
      await out.api('PATCH', `/users/${made.body.id}`, { team_ids: teams })
      people.push({ id: made.body.id, role, rights: roles[role] as Person['rights'], teams })
    }
    for (const person of people) world.people.set(person.id, person)
    strangerId = people.at(-1)?.id ?? ''
    for (const person of people.slice(0, -2)) {
      const { key } = (await out.api('POST', '/api_keys', { name: 'matrix', scopes: ['all'], user_id: person.id })).body
      const email = emailAt(`Person ${person.role}`)
      const page = onPage.includes(person.role) ? await out.signIn(person.id, email) : null
      actors.push({ ...person, key, email, call: out.as(key), page })
    }
    for (const [odd, role] of halfRoles.entries()) {
      const made = await out.api('POST', '/users', { name: `Half ${role}`, email: emailAt(`Half ${role}`), role })
      const { key } = (await out.api('POST', '/api_keys', { name: 'matrix', scopes: ['all'], user_id: made.body.id })).body
      const person = {
        id: made.body.id,
        role,
        rights: halves(objects, odd),
        teams: [],
        key,
        email: made.body.email,
        call: out.as(key),
        page: null,
      }
      halfBlind.push(person)
      world.people.set(person.id, person)
    }
    began = (await out.api('GET', '/events?limit=500')).body.next_after
    await reloadRegistry(registry, open.db)
    const settings = new Settings()
    await settings.reload(open.db, allSettings)
    const ctx = { ...testContext(open.db, { definitions: [], actor: systemActor('test'), now: new Date() }), registry, settings }
    await inTransaction(open.db, async tx => {
      const filling = { ...ctx, tx }
      await fillWorld(
        filling,
        world,
        people.map(one => one.id),
        strangerId,
      )
      marks = await markTexts(filling, world)
    })
    for (const one of world.records.values()) byWord.set(one.word, one)
    pipelines = (await out.api('GET', '/pipelines')).body.data.map((one: Json) => one.key)
  } finally {
    await open.close()
  }
}, 60_000)
afterAll(
  () => void process.stdout.write(`permission matrix: ${cells.toLocaleString('en')} cells, ${requests.toLocaleString('en')} requests\n`),
)

describe('who reads what', () => {
  test('lists, counts and exports', async () => {
    await lanes(pairs(), async ({ person, type }) => {
      const all = world.of(type.name)
      const seen = all.filter(one => world.sees(person, one))
      const may = world.ever(person, type.name, 'read')
      const filter = { field: 'id', op: 'in', value: all.map(one => one.id) }
      const listed = await ask(person, 'POST', `/${type.plural}/query`, { filter, limit: 200, count: 'exact', refs: true })
      cell(person, 'query', type.name, listed.status, may ? 200 : 403)
      if (may) {
        set(person, 'query', type.name, idsIn(listed), seen, all)
        cell(person, 'count', type.name, listed.body.count?.value, seen.length)
      }
      const query = Buffer.from(JSON.stringify({ filter })).toString('base64url')
      const exported = await ask(person, 'GET', `/${type.plural}/export?query=${query}`)
      cell(person, 'export', type.name, exported.status, may && person.rights.export ? 200 : 403)
      if (exported.status === 200) {
        const text = String(exported.body)
        set(
          person,
          'export',
          type.name,
          all.filter(one => text.includes(`${one.id},`) || text.includes(`${one.id}\r`)).map(one => one.id),
          seen,
          all,
        )
      }
    })
    nothingWrong()
  })

  test('single records, their history, timeline, files and colleagues', async () => {
    await lanes(pairs(), async ({ person, type }) => {
      // What is about a record asks for the record first: one that is seen and one that is not are enough.
      const parts = new Set<number>()
      for (const one of samples(person, type)) {
        const expected = world.status(person, one, 'read')
        const further = parts.has(expected) ? [] : partsOf(type)
        parts.add(expected)
        for (const path of ['?refs=true', ...further]) {
          const { status } = await ask(person, 'GET', `/${type.plural}/${one.id}${path}`)
          // A part may need more than its record does; never less.
          if (path === '/renewals' && expected === 200 && !world.ever(person, 'opportunity', 'read')) continue
          if (path === '/conversion' && expected === 200) continue
          cell(person, 'GET', `${type.name} ${one.word}${path}`, status, expected)
        }
      }
    })
    nothingWrong()
  })
  test('a filter by owner finds of these what is seen', async () => {
    await lanes(
      pairs().filter(({ type }) => type.owner && !type.sharedBy && world.of(type.name).length > 2),
      async ({ person, type }) => {
        const owner = type.owner ?? ''
        const all = world.of(type.name)
        for (const [asked, filter] of [
          [[strangerId], { field: owner, op: 'is', value: strangerId }],
          [[person.id, strangerId], { field: owner, op: 'in', value: [person.id, strangerId.toUpperCase()] }],
          [[null], { field: owner, op: 'empty' }],
        ] as const) {
          const wanted = all.filter(one => asked.some(id => id === one.owner) && world.sees(person, one))
          const { body } = await ask(person, 'POST', `/${type.plural}/query`, {
            filter: { and: [{ field: 'id', op: 'in', value: all.map(one => one.id) }, filter] },
            limit: 200,
            count: 'exact',
          })
          if (!world.ever(person, type.name, 'read')) continue
          set(person, 'filter', `${type.name} of ${asked.length} owners`, idsIn({ body } as Answer), wanted, all)
          cell(person, 'filter', `${type.name} count of ${asked.join(' ')}`, body.count?.value, wanted.length)
        }
      },
    )
    nothingWrong()
  })
  test('search, by words and by id', async () => {
    const searched = objects.filter(type => type.searchable)
    await out.until(async () => {
      for (const type of searched) {
        const { body } = await out.api('GET', `/search?q=${type.label[0]}%20zq&limit=50`)
        if (body.data.filter((one: Json) => one.object === type.name).length < world.of(type.name).length) return false
      }
      return true
    }, 'the search to know all')
    await lanes(
      actors.flatMap(person => searched.map(type => ({ person, type }))),
      async ({ person, type }) => {
        const all = world.of(type.name)
        const seen = all.filter(one => world.sees(person, one))
        const found = await ask(person, 'GET', `/search?q=${type.label[0]}%20zq&limit=50`)
        set(person, 'search', type.name, idsIn(found), seen, all)
        for (const one of samples(person, type)) {
          const byId = await ask(person, 'GET', `/search?q=${one.id}`)
          cell(person, 'search by id', one.word, idsIn(byId).includes(one.id), world.sees(person, one))
        }
      },
    )
    nothingWrong()
  })
  test('the change log, paged', async () => {
    const logged = [...world.records.values()].filter(one => one.object !== 'pipeline')
    await lanes(actors, async person => {
      const found = new Set<string>()
      for (let after = began, more = true; more; ) {
        const page = await ask(person, 'GET', `/events?limit=500&after=${after}`)
        for (const event of page.body.data) found.add(event.record_id)
        ;[after, more] = [page.body.next_after, page.body.has_more]
      }
      set(
        person,
        'events',
        'all',
        found,
        logged.filter(one => world.sees(person, one)),
        logged,
      )
    })
    nothingWrong()
  })
  test('the live stream: what was missed, and what happens now', async () => {
    const logged = [...world.records.values()].filter(one => one.object !== 'pipeline')
    const live = world.of('lead')
    const streams = new Map<Actor, Stream>()
    try {
      // The admin is the last to join and the first to be waited for: who joined before has been told all that they are told.
      const [admin, ...others] = actors
      if (!admin) throw new Error('There is no admin')
      for (const person of [...others, admin]) streams.set(person, await openStream(person.key))
      const told = async (id: string) => {
        const before = streams.get(admin)?.count(id) ?? 0
        await out.api('PATCH', `/leads/${id}`, { city: `City ${Math.random()}` })
        await out.until(async () => (streams.get(admin)?.count(id) ?? 0) > before, 'the admin to be told')
      }
      const [first, second] = live
      await told(first?.id ?? '')
      await out.api('POST', '/leads/bulk', { ids: live.map(one => one.id), action: 'update', set: { city: 'Live' } })
      await told(second?.id ?? '')
      await told(first?.id ?? '')
      for (const [person, stream] of streams) {
        const seen = logged.filter(one => world.sees(person, one))
        await out.until(async () => seen.every(one => stream.count(one.id) > 0), `${person.role} to be told`)
        set(person, 'stream', 'missed', stream.ids(), seen, logged)
        const changed = new Set(live.filter(one => stream.count(one.id) > 1).map(one => one.id))
        set(
          person,
          'stream',
          'live',
          changed,
          live.filter(one => world.sees(person, one)),
          live,
        )
        leaks(person, 'stream', stream.text())
      }
    } finally {
      for (const stream of streams.values()) await stream.close()
    }
    nothingWrong()
  })
  test('the page’s own door is the same', async () => {
    await lanes(
      actors.filter(one => one.page),
      async person => {
        for (const type of objects) {
          const all = world.of(type.name)
          const filter = { field: 'id', op: 'in', value: all.map(one => one.id) }
          const listed = await ask(person, 'POST', `/${type.plural}/query`, { filter, limit: 200, count: 'exact' }, person.page)
          cell(person, 'page', type.name, listed.status, world.ever(person, type.name, 'read') ? 200 : 403)
          if (listed.status === 200)
            set(
              person,
              'page',
              type.name,
              idsIn(listed),
              all.filter(one => world.sees(person, one)),
              all,
            )
          for (const one of samples(person, type)) {
            const read = await ask(person, 'GET', `/${type.plural}/${one.id}?refs=true`, undefined, person.page)
            cell(person, 'page GET', `${type.name} ${one.word}`, read.status, world.status(person, one, 'read'))
            if (!editable(type)) continue
            const changed = await ask(person, 'PATCH', `/${type.plural}/${one.id}`, {}, person.page)
            cell(person, 'page PATCH', `${type.name} ${one.word}`, changed.status, world.status(person, one, 'update'))
          }
        }
      },
    )
    nothingWrong()
  })
  test('sums, counts and reports hold nothing that is not seen', async () => {
    const views = world.of('view').filter(one => one.shared)
    await lanes(actors, async person => {
      const seen = (object: string) => world.of(object).filter(one => world.sees(person, one))
      const deals = seen('opportunity')
      const sum = deals.reduce((total, one) => total + one.amount, 0)
      const mayDeals = world.ever(person, 'opportunity', 'read') ? 200 : 403
      const totals = await ask(person, 'POST', '/opportunities/totals', {})
      cell(person, 'totals', 'status', totals.status, mayDeals)
      if (mayDeals === 200) {
        cell(person, 'totals', 'count', totals.body.count, deals.length)
        cell(person, 'totals', 'sum', Number(totals.body.sum.amount), sum)
      }
      for (const pipeline of pipelines) {
        const board = await ask(person, 'POST', '/opportunities/board', { pipeline })
        cell(person, 'board', pipeline, board.status, mayDeals)
        boards.set(person.role, (boards.get(person.role) ?? 0) + Number(board.body.totals?.open.sum.amount ?? 0))
      }
      cell(person, 'board', 'sum', boards.get(person.role), sum)
      for (const group of ['owner', 'category', 'pipeline']) {
        const forecast = await ask(person, 'GET', `/reports/forecast?group_by=${group}&from=2027-01-01&to=2027-03-31`)
        cell(person, 'forecast', group, forecast.status, mayDeals)
        if (mayDeals !== 200) continue
        const of = (one: Json) => Number(one.open.sum.amount)
        cell(person, 'forecast', `${group} total`, of(forecast.body.total), sum)
        cell(
          person,
          'forecast',
          `${group} groups`,
          forecast.body.groups.reduce((all: number, one: Json) => all + of(one.figures), 0),
          sum,
        )
      }
      const counts = await ask(person, 'POST', '/views/counts', { ids: views.map(one => one.id) })
      for (const one of views)
        if (world.sees(person, one)) {
          const may = world.ever(person, one.about, 'read')
          cell(person, 'view counts', one.about, counts.body.data[one.id]?.value ?? null, may ? seen(one.about).length : null)
        }
      for (const name of ['first-response', 'pool']) {
        const report = await ask(person, 'GET', `/reports/${name}`)
        cell(person, 'report', name, report.status, world.ever(person, 'lead', 'read') ? 200 : 403)
        if (name === 'first-response' && report.status === 200)
          cell(person, 'report', name, report.body.total?.leads ?? report.body.data?.total?.leads ?? 0, seen('lead').length)
      }
      const quota = await ask(person, 'GET', '/reports/quota?period=2026-Q4')
      if (quota.status === 200)
        cell(person, 'report', 'quota', quota.body.data.filter((one: Json) => one.quota !== null).length, seen('quota').length)
      const numbers = await ask(person, 'GET', '/sequences/numbers')
      if (numbers.status === 200)
        cell(
          person,
          'sequences',
          'numbers',
          numbers.body.data.reduce((all: number, one: Json) => all + one.enrolled, 0),
          seen('enrollment').length,
        )
      for (const path of [
        '/home',
        '/notifications',
        '/batches',
        '/meta',
        '/me',
        '/settings',
        '/fields',
        '/playbook',
        '/api_keys',
        '/invitations',
      ])
        await ask(person, 'GET', path)
    })
    nothingWrong()
  })
  test('who is mentioned, and the morning’s mail, hear of nothing that is not seen', async () => {
    for (const object of ['lead', 'account', 'opportunity'] as const) {
      const one = world.of(object).find(record => record.owner === strangerId)
      await out.api('POST', '/notes', {
        text: 'A mention',
        mentions: actors.map(person => person.id),
        record: { object, id: one?.id },
      })
    }
    const last = await out.api('POST', '/notes', { text: 'The last mention', mentions: actors.map(person => person.id) })
    expect(last.status).toBe(201)
    const [admin] = actors
    if (!admin) throw new Error('There is no admin')
    await out.until(async () => (await admin.call('GET', '/notifications')).body.data.length > 0, 'the mentions to be told')
    await lanes(actors, async person => {
      for (const path of ['/notifications?limit=200', '/home']) await ask(person, 'GET', path)
    })
    await out.api('POST', '/test/clock', { advance: 'P4D' })
    await out.until(async () => (await out.sql(`select count(*)::int as n from digest_day`))[0]?.n > 0, 'the digests')
    for (const { to_address, text, subject, html } of await out.sql('select to_address, subject, text, html from mail')) {
      const person = actors.find(one => one.email === to_address)
      if (person) leaks(person, 'mail', `${subject} ${text} ${html}`)
      cells++
    }
    nothingWrong()
  })
  test('the calendar has one’s own tasks that one may see', async () => {
    await lanes(actors, async person => {
      const link = await ask(person, 'POST', '/me/calendar')
      const text = await (await fetch(link.body.url)).text()
      leaks(person, 'calendar', text)
      for (const one of world.of('task'))
        cell(person, 'calendar', one.word, text.includes(one.word), one.owner === person.id && world.sees(person, one))
    })
    nothingWrong()
  })
  test('who looks for duplicates is told of none that they may not see', async () => {
    await lanes(
      actors.flatMap(person => ['lead', 'contact', 'account'].map(object => ({ person, type: registry.get(object) }))),
      async ({ person, type }) => {
        for (const one of samples(person, type)) {
          const alike =
            type.name === 'account' ? { name: `Account ${one.word}` } : { name: `${type.label[0]} ${one.word}`, email: emailOf(one) }
          const { body } = await person.call('POST', `/${type.plural}/duplicates`, alike)
          if (!world.sees(person, one)) cell(person, 'duplicates', one.word, JSON.stringify(body).includes(one.id), false)
        }
      },
    )
    nothingWrong()
  })
})

describe('what a role hides', () => {
  test('is in no answer by any door', async () => {
    for (const person of halfBlind) {
      const stream = await openStream(person.key)
      await lanes(objects, async type => {
        const [one] = world.of(type.name)
        const hidden = Object.keys(type.fields).filter(name => isHidden(person, type, name))
        const answers = [
          (await ask(person, 'POST', `/${type.plural}/query`, { limit: 200, refs: true })).body.data[0],
          (await ask(person, 'GET', `/${type.plural}/${one?.id}?refs=true`)).body,
        ]
        for (const name of hidden)
          cell(
            person,
            'read',
            `${type.name}.${name}`,
            answers.some(answer => Object.hasOwn(answer, name)),
            false,
          )
        const [header = ''] = String((await ask(person, 'GET', `/${type.plural}/export`)).body).split('\r\n')
        for (const name of hidden) cell(person, 'export', `${type.name}.${name}`, header.split(',').includes(name), false)
        for (const path of [
          '/history',
          ...(isMain(type.name) ? ['/timeline', '/in-touch', '/conversion', '/stages', '/renewals'] : []),
          '/thread',
          '/preview',
          '/raw',
        ])
          await ask(person, 'GET', `/${type.plural}/${one?.id}${path}`)
        if (editable(type))
          await ask(person, 'PATCH', `/${type.plural}/${one?.id}`, {}, (method, path, body) =>
            person.call(method, path, body, { 'if-match': '"999"' }),
          )
      })
      for (const path of [
        '/home',
        '/notifications',
        '/batches',
        '/meta',
        '/me',
        `/events?limit=500&after=${began}`,
        '/reports/pool',
        '/reports/first-response',
        '/reports/quota',
        '/reports/forecast',
        '/sequences/numbers',
      ])
        await ask(person, 'GET', path)
      await ask(person, 'POST', '/opportunities/totals', {})
      for (const pipeline of pipelines) await ask(person, 'POST', '/opportunities/board', { pipeline })
      await out.until(async () => stream.count(world.of('lead')[0]?.id ?? '') > 0, 'the stream to tell')
      leaks(person, 'stream', stream.text())
      await stream.close()
      const meta = (await person.call('GET', '/meta')).body.objects
      for (const type of objects) {
        const told = meta.find((one: Json) => one.name === type.name)?.fields ?? {}
        for (const name of Object.keys(type.fields))
          cell(person, 'meta', `${type.name}.${name}`, Object.hasOwn(told, name), !isHidden(person, type, name))
      }
    }
    nothingWrong()
  })
  test('is found by no search, no filter, no order and no look for duplicates', async () => {
    for (const person of halfBlind) {
      await lanes([...marks], async ([word, { object, field }]) => {
        if (!isHidden(person, registry.get(object), field)) return
        const found = await ask(person, 'GET', `/search?q=${field === 'email' ? `${word}@${word}.example` : word}`)
        cell(person, 'search', `${object}.${field}`, found.body.data.length, 0)
        if (!['lead', 'contact', 'account'].includes(object) || !['email', 'name', 'company', 'website'].includes(field)) return
        const type = registry.get(object)
        const value = field === 'email' ? `${word}@${word}.example` : `${type.label[0]}  ${word}`
        const { body } = await ask(person, 'POST', `/${type.plural}/duplicates`, { [field]: value })
        cell(person, 'duplicates', `${object}.${field}`, JSON.stringify(body).includes(world.of(object)[0]?.id ?? 'x'), false)
      })
      await lanes(objects, async type => {
        const hidden = Object.keys(type.fields).filter(one => isHidden(person, type, one))
        if (hidden.length === 0) return
        const filter = { or: hidden.map(field => ({ not: { field, op: 'not_empty' } })) }
        const query = Buffer.from(JSON.stringify({ filter })).toString('base64url')
        for (const [method, path, body] of [
          ['POST', `/${type.plural}/query`, { filter }],
          ['POST', `/${type.plural}/query`, { fields: hidden }],
          ['GET', `/${type.plural}/export?query=${query}`],
          ...(type.without?.includes('bulk') ? [] : [['POST', `/${type.plural}/bulk`, { filter, action: 'delete' }] as const]),
        ] as const) {
          const { status, body: said } = await ask(person, method, path, body)
          cell(person, 'oracle', `${method} ${path} ${type.name}`, status, 400)
          const named = new Set((said.errors ?? []).map((error: Json) => error.field))
          for (const name of hidden) cell(person, 'oracle', `${method} ${path} ${name}`, named.has(name), true)
        }
        for (const name of hidden.filter((one, index) => index === 0 || type.fields[one]?.sort))
          for (const [method, path, body] of [
            ['POST', `/${type.plural}/query`, { sort: [{ field: name }] }],
            ['GET', `/${type.plural}?${name}=x`],
          ] as const)
            cell(person, 'oracle', `${method} ${path} ${name}`, (await ask(person, method, path, body)).status, 400)
        if (type.name === 'opportunity')
          cell(
            person,
            'oracle',
            'totals',
            [400, 403].includes((await ask(person, 'POST', '/opportunities/totals', { filter })).status),
            true,
          )
      })
    }
    nothingWrong()
  })
  test('and what it only shows are changed by no door', async () => {
    for (const person of halfBlind)
      await lanes(
        objects.filter(type => !type.without?.includes('update')),
        async type => {
          const one = world.of(type.name).find(record => world.sees(person, record))
          const kept = Object.keys(type.fields).filter(
            name =>
              type.fields[name]?.change !== 'commands' &&
              (isHidden(person, type, name) || person.rights.fields[type.name]?.read_only.includes(name)),
          )
          if (kept.length === 0) return
          const values = Object.fromEntries(kept.map(name => [name, null]))
          for (const [method, path, body] of [
            ['PATCH', `/${type.plural}/${one?.id}`, values],
            ...(type.without?.includes('bulk')
              ? []
              : [['POST', `/${type.plural}/bulk`, { ids: [one?.id], action: 'update', set: values }] as const]),
            ...(type.without?.includes('create') || type.createdByCommand ? [] : [['POST', `/${type.plural}`, values] as const]),
            ...(type.without?.includes('merge')
              ? []
              : [
                  [
                    'POST',
                    `/${type.plural}/merge`,
                    { winner_id: one?.id, loser_ids: [world.of(type.name)[1]?.id ?? one?.id], values },
                  ] as const,
                ]),
          ] as const) {
            const answer = await ask(person, method, path, body)
            const refused = new Set((answer.body.errors ?? []).map((error: Json) => error.field))
            cell(person, method, `${path} status`, answer.status === 422 || (type.name === 'territory' && answer.status === 400), true)
            if (type.name !== 'territory') for (const name of kept) cell(person, method, `${path} ${name}`, refused.has(name), true)
          }
        },
      )
    nothingWrong()
  })
})

describe('who changes what', () => {
  test('single records: nothing is changed that may not be', async () => {
    await lanes(pairs(), async ({ person, type }) => {
      const refused = new Set<number>()
      for (const one of samples(person, type)) {
        if (editable(type)) {
          const { status, body } = await ask(person, 'PATCH', `/${type.plural}/${one.id}`, {})
          cell(
            person,
            'PATCH',
            `${type.name} ${one.word} ${JSON.stringify(body).slice(0, 120)}`,
            status,
            world.status(person, one, 'update'),
          )
        }
        const expected = world.status(person, one, 'delete')
        if (type.without?.includes('delete') || expected === 200 || refused.has(expected)) continue
        refused.add(expected)
        for (const [method, path] of [
          ['DELETE', ''],
          ['POST', '/restore'],
        ] as const) {
          const { status } = await ask(person, method, `/${type.plural}/${one.id}${path}`)
          cell(person, method, `${type.name} ${one.word}${path}`, status, expected)
        }
      }
    })
    nothingWrong()
  })

  test('many at once: exactly those that may be, and taken back as a whole', async () => {
    const [admin] = actors
    const types = objects.filter(type => !type.without?.includes('bulk'))
    // Side by side only what has nothing to do with each other: an object for itself.
    await lanes(types, async type => {
      for (const person of actors) {
        const some = samples(person, type)
        const ids = some.map(one => one.id)
        const set = harmless[type.name]
        if (set) {
          const may = some.filter(one => world.may(person, one, 'update')).length
          for (const which of [{ ids }, { filter: { field: 'id', op: 'in', value: ids } }]) {
            const edited = await ask(person, 'POST', `/${type.plural}/bulk`, { ...which, action: 'update', set: { ...set } })
            cell(person, 'bulk update', `${type.name} status`, edited.status, world.ever(person, type.name, 'update') ? 200 : 403)
            if (edited.status === 200) cell(person, 'bulk update', type.name, edited.body.count, may)
          }
        }
        // Who takes part in an opportunity is part of it: who may not change that may not take anybody out of it.
        if (type.name === 'contact_role' && some.some(one => world.may(person, one, 'delete') && !world.may(person, one, 'update')))
          continue
        const may = some.filter(one => world.may(person, one, 'delete')).length
        const gone = await ask(person, 'POST', `/${type.plural}/bulk`, { ids, action: 'delete' })
        cell(person, 'bulk delete', `${type.name} status`, gone.status, world.ever(person, type.name, 'delete') ? 200 : 403)
        if (gone.status !== 200) continue
        cell(person, 'bulk delete', type.name, gone.body.count, may)
        // Whoever did it takes it back; nobody else does without the right to Settings.
        for (const other of actors.filter(one => one !== person && one !== admin).slice(0, 3)) {
          if (other.rights.settings) continue
          const { status } = await ask(other, 'POST', `/batches/${gone.body.batch_id}/undo`)
          cell(other, 'undo', `${type.name} of ${person.role}`, status, 403)
        }
        const back = await ask(person, 'POST', `/batches/${gone.body.batch_id}/undo`)
        cell(person, 'undo', `${type.name} ${JSON.stringify(back.body).slice(0, 200)}`, back.status, 200)
      }
    })
    nothingWrong()
  })
  test('what was given to somebody else since is not named to whoever takes back what they did before', async () => {
    const person = actors.find(one => one.role === 'own')
    if (!person) throw new Error('Nobody has the role')
    const { id } = (await out.api('POST', '/leads', { name: 'Given away', email: 'given@away.example', owner_id: person.id })).body
    const edited = await person.call('POST', '/leads/bulk', { ids: [id], action: 'update', set: { city: 'Before' } })
    expect(edited.body.count).toBe(1)
    expect((await out.api('PATCH', `/leads/${id}`, { city: 'After', owner_id: strangerId })).status).toBe(200)
    const undone = await person.call('POST', `/batches/${edited.body.batch_id}/undo`)
    expect(undone.status).toBe(409)
    expect(JSON.stringify(undone.body)).not.toContain('Given away')
    const own = await out.api('POST', `/batches/${edited.body.batch_id}/undo`)
    expect(own.body.conflicts).toMatchObject([{ id, title: 'Given away', fields: ['city'] }])
  })
  test('one at a time: deleted and restored by whoever may', async () => {
    await lanes(
      objects.filter(type => !type.without?.includes('delete') && type.name !== 'pipeline'),
      async type => {
        for (const person of actors) {
          const one = samples(person, type).find(record => world.may(person, record, 'delete'))
          if (!one || (type.name === 'contact_role' && !world.may(person, one, 'update'))) continue
          const gone = await ask(person, 'DELETE', `/${type.plural}/${one.id}`)
          cell(person, 'DELETE', `${type.name} ${one.word}`, gone.status, 200)
          const back = await ask(person, 'POST', `/${type.plural}/${one.id}/restore`)
          cell(person, 'restore', `${type.name} ${one.word} ${JSON.stringify(back.body).slice(0, 200)}`, back.status, 200)
        }
      },
    )
    nothingWrong()
  })
  test('every verb is refused on what may not be changed', async () => {
    const sequence = (await out.api('GET', '/sequences')).body.data[0].id
    const verbs: Record<string, [string, Json?][]> = {
      lead: [
        ['assign', { owner_id: strangerId }],
        ['claim'],
        ['release', {}],
        ['keep', { reason: 'x' }],
        ['disqualify', { disqualification_reason: 'spam' }],
        ['convert', {}],
        ['qualify', { answers: {} }],
        ['checklist', { item: 'review_details', done: true }],
      ],
      opportunity: [
        ['move', { stage: 'demo_completed' }],
        ['close', { stage: 'closed_lost' }],
        ['onboarding', { item: 'x', done: true }],
        ['trial', { kind: 'hands_on' }],
      ],
      task: [['complete', {}], ['reopen'], ['snooze', { until: 'in 3 days' }]],
      enrollment: [['stop'], ['resume']],
      inbound: [
        ['make_lead', {}],
        ['file', { object: 'lead', id: sequence }],
        ['ignore', {}],
        ['retry', {}],
      ],
    }
    await lanes(
      actors.flatMap(person => Object.keys(verbs).map(object => ({ person, type: registry.get(object) }))),
      async ({ person, type }) => {
        const tried = new Set<number>()
        for (const one of samples(person, type)) {
          if (world.may(person, one, 'update') || tried.has(world.status(person, one, 'update'))) continue
          tried.add(world.status(person, one, 'update'))
          for (const [verb, body] of verbs[type.name] ?? []) {
            const { status } = await ask(person, 'POST', `/${type.plural}/${one.id}/${verb}`, body)
            // Of what is seen, what else is wrong may be said first; of what is not, nothing is, unless the verb is not for the role at all.
            const refused = world.sees(person, one) ? status >= 400 && status < 500 : [403, 404].includes(status)
            cell(person, verb, `${type.name} ${one.word} refused with ${status}`, refused, true)
          }
          if (type.name === 'lead') {
            const { status } = await ask(person, 'POST', `/sequences/${sequence}/enroll`, { object: 'lead', record_id: one.id })
            cell(person, 'enroll', one.word, status, world.status(person, one, 'update'))
          }
        }
      },
    )
    nothingWrong()
  })
  test('nothing is put on what is not seen, and made only by whoever may', async () => {
    await lanes(
      actors.flatMap(person => parentObjects.map(object => ({ person, type: registry.get(object) }))),
      async ({ person, type }) => {
        for (const [index, one] of samples(person, type).entries()) {
          const record = { object: type.name, id: one.id }
          const things = [
            ['notes', { text: 'x', record }],
            ['tasks', { subject: 'x', record }],
            ['activities', { title: 'x', kind: 'call', occurred_at: '2026-11-20T10:00:00Z', record }],
          ] as const
          for (const [plural, body] of things.filter((_, at) => at === index % 3)) {
            const { status, body: said } = await ask(person, 'POST', `/${plural}`, body)
            const may = world.ever(person, plural === 'activities' ? 'activity' : plural.slice(0, -1), 'create')
            cell(
              person,
              'create',
              `${plural} on ${type.name} ${one.word} ${JSON.stringify(said).slice(0, 300)}`,
              status,
              may ? (world.sees(person, one) ? 201 : 422) : 403,
            )
          }
        }
      },
    )
    // Who makes a lead is answered with it as it was assigned: whoever reads none makes none by hand.
    await lanes(
      actors.flatMap(person => Object.keys(newOnes).map(object => ({ person, type: registry.get(object) }))),
      async ({ person, type }) => {
        if (type.name === 'lead' && !world.ever(person, 'lead', 'read')) return
        const { status, body } = await ask(person, 'POST', `/${type.plural}`, newOnes[type.name]?.(person))
        const may = world.ever(person, type.name, 'create') && (type.name !== 'webhook' || world.seesEverything(person))
        cell(person, 'create', `${type.name} ${JSON.stringify(body).slice(0, 200)}`, status, may ? 201 : 403)
      },
    )
    nothingWrong()
  })
  test('merged only by whoever may change the one and delete the other', async () => {
    for (const type of objects.filter(one => !one.without?.includes('merge') && one.name !== 'territory'))
      for (const person of actors) {
        const some = samples(person, type)
        const own = some.find(one => one.owner === person.id) ?? some[0]
        if (!own) continue
        const pairs = some.filter(one => one !== own).flatMap(other => [[own, other] as const, [other, own] as const])
        const tried = new Set<string>()
        for (const [winner, loser] of pairs) {
          const may = world.may(person, winner, 'update') && world.may(person, loser, 'delete')
          // One of each sort; those that go through cost the most, so a few people do them.
          const sort = `${world.status(person, winner, 'update')} ${world.status(person, loser, 'delete')}`
          if (tried.has(sort) || (may && !['admin', 'own'].includes(person.role))) continue
          tried.add(sort)
          const answer = await ask(person, 'POST', `/${type.plural}/merge`, { winner_id: winner.id, loser_ids: [loser.id] })
          const [first] = [winner, loser]
            .sort((a, b) => (a.id < b.id ? -1 : 1))
            .filter(one => !world.may(person, one, one === winner ? 'update' : 'delete'))
          const expected = !world.ever(person, type.name, 'delete')
            ? 403
            : may
              ? 200
              : first && world.status(person, first, first === winner ? 'update' : 'delete')
          // A note has one author; of whom it is not may not be what the merged one says.
          if (may && answer.status === 403 && type.name === 'note') continue
          cell(
            person,
            'merge',
            `${type.name} ${winner.word} ${loser.word} ${JSON.stringify(answer.body).slice(0, 150)}`,
            answer.status,
            expected,
          )
          if (answer.status !== 200) continue
          // Recent changes are everybody's for who may change Settings; what they name, and who may take them back, is another matter.
          for (const other of actors.filter(one => one !== person && one.rights.settings)) {
            for (const path of ['/batches?limit=20', `/batches/${answer.body.batch_id}`]) await ask(other, 'GET', path)
            if (world.reach(other, type.name, 'update') === 'all') continue
            const { status } = await ask(other, 'POST', `/batches/${answer.body.batch_id}/undo`)
            cell(other, 'undo', `a merge of ${type.name}`, status, 403)
          }
          const back = await ask(person, 'POST', `/batches/${answer.body.batch_id}/undo`)
          cell(person, 'undo merge', `${type.name} ${JSON.stringify(back.body).slice(0, 200)}`, back.status, 200)
        }
      }
    nothingWrong()
  })
})
