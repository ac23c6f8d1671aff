import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import type { Row } from '../../platform/object/list.ts'
import { insertRecords, stampedParents } from '../../platform/object/write.ts'
import { commit, storeUser, testContext, testNow, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { account } from '../accounts/account.object.ts'
import { contact } from '../contacts/contact.object.ts'
import { lead } from '../leads/lead.object.ts'
import { opportunity } from '../opportunities/opportunity.object.ts'
import { enrollment } from '../sequences/enrollment.object.ts'
import { sequence } from '../sequences/sequence.object.ts'
import { ticket } from '../tickets/ticket.object.ts'
import { activity } from '../timeline/activity.object.ts'
import { user } from '../users/user.object.ts'
import { inTouch } from './in_touch.queries.ts'

const base = useDatabase({ max: 4 })
const me = userActor({ name: 'Ana' })
const [ben, cleo] = [newId(), newId()]
let ctx: Context
let acme: Row
let maren: Row
let mine: Row
let deal: Row
const daysAgo = (days: number) => new Date(testNow.getTime() - days * 86_400_000)

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: [lead, contact, account, opportunity, activity, user, ticket, enrollment, sequence],
    actor: me,
  })
  for (const person of [me, userActor({ id: ben, name: 'Ben' }), userActor({ id: cleo, name: 'Cleo' })]) await storeUser(base.db, person)
  await commit(base.db, { ...ctx, actor: { ...me, user: null } }, async one => {
    const make = async (object: string, values: Record<string, unknown>) => {
      const [row] = await insertRecords(one, object, [values])
      if (!row) throw new Error('No record')
      return row
    }
    acme = await make('account', { name: 'Acme', domain: 'acme.example' })
    await one.tx.insertInto('account_domain').values({ domain: 'acme.example', account_id: acme.id }).execute()
    maren = await make('contact', { name: 'Maren', email: 'maren@acme.example', account_id: acme.id })
    const leadOf = (name: string, owner_id: string | null, domain: string | null, more: object = {}) =>
      make('lead', { name, owner_id, domain, source: 'manual', status: 'working', ...more })
    mine = await leadOf('Mine', String(me.id), 'acme.example', { email: 'mine@acme.example' })
    const bens = await leadOf('Bens', ben, 'acme.example')
    await leadOf('Closed', cleo, 'acme.example', { status: 'unqualified' })
    const stranger = await leadOf('Stranger', cleo, null, { email: 'x@gmail.com' })
    deal = await make('opportunity', {
      name: 'Acme 20 k',
      account_id: acme.id,
      owner_id: cleo,
      record_type: 'new_business',
      type: 'annual_plan',
      pipeline: 'sales',
      stage: 'demo_completed',
      probability: 40,
      forecast_category: 'pipeline',
      amount: '20000',
      close_date: '2027-01-15',
    })
    const log = (object: string, on: Row, user_id: string | null, days: number, more: object = {}) =>
      make('activity', { ...stampedParents(object, on), kind: 'call', title: 'Call', user_id, occurred_at: daysAgo(days), ...more })
    await log('contact', maren, ben, 3)
    await log('contact', maren, ben, 8)
    await log('lead', bens, null, 2, { kind: 'mail', direction: 'out', detail: { automatic: true, sender_id: cleo } })
    await log('lead', bens, null, 1, { kind: 'mail', direction: 'out', detail: { automatic: true, sender_id: me.id } })
    await log('lead', bens, null, 1, { kind: 'mail', direction: 'out', detail: { automatic: true } })
    await log('lead', bens, cleo, 20)
    await log('contact', maren, String(me.id), 1)
    await log('lead', stranger, ben, 1)
    await log('contact', maren, newId(), 30)
    await log('contact', maren, cleo, 1, { kind: 'mail', direction: 'in' })
    await make('ticket', { subject: 'Login fails', queue: 'support', state: 'open', lead_id: bens.id })
  })
})

describe('inTouch', () => {
  test.each<[string, () => [string, string]]>([
    ['a lead, by its domain', () => ['lead', mine.id]],
    ['a contact, by its account', () => ['contact', maren.id]],
    ['an account', () => ['account', acme.id]],
  ])('of %s', async (_, which) => {
    const found = await inTouch(ctx, ...which())
    expect(found.touches).toEqual([
      { user_id: cleo, kind: 'sequence', at: daysAgo(2), object: 'lead', record_id: expect.any(String), name: 'Bens' },
      { user_id: ben, kind: 'call', at: daysAgo(3), object: 'contact', record_id: maren.id, name: 'Maren' },
    ])
    expect(found.leads.map(one => [one.name, one.owner_id])).toEqual([['Bens', ben]])
    expect(found.opportunities.map(one => [one.name, one.owner_id])).toEqual([['Acme 20 k', cleo]])
    expect(found.tickets.map(one => one.subject)).toEqual(['Login fails'])
  })

  test('of an opportunity names the others, not itself', async () => {
    const found = await inTouch(ctx, 'opportunity', deal.id)
    expect(found.opportunities).toEqual([])
    expect(found.touches.map(one => one.user_id)).toEqual([cleo, ben])
  })

  test('free mail is no company', async () => {
    const [one, two] = await commit(base.db, ctx, tx =>
      insertRecords(tx, 'lead', [
        { name: 'One', email: 'one@gmail.com', source: 'manual', status: 'new', owner_id: me.id },
        { name: 'Two', email: 'two@gmail.com', source: 'manual', status: 'new', owner_id: ben },
      ]),
    )
    expect(await inTouch(ctx, 'lead', String(one?.id))).toEqual({ touches: [], leads: [], opportunities: [], tickets: [], sequences: [] })
    expect(two).toBeDefined()
  })

  test('shows nobody what they may not see', async () => {
    const nothing = { create: 'none', read: 'none', update: 'none', delete: 'none' } as const
    const own = { create: 'all', read: 'own', update: 'own', delete: 'own' } as const
    const narrow = { ...ctx, actor: userActor({ id: String(me.id) }, { objects: { '*': nothing, lead: own } }) }
    expect(await inTouch(narrow, 'lead', mine.id)).toEqual({ touches: [], leads: [], opportunities: [], tickets: [], sequences: [] })
    await expect(inTouch(narrow, 'account', acme.id)).rejects.toMatchObject({ status: 403 })
    await expect(inTouch(ctx, 'lead', newId())).rejects.toMatchObject({ status: 404 })
  })
})
