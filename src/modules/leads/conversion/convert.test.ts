import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../../platform/actor.ts'
import type { Context } from '../../../platform/context.ts'
import { undoBatch } from '../../../platform/log/undo.ts'
import { bulk } from '../../../platform/object/bulk.ts'
import { insertRecords, stampedParents, updateRecord, updateRecords } from '../../../platform/object/write.ts'
import { Refusal } from '../../../platform/refuse.ts'
import { commit, testNow } from '../../../platform/testing/context.ts'
import { useDatabase } from '../../../platform/testing/database.ts'
import { assign } from '../assign.ts'
import { disqualify } from '../disqualify.ts'
import { createLead } from '../intake/create_lead.ts'
import { leadWorld, startLeadWorld } from '../leads.testing.ts'
import { claim } from '../pool/claim.ts'
import { keep } from '../pool/keep.ts'
import { release } from '../pool/release.ts'
import { leadTransitions } from '../status.rule.ts'
import { conversionOf } from './conversion.queries.ts'
import { type ConvertInput, convert } from './convert.ts'

const base = useDatabase({ max: 12 })
let ines: Actor
let tomasz: Actor
beforeAll(async () => {
  const people = await startLeadWorld(base.db, ['Ines Carvalho', 'Tomasz Wilk'])
  ines = people['Ines Carvalho'] as Actor
  tomasz = people['Tomasz Wilk'] as Actor
})

