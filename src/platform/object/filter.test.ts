import { beforeAll, describe, expect, test } from 'vitest'
import { account } from '../../modules/accounts/account.object.ts'
import { contact } from '../../modules/contacts/contact.object.ts'
import { lead } from '../../modules/leads/lead.object.ts'
import { opportunity } from '../../modules/opportunities/opportunity.object.ts'
import { commit, testContext, testNow, userActor } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import type { Clause, Filter } from './filter.ts'
import { listRecords, type Row } from './list.ts'
import { relativeSpan } from './relative_date.rule.ts'
import { insertRecords } from './write.ts'

const database = useDatabase()
const mine = '0190d6e6-0000-7000-8000-000000000009'
const mate = '0190d6e6-0000-7000-8000-000000000001'
const me = userActor({ id: mine, time_zone: 'Europe/Berlin', team_user_ids: [mine, mate] })
const ctx = () => testContext(database.db, { definitions: [lead, contact, account, opportunity], actor: me })
const day = 86_400_000

/** A small generator with a fixed seed, so that a failure can be repeated. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}

const owners = [mine, mate, '0190d6e6-0000-7000-8000-000000000002', null]
let rows: Row[] = []

beforeAll(async () => {
  const next = random(1)
  const pick = <T>(values: readonly T[]): T => values[next(values.length)] as T
  const records = Array.from({ length: 200 }, (_, n) => ({
    name: pick(['Ada Byron', 'bo 100%', 'Cy_the O’Neil', 'Dëlla', 'ed\\slash']) + (n % 3 ? '' : ` ${n}`),
    company: pick(['Kora', 'Fjordlast', null]),
    email: pick([`p${n}@kora.example`, null]),
    status: pick(['new', 'working', 'nurturing']),
    owner_id: pick(owners),
    score: next(70),
    monthly_events: pick([null, next(10_000), 5_000]),
    annual_revenue: pick([null, 1.5, 99.25]),
    wants_annual: next(2) === 1,
    country: pick(['DE', 'FR', null]),
    next_step_date: pick([null, '2026-11-19', '2026-11-20', '2026-12-01']),
    last_touched_at: pick([null, new Date(testNow.getTime() - next(40) * day - 1), new Date(testNow.getTime() + next(3) * day)]),
    created_at: new Date(testNow.getTime() - next(400) * 3_600_000),
  }))
  rows = await commit(database.db, ctx(), c => insertRecords(c, 'lead', records))
})

const text = (value: unknown) => String(value ?? '').toLowerCase()
const measure = (value: unknown) =>
  value instanceof Date ? value.getTime() : typeof value === 'string' && /^\d{4}-/.test(value) ? new Date(value).getTime() : value

/** What each operator means, written as plainly as possible. */
function holds(row: Row, filter: Filter): boolean {
  if ('and' in filter) return filter.and.every(part => holds(row, part))
  if ('or' in filter) return filter.or.some(part => holds(row, part))
  if ('not' in filter) return !holds(row, filter.not)
  const { field, op } = filter
  const value = row[field] ?? null
  if (filter.value === 'my_team') return [mine, mate].includes(String(value)) === (op === 'is')
  const wanted = filter.value === 'me' ? mine : filter.value
  const span = typeof wanted === 'string' ? relativeSpan(wanted, testNow, 'Europe/Berlin') : null
  if (span) {
    const inside = value !== null && (measure(value) as number) >= span.from.getTime() && (measure(value) as number) < span.until.getTime()
    return op === 'is' ? inside : !inside
  }
  const [a, b] = [measure(value) as number, measure(wanted) as number]
  switch (op) {
    case 'is':
      return value !== null && a === b
    case 'is_not':
      return value === null || a !== b
    case 'in':
      return value !== null && (wanted as unknown[]).includes(value)
    case 'not_in':
      return value === null || !(wanted as unknown[]).includes(value)
    case 'contains':
      return text(value).includes(text(wanted))
    case 'starts_with':
      return text(value).startsWith(text(wanted))
    case 'gt':
      return value !== null && a > b
    case 'gte':
      return value !== null && a >= b
    case 'lt':
      return value !== null && a < b
    case 'lte':
      return value !== null && a <= b
    case 'between': {
      const [low, high] = (wanted as unknown[]).map(measure) as [number, number]
      return value !== null && a >= low && a <= high
    }
    case 'empty':
      return value === null
    case 'not_empty':
      return value !== null
    case 'within_last':
      return value !== null && a >= testNow.getTime() - Number(wanted) * day && a <= testNow.getTime()
    case 'within_next':
      return value !== null && a >= testNow.getTime() && a <= testNow.getTime() + Number(wanted) * day
  }
}

