import { beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { commit, testNow } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { leadWorld, startLeadWorld } from './leads.testing.ts'

const database = useDatabase()
let people: Record<string, Actor> = {}
beforeAll(async () => {
  people = await startLeadWorld(database.db, ['Ana', 'Bo'])
})

const later = new Date(testNow.getTime() + 3_600_000)
const as = (name: string) => leadWorld(database.db, { now: later, ...(people[name] ? { actor: people[name] } : {}) })
const idOf = (name: string) => people[name]?.user?.id ?? null

/** What a lead says besides whose it is. */
const told = ({ id: _, ...values }: Row) => values

const historyOf = (id: string) =>
  database.db.selectFrom('change_log').select(['kind', 'changes']).where('record_id', '=', id).orderBy('seq').execute()

// Each rule that says what it reads and gives is set off by some of these; the bulk edit that trusts it does what one edit does.
test.each<[string, string, () => Record<string, unknown>]>([
  ['a field that no rule looks at', 'Ana', () => ({ next_steps: 'Call' })],
  ['the same, by somebody else', 'Bo', () => ({ next_steps: 'Call' })],
  ['a part of the name', 'Ana', () => ({ first_name: 'Grace' })],
  ['the whole name', 'Ana', () => ({ name: 'Grace Hopper' })],
  ['the mail address', 'Ana', () => ({ email: 'grace@navy.example' })],
  ['the domain', 'Bo', () => ({ domain: 'https://www.kora.example/x' })],
  ['what is scored', 'Ana', () => ({ country: 'US', employees: 900, title: 'CTO' })],
  ['what is recommended', 'Ana', () => ({ monthly_events: 90_000_000, wants_annual: true })],
  ['the status', 'Ana', () => ({ status: 'working' })],
  ['a status with its reason', 'Ana', () => ({ status: 'unqualified', disqualification_reason: 'budget' })],
  ['a wait', 'Ana', () => ({ status: 'nurturing', nurture_until: '2027-02-01' })],
  ['the owner', 'Ana', () => ({ owner_id: idOf('Bo') })],
  ['no owner any more', 'Bo', () => ({ owner_id: null })],
  ['the bin', 'Bo', () => ({ deleted_at: later })],
  ['the first reply', 'Bo', () => ({ first_responded_at: later })],
])('%s', async (_, who, changes) => {
  const values = {
    name: 'Ada Byron',
    first_name: 'Ada',
    last_name: 'Byron',
    email: 'ada@kora.example',
    source: 'manual',
    owner_id: idOf('Ana'),
    assigned_at: testNow,
    assignment_reason: 'Theirs.',
  }
  const pair = await commit(database.db, leadWorld(database.db), ctx => insertRecords(ctx, 'lead', [values, { ...values, id: undefined }]))
  const [lean, whole] = pair.map(row => row.id)
  if (!lean || !whole) throw new Error('Two leads are needed')
  await commit(database.db, as(who), ctx => updateRecords(ctx, 'lead', [{ id: lean, changes: changes() }], { lean: true }))
  await commit(database.db, as(who), ctx => updateRecords(ctx, 'lead', [{ id: whole, changes: changes() }]))
  const rows = await database.db.selectFrom('lead').selectAll().where('id', 'in', [lean, whole]).execute()
  const of = (id: string) => rows.find(row => row.id === id) as Row | undefined
  const [one, other] = [of(lean), of(whole)]
  if (!one || !other) throw new Error('A lead is gone')
  const { nurture_task_id: mine, ...rest } = told(one)
  const { nurture_task_id: its, ...others } = told(other)
  expect(rest).toEqual(others)
  expect(mine === null).toBe(its === null)
  expect((await historyOf(lean)).map(entry => [entry.kind, { ...entry.changes, nurture_task_id: null }])).toEqual(
    (await historyOf(whole)).map(entry => [entry.kind, { ...entry.changes, nurture_task_id: null }]),
  )
})