const as = (actor: Actor = ines, more = {}): Context => leadWorld(base.db, { actor, ...more })
const run = <T>(work: (ctx: Context) => Promise<T>, actor?: Actor) => commit(base.db, as(actor), work)
let count = 0
const makeLead = async (values: Record<string, unknown> = {}) => {
  count++
  const [lead] = await run(ctx =>
    insertRecords(ctx, 'lead', [
      {
        name: 'Vilde Lindqvist',
        email: `vilde@fjord-${count}.example`,
        company: `Fjord ${count} AS`,
        employees: 140,
        country: 'NO',
        source: 'contact_form',
        owner_id: ines.id,
        assigned_at: testNow,
        ...values,
      },
    ]),
  )
  if (!lead) throw new Error('no lead')
  return lead
}
const row = async (object: string, id: unknown): Promise<Record<string, unknown>> => {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(object)} where id = ${id}`.execute(base.db)
  return rows[0] ?? {}
}
const refusal = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => null,
    cause => cause,
  )
  if (!(error instanceof Refusal)) throw error ?? new Error('It was not refused')
  return error
}
const go = (id: string, input?: ConvertInput, actor?: Actor) => run(ctx => convert(ctx, id, input), actor)

describe('convert (D6)', () => {
  test('left out, everything is made from the lead; a blank amount and type become the defaults', async () => {
    const lead = await makeLead({ last_touched_at: testNow, phone: '+4722334455' })
    const links = await go(lead.id)
    expect(await row('account', links.account_id)).toMatchObject({
      name: lead.company,
      domain: lead.domain,
      employees: 140,
      owner_id: ines.id,
    })
    expect(await row('contact', links.contact_id)).toMatchObject({
      name: 'Vilde Lindqvist',
      email: lead.email,
      phone: '+4722334455',
      account_id: links.account_id,
      last_touched_at: testNow,
    })
    expect(await row('opportunity', links.opportunity_id)).toMatchObject({
      name: `${lead.company} – New business`,
      amount: '20000.00',
      type: 'monthly_plan',
      close_date: '2026-12-20',
      account_id: links.account_id,
      primary_contact_id: links.contact_id,
      lead_id: lead.id,
      owner_id: ines.id,
      source: 'contact_form',
      closed_at: null,
    })
    const after = await row('lead', lead.id)
    expect(after).toMatchObject({ status: 'converted', converted_at: testNow, idle_since: null, sla_rings_at: null })
    expect([after.account_id, after.contact_id, after.opportunity_id]).toEqual([links.account_id, links.contact_id, links.opportunity_id])
  })

  test('an amount of 0 stays 0, and what is described is what is made', async () => {
    const lead = await makeLead()
    const links = await go(lead.id, {
      account: { name: 'Fjord Holding', industry: 'Ferries' },
      contact: { name: 'V. Lindqvist', title: 'CTO' },
      opportunity: { name: 'Pilot', record_type: 'convert_to_annual', type: 'annual_plan', amount: 0, close_date: '2027-01-15' },
    })
    expect(await row('account', links.account_id)).toMatchObject({ name: 'Fjord Holding', industry: 'Ferries', domain: lead.domain })
    expect(await row('contact', links.contact_id)).toMatchObject({ name: 'V. Lindqvist', title: 'CTO', email: lead.email })
    expect(await row('opportunity', links.opportunity_id)).toMatchObject({
      name: 'Pilot',
      record_type: 'convert_to_annual',
      type: 'annual_plan',
      amount: '0.00',
      close_date: '2027-01-15',
    })
  })

  test('an account by domain and a contact by address are matched; their blanks are filled, nothing is overwritten', async () => {
    const domain = `berg-${count}.example`
    const [account] = await run(ctx => insertRecords(ctx, 'account', [{ name: 'Berg Group', domain, employees: 9, owner_id: tomasz.id }]))
    const [contact] = await run(ctx => insertRecords(ctx, 'contact', [{ name: 'Jo Berg', email: `jo@${domain}`, title: 'Founder' }]))
    const lead = await makeLead({ name: 'J. Berg', email: `jo@${domain}`, company: 'Berg', title: 'CEO', phone: '+4755', industry: 'Sea' })
    const links = await go(lead.id)
    expect(links).toMatchObject({ account_id: account?.id, contact_id: contact?.id })
    expect(await row('account', account?.id)).toMatchObject({ name: 'Berg Group', employees: 9, industry: 'Sea', owner_id: tomasz.id })
    expect(await row('contact', contact?.id)).toMatchObject({ name: 'Jo Berg', title: 'Founder', phone: '+4755', account_id: account?.id })
  })

  test('an account by its exact name; a customer gets existing business', async () => {
    const [account] = await run(ctx => insertRecords(ctx, 'account', [{ name: 'Kestrel Works' }]))
    const first = await go((await makeLead({ company: 'kestrel works', email: 'a@gmail.com', domain: null })).id)
    expect(first.account_id).toBe(account?.id)
    await run(ctx =>
      updateRecord(
        ctx,
        'opportunity',
        String(first.opportunity_id),
        { stage: 'closed_won', contract_start_date: '2026-12-01', products: [], contract_link: 'https://x.example' },
        { trusted: true },
      ).catch(async () => {
        await sql`update opportunity set stage = 'closed_won', forecast_category = 'closed', closed_at = ${testNow} where id = ${first.opportunity_id}`.execute(
          ctx.tx,
        )
      }),
    )
    const second = await go((await makeLead({ company: 'Kestrel Works', email: 'b@gmail.com', domain: null })).id)
    expect(await row('opportunity', second.opportunity_id)).toMatchObject({ record_type: 'existing_business' })
  })

  test('a person without an organisation needs an account named or chosen, unless there is no opportunity yet', async () => {
    const lead = await makeLead({ email: `someone${count}@gmail.com`, company: null })
    const refused = await refusal(go(lead.id))
    expect(refused.errors).toMatchObject([{ field: 'account', code: 'required' }])
    expect(await row('lead', lead.id)).toMatchObject({ status: 'new' })
    const links = await go(lead.id, { account: null, opportunity: null })
    expect(links).toMatchObject({ account_id: null, opportunity_id: null })
    expect(await row('contact', links.contact_id)).toMatchObject({ email: lead.email, account_id: null })
  })

  test('attached to an open opportunity: its account is taken, the person takes part', async () => {
    const first = await go((await makeLead()).id)
    const lead = await makeLead({ name: 'Odd Second' })
    const links = await go(lead.id, { opportunity: { id: String(first.opportunity_id) } })
    expect(links).toMatchObject({ account_id: first.account_id, opportunity_id: first.opportunity_id })
    const { rows } =
      await sql`select is_primary from contact_role where opportunity_id = ${links.opportunity_id} and contact_id = ${links.contact_id}`.execute(
        base.db,
      )
    expect(rows).toEqual([{ is_primary: false }])
    const other = await go((await makeLead()).id)
    const wrong = await refusal(
      go((await makeLead()).id, { account: { id: String(other.account_id) }, opportunity: { id: String(first.opportunity_id) } }),
    )
    expect(wrong.errors[0]?.field).toBe('opportunity.id')
  })

  test('what is required is named with its part; nothing is half done', async () => {
    const lead = await makeLead()
    const missing = await refusal(go(lead.id, { opportunity: { name: 'Only a name' } }))
    expect(missing.errors.map(one => one.field)).toEqual(['opportunity.record_type', 'opportunity.close_date'])
    const wrong = await refusal(go(lead.id, { contact: { email: 'no address' } }))
    expect(wrong.errors).toMatchObject([{ field: 'contact.email' }])
    const unknown = await refusal(go(lead.id, { account: { id: lead.id } }))
    expect(unknown.errors).toMatchObject([{ field: 'account.id', code: 'reference' }])
    const { rows } = await sql`select 1 from account where name = ${lead.company}`.execute(base.db)
    expect(rows).toEqual([])
  })

  test('a new account leaves a domain to the one that has it', async () => {
    const first = await go((await makeLead({ email: 'a@twice.example', company: 'Twice' })).id)
    const second = await go((await makeLead({ email: 'b@twice.example', company: 'Twice' })).id, { account: { name: 'Twice Labs' } })
    expect(second.account_id).not.toBe(first.account_id)
    expect(await row('account', second.account_id)).toMatchObject({ name: 'Twice Labs', domain: null })
  })

  test('each part asks for its own right', async () => {
    const lead = await makeLead()
    const mayNot = {
      ...ines,
      rights: {
        ...ines.rights,
        objects: { ...ines.rights.objects, account: { create: 'none', read: 'all', update: 'none', delete: 'none' } },
      },
    } as Actor
    const refused = await refusal(go(lead.id, undefined, mayNot))
    expect(refused).toMatchObject({ status: 403 })
    const [account] = await run(ctx => insertRecords(ctx, 'account', [{ name: 'Given', owner_id: tomasz.id }]))
    const links = await go(lead.id, { account: { id: String(account?.id) } }, mayNot)
    expect(await row('account', links.account_id)).toMatchObject({ domain: null, employees: null })
    const theirs = {
      ...tomasz,
      rights: { ...tomasz.rights, objects: { '*': { create: 'all', read: 'all', update: 'own', delete: 'own' } } },
    } as Actor
    expect(await refusal(go((await makeLead()).id, undefined, theirs))).toMatchObject({ status: 403 })
  })
})

describe('once', () => {
  test('a double click answers the same; another conversion is told what became of the lead', async () => {
    const lead = await makeLead()
    const [one, two] = await Promise.all([go(lead.id), go(lead.id)])
    expect(two).toEqual(one)
    expect(one.batch_id).not.toBeNull()
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from opportunity where lead_id = ${lead.id}`.execute(base.db)
    expect(rows[0]?.n).toBe(1)
    const refused = await refusal(go(lead.id, { opportunity: null }))
    expect(refused).toMatchObject({ status: 422, code: 'lead.already_converted', extra: { opportunity_id: one.opportunity_id } })
  })

  test('two leads of one company at once share the account and the contact', async () => {
    const [a, b] = [
      await makeLead({ email: 'x@same.example', company: 'Same' }),
      await makeLead({ email: 'x@same.example', company: 'Same' }),
    ]
    const [one, two] = await Promise.all([go(a.id), go(b.id)])
    expect([two.account_id, two.contact_id]).toEqual([one.account_id, one.contact_id])
    expect(two.opportunity_id).not.toBe(one.opportunity_id)
  })
})

