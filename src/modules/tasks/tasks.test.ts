import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { createRecord, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { catchUp, commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { user } from '../users/user.object.ts'
import { addTask } from './add_task.ts'
import { complete, reopen } from './complete.ts'
import { task } from './task.object.ts'
import { tellNewOwner } from './tell_new_owner.ts'

const base = useDatabase({ max: 4 })
let ctx: Context
const me = userActor({ name: 'Ana' })
const ben = newId()

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [task, lead, contact, account, opportunity, user, mail], bulkActions: [addTask], actor: me })
  for (const person of [me, userActor({ id: ben, name: 'Ben' })]) await storeUser(base.db, person)
  await commit(base.db, ctx, one => registerConsumers(one, [tellNewOwner]))
})
beforeEach(() => base.pool.query('delete from notification'))

const notices = async (userId: string | null) => {
  await catchUp(base.db, ctx, tellNewOwner)
  return (await base.db.selectFrom('notification').select('text').where('user_id', '=', String(userId)).execute()).map(row => row.text)
}
const makeTask = (values: Record<string, unknown>) => commit(base.db, ctx, one => createRecord(one, 'task', { subject: 'Call', ...values }))

describe('a task', () => {
  test('is mine unless said otherwise, and done once', async () => {
    const { id, owner_id } = await makeTask({})
    expect(owner_id).toBe(me.id)
    const done = await commit(base.db, ctx, one => complete(one, id))
    expect(done.done_at).toEqual(testNow)
    const later = { ...ctx, now: new Date(testNow.getTime() + 1_000) }
    expect((await commit(base.db, later, one => complete(one, id))).done_at).toEqual(testNow)
    expect((await commit(base.db, later, one => reopen(one, id))).done_at).toBeNull()
    const { rows } = await base.pool.query('select kind from change_log where record_id = $1 order by seq', [id])
    expect(rows.map(row => row.kind)).toEqual(['task.created', 'task.completed', 'task.reopened'])
    expect(await notices(me.id)).toEqual([])
  })

  test('is told to whom somebody else gives it', async () => {
    const { id } = await makeTask({ owner_id: ben })
    expect(await notices(ben)).toEqual(['Ana gave you a task: Call'])
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { subject: 'Call again' }))
    expect(await notices(ben)).toHaveLength(1)
    await commit(base.db, ctx, one => updateRecord(one, 'task', id, { owner_id: me.id }))
    expect(await notices(me.id)).toEqual([])
  })
})

describe('add_task', () => {
  test('puts a task on each record, tells its owner once, and can be undone', async () => {
    const leads = await commit(base.db, ctx, one =>
      insertRecords(
        one,
        'lead',
        [...Array(5).keys()].map(n => ({ name: `L${n}`, source: 'manual', status: 'new' })),
      ),
    )
    const input = {
      ids: leads.map(row => row.id),
      action: 'add_task',
      task: { subject: 'Follow up', due_at: '2026-12-01T09:00:00Z', owner_id: ben },
    }
    const result = await commit(base.db, ctx, one => bulk(one, one.registry.get('lead'), input))
    expect(result.count).toBe(5)
    const open = async () => (await base.pool.query(`select * from task where subject = 'Follow up' and deleted_at is null`)).rows
    expect((await open()).map(row => row.lead_id).sort()).toEqual(leads.map(row => row.id).sort())
    expect((await open())[0]).toMatchObject({
      owner_id: ben,
      record_object: 'lead',
      due_at: new Date('2026-12-01T09:00:00Z'),
      priority: 'normal',
    })
    expect(await notices(ben)).toEqual(['Ana gave you 5 tasks'])
    await commit(base.db, ctx, one => undoBatch(one, result.batch_id))
    expect(await open()).toEqual([])
    await expect(commit(base.db, ctx, one => bulk(one, one.registry.get('lead'), { ...input, task: {} }))).rejects.toMatchObject({
      status: 400,
    })
  })
})
