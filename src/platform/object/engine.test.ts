import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { account } from '../../modules/accounts/account.object.ts'
import { contact } from '../../modules/contacts/contact.object.ts'
import { lead } from '../../modules/leads/lead.object.ts'
import { opportunity } from '../../modules/opportunities/opportunity.object.ts'
import { task } from '../../modules/tasks/task.object.ts'
import { activity } from '../../modules/timeline/activity.object.ts'
import { user } from '../../modules/users/user.object.ts'
import { allRights } from '../actor.ts'
import type { Context } from '../context.ts'
import { undoBatch } from '../log/undo.ts'
import { Refusal, refuse } from '../refuse.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { bulk, cancelBulk, continueBulk } from './bulk.ts'
import type { Derivation } from './derivation.ts'
import { leftOutOf } from './left_out.rule.ts'
import { listRecords } from './list.ts'
import { merge } from './merge.ts'
import { createRecord, deleteRecords, insertRecords, updateRecord } from './write.ts'

const database = useDatabase()
const definitions = [lead, contact, account, opportunity, task, user]
const context = (more: Partial<Parameters<typeof testContext>[1]> = {}) => testContext(database.db, { definitions, ...more })
const refused = async (work: Promise<unknown>): Promise<Refusal> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('It was not refused')
}

const names = ['Ada', 'Bo', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal', 'Ida', 'Jo']
const statuses = ['new', 'working', 'nurturing', 'unqualified']

async function fill(ctx: Context, count = 60) {
  return insertRecords(
    ctx,
    'lead',
    Array.from({ length: count }, (_, n) => ({
      name: `${names[n % 10]} ${n}`,
      company: n % 3 === 0 ? null : `Company ${n % 7}`,
      email: n % 4 === 0 ? null : `p${n}@c${n % 7}.example`,
      status: statuses[n % 4],
      score: (n * 7) % 50,
      monthly_events: n % 5 === 0 ? null : n * 1000,
      country: n % 6 === 0 ? null : ['DE', 'FR', 'US'][n % 3],
      created_at: new Date(testNow.getTime() - n * 3_600_000),
    })),
  )
}

describe('lists by keyset', () => {
  test.each([
    ['score', 'asc'],
    ['score', 'desc'],
    ['monthly_events', 'asc'],
    ['monthly_events', 'desc'],
    ['company', 'desc'],
    ['created_at', 'desc'],
  ] as const)('every page in the order of %s %s, each row once', async (field, direction) => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      await fill(ctx)
      const seen: Record<string, unknown>[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof listRecords>> = await listRecords(ctx, ctx.registry.get('lead'), {
          sort: [{ field, direction }],
          limit: 7,
          cursor,
        })
        seen.push(...page.rows)
        cursor = page.nextCursor
      } while (cursor)
      expect(new Set(seen.map(row => row.id)).size).toBe(60)
      const values = seen.map(row => row[field]).filter(value => value !== null) as (number | string | Date)[]
      const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      expect(values).toEqual(direction === 'asc' ? sorted : sorted.reverse())
      const firstNull = seen.findIndex(row => row[field] === null)
      if (firstNull >= 0) expect(seen.slice(firstNull).every(row => row[field] === null)).toBe(true)
    })
  })

  test('names stand in the order that people expect, page after page', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      await insertRecords(
        ctx,
        'contact',
        ['Zoe', 'élodie', 'adam', 'Éric', 'Bob', 'Örjan', 'oscar'].map(name => ({ name })),
      )
      const seen: unknown[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof listRecords>> = await listRecords(ctx, ctx.registry.get('contact'), {
          sort: [{ field: 'name', direction: 'asc' }],
          limit: 2,
          cursor,
        })
        seen.push(...page.rows.map(row => row.name))
        cursor = page.nextCursor
      } while (cursor)
      expect(seen).toEqual(['adam', 'Bob', 'élodie', 'Éric', 'Örjan', 'oscar', 'Zoe'])
    })
  })

  test('several keys, and a cursor of another sort is refused', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      await fill(ctx)
      const type = ctx.registry.get('lead')
      const sort = [
        { field: 'status', direction: 'asc' as const },
        { field: 'monthly_events', direction: 'desc' as const },
      ]
      const whole = await listRecords(ctx, type, { sort, limit: 100 })
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof listRecords>> = await listRecords(ctx, type, { sort, limit: 9, cursor })
        ids.push(...page.rows.map(row => row.id))
        cursor = page.nextCursor
      } while (cursor)
      expect(ids).toEqual(whole.rows.map(row => row.id))
      const first = await listRecords(ctx, type, { sort, limit: 9 })
      expect(
        (await refused(listRecords(ctx, type, { sort: [{ field: 'score', direction: 'asc' }], cursor: first.nextCursor }))).status,
      ).toBe(400)
    })
  })

  test('unknown names are refused, never ignored', async () => {
    const ctx = context()
    const type = ctx.registry.get('lead')
    expect((await refused(listRecords(ctx, type, { filter: { field: 'nonsense', op: 'is', value: 1 } }))).status).toBe(400)
    expect((await refused(listRecords(ctx, type, { filter: { field: 'score', op: 'contains', value: 'x' } }))).status).toBe(400)
    expect((await refused(listRecords(ctx, type, { sort: [{ field: 'website', direction: 'asc' }] }))).status).toBe(400)
    expect((await refused(listRecords(ctx, type, { fields: ['nope'] }))).status).toBe(400)
  })
})