describe('everything moves along, and back', () => {
  const history = async (lead: Awaited<ReturnType<typeof makeLead>>) =>
    run(async ctx => {
      const on = stampedParents('lead', lead)
      await insertRecords(ctx, 'activity', [{ ...on, kind: 'call', title: 'Call', occurred_at: testNow }])
      await insertRecords(ctx, 'note', [{ ...on, text: 'Liked it' }])
      await insertRecords(ctx, 'task', [
        { ...on, subject: 'Send the quote', owner_id: ines.id },
        { ...on, subject: 'Done before', owner_id: ines.id, done_at: testNow },
      ])
      await insertRecords(ctx, 'file', [{ ...on, name: 'a.pdf', content_type: 'application/pdf', size: 1, sha256: 'x' }])
      await insertRecords(ctx, 'conversation', [{ subject: 'Hello', last_message_at: testNow, lead_id: lead.id }])
    })
  const tables = ['lead', 'account', 'contact', 'opportunity', 'contact_role', 'activity', 'note', 'task', 'file', 'conversation']
  const snapshot = async () =>
    Object.fromEntries(
      await Promise.all(
        tables.map(async table => {
          const { rows } = await sql<{
            r: unknown
          }>`select to_jsonb(t) - 'version' - 'updated_at' - 'updated_by' as r from ${sql.table(table)} t
            where deleted_at is null order by id`.execute(base.db)
          return [table, rows.map(one => one.r)]
        }),
      ),
    )

  test('timelines, notes, tasks, files and conversations carry the new parents; open tasks change hands', async () => {
    const lead = await makeLead()
    await history(lead)
    const links = await go(lead.id, {
      opportunity: { name: 'With Tomasz', record_type: 'new_business', close_date: '2027-01-15', owner_id: tomasz.id },
    })
    for (const table of ['activity', 'note', 'task', 'file'])
      expect(
        await sql`select distinct account_id, contact_id, opportunity_id from ${sql.table(table)} where lead_id = ${lead.id}`
          .execute(base.db)
          .then(found => found.rows),
      ).toEqual([{ account_id: links.account_id, contact_id: links.contact_id, opportunity_id: links.opportunity_id }])
    expect(
      await sql`select account_id, contact_id from conversation where lead_id = ${lead.id}`.execute(base.db).then(found => found.rows),
    ).toEqual([{ account_id: links.account_id, contact_id: links.contact_id }])
    const { rows: tasks } = await sql`select subject, owner_id from task where lead_id = ${lead.id} order by subject`.execute(base.db)
    expect(tasks).toEqual([
      { subject: 'Done before', owner_id: ines.id },
      { subject: 'Send the quote', owner_id: tomasz.id },
    ])
  })

  test.each([
    ['new', {}],
    ['working', { status: 'working', first_responded_at: testNow, last_touched_at: testNow }],
    ['nurturing', { status: 'nurturing', nurture_until: '2026-12-24' }],
    ['in the pool', { owner_id: null, pooled_at: testNow }],
  ])('undo returns every table to what it was: %s', async (_case, values) => {
    const [account] = await run(ctx => insertRecords(ctx, 'account', [{ name: `Old ${count}`, domain: `fjord-${count + 1}.example` }]))
    const lead = await makeLead(values)
    expect(lead.account_id).toBe(account?.id)
    await history(lead)
    const before = await snapshot()
    const { batch_id } = await go(lead.id)
    expect(await snapshot()).not.toEqual(before)
    await run(ctx => undoBatch(ctx, String(batch_id)))
    expect(await snapshot()).toEqual(before)
    // And it can be converted again.
    const again = await go(lead.id)
    expect(await row('lead', lead.id)).toMatchObject({ status: 'converted', opportunity_id: again.opportunity_id })
  })
})

