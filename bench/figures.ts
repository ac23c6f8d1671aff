import { createRandom, type Random } from '../src/demo/random.ts'
import { accountAround } from '../src/modules/accounts/web/account_around.ts'
import type { BenchServer, Caller } from './server.ts'

/** One promise: what the program does over HTTP, beside the least that the database itself needs for the same. */
export interface Figure {
  label: string
  /** Wall time promised at a million leads on an idle machine, milliseconds: p50 and p95. */
  promise?: readonly [number, number]
  /** Processor time of the whole process, milliseconds a request, that `--check` holds at small scale: about twice what it takes. */
  budget: number
  /** It is about every row there is, so a plan that reads them all is right. */
  readsAll?: true
  /** HTTP requests of one turn, when it is more than one. */
  requests?: number
  /** Different from turn to turn, the same from run to run. */
  app: (turn: number) => Promise<unknown>
  floor: (turn: number) => Statement[]
}
export interface Statement {
  text: string
  values: unknown[]
}

export interface Sample {
  leads: { id: string; name: string; company: string; email: string }[]
  /** Who has most leads, and the two whose roles see only their own and only their team's. */
  owners: string[]
  own: string
  team: string[]
  busiestAccount: string
  /** A cursor in the middle of the list by creation, and the row it stands at. */
  deep: { cursor: string; created_at: string; id: string }
}

const sorts = [
  'name',
  'email',
  'country',
  'company',
  'domain',
  'status',
  'source',
  'score',
  'icp_score',
  'monthly_events',
  'sla_due_at',
  'last_touched_at',
  'created_at',
  'updated_at',
  'next_step_date',
  'assigned_at',
  'cf_number_2',
  'cf_date_11',
]
const neverNull = new Set(['name', 'status', 'source', 'score', 'icp_score', 'created_at', 'updated_at'])
/** What the page's list of leads shows. */
const columns = [
  'name',
  'company',
  'status',
  'score',
  'icp_score',
  'source',
  'country',
  'monthly_events',
  'sla_due_at',
  'owner_id',
  'last_touched_at',
  'cf_choice_0',
  'cf_number_2',
]

interface Combination {
  filter: object[]
  where: string
  values: unknown[]
  sort: string
  direction: 'asc' | 'desc'
}

/** A random filter with a random sort, as the page could ask for it and as SQL. */
function combination(random: Random, sample: Sample): Combination {
  const kinds = [
    () => ['status', 'is', random.pick(['new', 'working', 'nurturing', 'unqualified']), 'status = $'],
    () => ['owner_id', 'is', random.pick(sample.owners), 'owner_id = $::uuid'],
    () => ['country', 'is', random.pick(['US', 'DE', 'KE', 'JP']), 'country = $'],
    () => ['source', 'is', random.pick(['email', 'event', 'product_signup']), 'source = $'],
    () => ['score', 'gte', random.int(10, 65), 'score >= $'],
    () => ['icp_score', 'lte', random.int(-10, 20), 'icp_score <= $'],
    () => ['monthly_events', 'gt', random.int(1, 90) * 100_000, 'monthly_events > $'],
    () => ['created_at', 'gte', random.pick(['2026-08-01T00:00:00Z', '2025-02-01T00:00:00Z']), 'created_at >= $::timestamptz'],
    () => ['cf_choice_0', 'is', random.pick(['v0', 'v3', 'v7']), 'cf_choice_0 = $'],
    () => ['cf_number_2', 'lt', random.int(1, 20) * 5_000, 'cf_number_2 < $'],
    () => ['email', 'empty', null, 'email is null'],
  ] as const
  const wanted = new Set(Array.from({ length: random.int(1, 3) }, () => random.int(0, kinds.length - 1)))
  const made: Combination = {
    filter: [],
    where: 'deleted_at is null',
    values: [],
    sort: random.pick(sorts),
    direction: random.pick(['asc', 'desc']),
  }
  for (const index of wanted) {
    const [field, op, value, text] = kinds[index]?.() ?? kinds[0]()
    made.filter.push(value === null ? { field, op } : { field, op, value })
    if (value !== null) made.values.push(value)
    made.where += ` and ${String(text).replace('$', `$${made.values.length}`)}`
  }
  return made
}

const order = (sort: string, direction: string, alias = '') =>
  neverNull.has(sort) || sort.startsWith('cf_')
    ? `${alias}${sort} ${direction}, ${alias}id ${direction}`
    : `${alias}${sort} ${direction} nulls ${direction === 'asc' ? 'first' : 'last'}, ${alias}id ${direction}`

