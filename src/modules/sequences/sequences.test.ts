import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '../../app/modules.ts'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { registerConsumers } from '../../platform/jobs/consume.ts'
import { undoBatch } from '../../platform/log/undo.ts'
import { bulk } from '../../platform/object/bulk.ts'
import { createRecord, deleteRecords, insertRecords, updateRecord } from '../../platform/object/write.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { catchUp, commit, storeUser, testContext, userActor } from '../../platform/testing/context.ts'
import { useDatabase } from '../../platform/testing/database.ts'
import { ROLES } from '../../playbooks/roles.ts'
import { SELF_SERVE_FLOW } from '../../playbooks/self_serve_flow.ts'
import { inTouch } from '../in_touch/in_touch.queries.ts'
import { processInbound } from '../inbound/process_inbound.ts'
import { receiveMail } from '../mail/receive_mail.ts'
import { retryMail } from '../notifications/retry_mail.ts'
import { sendMail } from '../notifications/send_mail.job.ts'
import { type Enrollable, enroll } from './enroll.ts'
import { preview } from './preview.ts'
import { resume } from './resume.ts'
import { sendSteps, sendStepsSchedule } from './send_steps.ts'
import { sequences } from './sequences.module.ts'
import { stop } from './stop.ts'
import { unsubscribe } from './unsubscribe.ts'
import { readUnsubscribeToken } from './unsubscribe_link.ts'

const base = useDatabase({ max: 6 })
let ctx: Context
const ana = userActor({ name: 'Ana Gomes', role: 'revops' })
const salesRights = ROLES.find(role => role.key === 'sales')?.rights
const ben = userActor({ name: 'Ben Moss', role: 'sales' }, salesRights)
let flow = ''
let manual = ''
// A Thursday; Oslo is at +01:00.
const thursday = new Date('2026-11-19T10:00:00Z')
const undone = sequences.consumers?.[0]
let people = 0

beforeAll(async () => {
  ctx = testContext(base.db, {
    definitions: modules.flatMap(one => one.objects ?? []),
    derivations: modules.flatMap(one => one.derivations ?? []),
    consequences: modules.flatMap(one => one.consequences ?? []),
    bulkActions: modules.flatMap(one => one.bulkActions ?? []),
    now: thursday,
    actor: ana,
    // Nobody listens there: what is sent stays waiting.
    ports: { mailTransport: { url: 'smtp://127.0.0.1:9', from: 'Northlight <crm@northlight.example>' } },
  })
  ctx.settings.set('workspace', { ...workspaceSetting.default, name: 'Northlight', time_zone: 'Europe/Oslo' })
  for (const person of [ana, ben]) await storeUser(base.db, person)
  await run(async one => {
    await registerConsumers(one, undone ? [undone] : [])
    await insertRecords(one, 'address', [{ address: 'sales@northlight.example', purpose: 'sales' }])
    flow = (await createRecord(one, 'sequence', { ...SELF_SERVE_FLOW, steps: [...SELF_SERVE_FLOW.steps] })).id
    manual = (
      await createRecord(one, 'sequence', {
        name: 'Check in',
        steps: [
          { key: 'a', subject: 'Hello {{company}}', body: 'Hi {{first_name|there}},\n\nstill {{plan}}?', delay_days: 0 },
          { key: 'b', subject: 'Again', body: 'Just once more. {{owner.first_name}}', delay_days: 1, at: '09:00' },
        ],
      })
    ).id
  })
})
beforeEach(() => base.pool.query(`delete from notification`))

const run = <T>(work: (one: Context) => Promise<T>, more: Partial<Context> = {}) => commit(base.db, { ...ctx, ...more }, work)
const at = (now: string | Date) => ({ now: new Date(now) })
const person = async (values: Record<string, unknown> = {}, object: Enrollable = 'lead') => {
  people += 1
  const email = `zoe${people}@firm${people}.example`
  const who = { name: 'Zoë Quist', email, country: 'NO', owner_id: ana.id }
  const rest = object === 'lead' ? { company: 'Fjordlast', plan: 'Free' } : {}
  return run(one => createRecord(one, object, { ...who, ...rest, ...values }, { trusted: true }))
}
const tick = (id: string, on = true, more: Partial<Context> = {}) =>
  run(one => updateRecord(one, 'lead', id, { self_serve_no_interaction: on }), more)
