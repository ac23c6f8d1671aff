import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { createRecord, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { enroll } from './enroll.ts'
import { sendSteps, sendStepsSchedule } from './send_steps.ts'
import { stop } from './stop.ts'

// One connection: what it scanned is known when it says so.
const base = useDatabase({ max: 1 })
const me = userActor()
const [running, paused] = [newId(), newId()]
let ctx: Context

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    actor: me,
  })
  await storeUser(base.db, me)
  const steps = [{ key: 'a', subject: 'S', body: 'B', delay_days: 0, at: null }]
  await run(one =>
    insertRecords(one, 'sequence', [
      { id: running, name: 'Running', steps, stop_on: {}, active: true },
      { id: paused, name: 'Paused', steps, stop_on: {}, active: false },
    ]),
  )
  // Half of them wait for later; half are long due, in a sequence that is paused.
  await sql`insert into enrollment (id, name, sequence_id, email, domain, state, sent, sent_steps, next_at, time_zone, record_object, record_id,
      lead_id, conversation_id, created_at, updated_at, version)
    select gen_random_uuid(), 'P' || n, case when n % 2 = 0 then ${running}::uuid else ${paused}::uuid end, 'p' || n || '@f' || n || '.example',
      'f' || n || '.example', 'active', 1, '[]', ${testNow}::timestamptz + (case when n % 2 = 0 then 1 else -1 end) * n * interval '1 second', 'UTC',
      'lead', lead, lead, gen_random_uuid(), ${testNow}, ${testNow}, 1
    from (select n, gen_random_uuid() as lead from generate_series(1, 30000) n) people`.execute(base.db)
  await sql`vacuum analyze enrollment`.execute(base.db)
})

const run = <T>(work: (one: Context) => Promise<T>) => commit(base.db, ctx, work)
const scans = async () => {
  await sql`select pg_stat_force_next_flush()`.execute(base.db)
  await sql`select pg_stat_clear_snapshot()`.execute(base.db)
  const { rows } = await sql<{ n: number }>`select seq_scan as n from pg_stat_user_tables where relname = 'enrollment'`.execute(base.db)
  return rows[0]?.n
}
const lead = (email: string) => run(one => createRecord(one, 'lead', { name: 'Zoë Quist', email, owner_id: me.id }))

test('the enrolments are never read as a whole, however many wait or are paused', async () => {
  const before = await scans()
  expect(await run(sendSteps)).toBe(0)
  expect(await run(async one => sendStepsSchedule.next?.(one))).toEqual(new Date(testNow.getTime() + 2_000))

  const { id } = await lead('p7@f7.example')
  await expect(run(one => enroll(one, { sequence_id: paused, object: 'lead', record_id: id }))).rejects.toMatchObject({
    code: 'sequence.paused',
  })
  const { enrollment } = await run(one => enroll(one, { sequence_id: running, object: 'lead', record_id: id }))
  expect(await run(sendSteps)).toBe(1)
  await run(one => updateRecord(one, 'lead', id, { email: 'new@f7.example' }))
  await expect(run(one => stop(one, enrollment.id))).rejects.toMatchObject({ code: 'enrollment.ended' })

  // A reply, by its address, its conversation and its company.
  const inbound = { channel: 'mail', source_id: 'x', received_at: testNow, sender: 'p9@f9.example', state: 'waiting' }
  const stored = await run(one => createRecord(one, 'inbound', inbound, { trusted: true }))
  const decision = { from: { name: '', address: 'p9@f9.example' } }
  const changes = { state: 'done', outcome: 'filed', rule: 'mail.known_sender', decision, conversation_id: newId() }
  await run(one => updateRecord(one, 'inbound', stored.id, changes, { trusted: true }))
  await run(one => createRecord(one, 'unsubscribe', { email: 'p11@f11.example' }))
  expect(await scans()).toBe(before)

  const { rows } = await sql<{
    email: string
    stopped_reason: string
  }>`select email, stopped_reason from enrollment where state = 'stopped' order by email`.execute(base.db)
  expect(rows).toEqual([
    { email: 'p11@f11.example', stopped_reason: 'unsubscribe' },
    { email: 'p9@f9.example', stopped_reason: 'reply' },
  ])
})
