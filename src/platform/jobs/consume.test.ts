import { beforeAll, expect, test } from 'vitest'
import { contact } from '../../modules/contacts/contact.object.ts'
import { lead } from '../../modules/leads/lead.object.ts'
import type { LogEntry } from '../log/change_log.ts'
import type { Consumer } from '../module.ts'
import { insertRecords, updateRecords } from '../object/write.ts'
import { commit, testContext } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { consumeNext, registerConsumers } from './consume.ts'

const database = useDatabase()
const context = () => testContext(database.db, { definitions: [lead, contact] })
const told: LogEntry[] = []
const picky: Consumer = {
  name: 'picky',
  objects: ['lead'],
  fields: () => ['owner_id', 'country'],
  consume: async entries => void told.push(...entries),
}
const idle: Consumer = {
  name: 'idle',
  isNeeded: async () => false,
  consume: async () => {
    throw new Error('It was told although it needs nothing')
  },
}

beforeAll(async () => {
  await commit(database.db, context(), ctx => registerConsumers(ctx, [picky, idle]))
  await commit(database.db, context(), async ctx => {
    const [one] = await insertRecords(ctx, 'lead', [{ name: 'Ada', source: 'manual', country: 'DE', score: 3 }])
    await insertRecords(ctx, 'contact', [{ name: 'Bo', country: 'DE' }])
    const change = (changes: Record<string, unknown>) => updateRecords(ctx, 'lead', [{ id: one?.id ?? '', changes }])
    await change({ next_steps: 'Call' })
    await change({ country: null, city: 'Oslo' })
  })
})

/** Until nothing is left; what other transactions of the server still hide comes in a moment. */
async function consumeAll(consumer: Consumer): Promise<void> {
  await expect.poll(() => commit(database.db, context(), ctx => consumeNext(ctx, consumer)), { timeout: 20_000 }).toBe('nothing')
}

test('a consumer that names its fields is told of changes of these only, and of no other field', async () => {
  await consumeAll(picky)
  expect(told.map(entry => [entry.kind, entry.changes, entry.detail])).toEqual([
    ['lead.created', { country: [null, 'DE'] }, null],
    ['lead.updated', { country: ['DE', null] }, null],
  ])
})

test('a consumer that needs nothing passes the log by', async () => {
  await consumeAll(idle)
  const rows = await database.db.selectFrom('consumer').select('failures').where('name', '=', 'idle').execute()
  expect(rows).toEqual([{ failures: 0 }])
})