const enrol = (record: { id: string }, object: Enrollable = 'lead', more: Partial<Context> = {}) =>
  run(one => enroll(one, { sequence_id: manual, object, record_id: record.id }), more)
const enrolments = (id: string) =>
  base.db.selectFrom('enrollment').selectAll().where('record_id', '=', id).where('deleted_at', 'is', null).orderBy('id').execute()
const only = async (id: string) => {
  const [one, ...more] = await enrolments(id)
  expect(more).toEqual([])
  if (!one) throw new Error('Nobody was enrolled')
  return one
}
const mailsTo = (email: unknown) =>
  base.db.selectFrom('mail').selectAll().where('to_address', '=', String(email)).orderBy('created_at').orderBy('id').execute()
const send = (now: string | Date = thursday) => run(one => sendSteps(one), at(now))
const sentOn = async (record: string) =>
  (await base.db.selectFrom('activity').selectAll().where('record_id', '=', record).where('deleted_at', 'is', null).execute()).map(
    one => one.title,
  )

describe('the self-serve flow (D5)', () => {
  test('ticking the box starts it, and nothing else is to be done', async () => {
    const lead = await person()
    await tick(lead.id)
    expect(await only(lead.id)).toMatchObject({ sequence_id: flow, state: 'active', sent: 0, time_zone: 'Europe/Oslo', next_at: thursday })
    const { rows } = await base.pool.query(`select 1 from graphile_worker.jobs where task_identifier = 'send_steps'`)
    expect(rows.length).toBeGreaterThan(0)

    await send()
    // Three working days on, over the weekend, at nine in Oslo.
    expect(await only(lead.id)).toMatchObject({ sent: 1, next_at: new Date('2026-11-24T08:00:00Z'), last_sent_at: thursday })
    await send('2026-11-24T07:59:59Z')
    expect(await mailsTo(lead.email)).toHaveLength(1)
    await send('2026-11-24T08:00:00Z')
    expect(await only(lead.id)).toMatchObject({ sent: 2, next_at: new Date('2026-12-03T08:00:00Z') })
    await send('2026-12-03T08:00:00Z')
    expect(await only(lead.id)).toMatchObject({ sent: 3, state: 'finished', next_at: null })
    await send('2027-01-03T08:00:00Z')

    const mails = await mailsTo(lead.email)
    expect(mails.map(mail => mail.subject)).toEqual(['Welcome: getting started', 'First insights', 'Anything in the way?'])
    expect(mails[0]).toMatchObject({
      from_name: 'Ana Gomes',
      from_address: 'sales@northlight.example',
      reply_to: '"Ana Gomes" <sales@northlight.example>',
      state: 'waiting',
    })
    expect(mails[0]?.text).toContain('Hi Zoë,')
    expect(mails[0]?.text).toContain('\nAna\n')
    expect(mails.map(mail => `${mail.text}${mail.html}${mail.subject}`).join()).not.toMatch(/\{\{|\}\}/)
    expect(mails[0]?.headers).toEqual({
      'List-Unsubscribe': expect.stringMatching(/^<http:\/\/127\.0\.0\.1:3000\/u\/\S+>$/),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
  })

  test('its mails stand on the timeline as what they are, and count neither as a first reply nor as work on the lead (C6, C7)', async () => {
    const lead = await person()
    await tick(lead.id)
    await send()
    const [activity] = await base.db.selectFrom('activity').selectAll().where('record_id', '=', lead.id).execute()
    expect(activity).toMatchObject({
      kind: 'mail',
      direction: 'out',
      user_id: null,
      detail: { automatic: true, sequence: 'Self-serve flow', sender_id: ana.id },
    })
    // Whoever else looks at the company sees in whose name it was written to.
    const seen = await run(one => inTouch(one, 'lead', lead.id), { actor: ben, ...at('2026-11-20T08:00:00Z') })
    expect(seen.touches).toMatchObject([{ user_id: ana.id, kind: 'sequence', record_id: lead.id }])
    expect((await run(one => inTouch(one, 'lead', lead.id), at('2026-11-20T08:00:00Z'))).touches).toEqual([])
    const after = await base.db.selectFrom('lead').selectAll().where('id', '=', lead.id).executeTakeFirstOrThrow()
    expect(after).toMatchObject({ status: 'new', first_responded_at: null, last_touched_at: null })
  })

  test.each([
    ['the page', (id: string) => tick(id)],
    [
      'many at once',
      (id: string) =>
        run(one => bulk(one, one.registry.get('lead'), { ids: [id], action: 'update', set: { self_serve_no_interaction: true } })),
    ],
  ])('starts by %s', async (_door, through) => {
    const lead = await person()
    await through(lead.id)
    expect((await only(lead.id)).state).toBe('active')
  })

  test('starts with a lead that comes with the box ticked', async () => {
    expect((await only((await person({ self_serve_no_interaction: true })).id)).state).toBe('active')
  })

  test('stops when the box is cleared; ticked again it goes on and does not begin anew', async () => {
    const lead = await person()
    await tick(lead.id)
    await send()
    await tick(lead.id, false, at('2026-11-20T09:00:00Z'))
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'box_cleared' })
    await send('2026-12-20T09:00:00Z')
    await tick(lead.id, true, at('2026-11-23T09:00:00Z'))
    await tick(lead.id, true, at('2026-11-23T09:00:00Z'))
    // What lay in the outbox was taken back, so the first mail is sent after all, once.
    expect((await only(lead.id)).state).toBe('active')
    await send('2026-11-23T09:00:00Z')
    expect((await mailsTo(lead.email)).map(mail => [mail.subject, mail.state])).toEqual([
      ['Welcome: getting started', 'withdrawn'],
      ['Welcome: getting started', 'waiting'],
    ])
    expect(await sentOn(lead.id)).toEqual(['Welcome: getting started'])
  })

  test('once it has run, only RevOps begins it again, by hand', async () => {
    const lead = await person({ owner_id: ben.id })
    await tick(lead.id)
    const { id } = await only(lead.id)
    await run(one => stop(one, id))
    await tick(lead.id, false)
    await tick(lead.id)
    expect((await enrolments(lead.id)).map(one => one.state)).toEqual(['stopped'])
    const again = (actor: Actor) => run(one => enroll(one, { key: 'self_serve', object: 'lead', record_id: lead.id }), { actor })
    await expect(again(ben)).rejects.toMatchObject({ code: 'sequence.once_only' })
    await again(ana)
    expect((await enrolments(lead.id)).map(one => one.state)).toEqual(['stopped', 'active'])
  })

  test('blocks other sequences, and ends those that run', async () => {
    const lead = await person()
    await enrol(lead)
    await tick(lead.id)
    expect((await enrolments(lead.id)).map(one => [one.state, one.stopped_reason])).toEqual([
      ['stopped', 'self_serve'],
      ['active', null],
    ])
    await expect(enrol(lead)).rejects.toMatchObject({ code: 'sequence.self_serve' })
  })

  test('says why nothing goes out, and waits for an address', async () => {
    const nobody = await person({ email: null })
    await tick(nobody.id)
    expect(await only(nobody.id)).toMatchObject({ state: 'held', stopped_reason: 'no_address' })
    await run(one => updateRecord(one, 'lead', nobody.id, { email: 'late@firm.example' }))
    expect(await only(nobody.id)).toMatchObject({ state: 'active', email: 'late@firm.example', domain: 'firm.example' })
    const gone = await person()
    await run(one => createRecord(one, 'unsubscribe', { email: gone.email }))
    await tick(gone.id)
    expect(await only(gone.id)).toMatchObject({ state: 'stopped', stopped_reason: 'unsubscribe' })
    const closed = await person({ status: 'unqualified', disqualification_reason: 'budget' })
    await tick(closed.id)
    expect(await enrolments(closed.id)).toEqual([])
  })
})

