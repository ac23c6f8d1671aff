import { sql } from 'kysely'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { insertRecords, updateRecord } from '../../platform/object/write.ts'
import { commit } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { disqualify } from '../leads/disqualify.ts'
import { leadWorld, startLeadWorld } from '../leads/leads.testing.ts'
import { DeskRefusal, type DeskTicket, setDesk } from './desk.ts'
import { openTicket } from './open_ticket.ts'
import { ticketsSetting } from './ticket_settings.ts'

const base = useDatabase()
let ines: Actor
let kim: Actor
beforeAll(async () => {
  const people = await startLeadWorld(base.db, ['Ines Carvalho', 'Kim Support'])
  ines = people['Ines Carvalho'] as Actor
  kim = people['Kim Support'] as Actor
})
afterEach(() => setDesk(null))

const world = (actor: Actor = ines, set: (ctx: Context) => void = () => undefined): Context => {
  const ctx = leadWorld(base.db, { actor })
  set(ctx)
  return ctx
}
const run = <T>(work: (ctx: Context) => Promise<T>, set?: (ctx: Context) => void) => commit(base.db, world(ines, set), work)
let count = 0
async function makeLead(values: Record<string, unknown> = {}) {
  count++
  const given = {
    name: `Person ${count}`,
    email: `p${count}@x${count}.example`,
    owner_id: ines.id,
    sales_form_message: 'My events are gone',
    next_steps: 'Call',
  }
  const [lead] = await run(ctx => insertRecords(ctx, 'lead', [{ ...given, ...values }]))
  if (!lead) throw new Error('no lead')
  return lead
}
const ticketsOf = async (leadId: string) => base.db.selectFrom('ticket').selectAll().where('lead_id', '=', leadId).execute()
const leadNow = (id: string) => base.db.selectFrom('lead').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const asked = async () =>
  (await sql<{ key: string }>`select key from graphile_worker.jobs where task_identifier = 'open_ticket'`.execute(base.db)).rows
const support = (ctx: Context, id: string) => disqualify(ctx, id, { disqualification_reason: 'support_request' })
/** What the worker does, a transaction a step. */
const open = (id: string, set?: (ctx: Context) => void) => openTicket(id, work => run(work, set))

test('closed as a support request, a lead gets its ticket; closed again it has one (D3)', async () => {
  const lead = await makeLead()
  await run(ctx => support(ctx, lead.id))
  const [ticket] = await ticketsOf(lead.id)
  expect(ticket).toMatchObject({
    queue: 'support',
    state: 'waiting',
    message: 'My events are gone',
    requester_email: lead.email,
    cc: [ines.user?.email],
  })
  expect(await asked()).toContainEqual({ key: `ticket:${ticket?.id}` })
  await run(ctx => updateRecord(ctx, 'lead', lead.id, { status: 'working' }))
  await run(ctx => support(ctx, lead.id))
  await run(ctx => updateRecord(ctx, 'lead', lead.id, { disqualification_reason: 'revops_request' }))
  expect(await ticketsOf(lead.id)).toHaveLength(1)
})

test.each([
  ['revops_request', 'revops'],
  ['spam', undefined],
  ['budget', undefined],
])('%s goes to %s, by a bulk edit too', async (reason, queue) => {
  const leads = [await makeLead(), await makeLead()]
  await run(ctx =>
    bulk(ctx, ctx.registry.get('lead'), {
      action: 'update',
      ids: leads.map(lead => lead.id),
      set: { status: 'unqualified', disqualification_reason: reason },
    }),
  )
  for (const lead of leads) expect((await ticketsOf(lead.id)).map(ticket => ticket.queue)).toEqual(queue ? [queue] : [])
})