describe('permission predicate (H1)', () => {
  test('own, team and pool', async () => {
    await database.inRollback(async tx => {
      const me = userActor(
        {},
        {
          objects: {
            lead: { create: 'all', read: 'own', update: 'own', delete: 'none' },
            '*': { create: 'all', read: 'all', update: 'all', delete: 'all' },
          },
        },
      )
      const mate = userActor()
      const ctx = { ...context(), tx }
      const [mine, theirs, pooled] = await insertRecords(ctx, 'lead', [
        { name: 'Mine', owner_id: me.id },
        { name: 'Theirs', owner_id: mate.id },
        { name: 'Pooled', owner_id: null },
      ])
      const [call] = await insertRecords(ctx, 'task', [
        { subject: 'Call', owner_id: mate.id, record_object: 'lead', record_id: theirs?.id, lead_id: theirs?.id },
      ])
      const as = { ...ctx, actor: me }
      const list = await listRecords(as, ctx.registry.get('lead'), { count: 'exact' })
      expect(list.rows.map(row => row.name).sort()).toEqual(['Mine', 'Pooled'])
      expect(list.count).toEqual({ value: 2, exact: true })
      expect((await listRecords(as, ctx.registry.get('task'), {})).rows.map(row => row.id)).not.toContain(call?.id)
      expect((await refused(updateRecord(as, 'lead', theirs?.id ?? '', { title: 'x' }))).status).toBe(404)
      await updateRecord(as, 'lead', mine?.id ?? '', { title: 'Boss' })
      await updateRecord(as, 'lead', pooled?.id ?? '', { title: 'Boss' })
    })
  })

  test('hidden fields can be neither read, filtered nor sorted by', async () => {
    await database.inRollback(async tx => {
      const actor = userActor({}, { fields: { lead: { hidden: ['email'], read_only: ['title'] } } })
      const ctx = { ...context(), tx, actor }
      const [row] = await insertRecords(ctx, 'lead', [{ name: 'Ada', email: 'ada@example.com' }])
      const type = ctx.registry.get('lead')
      expect((await listRecords(ctx, type, {})).rows[0]).not.toHaveProperty('email')
      expect((await refused(listRecords(ctx, type, { filter: { field: 'email', op: 'is', value: 'ada@example.com' } }))).status).toBe(400)
      expect((await refused(listRecords(ctx, type, { sort: [{ field: 'email', direction: 'asc' }] }))).status).toBe(400)
      expect((await refused(updateRecord(ctx, 'lead', row?.id ?? '', { title: 'x' }))).errors[0]?.code).toBe('permission')
    })
  })
})

