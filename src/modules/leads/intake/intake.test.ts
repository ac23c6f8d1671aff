import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../../platform/context.ts'
import { insertRecords, updateRecord } from '../../../platform/object/write.ts'
import { Refusal } from '../../../platform/refuse.ts'
import { commit, testContext, testNow, userActor } from '../../../platform/testing/context.ts'
import { useDatabase } from '../../../platform/testing/database.ts'
import { account } from '../../accounts/account.object.ts'
import { accountIdentity } from '../../accounts/identity.ts'
import { territory } from '../../assignment/territory.object.ts'
import { contact } from '../../contacts/contact.object.ts'
import { mail } from '../../notifications/mail.object.ts'
import { opportunity } from '../../opportunities/opportunity.object.ts'
import { activity } from '../../timeline/activity.object.ts'
import { user } from '../../users/user.object.ts'
import { assign } from '../assign.ts'
import { disqualify } from '../disqualify.ts'
import { leadDerivations } from '../lead.derive.ts'
import { lead } from '../lead.object.ts'
import { claim } from '../pool/claim.ts'
import { release } from '../pool/release.ts'
import { rescore } from '../rescore.ts'
import { tryAssignment } from './assign_new_lead.ts'
import { createLead } from './create_lead.ts'
import { findDuplicates } from './find_duplicates.ts'
import { type Intake, intake } from './intake.ts'

const database = useDatabase({ max: 20 })
const definitions = [lead, contact, account, opportunity, territory, user, activity, mail]
const context = (more: Partial<Parameters<typeof testContext>[1]> = {}) =>
  testContext(database.db, { definitions, derivations: [accountIdentity, ...leadDerivations], ...more })
const day = 86_400_000

const people = ['Ines Carvalho', 'Tomasz Wilk', 'Hanneke Smit', 'Luca Ferrante']
const ids = new Map<string, string>()
const idOf = (name: string) => ids.get(name) ?? ''

beforeAll(async () => {
  const ctx = context()
  await commit(database.db, ctx, async c => {
    const users = await insertRecords(
      c,
      'user',
      people.map(name => ({ name, email: `${name.split(' ')[0]?.toLowerCase()}@northlight.example`, role: 'sales' })),
    )
    for (const row of users) ids.set(String(row.name), row.id)
    await insertRecords(c, 'territory', [
      { name: 'EMEA and Australia', position: 1, countries: ['150', '002', '145', 'IR', 'AU'], members: people.slice(0, 3).map(idOf) },
      { name: 'Rest of world', position: 2, countries: ['*'], members: [idOf('Luca Ferrante')] },
    ])
  })
})

let counter = 0
const form = (values: Record<string, unknown>, more: Partial<Intake> = {}): Intake => ({
  source: 'contact_form',
  values: { name: `Person ${++counter}`, email: `p${counter}@company${counter}.example`, country: 'Norway', ...values },
  ...more,
})
const take = (given: Intake, ctx: Context = context()) => commit(database.db, ctx, c => intake(c, given))
const load = async (id: string) =>
  (await database.db.selectFrom('lead').selectAll().where('id', '=', id).execute())[0] ?? expect.fail('no such lead')
const refused = async (work: Promise<unknown>): Promise<Refusal> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('It was not refused')
}