describe('a step is sent once', () => {
  test('whoever runs it and however often', async () => {
    const leads = [await person(), await person()]
    for (const lead of leads) await enrol(lead)
    await Promise.all([send(), send(), send()])
    for (const lead of leads) expect(await mailsTo(lead.email)).toHaveLength(1)
  })

  test('a worker that is killed in between leaves nothing half-done', async () => {
    const lead = await person()
    await enrol(lead)
    await expect(
      run(async one => {
        await sendSteps(one)
        throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
    expect(await mailsTo(lead.email)).toEqual([])
    expect(await only(lead.id)).toMatchObject({ sent: 0, state: 'active' })
    await send()
    await send()
    expect(await mailsTo(lead.email)).toHaveLength(1)
  })

  test('and says when it is next due, for the clock', async () => {
    await base.pool.query(`update enrollment set state = 'finished' where state = 'active'`)
    expect(await run(one => sendStepsSchedule.next?.(one) ?? Promise.resolve(null))).toBeNull()
    const lead = await person()
    await enrol(lead)
    await send()
    expect(await run(one => sendStepsSchedule.next?.(one) ?? Promise.resolve(null))).toEqual(new Date('2026-11-20T08:00:00Z'))
    await run(one => updateRecord(one, 'sequence', manual, { active: false }))
    expect(await run(one => sendStepsSchedule.next?.(one) ?? Promise.resolve(null))).toBeNull()
    await send('2026-11-25T08:00:00Z')
    expect(await mailsTo(lead.email)).toHaveLength(1)
    await run(one => updateRecord(one, 'sequence', manual, { active: true }))
    await send('2026-11-25T08:00:00Z')
    expect(await mailsTo(lead.email)).toHaveLength(2)
  })
})

describe('merge fields', () => {
  test('one that is missing holds the mail, tells the owner, and goes on when it is known', async () => {
    const lead = await person({ company: null, plan: null })
    await enrol(lead)
    await send()
    expect(await mailsTo(lead.email)).toEqual([])
    const held = await only(lead.id)
    expect(held).toMatchObject({ state: 'held', stopped_reason: 'missing_fields', sent: 0 })
    expect(held.note).toContain('company, plan')
    const told = await base.db
      .selectFrom('notification')
      .selectAll()
      .where('user_id', '=', ana.id ?? '')
      .execute()
    expect(told.map(one => [one.kind, one.record_id])).toEqual([['sequence', lead.id]])
    await run(one => updateRecord(one, 'lead', lead.id, { company: 'Fjordlast', plan: 'Free' }))
    await run(one => resume(one, held.id))
    await send()
    expect((await mailsTo(lead.email)).map(mail => mail.subject)).toEqual(['Hello Fjordlast'])
  })

  test('what was held goes out by itself once the field is filled, by whatever door; until then nobody is told twice', async () => {
    const lead = await person({ company: null, plan: null })
    await enrol(lead)
    await send()
    expect((await only(lead.id)).state).toBe('held')
    const due = (now: string) => run(one => sendStepsSchedule.next?.(one) ?? Promise.resolve(null), at(now))
    const minute = (n: number) => `2026-11-19T10:${String(n).padStart(2, '0')}:00Z`
    await run(one => updateRecord(one, 'lead', lead.id, { company: 'Fjordlast' }), at(minute(1)))
    expect(await due(minute(2))).toEqual(new Date(minute(2)))
    await base.pool.query('delete from notification')
    await send(minute(2))
    expect(await only(lead.id)).toMatchObject({ state: 'held', note: expect.stringContaining('needs plan, which is') })
    expect(await base.db.selectFrom('notification').selectAll().execute()).toEqual([])
    expect(await due(minute(3))).not.toEqual(new Date(minute(3)))
    await run(one => bulk(one, one.registry.get('lead'), { ids: [lead.id], action: 'update', set: { plan: 'Free' } }), at(minute(4)))
    await send(minute(5))
    expect(await only(lead.id)).toMatchObject({ state: 'active', stopped_reason: null, note: null, sent: 1 })
    expect((await mailsTo(lead.email)).map(mail => mail.subject)).toEqual(['Hello Fjordlast'])
    await send(minute(6))
    expect(await mailsTo(lead.email)).toHaveLength(1)
  })

  test('a preview marks them, says when each mail goes, and saves nothing', async () => {
    const lead = await person({ company: null })
    const seen = await run(one => preview(one, manual, { object: 'lead', record_id: lead.id }))
    expect(seen).toMatchObject({ to: lead.email, from_name: 'Ana Gomes', time_zone: 'Europe/Oslo', refused: null })
    expect(seen.steps.map(step => [step.at, step.missing])).toEqual([
      [thursday, ['company']],
      [new Date('2026-11-20T08:00:00Z'), []],
    ])
    expect(seen.steps[0]?.subject).toEqual([
      { kind: 'text', text: 'Hello ' },
      { kind: 'missing', text: '{{company}}', field: 'company' },
    ])
    const other = [{ key: 'x', subject: 'S', body: '{{country}}', delay_days: 0, at: null }]
    expect((await run(one => preview(one, manual, { object: 'lead', record_id: lead.id, steps: other }))).steps[0]?.body).toEqual([
      { kind: 'value', text: 'Norway', field: 'country' },
    ])
    expect(await enrolments(lead.id)).toEqual([])
  })

  test('what a role may not see is not told by a preview', async () => {
    const lead = await person()
    const rights = { ...ben.rights, fields: { lead: { hidden: ['plan'], read_only: [] } } }
    const seen = await run(one => preview(one, manual, { object: 'lead', record_id: lead.id }), { actor: { ...ben, rights } })
    expect(seen.steps[0]?.missing).toEqual(['plan'])
  })

  test.each([
    ['an unknown field', [{ key: 'a', subject: '{{frist_name}}', body: 'b', delay_days: 0 }], 'steps.0.subject'],
    ['broken braces', [{ key: 'a', subject: 's', body: 'Hi {{first_name}', delay_days: 0 }], 'steps.0.body'],
    ['no text', [{ key: 'a', subject: 's', body: ' ', delay_days: 0 }], 'steps.0.body'],
    ['two of one key', [1, 2].map(() => ({ key: 'a', subject: 's', body: 'b', delay_days: 0 })), 'steps'],
  ])('a sequence with %s is refused', async (_case, steps, field) => {
    await expect(run(one => createRecord(one, 'sequence', { name: 'Wrong', steps }))).rejects.toMatchObject({ errors: [{ field }] })
  })
})

describe('enrolling', () => {
  test('many: whoever cannot be enrolled is named with the reason', async () => {
    const [fine, inIt, nobody, left, unwanted, flowing] = [
      await person(),
      await person(),
      await person({ email: null }),
      await person(),
      await person(),
      await person({ self_serve_no_interaction: true }),
    ]
    await enrol(inIt)
    await run(one => createRecord(one, 'unsubscribe', { email: left.email }))
    await person({ email: unwanted.email, do_not_contact: true }, 'contact')
    const twin = await person({ email: fine.email })
    const ids = [fine, inIt, nobody, left, unwanted, flowing, twin].map(one => one.id)
    const result = await run(one => bulk(one, one.registry.get('lead'), { ids, action: 'enroll', sequence_id: manual }))
    expect(result).toMatchObject({ count: 1, total: 7, left: { total: 6, first: result.skipped } })
    expect(result.left?.reasons).toContainEqual({ reason: 'The address unsubscribed from such mails.', count: 1 })
    const reasons = Object.fromEntries(result.skipped.map(one => [one.id, one.reason]))
    expect(ids.slice(1).map(id => reasons[id])).toEqual([
      'They are in this sequence already.',
      'There is no mail address.',
      `${left.email} unsubscribed from such mails.`,
      'They are not to be contacted.',
      expect.stringContaining('self-serve flow'),
      expect.stringContaining('through another record'),
    ])
    await run(one => undoBatch(one, result.batch_id))
    expect(await enrolments(fine.id)).toEqual([])
    await send()
    expect(await mailsTo(fine.email)).toEqual([])
  })

  test('contacts too, with the name of their account', async () => {
    const account = await run(one => createRecord(one, 'account', { name: 'Halden Rail' }))
    const contact = await person({ account_id: account.id }, 'contact')
    const seen = await run(one => preview(one, manual, { object: 'contact', record_id: contact.id }))
    expect(seen.steps[0]?.subject[1]).toMatchObject({ text: 'Halden Rail' })
    await enrol(contact, 'contact')
    await run(one => updateRecord(one, 'contact', contact.id, { do_not_contact: true }))
    expect(await only(contact.id)).toMatchObject({ state: 'stopped', stopped_reason: 'do_not_contact', account_id: account.id })
  })

  test('is for whoever may change the record: sales their own, and those of nobody', async () => {
    const [mine, theirs, nobodys] = [await person({ owner_id: ben.id }), await person(), await person({ owner_id: null })]
    await enrol(mine, 'lead', { actor: ben })
    await enrol(nobodys, 'lead', { actor: ben })
    await expect(enrol(theirs, 'lead', { actor: ben })).rejects.toMatchObject({ status: 403 })
    await enrol(theirs)
    const { id } = await only(theirs.id)
    await expect(run(one => stop(one, id), { actor: ben })).rejects.toMatchObject({ status: 403 })
    await expect(run(one => createRecord(one, 'sequence', { name: 'Mine' }), { actor: ben })).rejects.toMatchObject({ status: 403 })
    const result = await run(one => bulk(one, one.registry.get('lead'), { ids: [theirs.id], action: 'enroll', sequence_id: manual }), {
      actor: ben,
    })
    expect(result).toMatchObject({ count: 0, skipped: [{ id: theirs.id }] })
  })

  test('is refused for a paused sequence and one without mails', async () => {
    const lead = await person()
    const { id } = await run(one => createRecord(one, 'sequence', { name: 'Empty' }))
    await expect(run(one => enroll(one, { sequence_id: id, object: 'lead', record_id: lead.id }))).rejects.toMatchObject({
      code: 'sequence.empty',
    })
    const steps = [{ key: 'a', subject: 's', body: 'b', delay_days: 0 }]
    await run(one => updateRecord(one, 'sequence', id, { steps, active: false }))
    await expect(run(one => enroll(one, { sequence_id: id, object: 'lead', record_id: lead.id }))).rejects.toMatchObject({
      code: 'sequence.paused',
    })
  })
})

describe('stopping', () => {
  test('by hand takes back what lies in the outbox; undone, it goes on', async () => {
    const lead = await person()
    await enrol(lead)
    await send()
    const { id } = await only(lead.id)
    const { batch_id } = await run(one => stop(one, id))
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'by_hand', sent: 0, note: 'Ana Gomes stopped it.' })
    expect((await mailsTo(lead.email)).map(mail => mail.state)).toEqual(['withdrawn'])
    expect(await sentOn(lead.id)).toEqual([])
    // The job of a withdrawn mail has nothing to do.
    const [mail] = await mailsTo(lead.email)
    await sendMail.run({ id: mail?.id }, work => run(work))
    expect((await mailsTo(lead.email))[0]).toMatchObject({ state: 'withdrawn', attempts: 0 })
    await run(one => undoBatch(one, batch_id))
    await send()
    expect((await mailsTo(lead.email)).map(one => one.state)).toEqual(['withdrawn', 'waiting'])
  })

  test('an enrolment that is undone takes its mail back too', async () => {
    const lead = await person()
    const { batch_id } = await enrol(lead)
    await send()
    await run(one => undoBatch(one, batch_id))
    if (undone) await catchUp(base.db, ctx, undone)
    expect((await mailsTo(lead.email)).map(mail => mail.state)).toEqual(['withdrawn'])
    expect(await sentOn(lead.id)).toEqual([])
  })

  test.each([
    [
      'converted',
      (one: Context, id: string) => updateRecord(one, 'lead', id, { status: 'converted', converted_at: thursday }, { trusted: true }),
      'conversion',
    ],
    [
      'unqualified',
      (one: Context, id: string) => updateRecord(one, 'lead', id, { status: 'unqualified', disqualification_reason: 'budget' }),
      'unqualified',
    ],
    ['in the bin', (one: Context, id: string) => deleteRecords(one, 'lead', [id]), 'deleted'],
  ])('when a lead is %s', async (_case, change, reason) => {
    const lead = await person()
    await enrol(lead)
    await run(async one => void (await change(one, lead.id)))
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: reason })
  })

  test('wins over a mail that is due in the same minute, whichever comes first', async () => {
    const lead = await person()
    await enrol(lead)
    const { id } = await only(lead.id)
    const [sent, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const sendingFirst = run(async one => {
      await sendSteps(one)
      sent.resolve()
      await release.promise
    })
    await sent.promise
    const stopping = run(one => stop(one, id))
    release.resolve()
    await Promise.all([sendingFirst, stopping])
    expect((await mailsTo(lead.email)).map(mail => mail.state)).toEqual(['withdrawn'])

    const other = await person()
    await enrol(other)
    const { id: second } = await only(other.id)
    await run(async one => {
      await stop(one, second)
      // Another worker looks while the stop is not committed yet.
      await send()
    })
    await send()
    expect(await mailsTo(other.email)).toEqual([])
  })

  test('what changed unseen is seen by the transaction that sends', async () => {
    const lead = await person()
    await enrol(lead)
    await base.pool.query(`update lead set status = 'unqualified' where id = $1`, [lead.id])
    await send()
    expect(await mailsTo(lead.email)).toEqual([])
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'unqualified' })
  })
})