describe('what repeats a hidden field', () => {
  test('is hidden with it', async () => {
    await database.inRollback(async tx => {
      const actor = userActor({}, { fields: { lead: { hidden: ['email'], read_only: [] } } })
      const ctx = { ...testContext(database.db, { definitions: [...definitions, activity], actor }), tx }
      await insertRecords(ctx, 'activity', [{ kind: 'mail', title: 'Hello', text: 'I am ada@example.com', occurred_at: testNow }])
      const type = ctx.registry.get('activity')
      const open = await listRecords({ ...ctx, actor: userActor() }, type, { sort: [{ field: 'occurred_at', direction: 'desc' }] })
      expect(open.rows[0]).toMatchObject({ text: 'I am ada@example.com' })
      const [row] = (await listRecords(ctx, type, { sort: [{ field: 'occurred_at', direction: 'desc' }] })).rows
      expect(row).toMatchObject({ title: 'Hello' })
      expect(row).not.toHaveProperty('text')
    })
  })
})

describe('writes', () => {
  test('log what changed, with before and after, and nothing when nothing changed', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      const row = await createRecord(ctx, 'contact', { name: 'Ada', email: 'ADA@example.com ' })
      expect(row.email).toBe('ada@example.com')
      await updateRecord(ctx, 'contact', row.id, { name: 'Ada Byron' })
      await updateRecord(ctx, 'contact', row.id, { name: 'Ada Byron' })
      const { rows } = await sql<{
        kind: string
        changes: unknown
      }>`select kind, changes from change_log where record_id = ${row.id} order by seq`.execute(tx)
      expect(rows).toMatchObject([{ kind: 'contact.created' }, { kind: 'contact.updated', changes: { name: ['Ada', 'Ada Byron'] } }])
    })
  })

  test('collect every error of an input and refuse what only the program sets', async () => {
    const error = await refused(
      createRecord(context(), 'contact', {
        email: 'nonsense',
        country: 'Germany',
        last_touched_at: '2026-01-01T00:00:00Z',
        nope: 1,
        do_not_contact: 'perhaps',
      }),
    )
    expect(error.errors.map(one => one.field).sort()).toEqual(['country', 'do_not_contact', 'email', 'last_touched_at', 'nope'])
  })

  test('nobody who left is given anything', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      const gone = userActor()
      await sql`insert into "user" (id, name, email, role, active, created_at, updated_at, version)
        values (${gone.id}, 'Gone', 'gone@example.com', 'sales', false, ${testNow}, ${testNow}, 1)`.execute(tx)
      expect((await refused(createRecord(ctx, 'contact', { name: 'Ada', owner_id: gone.id }))).errors[0]?.field).toBe('owner_id')
    })
  })

  test('If-Match: the second of two who edit is told', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context(), tx }
      const row = await createRecord(ctx, 'contact', { name: 'Ada' })
      await updateRecord(ctx, 'contact', row.id, { title: 'CTO' }, { ifVersion: 1 })
      expect(await refused(updateRecord(ctx, 'contact', row.id, { title: 'CEO' }, { ifVersion: 1 }))).toMatchObject({
        status: 409,
        extra: { version: 2 },
      })
    })
  })
})

