import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { together } from '../../../platform/http/together.ts'
import { insertRecords } from '../../../platform/object/write.ts'
import { refuse } from '../../../platform/refuse.ts'
import { commit, testContext } from '../../../platform/testing/context.ts'
import { useDatabase } from '../../../platform/testing/database.ts'
import { account } from '../../accounts/account.object.ts'
import { territory } from '../../assignment/territory.object.ts'
import { contact } from '../../contacts/contact.object.ts'
import { mail } from '../../notifications/mail.object.ts'
import { activity } from '../../timeline/activity.object.ts'
import { user } from '../../users/user.object.ts'
import { leadDerivations } from '../lead.derive.ts'
import { lead } from '../lead.object.ts'
import { type Intake, intakeMany } from './intake.ts'

const database = useDatabase({ max: 20 })
const context = () =>
  testContext(database.db, { definitions: [lead, contact, account, territory, user, activity, mail], derivations: leadDerivations })
const take = (given: Intake[]) => commit(database.db, context(), ctx => intakeMany(ctx, given))
const rowOf = (id: string) => database.db.selectFrom('lead').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const members: string[] = []

beforeAll(async () => {
  await commit(database.db, context(), async ctx => {
    const users = await insertRecords(
      ctx,
      'user',
      Array.from({ length: 4 }, (_, n) => ({ name: `Seller ${n}`, email: `s${n}@northlight.example`, role: 'sales' })),
    )
    members.push(...users.map(one => one.id))
    await insertRecords(ctx, 'territory', [
      { name: 'Europe', position: 1, countries: ['150'], members: members.slice(0, 3) },
      { name: 'Rest of world', position: 2, countries: ['*'], members },
    ])
  })
})

const form = (values: Record<string, unknown>, more: Partial<Intake> = {}): Intake => ({ source: 'contact_form', values, ...more })

describe('many leads in one transaction are as if one came after the other (C1, C3)', () => {
  test('the same person twice is one lead, and the second adds what was not known', async () => {
    const [first, second, third] = await take([
      form({ name: 'Noor Smit', email: 'noor@havenmark.example', country: 'NL' }),
      form({ name: 'N. Smit', email: 'NOOR@havenmark.example', title: 'Head of Data' }),
      form({ name: 'noor smit', email: 'other@havenmark.example', city: 'Utrecht' }),
    ])
    expect([first, second, third].map(one => one?.outcome)).toEqual(['created', 'duplicate', 'duplicate'])
    expect(new Set([first, second, third].map(one => one?.lead_id)).size).toBe(1)
    expect(await rowOf(first?.lead_id ?? '')).toMatchObject({ title: 'Head of Data', city: 'Utrecht', version: 3 })
  })

  test('two who are the same open lead by different signs both go onto it', async () => {
    const [known] = await take([form({ name: 'Tove Lind', email: 'tove@lind.example', country: 'SE' }, { source: 'event' })])
    const again = await take([
      form({ name: 'T. L.', email: 'tove@lind.example', title: 'CTO' }, { source: 'event' }),
      form({ name: 'Tove Lind', email: 'private@lind.example', city: 'Lund' }, { source: 'event' }),
    ])
    expect(again.map(one => [one.outcome, one.lead_id])).toEqual(Array(2).fill(['duplicate', known?.lead_id]))
    expect(await rowOf(known?.lead_id ?? '')).toMatchObject({ title: 'CTO', city: 'Lund' })
  })

  test('a company that comes twice stays with one owner; everybody else takes turns exactly', async () => {
    const given = Array.from({ length: 30 }, (_, n) => form({ email: `a${n}@c${n}.example`, country: 'DE' }))
    const results = await take([...given, ...given.map((_, n) => form({ email: `b${n}@c${n}.example`, country: 'DE' }))])
    const owners = await Promise.all(results.map(async one => (await rowOf(one.lead_id)).owner_id))
    expect(owners.slice(30)).toEqual(owners.slice(0, 30))
    const turns = members.slice(0, 3).map(id => owners.slice(0, 30).filter(owner => owner === id).length)
    expect(turns).toEqual([10, 10, 10])
  })

  test('batches over both territories at once, some rolled back, neither deadlock nor lose a turn', async () => {
    const before = await shares('referral')
    expect(before.size).toBe(0)
    const abandon = new Error('rolled back on purpose')
    const one = (batch: number) =>
      commit(database.db, context(), async ctx => {
        await intakeMany(
          ctx,
          Array.from({ length: 12 }, (_, n) =>
            // Every third pair is one company, so that some batches take several turns of work.
            form({ email: `p${batch}-${n}@r${batch}-${n % 9}.example`, country: n % 2 ? 'DE' : 'US' }, { source: 'referral' }),
          ),
        )
        if (batch % 5 === 0) throw abandon
      }).catch(error => {
        if (error !== abandon) throw error
      })
    await Promise.all(Array.from({ length: 25 }, (_, batch) => one(batch)))
    for (const [name, size] of [
      ['Europe', 3],
      ['Rest of world', 4],
    ] as const) {
      const counts = [...(await shares('referral', name)).values()]
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(120)
      expect(counts).toHaveLength(size)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }
  })

  async function shares(source: string, name?: string): Promise<Map<string, number>> {
    const { rows } = await sql<{
      owner_id: string
      n: number
    }>`select l.owner_id, count(*) as n from lead l join territory t on t.id = l.territory_id
      where l.source = ${source} and (${name ?? null}::text is null or t.name = ${name ?? null}) group by 1`.execute(database.db)
    return new Map(rows.map(row => [row.owner_id, row.n]))
  }
})

describe('together', () => {
  test('what comes at once is committed at once, and what is refused is refused alone', async () => {
    const sizes: number[] = []
    const work = together(async (ctx, inputs: readonly number[]) => {
      sizes.push(inputs.length)
      for (const input of inputs) await sql`insert into intake_lock (key) values (${`together ${input}`})`.execute(ctx.tx)
      if (inputs.includes(7)) throw refuse('test.seven', 'Not seven.')
      return inputs.map(input => input * 2)
    })
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => work(context(), n)))
    expect(results.map(one => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      0,
      2,
      4,
      6,
      8,
      10,
      12,
      'test.seven',
      16,
      18,
    ])
    expect(sizes[0]).toBe(10)
    const { rows } = await sql`select key from intake_lock where key like 'together %'`.execute(database.db)
    expect(rows).toHaveLength(9)
  })
})