const clauses: Clause[] = [
  { field: 'name', op: 'contains', value: 'bo 100%' },
  { field: 'name', op: 'contains', value: 'cy_the' },
  { field: 'name', op: 'starts_with', value: 'ed\\' },
  { field: 'name', op: 'contains', value: 'DËL' },
  { field: 'company', op: 'is', value: 'Kora' },
  { field: 'company', op: 'is_not', value: 'Kora' },
  { field: 'company', op: 'empty' },
  { field: 'email', op: 'not_empty' },
  { field: 'email', op: 'contains', value: 'p1' },
  { field: 'status', op: 'in', value: ['new', 'working'] },
  { field: 'country', op: 'not_in', value: ['DE'] },
  { field: 'owner_id', op: 'is', value: 'me' },
  { field: 'owner_id', op: 'is_not', value: 'me' },
  { field: 'owner_id', op: 'is', value: 'my_team' },
  { field: 'owner_id', op: 'is_not', value: 'my_team' },
  { field: 'score', op: 'gte', value: 20 },
  { field: 'score', op: 'between', value: [10, 30] },
  { field: 'monthly_events', op: 'lt', value: 5_000 },
  { field: 'annual_revenue', op: 'gt', value: 1.5 },
  { field: 'wants_annual', op: 'is', value: true },
  { field: 'next_step_date', op: 'lte', value: '2026-11-20' },
  { field: 'last_touched_at', op: 'within_last', value: 7 },
  { field: 'last_touched_at', op: 'within_next', value: 2 },
  { field: 'created_at', op: 'is', value: 'yesterday' },
  { field: 'created_at', op: 'is_not', value: 'this_week' },
  { field: 'created_at', op: 'lt', value: '2026-11-10T00:00:00Z' },
]

describe('the query compiler agrees with a naive evaluator', () => {
  const ask = async (filter: Filter) => {
    const context = ctx()
    const page = await listRecords(context, context.registry.get('lead'), { filter, limit: 200, count: 'exact' })
    expect(page.count).toEqual({ value: page.rows.length, exact: true })
    return page.rows.map(row => row.id).sort()
  }
  const expected = (filter: Filter) =>
    rows
      .filter(row => holds(row, filter))
      .map(row => row.id)
      .sort()

  test.each(clauses.map(clause => [`${clause.field} ${clause.op} ${String(clause.value)}`, clause] as const))('%s', async (_, clause) => {
    const wanted = expected(clause)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await ask(clause)).toEqual(wanted)
  })

  test('eighty random combinations of and, or, not', async () => {
    const next = random(7)
    const make = (depth: number): Filter => {
      const kind = depth === 0 ? 0 : next(4)
      if (kind === 1) return { and: [make(depth - 1), make(depth - 1)] }
      if (kind === 2) return { or: [make(depth - 1), make(depth - 1)] }
      if (kind === 3) return { not: make(depth - 1) }
      return clauses[next(clauses.length)] ?? { field: 'name', op: 'not_empty' }
    }
    for (let n = 0; n < 80; n++) {
      const filter = make(3)
      expect(await ask(filter), JSON.stringify(filter)).toEqual(expected(filter))
    }
  })
})
