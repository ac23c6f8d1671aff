import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { insertRecords, stampedParents } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { note } from '../notes/note.object.ts'
import { mail } from '../notifications/mail.object.ts'
import { notify } from '../notifications/notify.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { task } from '../tasks/task.object.ts'
import { user } from '../users/user.object.ts'
import { homeOf } from './home.queries.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana', time_zone: 'Europe/Berlin' })
const ben = userActor({ name: 'Ben' })
let ctx: Context
const hour = 3_600_000
const at = (hours: number) => new Date(testNow.getTime() + hours * hour)

const leadOf = (name: string, more: object = {}) => ({
  name,
  source: 'manual',
  status: 'new',
  owner_id: me.id,
  first_responded_at: at(-1),
  ...more,
})
const dealOf = (name: string, more: object = {}) => ({
  name,
  owner_id: me.id,
  record_type: 'new_business',
  type: 'annual_plan',
  pipeline: 'sales',
  stage: 'inbound_lead',
  probability: 10,
  forecast_category: 'pipeline',
  amount: '20000',
  close_date: '2027-03-01',
  ...more,
})

beforeAll(async () => {
  ctx = testContext(base.db, { definitions: [lead, contact, account, opportunity, note, task, user, mail], actor: me })
  for (const person of [me, ben]) await storeUser(base.db, person)
  await commit(base.db, ctx, async one => {
    const [company] = await insertRecords(one, 'account', [{ name: 'Acme' }])
    const [late, soon] = await insertRecords(one, 'lead', [
      leadOf('Late', { status: 'working', first_responded_at: null, sla_due_at: at(-1), company: 'Late Ltd', phone: '+49 30 1' }),
      leadOf('Soon', { first_responded_at: null, sla_due_at: at(2), sla_warns_at: at(-2) }),
      leadOf('Has time', { first_responded_at: null, sla_due_at: at(20), sla_warns_at: at(16) }),
      leadOf('Of Ben', { owner_id: ben.id, first_responded_at: null, sla_due_at: at(-1) }),
      leadOf('Pool goer', { status: 'working', idle_since: at(-24 * 6), pool_noticed_at: at(-1), product_led: true }),
      leadOf('Free', { owner_id: null, score: 40 }),
      leadOf('Won already', { status: 'converted', first_responded_at: null, sla_due_at: at(-50) }),
    ])
    if (!late || !soon || !company) throw new Error('No records')
    await insertRecords(one, 'task', [
      { subject: 'Overdue', priority: 'normal', owner_id: me.id, due_at: at(-30), ...stampedParents('lead', late) },
      { subject: 'Tonight', priority: 'normal', owner_id: me.id, due_at: at(12) },
      { subject: 'Tomorrow', priority: 'normal', owner_id: me.id, due_at: at(14) },
      { subject: 'Done', priority: 'normal', owner_id: me.id, due_at: at(-30), done_at: at(-1) },
      { subject: 'Of Ben', priority: 'normal', owner_id: ben.id, due_at: at(-30) },
    ])
    await insertRecords(one, 'opportunity', [
      dealOf('Stuck', { account_id: company.id, next_step_date: '2026-11-18', next_steps: 'Send the quote', close_date: '2026-11-01' }),
      dealOf('Passed', { account_id: company.id, close_date: '2026-11-19' }),
      dealOf('Won', { account_id: company.id, close_date: '2026-11-01', closed_at: at(-100) }),
      dealOf('Renews', { account_id: company.id, record_type: 'renewal', close_date: '2026-12-15' }),
      dealOf('Renews later', { account_id: company.id, record_type: 'renewal', close_date: '2027-01-15' }),
    ])
    for (const text of ['First word', 'Last word'])
      await notify(
        { ...one, now: at(text === 'First word' ? -2 : -1) },
        { user_id: String(me.id), kind: 'mention', text, object: 'lead', record_id: soon.id },
      )
  })
})

describe('home (F4, E6)', () => {
  test('is one list of what needs me, the most pressing first, each thing once', async () => {
    const { data, more } = await homeOf(ctx)
    expect(data.map(item => [item.kind, item.title, item.about, item.late])).toEqual([
      ['first_reply', 'Late', 'Late Ltd', true],
      ['first_reply', 'Soon', null, false],
      ['task', 'Overdue', 'Late', true],
      ['task', 'Tonight', null, false],
      ['new_lead', 'Has time', null, false],
      ['next_step', 'Stuck', 'Send the quote', true],
      ['close_date', 'Passed', null, true],
      ['pool', 'Pool goer', null, false],
      ['renewal', 'Renews', null, false],
      ['mention', 'Last word', null, false],
      ['claim', 'Free', null, false],
    ])
    expect(more).toEqual([])
    expect(data[0]).toMatchObject({ object: 'lead', phone: '+49 30 1', at: at(-1) })
    expect(data[7]?.at).toEqual(at(24))
    expect(data[9]?.notification_ids).toHaveLength(2)
  })

  test('is empty for whoever has nothing to do, and shows nobody what they may not see', async () => {
    const nothing = { create: 'none', read: 'none', update: 'none', delete: 'none' } as const
    const blind = userActor({ id: String(me.id) }, { objects: { '*': nothing } })
    expect((await homeOf({ ...ctx, actor: blind })).data.map(item => item.kind)).toEqual(['mention'])
    const idle = userActor({ id: newId() }, { objects: { '*': { ...nothing, read: 'own' } } })
    expect((await homeOf({ ...ctx, actor: idle })).data).toEqual([])
  })
})