describe('intake: one door (C1–C4)', () => {
  test('normalises, enriches, scores, assigns with the reason', async () => {
    const { lead_id, outcome } = await take(
      form({
        name: 'Maren Holst',
        email: ' Maren@Fjordlast.NO ',
        country: 'Norge',
        title: 'Head of Data',
        employees: 240,
        annual_revenue: 32_000_000,
        monthly_events: 6_200_000,
      }),
    )
    expect(outcome).toBe('created')
    const row = await load(lead_id)
    expect(row).toMatchObject({
      email: 'maren@fjordlast.no',
      country: 'NO',
      domain: 'fjordlast.no',
      first_name: 'Maren',
      status: 'new',
      score: 50,
      recommended_flow: 'hands_on',
    })
    expect(row.assignment_reason).toMatch(/Norway is in EMEA and Australia/)
    expect(row.sla_due_at?.getTime()).toBe(testNow.getTime() + day)
    expect(people.slice(0, 3).map(idOf)).toContain(row.owner_id)
    const { rows } = await sql<{ user_id: string }>`select user_id from notification where record_id = ${lead_id}`.execute(database.db)
    expect(rows.map(one => one.user_id)).toEqual([row.owner_id])
  })

  test('no value is lost: what a field refuses is kept as submitted', async () => {
    const { lead_id } = await take(
      form({ monthly_events: 'a lot', nonsense: 'kept', status: 'converted', owner_id: idOf('Luca Ferrante') }),
    )
    const row = await load(lead_id)
    expect(row.status).toBe('new')
    expect(JSON.stringify(row.submitted)).toContain('a lot')
    expect(JSON.stringify(row.submitted)).toContain('kept')
  })

  test('a missing or unknown country goes to the rest of the world', async () => {
    const row = await load((await take(form({ country: undefined, email: 'x@gmail.com' }))).lead_id)
    expect(row.owner_id).toBe(idOf('Luca Ferrante'))
    expect(row.domain).toBeNull()
  })

  test('the same person is one lead: by mail address, then by name and company domain (C1)', async () => {
    const first = await take(form({ name: 'Noor van Dijk', email: 'noor@havenmark.example' }))
    const again = await take(form({ name: 'N. van Dijk', email: 'NOOR@havenmark.example', phone: '+31 20 123 4567' }))
    const byName = await take(form({ name: 'noor van dijk', email: 'other@havenmark.example' }))
    expect([again, byName].map(one => [one.outcome, one.lead_id])).toEqual([
      ['duplicate', first.lead_id],
      ['duplicate', first.lead_id],
    ])
    expect((await load(first.lead_id)).phone).toBe('+31201234567')
  })

  test('fifty forms of one person at once make one lead', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => take(form({ name: 'Once Only', email: 'once@only.example' }))))
    expect(results.filter(one => one.outcome === 'created')).toHaveLength(1)
    expect(new Set(results.map(one => one.lead_id)).size).toBe(1)
  })
})

describe('assignment (C3)', () => {
  const counts = async (since: string) => {
    const { rows } = await sql<{
      owner_id: string
      n: number
    }>`select owner_id, count(*) as n from lead where source = ${since} group by owner_id`.execute(database.db)
    return new Map(rows.map(row => [row.owner_id, row.n]))
  }

  test('exact under fifty concurrent intakes, a fifth of which are rolled back', async () => {
    const abandon = new Error('rolled back on purpose')
    const one = (n: number) =>
      commit(database.db, context(), async c => {
        await intake(c, form({ country: 'DE' }, { source: 'event' }))
        if (n % 5 === 0) throw abandon
      }).catch(error => {
        if (error !== abandon) throw error
      })
    await Promise.all(Array.from({ length: 50 }, (_, n) => one(n)))
    const given = await counts('event')
    const shares = people.slice(0, 3).map(name => given.get(idOf(name)) ?? 0)
    expect(shares.reduce((sum, n) => sum + n, 0)).toBe(40)
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
  })

  test('who is away is skipped and continues level on return', async () => {
    const away = idOf('Hanneke Smit')
    await database.db
      .updateTable('user')
      .set({ out_of_office_from: '2026-11-18', out_of_office_until: '2026-11-23' })
      .where('id', '=', away)
      .execute()
    for (let n = 0; n < 6; n++) await take(form({ country: 'FR' }, { source: 'referral' }))
    expect((await counts('referral')).get(away)).toBeUndefined()
    const back = context({ now: new Date('2026-11-24T09:00:00Z') })
    for (let n = 0; n < 9; n++) await take(form({ country: 'FR' }, { source: 'slack' }), back)
    expect([...(await counts('slack')).values()]).toEqual([3, 3, 3])
    await database.db.updateTable('user').set({ out_of_office_from: null, out_of_office_until: null }).where('id', '=', away).execute()
  })

  test('a returning company goes to its owner and uses up no turn', async () => {
    const first = await load((await take(form({ email: 'a@returning.example' }))).lead_id)
    const before = await database.db.selectFrom('rotation_turn').selectAll().orderBy('user_id').execute()
    const second = await load((await take(form({ email: 'b@returning.example', country: 'US' }))).lead_id)
    expect(second.owner_id).toBe(first.owner_id)
    expect(await database.db.selectFrom('rotation_turn').selectAll().orderBy('user_id').execute()).toEqual(before)
  })

  test('the try-it box runs the same rules and saves nothing', async () => {
    const before = await database.db.selectFrom('rotation_turn').selectAll().orderBy('user_id').execute()
    const tried = await tryAssignment(context(), {
      email: 'lena@jarrah.example',
      domain: 'jarrah.example',
      country: 'AU',
      source: 'contact_form',
    })
    expect(tried.steps.at(-1)).toMatchObject({ ok: true })
    expect(await database.db.selectFrom('rotation_turn').selectAll().orderBy('user_id').execute()).toEqual(before)
    const real = await load((await take(form({ email: 'lena@jarrah.example', country: 'Australia' }))).lead_id)
    expect(real.owner_id).toBe(tried.owner_id)
  })
})