const headers = (lines: Record<string, string>, body: string) =>
  Buffer.from(
    `${Object.entries(lines)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n')}\r\n\r\n${body}\r\n`,
  )
const receive = async (lines: Record<string, string>, body = 'Hello', from?: string) => {
  const raw = headers({ To: 'sales@northlight.example', Subject: 'Re: Hello', 'Message-ID': `<${newId()}@x.example>`, ...lines }, body)
  const envelopeFrom = from ?? /[\w.+-]+@[\w.-]+/.exec(lines.From ?? '')?.[0] ?? ''
  await run(one => receiveMail(one, { envelopeFrom, recipients: ['sales@northlight.example'], raw, remoteAddress: '127.0.0.1' }))
  const { rows } = await base.pool.query<{ id: string }>(`select id from inbound where state = 'waiting'`)
  for (const { id } of rows) await processInbound(work => run(work), id)
}
const enrolledAndSent = async (values: Record<string, unknown> = {}) => {
  const lead = await person(values)
  await enrol(lead)
  await send()
  const [mail] = await mailsTo(lead.email)
  await base.pool.query(`update mail set state = 'sent', attempts = 1 where id = $1`, [mail?.id])
  return { id: lead.id, email: lead.email, messageId: `<${mail?.id}@northlight.example>` }
}