describe('a large bulk edit', () => {
  test('goes on in the background, as whoever asked for it, and can be cancelled', async () => {
    const actor = userActor()
    await storeUser(database.db, actor)
    await sql`insert into role (id, key, label, rights, created_at, updated_at, version)
      values (${actor.id}, 'admin', 'Admin', ${JSON.stringify(allRights)}::jsonb, ${testNow}, ${testNow}, 1)`.execute(database.db)
    const ctx = context({ actor })
    await commit(database.db, ctx, c =>
      insertRecords(
        c,
        'contact',
        Array.from({ length: 7_000 }, (_, n) => ({ name: `Many ${n}` })),
      ),
    )
    const filter = { field: 'name', op: 'starts_with', value: 'many' }
    const begun = await commit(database.db, ctx, c =>
      bulk(c, c.registry.get('contact'), { filter, action: 'update', set: { title: 'CTO' } }),
    )
    expect(begun).toMatchObject({ count: 0, total: 7_000, state: 'running' })
    const system = context()
    await commit(database.db, system, c => continueBulk(c, begun.batch_id))
    const half = await database.db.selectFrom('batch').select(['count', 'state']).where('id', '=', begun.batch_id).executeTakeFirst()
    expect(half).toEqual({ count: 5_000, state: 'running' })
    await commit(database.db, ctx, c => cancelBulk(c, begun.batch_id))
    await commit(database.db, system, c => continueBulk(c, begun.batch_id))
    const done = await database.db
      .selectFrom('contact')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('title', '=', 'CTO')
      .where('name', 'like', 'Many%')
      .executeTakeFirst()
    expect(done?.n).toBe(5_000)
    await commit(database.db, ctx, c => undoBatch(c, begun.batch_id))
    const undone = await database.db
      .selectFrom('contact')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('title', '=', 'CTO')
      .where('name', 'like', 'Many%')
      .executeTakeFirst()
    expect(undone?.n).toBe(0)
  })

  test('what a rule refuses in the background is left alone and named, the rest is done', async () => {
    const actor = userActor()
    await storeUser(database.db, actor)
    await sql`insert into role (id, key, label, rights, created_at, updated_at, version)
      values (${actor.id}, 'admin', 'Admin', ${JSON.stringify(allRights)}::jsonb, ${testNow}, ${testNow}, 1) on conflict do nothing`.execute(
      database.db,
    )
    const never: Derivation = {
      object: 'contact',
      from: ['title'],
      derive: async rows => {
        if (rows.some(row => row.title === 'Pope' && String(row.name).endsWith('7 Few'))) throw refuse('test.never', 'Never that one.')
        return rows.map(() => ({}))
      },
    }
    const ctx = context({ actor, derivations: [never] })
    await commit(database.db, ctx, c =>
      insertRecords(
        c,
        'contact',
        Array.from({ length: 2_010 }, (_, n) => ({ name: `${n} Few`, title: 'Priest' })),
      ),
    )
    const filter = { field: 'title', op: 'is', value: 'Priest' }
    const begun = await commit(database.db, ctx, c =>
      bulk(c, c.registry.get('contact'), { filter, action: 'update', set: { title: 'Pope' } }),
    )
    await commit(database.db, context({ derivations: [never] }), c => continueBulk(c, begun.batch_id))
    const batch = await database.db.selectFrom('batch').selectAll().where('id', '=', begun.batch_id).executeTakeFirst()
    expect(batch).toMatchObject({ state: 'done', count: 1_809, error: 'Left as they are: 201, such as one because: Never that one.' })
    expect(leftOutOf(batch?.payload)).toMatchObject({ total: 201, reasons: [{ reason: 'Never that one.', count: 201 }] })
    expect(leftOutOf(batch?.payload)?.first).toHaveLength(100)
    const { rows } = await sql`select 1 from contact where title = 'Pope'`.execute(database.db)
    expect(rows).toHaveLength(1_809)
    await sql`delete from contact where name like '% Few'`.execute(database.db)
  })
})

