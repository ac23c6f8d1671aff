import { beforeAll, describe, expect, test } from 'vitest'
import { useProgram } from './acceptance.testing.ts'

const outside = useProgram()
type Person = Awaited<ReturnType<typeof outside.person>>
let rafa: Person
let ines: Person

beforeAll(async () => {
  rafa = await outside.person('Rafa Ortiz', 'sales')
  ines = await outside.person('Ines Carvalho', 'member')
  await rafa.api('PATCH', '/me', { time_zone: 'Europe/Berlin' })
  await rafa.api('PATCH', '/me/notifications', { digest: { days: 'every_day' } })
})

const mails = async (to: string) =>
  (await outside.sql(`select subject, text, created_at from mail where to_address = $1 order by created_at, id`, [to])) as {
    subject: string
    text: string
    created_at: Date
  }[]

describe('tasks (F4)', () => {
  test('in words, snoozed, done with an outcome, and repeated once however often somebody presses', async () => {
    const made = await rafa.api('POST', '/tasks/add_in_words', { text: 'Check in with Maren every week tomorrow 10:00' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ subject: 'Check in with Maren', recurrence: 'weekly', owner_id: rafa.id })
    const snoozed = await rafa.api('POST', `/tasks/${made.body.id}/snooze`, { until: 'in 3 days' })
    expect(snoozed.body).toMatchObject({ snoozes: 1 })
    expect((await rafa.api('POST', `/tasks/${made.body.id}/snooze`, { until: 'some day' })).status).toBe(422)
    const done = await Promise.all([1, 2, 3].map(() => rafa.api('POST', `/tasks/${made.body.id}/complete`, { outcome: 'All well' })))
    expect(done.map(one => one.status)).toEqual([200, 200, 200])
    const { body } = await rafa.api('GET', '/tasks?owner_id=me&subject=Check in with Maren')
    expect(body.data).toHaveLength(2)
    expect(body.data.filter((one: { done_at: string | null }) => one.done_at)).toMatchObject([{ outcome: 'All well' }])
  })

  test('a calendar link shows one’s own tasks and nothing else, until it is taken away', async () => {
    await rafa.api('POST', '/tasks', { subject: 'In the calendar', due_at: '2027-01-15T09:00:00Z' })
    await outside.api('POST', '/tasks', { subject: 'Of Ada', due_at: '2027-01-15T09:00:00Z' })
    const { body } = await rafa.api('POST', '/me/calendar')
    const feed = () => fetch(outside.base + new URL(body.url).pathname)
    const text = await (await feed()).text()
    expect(text).toContain('SUMMARY:In the calendar')
    expect(text).not.toContain('Of Ada')
    expect((await fetch(`${outside.base}/calendar/made-up.ics`)).status).toBe(404)
    expect((await rafa.api('DELETE', '/me/calendar')).status).toBe(204)
    expect((await feed()).status).toBe(404)
  })
})

test('a member may leave a note, and is told of the reply without being tagged; an hour’s mail comes as one (A8, F5)', async () => {
  const lead = (await outside.api('POST', '/leads', { name: 'Zoë Last', email: 'zoe@fjordlast.example', source: 'manual' })).body
  // Without the digest: at the hour of the morning in which it goes out there would be two mails.
  await ines.api('PATCH', '/me/notifications', { kinds: { reply: { page: true, mail: 'hourly' } }, digest: { on: false } })
  const note = await ines.api('POST', '/notes', { text: 'She asked for SSO', record: { object: 'leads', id: lead.id } })
  expect(note.status).toBe(201)
  for (const text of ['Noted', 'And answered']) {
    const reply = await rafa.api('POST', '/notes', { text, reply_to_id: note.body.id })
    expect(reply.body).toMatchObject({ thread_id: note.body.id, record: { object: 'lead', id: lead.id } })
  }
  const told = await outside.until(async () => {
    const { data } = (await ines.api('GET', '/notifications')).body
    return data.length === 2 && data
  }, 'two notices')
  expect(told.map((one: { kind: string }) => one.kind)).toEqual(['reply', 'reply'])
  expect(await mails(ines.email)).toEqual([])
  await outside.api('POST', '/test/clock', { advance: 'PT1H' })
  const sent = await outside.until(async () => (await mails(ines.email)).length > 0 && mails(ines.email), 'the hour’s mail')
  expect(sent.map(one => one.subject)).toEqual([expect.stringMatching(/^2 notifications: Rafa Ortiz replied on Zoë Last/)])
  expect((await ines.api('GET', `/notes/${note.body.id}/thread`)).body.data).toHaveLength(3)
})

test('home answers in one request what needs me, and who else is in touch is known', async () => {
  const lead = (await outside.api('POST', '/leads', { name: 'Homer', email: 'homer@acme.example', source: 'manual', owner_id: rafa.id }))
    .body
  const other = (await outside.api('POST', '/leads', { name: 'Marge', email: 'marge@acme.example', source: 'manual' })).body
  const { body } = await rafa.api('GET', '/home')
  expect(body.data.map((one: { record_id: string }) => one.record_id)).toContain(lead.id)
  expect(
    (
      await rafa.api('POST', '/activities', {
        kind: 'call',
        text: 'Talked',
        outcome: 'connected',
        duration_minutes: 5,
        record: { object: 'leads', id: lead.id },
      })
    ).status,
  ).toBe(201)
  const found = (await outside.api('GET', `/leads/${other.id}/in-touch`)).body
  expect(found.touches).toMatchObject([{ user_id: rafa.id, kind: 'call', name: 'Homer' }])
})

test('the digest comes at eight by one’s own clock, once a day (F4)', async () => {
  await rafa.api('POST', '/tasks', { subject: 'Renew', due_at: '2026-01-26T08:00:00Z' })
  const before = (await mails(rafa.email)).length
  await outside.api('POST', '/test/clock', { advance: 'PT48H' })
  const mornings = (await mails(rafa.email)).slice(before).filter(one => one.subject.startsWith('Your day'))
  expect(mornings).toHaveLength(2)
  const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' })
  expect(mornings.map(one => local.format(one.created_at))).toEqual(['08:00', '08:00'])
  expect(mornings[0]?.text).toContain('Renew')
})
