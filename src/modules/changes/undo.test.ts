import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { merge } from '../../platform/object/merge.ts'
import { insertRecords, stampedParents, updateRecords } from '../../platform/object/write.ts'
import { commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { note } from '../notes/note.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { task } from '../tasks/task.object.ts'
import { activity } from '../timeline/activity.object.ts'

const base = useDatabase({ max: 4 })
const definitions = [lead, contact, account, opportunity, note, task, activity]
let ctx: Context
const later = (seconds: number) => ({ ...ctx, now: new Date(testNow.getTime() + seconds * 1_000) })

/** Everything that the records say, apart from when and how often they were written. */
async function everything(): Promise<unknown> {
  const tables: Record<string, unknown> = {}
  for (const { name } of definitions) {
    const { rows } =
      await sql`select to_jsonb(t) - array['version', 'updated_at', 'updated_by', 'search_text'] as row from ${sql.table(name)} t order by t.id`.execute(
        base.db,
      )
    tables[name] = rows
  }
  return tables
}

/** A small repeatable stream of numbers, so that a failure can be run again. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state % below
  }
}

async function world(seed: number): Promise<{ leads: string[]; contacts: string[] }> {
  const roll = dice(seed)
  const maybe = <T>(value: T) => (roll(3) === 0 ? null : value)
  return commit(base.db, ctx, async one => {
    const accounts = await insertRecords(
      one,
      'account',
      [0, 1].map(n => ({ name: `Account ${n}`, mrr: maybe('12.50'), domains: ['a.com', 'b.com'] })),
    )
    const contacts = await insertRecords(
      one,
      'contact',
      [0, 1, 2, 3].map(n => ({
        name: `Contact ${n}`,
        email: maybe(`c${n}-${seed}@example.com`),
        account_id: maybe(accounts[n % 2]?.id),
        phone: maybe('+4722334455'),
      })),
    )
    const leads = await insertRecords(
      one,
      'lead',
      [...Array(8).keys()].map(n => ({
        name: `Lead ${n}`,
        company: maybe(`Company ${n}`),
        employees: maybe(roll(500)),
        annual_revenue: maybe(1.5 * n),
        next_step_date: maybe('2026-12-24'),
        product_signup_ts: maybe(testNow),
        wants_annual: roll(2) === 0,
        contact_id: maybe(contacts[n % 4]?.id),
        submitted: { z: 1, a: [n] },
        score_reasons: maybe([{ points: n }]),
      })),
    )
    for (const row of [...contacts, ...leads]) {
      const parents = stampedParents(contacts.includes(row) ? 'contact' : 'lead', row)
      await insertRecords(one, 'note', [{ text: 'A note', mentions: [], ...parents }])
      await insertRecords(one, 'task', [{ subject: 'A task', priority: 'normal', due_at: maybe(testNow), ...parents }])
      await insertRecords(one, 'activity', [{ kind: 'call', title: 'A call', occurred_at: testNow, ...parents }])
    }
    return { leads: leads.map(row => row.id), contacts: contacts.map(row => row.id) }
  })
}

beforeEach(() => {
  ctx = testContext(base.db, { definitions, actor: userActor() })
})

describe('undo returns the database to what it was', () => {
  test.each([1, 2, 3, 4, 5, 6])('whatever was done to many records (seed %i)', async seed => {
    const { leads, contacts } = await world(seed)
    const roll = dice(seed * 97)
    const before = await everything()
    const ids = leads.filter(() => roll(3) > 0)
    const steps: (() => Promise<string>)[] = [
      () =>
        commit(base.db, later(1), async one => {
          const set = {
            company: 'Same',
            employees: roll(9),
            next_step_date: null,
            wants_annual: true,
            product_signup_ts: '2026-01-02T03:04:05.678Z',
            annual_revenue: 0.1,
          }
          return (await bulk(one, one.registry.get('lead'), { ids, action: 'update', set })).batch_id
        }),
      () => commit(base.db, later(2), async one => (await bulk(one, one.registry.get('lead'), { ids, action: 'delete' })).batch_id),
      () =>
        commit(base.db, later(3), async one => {
          const [winner = '', ...losers] = contacts
          return (await merge(one, one.registry.get('contact'), { winner_id: winner, loser_ids: losers.slice(0, 1 + roll(3)) })).batch_id
        }),
    ]
    for (const step of steps) {
      const batch = await step()
      expect(await everything()).not.toEqual(before)
      await commit(base.db, later(10), one => undoBatch(one, batch))
      expect(await everything()).toEqual(before)
    }
    // All of them on top of each other, taken back newest first.
    const batches: string[] = []
    for (const step of [...steps].reverse()) batches.push(await step())
    for (const batch of batches.reverse()) await commit(base.db, later(20), one => undoBatch(one, batch))
    expect(await everything()).toEqual(before)
  })

  test('an undo can itself be undone', async () => {
    const { leads } = await world(7)
    const { batch_id } = await commit(base.db, later(1), one =>
      bulk(one, one.registry.get('lead'), { ids: leads, action: 'update', set: { city: 'Oslo' } }),
    )
    const changed = await everything()
    const undo = await commit(base.db, later(2), one => undoBatch(one, batch_id))
    await commit(base.db, later(3), one => undoBatch(one, undo.batch_id))
    expect(await everything()).toEqual(changed)
  })
})

describe('undo refuses', () => {
  const changeCity = (ids: string[], city: string, at = 1) =>
    commit(base.db, later(at), one => bulk(one, one.registry.get('lead'), { ids, action: 'update', set: { city } }))

  test('when somebody changed the same field since, and names the record', async () => {
    const { leads } = await world(8)
    const { batch_id } = await changeCity(leads, 'Bergen')
    await commit(base.db, later(2), one => updateRecords(one, 'lead', [{ id: leads[0] ?? '', changes: { city: 'Tromsø' } }]))
    const before = await everything()
    await expect(commit(base.db, later(3), one => undoBatch(one, batch_id))).rejects.toMatchObject({
      code: 'batch.changed_since',
      status: 409,
      extra: { conflicts: [{ object: 'lead', id: leads[0], fields: ['city'], title: 'Lead 0' }] },
    })
    expect(await everything()).toEqual(before)
  })

  test('not when another field was changed since: that change stays', async () => {
    const { leads } = await world(9)
    const { batch_id } = await changeCity(leads, 'Bergen')
    await commit(base.db, later(2), one => updateRecords(one, 'lead', [{ id: leads[0] ?? '', changes: { industry: 'Fish' } }]))
    await commit(base.db, later(3), one => undoBatch(one, batch_id))
    const { rows } = await sql<{ city: string | null; industry: string }>`select city, industry from lead where id = ${leads[0]}`.execute(
      base.db,
    )
    expect(rows).toEqual([{ city: null, industry: 'Fish' }])
  })

  test('a second time, after 30 days, and to somebody else', async () => {
    const { leads } = await world(10)
    const { batch_id } = await changeCity(leads, 'Bergen')
    const stranger = userActor({}, { settings: false })
    await expect(commit(base.db, { ...ctx, actor: stranger }, one => undoBatch(one, batch_id))).rejects.toMatchObject({
      code: 'batch.not_yours',
      status: 403,
    })
    await expect(commit(base.db, later(31 * 86_400), one => undoBatch(one, batch_id))).rejects.toMatchObject({ code: 'batch.too_old' })
    await commit(base.db, ctx, one => undoBatch(one, batch_id))
    await expect(commit(base.db, ctx, one => undoBatch(one, batch_id))).rejects.toMatchObject({ code: 'batch.undone' })
  })
})