/** A page of a list by hand: values first where the column may be empty, whole rows fetched late. */
const page = (where: string, sort: string, direction: string, values: unknown[], limit = 51): Statement => {
  const known = neverNull.has(sort) ? '' : ` and ${sort} is not null`
  if (sort === 'updated_at')
    return {
      text: `/*dynamic*/ select ${columns.map(name => `l.${name}`).join(', ')} from lead l join (select lead.id from lead join lead_recency r on r.id = lead.id where ${where} order by r.updated_at ${direction}, r.id ${direction} limit ${limit}) k using (id) order by ${order(sort, direction, 'l.')}`,
      values,
    }
  return {
    text: `/*dynamic*/ select ${columns.map(name => `l.${name}`).join(', ')} from lead l join (select id from lead where ${where}${known} order by ${order(sort, direction)} limit ${limit}) k using (id) order by ${order(sort, direction, 'l.')}`,
    values,
  }
}
const capped = (where: string, values: unknown[]): Statement => ({
  text: `/*dynamic*/ select count(*) from (select 1 from lead where ${where} limit 1001) c`,
  values,
})

/** Every figure of the bench on this data. */
export function figures(server: BenchServer, sample: Sample): Figure[] {
  const random = createRandom(7)
  const at = <T>(from: readonly T[], turn: number): T => from[turn % from.length] as T
  const query = (body: object, as: Caller = 'admin') => server.call('POST', '/leads/query', { limit: 50, fields: columns, ...body }, as)
  const combinations = Array.from({ length: 120 }, () => combination(random, sample))
  const byId = (turn: number): Statement => ({ text: 'select * from lead where id = $1', values: [at(sample.leads, turn).id] })
  const account = sample.busiestAccount
  const related = (table: string, limit = 8): Statement => ({
    text: `select * from ${table} where account_id = $1 and deleted_at is null order by created_at desc limit ${limit}`,
    values: [account],
  })
  const typed = keystrokes(random, sample)
  const mine = [
    { owner: sample.owners, status: 'new' },
    { owner: sample.owners, status: 'working' },
    { owner: sample.owners, status: 'unqualified' },
  ]
  const someCombination = (label: string, as: Caller, where: string, own: unknown[]): Figure => ({
    label,
    promise: [18, 100],
    budget: 2.5,
    app: turn => {
      const one = at(combinations, turn)
      return query({ filter: { and: one.filter }, sort: [{ field: one.sort, direction: one.direction }] }, as)
    },
    floor: turn => {
      const one = at(combinations, turn)
      const values = [...one.values, ...own]
      return [page(`${one.where}${where.replace('$', `$${values.length}`)}`, one.sort, one.direction, values)]
    },
  })
  return [
    {
      label: 'one record by id, bare',
      promise: [1, 3],
      budget: 2,
      app: turn => server.call('GET', `/leads/${at(sample.leads, turn).id}`),
      floor: turn => [byId(turn)],
    },
    {
      label: 'record page: header, newest 50 of a 50 thousand-entry timeline, related',
      promise: [3, 8],
      budget: 12,
      app: () => server.call('POST', `/accounts/${account}/page`, accountAround),
      floor: () => [
        { text: 'select * from account where id = $1', values: [account] },
        { text: 'select * from activity where account_id = $1 order by occurred_at desc, id desc limit 51', values: [account] },
        {
          text: `select * from change_log where object = 'account' and record_id = $1 order by at desc, seq desc limit 51`,
          values: [account],
        },
        ...['contact', 'opportunity', 'lead', 'task'].map(table => related(table)),
      ],
    },
    {
      label: 'timeline of a lead',
      budget: 2.5,
      app: turn => server.call('GET', `/leads/${at(sample.leads, turn).id}/timeline?limit=50`),
      floor: turn => [
        {
          text: 'select * from activity where lead_id = $1 order by occurred_at desc, id desc limit 51',
          values: [at(sample.leads, turn).id],
        },
        {
          text: `select * from change_log where object = 'lead' and record_id = $1 order by at desc, seq desc limit 51`,
          values: [at(sample.leads, turn).id],
        },
      ],
    },
    {
      label: 'list, default views (owner and status, common sorts), capped count, names',
      promise: [5, 15],
      budget: 2.5,
      app: turn => {
        const { owner, status } = at(mine, turn)
        return query({
          filter: {
            and: [
              { field: 'owner_id', op: 'is', value: at(owner, turn) },
              { field: 'status', op: 'is', value: status },
            ],
          },
          sort: [{ field: at(['created_at', 'score', 'sla_due_at', 'updated_at'], turn), direction: 'desc' }],
          count: 'estimate',
          refs: true,
        })
      },
      floor: turn => {
        const { owner, status } = at(mine, turn)
        const where = 'owner_id = $1::uuid and status = $2 and deleted_at is null'
        const values = [at(owner, turn), status]
        return [page(where, at(['created_at', 'score', 'sla_due_at', 'updated_at'], turn), 'desc', values), capped(where, values)]
      },
    },
    {
      label: 'list, no filter, any sort',
      promise: [2, 6],
      budget: 2,
      app: turn => query({ sort: [{ field: at(sorts, turn), direction: turn % 2 ? 'asc' : 'desc' }] }),
      floor: turn => [page('deleted_at is null', at(sorts, turn), turn % 2 ? 'asc' : 'desc', [])],
    },
    {
      label: 'list, no filter, in the middle of all rows',
      promise: [2, 6],
      budget: 2,
      app: () => query({ sort: [{ field: 'created_at', direction: 'desc' }], cursor: sample.deep.cursor }),
      floor: () => [
        page('deleted_at is null and (created_at, id) < ($1::timestamptz, $2::uuid)', 'created_at', 'desc', [
          sample.deep.created_at,
          sample.deep.id,
        ]),
      ],
    },
    someCombination('list, 120 random filters and sorts', 'admin', '', []),
    someCombination('the same, for a role that sees its own', 'own', ' and (owner_id = $::uuid or owner_id is null)', [sample.own]),
    someCombination('the same, for a role that sees its team’s', 'team', ' and (owner_id = any($::uuid[]) or owner_id is null)', [
      sample.team,
    ]),
    {
      label: 'text contains, sorted by another column',
      promise: [18, 100],
      budget: 2,
      app: turn =>
        query({
          filter: { field: 'name', op: 'contains', value: fragment(at(sample.leads, turn).name, turn) },
          sort: [{ field: at(['created_at', 'score', 'name'], turn), direction: 'desc' }],
        }),
      floor: turn => [
        page('search_text like $1 and lower(name) like $1 and deleted_at is null', at(['created_at', 'score', 'name'], turn), 'desc', [
          `%${fragment(at(sample.leads, turn).name, turn)}%`,
        ]),
      ],
    },
    {
      label: 'search, a keystroke, slips included',
      promise: [4, 12],
      budget: 7,
      app: turn => server.call('GET', `/search?q=${encodeURIComponent(at(typed, turn))}&limit=20`),
      floor: turn => {
        const [word = '', more] = at(typed, turn).split(' ')
        return [
          word.length <= 3
            ? {
                text: 'select token, kind, entity_id from search_token where left(token, 3) = $1 order by left(token, 3), rank limit 60',
                values: [word],
              }
            : {
                text: `/*dynamic*/ select token, kind, entity_id, rank from search_token s where token >= $1 and token < $2${more ? ' and exists (select 1 from search_token o where o.entity_id = s.entity_id and o.token >= $3 and o.token < $4)' : ''} limit 1000`,
                values: [word, `${word}\u{10ffff}`, ...(more ? [more, `${more}\u{10ffff}`] : [])],
              },
        ]
      },
    },
    {
      label: 'one lead in, acknowledged and durable',
      promise: [4, 20],
      budget: 17,
      app: turn =>
        server.call('POST', '/leads/intake', {
          name: `Bench Person${turn}`,
          email: `bench${turn}-${process.pid}@new-${turn}.example`,
          country: at(['US', 'DE', 'JP'], turn),
        }),
      floor: turn => [
        {
          text: `with l as (insert into lead (id, name, email, status, source, score, icp_score, created_at, updated_at, version)
            values (gen_random_uuid(), $1, $2, 'new', 'api', 0, 0, now(), now(), 1) returning id),
            a as (insert into activity (id, kind, occurred_at, title, lead_id, created_at, updated_at, version) select gen_random_uuid(), 'form', now(), 'x', id, now(), now(), 1 from l)
            insert into change_log (at, actor_kind, means, object, record_id, kind, changes) select now(), 'system', 'bench', 'lead', id, 'lead.created', '{}' from l`,
          values: [`Floor ${turn}`, `floor${turn}@x.example`],
        },
      ],
    },
  ]
}

/** A piece of a name, as typed into a filter. */
const fragment = (name: string, turn: number): string => {
  const [first = '', last = ''] = name.toLowerCase().split(' ')
  return turn % 3 === 0 ? name.toLowerCase() : turn % 3 === 1 ? last.slice(1, 6) : first.slice(0, 5)
}

/** What somebody types who looks for a person, a company, a mail address: prefixes, two words, and a slip in every fifth. */
function keystrokes(random: Random, sample: Sample): string[] {
  return Array.from({ length: 120 }, (_, turn) => {
    const lead = random.pick(sample.leads)
    const [first = '', last = ''] = lead.name.toLowerCase().split(' ')
    const [company = ''] = lead.company.toLowerCase().split(' ')
    if (turn % 5 === 4) return `${last.slice(0, 2)}${last.slice(3)}`
    if (turn % 5 === 3) return `${first.slice(0, 4)} ${last.slice(0, 1 + (turn % 4))}`
    if (turn % 10 === 2) return lead.email.slice(0, 12)
    return random.pick([first, last, company]).slice(0, 1 + (turn % 6))
  })
}