describe('undo returns the database to what it was', () => {
  const snapshot = async (ctx: Context) => {
    const { rows } = await sql<
      Record<string, unknown>
    >`select id, name, title, emails, account_id, deleted_at from contact order by id`.execute(ctx.tx)
    const tasks = await sql<Record<string, unknown>>`select id, contact_id, record_id from task order by id`.execute(ctx.tx)
    return { contacts: rows, tasks: tasks.rows }
  }

  test('of a bulk edit, a bulk delete and a merge', async () => {
    await database.inRollback(async tx => {
      const ctx = { ...context({ actor: userActor() }), tx }
      const people = await insertRecords(ctx, 'contact', [
        { name: 'Ada', title: 'CTO', email: 'ada@example.com' },
        { name: 'Ada B.', title: null, email: 'ada@old.example', phone: '+491' },
        { name: 'Bo', title: 'CEO' },
      ])
      const [ada, other] = people
      await insertRecords(ctx, 'task', [{ subject: 'Call', contact_id: other?.id, record_object: 'contact', record_id: other?.id }])
      const before = await snapshot(ctx)
      const type = ctx.registry.get('contact')
      const batches = [
        await bulk(ctx, type, { filter: { field: 'title', op: 'not_empty' }, action: 'update', set: { title: 'Chief' } }),
        await bulk(ctx, type, { ids: people.map(row => row.id), action: 'delete' }),
      ]
      expect(batches.map(batch => batch.count)).toEqual([2, 3])
      for (const batch of batches.reverse()) await undoBatch(ctx, batch.batch_id)
      expect(await snapshot(ctx)).toEqual(before)

      const merged = await merge(ctx, type, { winner_id: ada?.id ?? '', loser_ids: [other?.id ?? ''] })
      const after = await snapshot(ctx)
      expect(after.contacts.find(row => row.id === ada?.id)).toMatchObject({ emails: ['ada@old.example'] })
      expect(after.tasks[0]).toMatchObject({ contact_id: ada?.id, record_id: ada?.id })
      await undoBatch(ctx, merged.batch_id)
      expect(await snapshot(ctx)).toEqual(before)
    })
  })

  test('is refused, with names, where somebody changed the same since', async () => {
    const ctx = context({ actor: userActor() })
    const row = await commit(database.db, ctx, c => createRecord(c, 'contact', { name: 'Cy' }, { trusted: true }))
    const batch = await commit(database.db, ctx, c =>
      bulk(c, c.registry.get('contact'), { ids: [row.id], action: 'update', set: { title: 'CFO' } }),
    )
    await commit(database.db, ctx, c => updateRecord(c, 'contact', row.id, { title: 'COO' }))
    const error = await refused(commit(database.db, ctx, c => undoBatch(c, batch.batch_id)))
    expect(error).toMatchObject({ status: 409, code: 'batch.changed_since', extra: { conflicts: [{ id: row.id, fields: ['title'] }] } })
    await commit(database.db, ctx, c => deleteRecords(c, 'contact', [row.id]))
  })
})

test('a demanded custom field is asked of people, not of what comes in (A5)', async () => {
  const ctx = context()
  ctx.registry.set(
    [
      {
        object: 'contact',
        name: 'tier',
        kind: 'text',
        label: 'Tier',
        help: null,
        required: true,
        options: null,
        to_object: null,
        position: 1,
        retired_at: null,
      },
    ],
    [],
  )
  // Last in the file: a new column makes the plans of open connections stale, which only whole transactions survive.
  await sql`alter table contact add column cf_tier text`.execute(database.db)
  const create = (input: Record<string, unknown>) => commit(database.db, ctx, c => createRecord(c, 'contact', input))
  expect((await refused(create({ name: 'Ada' }))).errors).toMatchObject([{ field: 'cf_tier', code: 'required' }])
  const row = await create({ name: 'Ada', cf_tier: 'gold' })
  const emptied = commit(database.db, ctx, c => updateRecord(c, 'contact', row.id, { cf_tier: null }))
  expect((await refused(emptied)).errors[0]?.field).toBe('cf_tier')
  await commit(database.db, ctx, c => insertRecords(c, 'contact', [{ name: 'Came in' }]))
})

test('what a change brings about in other records is undone with it, and not brought about again', async () => {
  const account = (name: string) => ({ name })
  const ctx = context({
    consequences: [
      {
        object: 'lead',
        from: ['status'],
        follow: async (changes, one) => {
          const left = changes.filter(({ before, after }) => before !== null && after.status === 'unqualified')
          await insertRecords(
            one,
            'account',
            left.map(({ after }) => account(`Left by ${String(after.name)}`)),
          )
        },
      },
    ],
  })
  await database.inRollback(async tx => {
    const one = { ...ctx, tx }
    const [row] = await insertRecords(one, 'lead', [{ name: 'Ada', status: 'new' }])
    const made = async () => (await listRecords(one, one.registry.get('account'), {})).rows.map(found => found.name)
    expect(await made()).toEqual([])
    const type = one.registry.get('lead')
    const { batch_id } = await bulk(one, type, { ids: [String(row?.id)], action: 'update', set: { status: 'unqualified' } })
    expect(await made()).toEqual(['Left by Ada'])
    await undoBatch(one, batch_id)
    expect(await made()).toEqual([])
  })
})
