import { createRandom, type Random } from '../src/demo/random.ts'
import type { BenchServer } from './server.ts'

/** One promise: what the program does over HTTP, beside the least that the database itself needs for the same. */
export interface Figure {
  label: string
  /** Generous: twice what it took when it was written, on two slow cores. Whole process, milliseconds a request. */
  cpuBudget: number
  /** Different from turn to turn, the same from run to run. */
  app: (turn: number) => Promise<unknown>
  floor: (turn: number) => { text: string; values: unknown[] }[]
  writes?: boolean
}

export interface Sample {
  leads: { id: string; name: string; company: string }[]
  owners: string[]
  heavyAccount: string
  /** A cursor some thousand rows into the list by creation, and the row it stands at. */
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
]
const nullable = new Set([
  'email',
  'country',
  'company',
  'domain',
  'monthly_events',
  'sla_due_at',
  'last_touched_at',
  'next_step_date',
  'assigned_at',
])

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
    const [field, op, value, sql] = kinds[index]?.() ?? kinds[0]()
    made.filter.push({ field, op, value })
    made.values.push(value)
    made.where += ` and ${String(sql).replace('$', `$${made.values.length}`)}`
  }
  return made
}

const order = (sort: string, direction: string) =>
  nullable.has(sort)
    ? `${sort} ${direction} nulls ${direction === 'asc' ? 'first' : 'last'}, id ${direction}`
    : `${sort} ${direction}, id ${direction}`
const page = (where: string, sort: string, direction: string, values: unknown[]) => {
  // What the program must do for a nullable sort: those with a value first.
  const known = nullable.has(sort) ? ` and ${sort} is not null` : ''
  return {
    text: `select l.* from lead l join (select id from lead where ${where}${known} order by ${order(sort, direction)} limit 51) k using (id) order by ${order(`l.${sort}`, direction).replace(', id', ', l.id')}`,
    values,
  }
}

/** Every figure of the bench on this data. */
export function figures(server: BenchServer, sample: Sample): Figure[] {
  const random = createRandom(7)
  const at = <T>(from: readonly T[], turn: number): T => from[turn % from.length] as T
  const query = (body: object) => server.call('POST', '/leads/query', { limit: 50, ...body })
  const combinations = Array.from({ length: 60 }, () => combination(random, sample))
  const words = sample.leads.flatMap(lead => [lead.name.split(' ')[0] ?? '', lead.name.split(' ')[1] ?? '']).map(word => word.toLowerCase())
  const typed = Array.from({ length: 60 }, (_, turn) => at(words, turn * 3).slice(0, 3 + (turn % 4)))
  const byId = (turn: number) => ({ text: 'select * from lead where id = $1', values: [at(sample.leads, turn).id] })
  return [
    {
      label: 'record by id',
      cpuBudget: 8,
      app: turn => server.call('GET', `/leads/${at(sample.leads, turn).id}`),
      floor: turn => [byId(turn)],
    },
    {
      label: 'record page: record and timeline',
      cpuBudget: 25,
      app: turn =>
        Promise.all([
          server.call('GET', `/leads/${at(sample.leads, turn).id}?refs=true`),
          server.call('GET', `/leads/${at(sample.leads, turn).id}/timeline?limit=50`),
        ]),
      floor: turn => [
        byId(turn),
        {
          text: 'select * from activity where lead_id = $1 order by occurred_at desc, id desc limit 50',
          values: [at(sample.leads, turn).id],
        },
      ],
    },
    {
      label: 'timeline of the busiest account',
      cpuBudget: 25,
      app: () => server.call('GET', `/accounts/${sample.heavyAccount}/timeline?limit=50`),
      floor: () => [
        { text: 'select * from activity where account_id = $1 order by occurred_at desc, id desc limit 50', values: [sample.heavyAccount] },
      ],
    },
    {
      label: 'default list: mine, new, with count',
      cpuBudget: 30,
      app: turn =>
        query({
          filter: {
            and: [
              { field: 'owner_id', op: 'is', value: at(sample.owners, turn) },
              { field: 'status', op: 'is', value: 'new' },
            ],
          },
          sort: [{ field: at(['created_at', 'score', 'sla_due_at'], turn), direction: 'desc' }],
          count: 'estimate',
          refs: true,
        }),
      floor: turn => [
        page('owner_id = $1::uuid and status = $2 and deleted_at is null', at(['created_at', 'score', 'sla_due_at'], turn), 'desc', [
          at(sample.owners, turn),
          'new',
        ]),
        {
          text: 'select count(*) from (select 1 from lead where owner_id = $1::uuid and status = $2 and deleted_at is null limit 1001) c',
          values: [at(sample.owners, turn), 'new'],
        },
      ],
    },
    {
      label: 'unfiltered list, any sort',
      cpuBudget: 25,
      app: turn => query({ sort: [{ field: at(sorts, turn), direction: turn % 2 ? 'asc' : 'desc' }] }),
      floor: turn => [page('deleted_at is null', at(sorts, turn), turn % 2 ? 'asc' : 'desc', [])],
    },
    {
      label: 'unfiltered list, thousands of rows deep',
      cpuBudget: 25,
      app: () => query({ sort: [{ field: 'created_at', direction: 'desc' }], cursor: sample.deep.cursor }),
      floor: () => [
        page('deleted_at is null and (created_at, id) < ($1::timestamptz, $2::uuid)', 'created_at', 'desc', [
          sample.deep.created_at,
          sample.deep.id,
        ]),
      ],
    },
    {
      label: 'any filter with any sort (60)',
      cpuBudget: 30,
      app: turn => {
        const one = at(combinations, turn)
        return query({ filter: { and: one.filter }, sort: [{ field: one.sort, direction: one.direction }] })
      },
      floor: turn => {
        const one = at(combinations, turn)
        return [page(one.where, one.sort, one.direction, one.values)]
      },
    },
    {
      label: 'text contains',
      cpuBudget: 30,
      app: turn =>
        query({
          filter: { field: 'name', op: 'contains', value: at(words, turn * 3).slice(1, 6) },
          sort: [{ field: 'created_at', direction: 'desc' }],
        }),
      floor: turn => [page('search_text like $1 and deleted_at is null', 'created_at', 'desc', [`%${at(words, turn * 3).slice(1, 6)}%`])],
    },
    {
      label: 'search as one types',
      cpuBudget: 25,
      app: turn => server.call('GET', `/search?q=${encodeURIComponent(at(typed, turn))}&limit=20`),
      floor: turn => {
        const word = at(typed, turn)
        return word.length <= 3
          ? [{ text: 'select token, kind, entity_id from search_token where left(token, 3) = $1 order by rank limit 60', values: [word] }]
          : [
              {
                text: 'select kind, entity_id, rank from search_token where token >= $1 and token < $2 limit 1000',
                values: [word, `${word}\u{10ffff}`],
              },
            ]
      },
    },
    {
      label: 'one lead in, acknowledged',
      cpuBudget: 60,
      writes: true,
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
