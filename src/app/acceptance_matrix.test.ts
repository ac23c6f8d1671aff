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
import { fillWorld, type Known, type Person, roles, World } from './acceptance_matrix.testing.ts'
import { modules } from './modules.ts'

const out = useProgram()
const registry = registryOf(modules)
const world = new World(registry.all())
const objects = registry.all()
interface Actor extends Person {
  call: Call
  key: string
  /** The page's door; some roles have it. */
  page: Call | null
}
const actors: Actor[] = []
let began = ''

/** What differs from the definition, and how many cells were looked at. */
let cells = 0
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
  const answer = await (by ?? person.call)(method, path, body)
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
  leaks(person, `${method} ${path.slice(0, 80)}`, text)
  cell(person, method, `${path} is answered`, answer.status < 500, true)
  return answer
}
const leaks = (person: Person, door: string, text: string): void => {
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
    sorts.set(`${whose} ${Object.keys(one.parents).length} ${world.sees(person, one)} ${one.shared} ${one.owner === null}`, one)
  }
  return [...sorts.values()]
}
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
    const team = (await out.api('POST', '/teams', { name: 'The team' })).body.id
    const people: Person[] = []
    for (const [name, role, teams] of [
      ...Object.keys(roles).map(key => [`Person ${key}`, key, [team]] as const),
      ['Mate', 'sales', [team]] as const,
      ['Stranger', 'sales', []] as const,
    ]) {
      const made = await out.api('POST', '/users', { name, email: `${name.replace(/\W/g, '.')}@northlight.example`, role })
      await out.api('PATCH', `/users/${made.body.id}`, { team_ids: teams })
      people.push({ id: made.body.id, role, rights: roles[role] as Person['rights'], teams })
    }
    for (const person of people) world.people.set(person.id, person)
    const stranger = people.at(-1)?.id ?? ''
    for (const person of people.slice(0, -2)) {
      const { key } = (await out.api('POST', '/api_keys', { name: 'matrix', scopes: ['all'], user_id: person.id })).body
      actors.push({ ...person, key, call: out.as(key), page: null })
    }
    began = (await out.api('GET', '/events?limit=500')).body.next_after
    await reloadRegistry(registry, open.db)
    const settings = new Settings()
    await settings.reload(open.db, allSettings)
    const ctx = { ...testContext(open.db, { definitions: [], actor: systemActor('test'), now: new Date() }), registry, settings }
    await inTransaction(open.db, tx =>
      fillWorld(
        { ...ctx, tx },
        world,
        people.map(one => one.id),
        stranger,
      ),
    )
    for (const one of world.records.values()) byWord.set(one.word, one)
    pipelines = (await out.api('GET', '/pipelines')).body.data.map((one: Json) => one.key)
  } finally {
    await open.close()
  }
}, 60_000)
afterAll(() => void process.stdout.write(`permission matrix: ${cells.toLocaleString('en')} cells\n`))

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
      for (const one of samples(person, type)) {
        const expected = world.status(person, one, 'read')
        const paths = [
          '',
          '?refs=true',
          '/history',
          ...(isMain(type.name) ? ['/timeline', '/in-touch'] : []),
          ...(type.name === 'file' ? ['/content'] : []),
          ...(type.name === 'note' ? ['/thread'] : []),
          ...(type.name === 'account' ? ['/usage', '/renewals'] : []),
          ...(type.name === 'opportunity' ? ['/stages'] : []),
          ...(type.name === 'lead' ? ['/conversion'] : []),
        ]
        for (const path of paths) {
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
  test('the change log, paged and live', async () => {
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

describe('who changes what', () => {
  test('single records: nothing is changed that may not be', async () => {
    await lanes(pairs(), async ({ person, type }) => {
      for (const one of samples(person, type)) {
        if (!type.without?.includes('update') || type.name === 'role' || type.name === 'user') {
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
        if (type.without?.includes('delete') || expected === 200) continue
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
})