describe('a converted lead', () => {
  test('is read-only by every door', async () => {
    const lead = await makeLead()
    await go(lead.id)
    const doors: Record<string, (ctx: Context) => Promise<unknown>> = {
      page: ctx => updateRecord(ctx, 'lead', lead.id, { phone: '+1' }),
      status: ctx => updateRecord(ctx, 'lead', lead.id, { status: 'working' }),
      bulk: ctx => bulk(ctx, ctx.registry.get('lead'), { action: 'update', ids: [lead.id], set: { status: 'new' } }),
      'bulk of an owner': ctx => bulk(ctx, ctx.registry.get('lead'), { action: 'update', ids: [lead.id], set: { owner_id: tomasz.id } }),
      assign: ctx => assign(ctx, lead.id, { owner_id: String(tomasz.id) }),
      release: ctx => release(ctx, lead.id, {}),
      keep: ctx => keep(ctx, lead.id, { reason: 'x' }),
      disqualify: ctx => disqualify(ctx, lead.id, { disqualification_reason: 'budget' }),
      program: ctx => updateRecords(ctx, 'lead', [{ id: lead.id, changes: { company: 'Other' } }]),
      account: ctx => updateRecord(ctx, 'lead', lead.id, { account_id: null }),
    }
    for (const [door, work] of Object.entries(doors)) expect((await refusal(run(work))).status, door).toBe(422)
    await run(ctx => updateRecords(ctx, 'lead', [{ id: lead.id, changes: { last_touched_at: testNow } }]))
  })

  test('is reached by nothing but conversion', async () => {
    const statuses = Object.keys(leadTransitions)
    for (const from of statuses.filter(one => one !== 'converted')) {
      const lead = await makeLead({ status: from, disqualification_reason: from === 'unqualified' ? 'budget' : null })
      const ways: ((ctx: Context) => Promise<unknown>)[] = [
        ctx => updateRecord(ctx, 'lead', lead.id, { status: 'converted' }),
        ctx => bulk(ctx, ctx.registry.get('lead'), { action: 'update', ids: [lead.id], set: { status: 'converted' } }),
        ctx => updateRecords(ctx, 'lead', [{ id: lead.id, changes: { status: 'converted' } }]),
      ]
      for (const work of ways) expect(['lead.convert_first', 'lead.transition']).toContain((await refusal(run(work))).code)
    }
    const open = await makeLead()
    expect((await refusal(run(ctx => updateRecord(ctx, 'lead', open.id, { converted_at: testNow.toISOString() })))).errors).toMatchObject([
      { code: 'read_only' },
    ])
    expect(
      (await refusal(run(ctx => createLead(ctx, { name: 'New', email: 'n@new.example', owner_id: ines.id, status: 'converted' })))).code,
    ).toBe('lead.convert_first')
    expect((await refusal(run(ctx => insertRecords(ctx, 'lead', [{ name: 'New', status: 'converted' }])))).code).toBe('lead.convert_first')
  })

  test('cannot be claimed', async () => {
    const lead = await makeLead({ owner_id: null })
    await go(lead.id)
    expect((await refusal(run(ctx => claim(ctx, lead.id)))).code).toBe('lead.already_converted')
  })
})

test('the preview says whom it matches, what goes where and what is missing', async () => {
  const domain = 'preview.example'
  const [account] = await run(ctx => insertRecords(ctx, 'account', [{ name: 'Preview', domain }, { name: 'Preview North' }]))
  const lead = await makeLead({ email: `p@${domain}`, company: 'Preview' })
  const seen = await conversionOf(as(), lead.id, undefined)
  expect(seen.account.matches.map(one => [one.record.name, one.why, one.sure])).toEqual([
    ['Preview', 'Linked already', true],
    ['Preview North', 'A similar name', false],
  ])
  expect(seen.account.matches[0]?.fills).toEqual(expect.arrayContaining(['employees', 'country']))
  expect(seen.account.selected?.id).toBe(account?.id)
  expect(seen.contact.values).toMatchObject({ name: 'Vilde Lindqvist' })
  expect(seen.opportunity).toMatchObject({ default_amount: 20_000, values: { name: 'Preview – New business' } })
  expect(seen.guidance).toContain('A solid next step')
})