describe('answers', () => {
  test('a reply stops it, stands in the same conversation, and opens that for the owner', async () => {
    const lead = await enrolledAndSent()
    const before = await only(lead.id)
    await receive({ From: String(lead.email), 'In-Reply-To': lead.messageId })
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'reply', replied_at: thursday, sent: 1 })
    const conversation = await base.db
      .selectFrom('conversation')
      .selectAll()
      .where('id', '=', before.conversation_id ?? '')
      .executeTakeFirstOrThrow()
    expect(conversation).toMatchObject({ status: 'open', owner_id: ana.id, lead_id: lead.id })
    expect(
      await base.db.selectFrom('message').select('direction').where('conversation_id', '=', conversation.id).orderBy('id').execute(),
    ).toEqual([{ direction: 'out' }, { direction: 'in' }])
  })

  test('from another address in the same thread', async () => {
    const lead = await enrolledAndSent()
    await receive({ From: 'zoe.private@gmail.com', 'In-Reply-To': lead.messageId })
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'reply' })
  })

  test('of a colleague at the same company, but not of anybody with free mail', async () => {
    const lead = await enrolledAndSent({ email: 'kari@sub.samefirm.example' })
    const free = await enrolledAndSent({ email: 'somebody@gmail.com' })
    await receive({ From: 'boss@samefirm.example' })
    await receive({ From: 'stranger@gmail.com' })
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'same_company_reply', replied_at: null })
    expect((await only(free.id)).state).toBe('active')
  })

  test('an automatic reply stops nothing', async () => {
    const lead = await enrolledAndSent()
    await receive({ From: String(lead.email), 'In-Reply-To': lead.messageId, 'Auto-Submitted': 'auto-replied', Subject: 'Out of office' })
    expect((await only(lead.id)).state).toBe('active')
  })

  test('what a sequence does not stop on goes on, and still counts', async () => {
    const { id } = await run(one =>
      createRecord(one, 'sequence', {
        name: 'Stubborn',
        steps: [1, 2].map(n => ({ key: `s${n}`, subject: 'S', body: 'B', delay_days: 1 })),
        stop_on: { reply: false, same_company_reply: false },
      }),
    )
    const lead = await person()
    await run(one => enroll(one, { sequence_id: id, object: 'lead', record_id: lead.id }))
    await receive({ From: String(lead.email) })
    expect(await only(lead.id)).toMatchObject({ state: 'active', replied_at: thursday })
  })

  test('to the last mail still count', async () => {
    const lead = await enrolledAndSent()
    await send('2026-11-20T08:00:00Z')
    expect(await only(lead.id)).toMatchObject({ state: 'finished', sent: 2 })
    await receive({ From: String(lead.email) })
    expect(await only(lead.id)).toMatchObject({ state: 'finished', replied_at: thursday })
  })

  const report = (lead: { email?: unknown }, action: string, returned: string) =>
    [
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.firm.example',
      '',
      `Final-Recipient: rfc822; ${String(lead.email)}`,
      `Action: ${action}`,
      'Status: 5.1.1',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${returned}`,
      `To: ${String(lead.email)}`,
      '--b--',
    ].join('\r\n')
  const bounce = {
    From: 'MAILER-DAEMON@mx.firm.example',
    Subject: 'Undelivered Mail',
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
  }

  test.each([
    ['by the mail it returns', (lead: { messageId: string }) => report({ email: 'else@where.example' }, 'failed', lead.messageId)],
    ['by the address it names', (lead: { email?: unknown }) => report(lead, 'failed', '<other@x.example>')],
  ])('a bounce stops it, told %s', async (_case, body) => {
    const lead = await enrolledAndSent()
    await receive(bounce, body(lead), '')
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'bounce' })
  })

  test('a mail that is only late does not', async () => {
    const lead = await enrolledAndSent()
    await receive(bounce, report(lead, 'delayed', lead.messageId), '')
    expect((await only(lead.id)).state).toBe('active')
  })

  test('an address that the mail server refuses for good fails', async () => {
    const lead = await enrolledAndSent()
    const [mail] = await mailsTo(lead.email)
    await run(one => updateRecord(one, 'mail', mail?.id ?? '', { state: 'failed', last_error: '550 No such mailbox' }, { trusted: true }))
    expect(await only(lead.id)).toMatchObject({ state: 'failed', note: expect.stringContaining('550') })
  })
})

describe('unsubscribing', () => {
  const tokenOf = async (email: unknown) => {
    const [mail] = await mailsTo(email)
    return decodeURIComponent(/\/u\/([^>]+)>/.exec(JSON.stringify(mail?.headers))?.[1] ?? '')
  }

  test('by the link ends every sequence to that address, once', async () => {
    const lead = await enrolledAndSent()
    const token = await tokenOf(lead.email)
    const contact = await person({ email: lead.email }, 'contact')
    await run(one => enroll(one, { sequence_id: flow, object: 'contact', record_id: contact.id }))
    await Promise.all([run(one => unsubscribe(one, token, 'one_click')), run(one => unsubscribe(one, token, 'one_click'))])
    expect(await only(lead.id)).toMatchObject({ state: 'stopped', stopped_reason: 'unsubscribe' })
    expect(await only(contact.id)).toMatchObject({ state: 'stopped', stopped_reason: 'unsubscribe' })
    const listed = await base.db.selectFrom('unsubscribe').selectAll().where('email', '=', String(lead.email)).execute()
    expect(listed).toMatchObject([{ way: 'one_click', sequence_id: manual }])
    await expect(enrol(lead)).rejects.toMatchObject({ code: 'sequence.unsubscribe' })
    await run(one => deleteRecords(one, 'unsubscribe', [listed[0]?.id ?? '']))
    await enrol(lead)
  })

  test('nothing that lay in the outbox is sent after all', async () => {
    const lead = await enrolledAndSent()
    const [mail] = await mailsTo(lead.email)
    const again = () => run(one => retryMail(one, mail?.id ?? ''))
    await base.pool.query(`update mail set state = 'kept' where id = $1`, [mail?.id])
    await run(one => createRecord(one, 'unsubscribe', { email: lead.email }))
    await expect(again()).rejects.toMatchObject({ code: 'sequence.stopped' })
    await base.pool.query(`update mail set state = 'withdrawn' where id = $1`, [mail?.id])
    await expect(again()).rejects.toMatchObject({ code: 'mail.withdrawn' })
  })

  test('no made-up link does anything', async () => {
    const real = ctx.ports.secrets.seal('unsubscribe.01990000-0000-7000-8000-000000000000')
    expect(readUnsubscribeToken(ctx, real)).toBe('01990000-0000-7000-8000-000000000000')
    for (const token of [
      '',
      'x',
      'a.b.c',
      ctx.ports.secrets.seal('something else'),
      ctx.ports.secrets.seal("unsubscribe.' or 1=1"),
      '\0',
    ]) {
      expect(readUnsubscribeToken(ctx, token)).toBeNull()
      expect(await run(one => unsubscribe(one, token, 'page'))).toBeNull()
    }
    expect(await run(one => unsubscribe(one, real, 'page'))).toBeNull()
  })
})