test('without a desk the queue’s person gets a task, the link is the lead’s next step, its owner is told', async () => {
  const set = (ctx: Context) =>
    ctx.settings.set(ticketsSetting.key, {
      ...ticketsSetting.default,
      queues: { ...ticketsSetting.default.queues, support: { user_id: kim.id, team_id: null } },
    })
  const lead = await makeLead()
  await run(ctx => support(ctx, lead.id), set)
  const [ticket] = await ticketsOf(lead.id)
  await open(String(ticket?.id), set)
  await open(String(ticket?.id), set)
  const [now] = await ticketsOf(lead.id)
  const tasks = await base.db.selectFrom('task').selectAll().where('lead_id', '=', lead.id).execute()
  expect(tasks).toMatchObject([{ id: now?.task_id, owner_id: kim.id, subject: `Support: ${String(lead.name)}` }])
  expect(now).toMatchObject({ state: 'open', url: `http://127.0.0.1:3000/tickets/${ticket?.id}` })
  expect(await leadNow(lead.id)).toMatchObject({ ticket_url: now?.url, next_steps: `Ticket: ${now?.url}\nCall`, status: 'unqualified' })
  const told = await base.db
    .selectFrom('notification')
    .select(['user_id', 'text'])
    .where('text', 'like', `%${String(lead.name)}%`)
    .execute()
  expect(told.map(one => one.user_id).sort()).toEqual([ines.id, kim.id].sort())
})

test('a desk that is down is asked again, with the same number; the lead shows what holds it up', async () => {
  const got: DeskTicket[] = []
  let down = true
  setDesk({
    name: 'desk',
    open: async ticket => {
      got.push(ticket)
      if (down) throw new Error('The desk did not answer.')
      return { id: '4711', url: 'https://desk.example/4711' }
    },
  })
  const lead = await makeLead()
  await run(ctx => support(ctx, lead.id))
  const [ticket] = await ticketsOf(lead.id)
  const id = String(ticket?.id)
  await expect(open(id)).rejects.toThrow('The desk did not answer.')
  await expect(open(id)).rejects.toThrow()
  expect((await ticketsOf(lead.id))[0]).toMatchObject({ state: 'waiting', attempts: 2, error: 'The desk did not answer.' })
  down = false
  await open(id)
  await open(id)
  expect(got.map(one => one.external_id)).toEqual([id, id, id])
  expect(got[0]).toMatchObject({ queue: 'support', requester: { email: lead.email }, cc: [ines.user?.email] })
  expect((await ticketsOf(lead.id))[0]).toMatchObject({ state: 'open', external_id: '4711', attempts: 3, error: null })
  expect((await leadNow(lead.id)).next_steps).toBe('Ticket: https://desk.example/4711\nCall')
})

test('what a desk refuses is not tried again', async () => {
  setDesk({ name: 'desk', open: () => Promise.reject(new DeskRefusal('The requester is blocked.')) })
  const lead = await makeLead()
  await run(ctx => support(ctx, lead.id))
  const [ticket] = await ticketsOf(lead.id)
  await open(String(ticket?.id))
  expect((await ticketsOf(lead.id))[0]).toMatchObject({ state: 'failed', error: 'The requester is blocked.' })
})

test('undone before it was opened there is none; closed again it comes back', async () => {
  const lead = await makeLead()
  const { batch_id } = await run(ctx =>
    bulk(ctx, ctx.registry.get('lead'), {
      action: 'update',
      ids: [lead.id],
      set: { status: 'unqualified', disqualification_reason: 'support_request' },
    }),
  )
  const [ticket] = await ticketsOf(lead.id)
  await run(ctx => undoBatch(ctx, batch_id))
  await open(String(ticket?.id))
  expect((await ticketsOf(lead.id))[0]).toMatchObject({ state: 'waiting' })
  expect((await leadNow(lead.id)).ticket_url).toBeNull()
  await run(ctx => support(ctx, lead.id))
  await open(String(ticket?.id))
  expect(await ticketsOf(lead.id)).toMatchObject([{ id: ticket?.id, state: 'open', deleted_at: null }])
})
