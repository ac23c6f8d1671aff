import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { recordHistory } from '../../platform/log/change_log.ts'
import { type Channel, startLogListener } from '../../platform/log/listen.ts'
import { deleteRecords, insertRecords, updateRecords } from '../../platform/object/write.ts'
import { commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { user } from '../users/user.object.ts'
import { listBatches } from './batches.queries.ts'
import { closeStreams, openStream, tellStreams } from './live.ts'
import { visibleEntries } from './visible_entries.queries.ts'

const base = useDatabase({ max: 6 })
const definitions = [lead, contact, account, opportunity, user, mail]
let ctx: Context
let listener: { close: () => Promise<void> }
const heard: Channel[] = []

beforeAll(async () => {
  ctx = testContext(base.db, { definitions })
  listener = await startLogListener({
    url: base.url,
    onNotify: (channel, payload) => {
      heard.push(channel)
      tellStreams(channel, payload)
    },
  })
})
afterAll(async () => {
  closeStreams()
  await listener.close()
})

const made = new Set<string>()
const makeLead = async (values: Record<string, unknown>) => {
  const rows = await commit(base.db, ctx, one => insertRecords(one, 'lead', [{ source: 'manual', status: 'new', ...values }]))
  for (const row of rows) made.add(row.id)
  return rows
}
const own = (id?: string): Actor =>
  userActor(id ? { id } : {}, { objects: { lead: { create: 'all', read: 'own', update: 'own', delete: 'none' } }, settings: false })
const history = (id: unknown) => recordHistory(base.db, 'lead', String(id), 50, null)

describe('visibleEntries', () => {
  test('leaves out records and fields that the actor may not see', async () => {
    const me = own()
    const [mine] = await makeLead({ name: 'Mine', email: 'mine@example.com', owner_id: me.id })
    const [other] = await makeLead({ name: 'Other', owner_id: newId() })
    const entries = [...(await history(mine?.id)), ...(await history(other?.id))]
    expect(entries).toHaveLength(2)
    expect((await visibleEntries({ ...ctx, actor: me }, entries)).map(event => event.record_id)).toEqual([mine?.id])
    const blind = userActor({}, { fields: { lead: { hidden: ['email'], read_only: [] } } })
    const [seen] = await visibleEntries({ ...ctx, actor: blind }, entries)
    expect(seen?.changes).not.toHaveProperty('email')
    expect(seen?.changes.name).toEqual([null, 'Mine'])
    expect(await visibleEntries({ ...ctx, actor: userActor({}, { objects: {} }) }, entries)).toEqual([])
  })

  test('an update of nothing but hidden fields is not shown', async () => {
    const [one] = await makeLead({ name: 'Quiet' })
    await commit(base.db, ctx, tx => updateRecords(tx, 'lead', [{ id: String(one?.id), changes: { email: 'quiet@example.com' } }]))
    const entries = await history(one?.id)
    const blind = userActor({}, { fields: { lead: { hidden: ['email'], read_only: [] } } })
    expect((await visibleEntries({ ...ctx, actor: blind }, entries)).map(event => event.kind)).toEqual(['lead.created'])
  })
})

/** Reads a stream as a browser does. */
function read(actor: Actor, after: string | null = null) {
  const stream = openStream({ ...ctx, tx: base.db, actor } as Context, { sessionId: null, after, objects: null })
  let text = ''
  let ended = false
  stream.on('data', chunk => {
    text += String(chunk)
  })
  stream.on('end', () => {
    ended = true
  })
  // A reader may see entries from just before it began again: transactions of other databases hold the end of the log back.
  const events = () =>
    text
      .split('\n\n')
      .filter(part => part.includes('event: change'))
      .map(part => JSON.parse(/data: (.*)/.exec(part)?.[1] ?? '{}') as { record_id: string; position: string; kind: string; at: string })
      .filter(event => made.has(event.record_id))
  return { stream, events, text: () => text, ended: () => ended }
}

describe('the live stream', () => {
  const open: ReturnType<typeof read>[] = []
  const follow = (...given: Parameters<typeof read>) => {
    const one = read(...given)
    open.push(one)
    return one
  }
  /** A stream hears from the moment on in which it has joined, which takes a while on a busy machine: Settings are announced until it does. */
  const joined = async (...streams: ReturnType<typeof read>[]) => {
    for (const one of streams)
      await expect
        .poll(async () => {
          await base.pool.query(`select pg_notify('hedgerow_settings', 'probe')`)
          return one.text()
        })
        .toContain('"record_id":"probe"')
  }
  beforeEach(() => {
    for (const one of open.splice(0)) one.stream.destroy()
    made.clear()
  })

  test('brings each change once to whoever may see it, in order', async () => {
    const me = own()
    const [mine, boss] = [follow(me), follow(userActor())]
    await expect.poll(() => boss.text()).toContain('retry')
    await joined(mine, boss)
    const [a] = await makeLead({ name: 'A', owner_id: me.id })
    const [b] = await makeLead({ name: 'B', owner_id: newId() })
    const [c] = await makeLead({ name: 'C', owner_id: me.id })
    await expect.poll(() => boss.events().map(event => event.record_id)).toEqual([a?.id, b?.id, c?.id])
    await expect.poll(() => mine.events().map(event => event.record_id)).toEqual([a?.id, c?.id])
  })

  test('resumes after the last event that was seen', async () => {
    const boss = userActor()
    const first = follow(boss)
    await joined(first)
    const [a] = await makeLead({ name: 'Seen' })
    await expect.poll(() => first.events().map(event => event.record_id)).toEqual([a?.id])
    first.stream.destroy()
    const [b] = await makeLead({ name: 'Missed' })
    const second = follow(boss, first.events()[0]?.position ?? null)
    await expect.poll(() => second.events().map(event => event.record_id)).toEqual([b?.id])
    const [c] = await makeLead({ name: 'Live again' })
    await expect.poll(() => second.events().map(event => event.record_id)).toEqual([b?.id, c?.id])
  })

  test('an entry that an older transaction holds back comes as soon as that ends', async () => {
    const boss = follow(userActor())
    await joined(boss)
    const older = await base.pool.connect()
    try {
      await older.query('begin')
      await older.query('select pg_current_xact_id()')
      const [a] = await makeLead({ name: 'Held' })
      await new Promise(resolve => setTimeout(resolve, 120))
      expect(boss.events()).toEqual([])
      await older.query('commit')
      await expect.poll(() => boss.events().map(event => event.record_id)).toEqual([a?.id])
    } finally {
      older.release()
    }
  })

  test('tells of one’s own notifications and of Settings, and ends when the server stops', async () => {
    const me = own()
    const [mine, boss] = [follow(me), follow(userActor())]
    await joined(mine, boss)
    await base.pool.query(`select pg_notify('hedgerow_notification', $1)`, [me.id])
    await base.pool.query(`select pg_notify('hedgerow_settings', 'scores')`)
    await expect.poll(() => mine.text()).toContain('event: notification')
    await expect.poll(() => boss.text()).toContain('"object":"setting","record_id":"scores"')
    expect(boss.text()).not.toContain('event: notification')
    closeStreams()
    await expect.poll(() => mine.ended()).toBe(true)
  })

  test('the connection that listens comes back and reports every channel', async () => {
    heard.length = 0
    await base.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hedgerow listen' and datname = current_database()`,
    )
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(4)
    const boss = follow(userActor())
    await joined(boss)
    const [a] = await makeLead({ name: 'After' })
    await expect.poll(() => boss.events().map(event => event.record_id)).toEqual([a?.id])
  })
})

