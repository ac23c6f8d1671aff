import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import { createRecord, deleteRecords, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { lead } from '../leads/lead.object.ts'
import { user } from '../users/user.object.ts'
import { countLists, countViews } from './count_views.queries.ts'
import { view } from './view.object.ts'

const base = useDatabase({ max: 4 })
const me = userActor({}, { settings: false })
const other = userActor({}, { settings: false })
const admin = userActor()
let ctx: Context

beforeAll(async () => {
  for (const person of [me, other]) await storeUser(base.db, person)
  ctx = testContext(base.db, { definitions: [view, lead, user], actor: me })
})
const make = (values: Record<string, unknown>, actor = me) =>
  commit(base.db, { ...ctx, actor }, one => createRecord(one, 'view', { name: 'V', object: 'lead', ...values }))
const rename = (id: string, actor: typeof me) => commit(base.db, { ...ctx, actor }, one => updateRecord(one, 'view', id, { name: 'Other' }))
const sees = async (id: string, actor: typeof me) => (await findRecord({ ...ctx, actor }, ctx.registry.get('view'), id)) !== null

describe('a view', () => {
  test('is its owner’s alone until it is shared', async () => {
    const { id } = await make({})
    expect(await sees(id, me)).toBe(true)
    expect(await sees(id, other)).toBe(false)
    expect(await sees(id, admin)).toBe(false)
    await expect(rename(id, other)).rejects.toMatchObject({ status: 404 })
  })

  test('shared, is seen by all and changed by its owner or whoever may change Settings', async () => {
    const { id } = await make({ shared: true })
    expect(await sees(id, other)).toBe(true)
    await expect(rename(id, other)).rejects.toMatchObject({ status: 403 })
    await rename(id, me)
    await rename(id, admin)
  })
})

test('counts several views at once, capped, and says null where it cannot', async () => {
  await commit(base.db, ctx, async one => {
    await insertRecords(
      one,
      'lead',
      [...Array(1_010).keys()].map(n => ({
        name: `L${n}`,
        source: 'manual',
        status: n < 3 ? 'working' : 'new',
        owner_id: n < 2 ? me.id : null,
      })),
    )
  })
  const is = (field: string, value: unknown) => ({ filter: { field, op: 'is', value } })
  const [all, working, mine, broken, gone, foreign] = await Promise.all([
    make({}),
    make(is('status', 'working')),
    make(is('owner_id', 'me')),
    make(is('cf_gone', 'x')),
    make({ object: 'nothing' }),
    make({}, other),
  ])
  const ids = [all, working, mine, broken, gone, foreign].map(one => one.id)
  expect(await countViews(ctx, ids)).toEqual({
    [all.id]: { value: 1_000, exact: false },
    [working.id]: { value: 3, exact: true },
    [mine.id]: { value: 2, exact: true },
    [broken.id]: null,
    [gone.id]: null,
  })
  await commit(base.db, ctx, one => deleteRecords(one, 'view', [all.id]))
  expect(await countViews(ctx, [all.id])).toEqual({})
})

test('counts lists that nobody has saved, each where it was asked for', async () => {
  const mine = { field: 'owner_id', op: 'is', value: 'me' }
  expect(
    await countLists(ctx, [
      { object: 'lead', filter: mine },
      { object: 'nothing', filter: null },
      { object: 'lead', filter: { field: 'cf_gone', op: 'is', value: 'x' } },
      { object: 'lead', filter: null },
    ]),
  ).toEqual([{ value: 2, exact: true }, null, null, { value: 1_000, exact: false }])
  expect(await countLists(ctx, [])).toEqual([])
})