describe('working a lead (D1, C6, C7)', () => {
  const ines = () => userActor({ id: idOf('Ines Carvalho'), name: 'Ines Carvalho' })

  test('claim has exactly one winner of many', async () => {
    const { lead_id } = await take(form({}))
    await commit(database.db, context({ actor: ines() }), c => release(c, lead_id, { reason: 'no time' }))
    const clicks = await Promise.allSettled(
      people.map(name => commit(database.db, context({ actor: userActor({ id: idOf(name), name }) }), c => claim(c, lead_id))),
    )
    expect(clicks.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of clicks) if (one.status === 'rejected') expect(one.reason).toMatchObject({ status: 409, code: 'lead.claimed' })
  })

  test('unqualified needs a reason, converted only by conversion, whichever door', async () => {
    const { lead_id } = await take(form({}))
    const ctx = context({ actor: ines() })
    const change = (values: Record<string, unknown>) => commit(database.db, ctx, c => updateRecord(c, 'lead', lead_id, values))
    expect((await refused(change({ status: 'unqualified' }))).code).toBe('lead.reason_missing')
    expect((await refused(change({ status: 'converted' }))).code).toBe('lead.convert_first')
    await change({ status: 'working' })
    const row = await commit(database.db, ctx, c =>
      disqualify(c, lead_id, { disqualification_reason: 'budget', disqualification_notes: 'none this year' }),
    )
    expect(row).toMatchObject({ status: 'unqualified', disqualification_reason: 'budget' })
    expect((await refused(commit(database.db, ctx, c => disqualify(c, lead_id, { disqualification_reason: 'nope' })))).status).toBe(422)
  })

  test('assigning by hand says who did, and tells the new owner', async () => {
    const { lead_id } = await take(form({}))
    await commit(database.db, context({ actor: ines() }), c => assign(c, lead_id, { owner_id: idOf('Luca Ferrante') }))
    expect((await load(lead_id)).assignment_reason).toBe('Given to Luca Ferrante by Ines Carvalho.')
    expect((await refused(commit(database.db, context({ actor: ines() }), c => assign(c, lead_id, { owner_id: lead_id })))).status).toBe(
      422,
    )
  })

  test('by hand: duplicates are shown while typing, and the lead takes the same door', async () => {
    const ctx = context({ actor: ines() })
    const made = await commit(database.db, ctx, c => createLead(c, { name: 'Clara Brandt', email: 'clara@lumenfeld.de' }))
    expect(made).toMatchObject({ source: 'manual', country: 'DE', company: 'Lumenfeld' })
    expect((await findDuplicates(ctx, { email: 'CLARA@lumenfeld.de' })).map(one => [one.object, one.id])).toEqual([['lead', made.id]])
  })
})

describe('scores follow their inputs (C2)', () => {
  test('a change of the account is felt by its leads', async () => {
    const { lead_id } = await take(form({ email: 'kora@kora-logistics.example' }))
    const before = (await load(lead_id)).score
    const ctx = context()
    await commit(database.db, ctx, async c => {
      const [row] = await insertRecords(c, 'account', [{ name: 'Kora Logistics', domain: 'kora-logistics.example', employees: 2_000 }])
      await updateRecord(c, 'lead', lead_id, { account_id: row?.id ?? null }, { trusted: true })
    })
    expect((await load(lead_id)).score).toBe(before + 20)
    await database.db.updateTable('account').set({ employees: 500 }).where('domain', '=', 'kora-logistics.example').execute()
    await commit(database.db, ctx, c => rescore(c, [lead_id]))
    expect((await load(lead_id)).score).toBe(before + 10)
  })
})