test('listBatches shows everybody’s to admins and one’s own to the rest, page by page', async () => {
  const [me, other] = [own(), own()]
  const { openBatch } = await import('../../platform/log/change_log.ts')
  const { bulk } = await import('../../platform/object/bulk.ts')
  for (const [index, actor] of [me, other, me].entries())
    await commit(base.db, { ...ctx, actor, now: new Date(testNow.getTime() + index) }, one => openBatch(one, 'lead.import', `No ${index}`))
  const [one] = await makeLead({ name: 'Bulk', owner_id: me.id })
  await commit(base.db, { ...ctx, actor: me }, tx =>
    bulk(tx, tx.registry.get('lead'), { ids: [String(one?.id)], action: 'update', set: { company: 'X' } }),
  )
  const first = await listBatches({ ...ctx, actor: me }, { limit: 2 })
  expect(first.data.map(batch => batch.label)).toEqual(['No 2', 'Changed 1 lead'])
  const second = await listBatches({ ...ctx, actor: me }, { limit: 2, cursor: first.next_cursor ?? '' })
  expect(second.data.map(batch => batch.label)).toEqual(['No 0'])
  expect(second.next_cursor).toBeNull()
  expect((await listBatches({ ...ctx, actor: userActor() }, { limit: 50 })).data).toHaveLength(4)
  await commit(base.db, ctx, tx => deleteRecords(tx, 'lead', [String(one?.id)]))
})
