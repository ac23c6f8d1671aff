import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { insertRecords, updateRecords } from '../../platform/object/write.ts'
import { catchUp, commit, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { rebuildSearch } from './rebuild_search.ts'
import { searchConsumer } from './search.module.ts'
import { searchRecords } from './search.queries.ts'

const base = useDatabase({ max: 4 })
const definitions = [lead, contact, account, opportunity]
const me = userActor()
let ctx: Context
const days = (n: number) => new Date(testNow.getTime() - n * 86_400_000)

const titles = async (query: string, context = ctx) => (await searchRecords(context, query, 20)).map(hit => hit.title)

beforeAll(async () => {
  ctx = testContext(base.db, { definitions })
  await commit(base.db, ctx, one => registerConsumers(one, [searchConsumer]))
  await commit(base.db, ctx, async one => {
    await insertRecords(one, 'lead', [
      {
        name: 'Zoë Müller',
        email: 'zoe.muller@fjordlast.no',
        company: 'Fjordlast AS',
        domain: 'fjordlast.no',
        phone: '+47 22 33 44 55',
        last_touched_at: days(10),
      },
      {
        name: 'John Smith',
        email: 'john@acme.com',
        company: 'Acme',
        domain: 'acme.com',
        owner_id: me.user?.id,
        last_touched_at: days(20),
        status: 'working',
      },
      { name: 'John Smithers', email: 'js@globex.com', company: 'Globex', last_touched_at: days(1) },
      { name: 'Anna O’Brien', email: 'anna@initech.io', company: 'Initech' },
    ])
    await insertRecords(one, 'contact', [{ name: 'John Fjord', email: 'jf@example.com', last_touched_at: days(2) }])
    await insertRecords(one, 'account', [{ name: 'Fjordlast', domain: 'fjordlast.no', domains: ['fjordlast.com'] }])
  })
  await catchUp(base.db, ctx, searchConsumer)
})

describe('search', () => {
  test.each([
    ['zoe', ['Zoë Müller']],
    ['MÜLLER', ['Zoë Müller']],
    ['mul', ['Zoë Müller']],
    ['zo', ['Zoë Müller']],
    ['fjordlast.com', ['Fjordlast']],
    ['zoe.muller@fjordlast.no', ['Zoë Müller']],
    ['0047 22 33 44 55', ['Zoë Müller']],
    ['022334455', ['Zoë Müller']],
    ['2334455', ['Zoë Müller']],
    ["o'brien", ['Anna O’Brien']],
    ['smith globex', ['John Smithers']],
    ['nothing here', []],
    ['  ', []],
    ['%', []],
  ])('%j', async (query, expected) => expect(await titles(query)).toEqual(expected))

  test('who or what is called exactly so comes first, before fresher ones that have the word too', async () => {
    expect((await titles('fjordlast'))[0]).toBe('Fjordlast')
  })

  test('an exact word comes before a fresher prefix, and one’s own before another’s', async () => {
    expect((await titles('smith')).slice(0, 2)).toEqual(['John Smith', 'John Smithers'])
    expect(await titles('john')).toEqual(['John Smithers', 'John Fjord', 'John Smith'])
    expect((await titles('john', { ...ctx, actor: me }))[0]).toBe('John Smith')
  })

  test('forgives slips, in one word or in several', async () => {
    expect(await titles('fjordlats')).toContain('Fjordlast')
    expect(await titles('jhon smith')).toContain('John Smith')
    expect(await titles('mueller')).toContain('Zoë Müller')
    expect(await titles('xqzwvk')).toEqual([])
  })

  test('says what the page shows', async () => {
    const [first] = await searchRecords({ ...ctx, actor: me }, 'john smith acme', 5)
    expect(first).toMatchObject({
      object: 'lead',
      title: 'John Smith',
      subtitle: 'Acme · john@acme.com',
      status: 'working',
      owner_id: me.user?.id,
      score: 0,
    })
    expect(await searchRecords(ctx, String(first?.id), 5)).toHaveLength(1)
  })

  test('shows only what the role may read, and matches no hidden field', async () => {
    const own = userActor({ id: me.user?.id }, { objects: { lead: { create: 'all', read: 'own', update: 'own', delete: 'none' } } })
    // Leads without an owner are the pool, which `own` includes; accounts and contacts this role may not read.
    expect(await titles('fjordlast', { ...ctx, actor: own })).toEqual(['Zoë Müller'])
    const blind = userActor({}, { fields: { lead: { hidden: ['email'], read_only: [] } } })
    expect(await titles('zoe.muller@fjordlast.no', { ...ctx, actor: blind })).toEqual([])
    const none = userActor({}, { objects: {} })
    expect(await titles('john', { ...ctx, actor: none })).toEqual([])
  })

  test('follows changes and deletions, and forgets words that nobody has any more', async () => {
    const [hit] = await searchRecords(ctx, 'initech', 5)
    await commit(base.db, ctx, one => updateRecords(one, 'lead', [{ id: String(hit?.id), changes: { company: 'Umbrella' } }]))
    await catchUp(base.db, ctx, searchConsumer)
    expect(await titles('umbrella')).toEqual(['Anna O’Brien'])
    await commit(base.db, ctx, one => updateRecords(one, 'lead', [{ id: String(hit?.id), changes: { deleted_at: testNow } }]))
    await catchUp(base.db, ctx, searchConsumer)
    expect(await titles('umbrella')).toEqual([])
    const { rows } = await sql<{ n: number }>`select count(*) as n from search_vocabulary where token in ('umbrella', 'anna')`.execute(
      base.db,
    )
    expect(rows[0]?.n).toBe(0)
  })

  test('the index rebuilt is the index kept', async () => {
    const all = () =>
      sql<object>`select token, rank, kind, entity_id from search_token order by 1, 2, 3, 4`.execute(base.db).then(result => result.rows)
    const vocabulary = () => sql<object>`select token, df from search_vocabulary order by 1`.execute(base.db).then(result => result.rows)
    const [tokens, words] = [await all(), await vocabulary()]
    expect(await commit(base.db, ctx, rebuildSearch)).toBe(5)
    expect(await all()).toEqual(tokens)
    expect(await vocabulary()).toEqual(words)
  })
})
