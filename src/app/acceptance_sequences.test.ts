import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, useProgram } from './acceptance.testing.ts'

/** A mail server of the outside world: keeps what it is given, refuses one mailbox for good. */
const received: ParsedMail[] = []
/** Where bounces would go, by recipient. */
const returnPaths = new Map<string, string>()
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onRcptTo: (address, _session, done) =>
    done(address.address.startsWith('nobody@') ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null),
  onData: (stream, session, done) => {
    const { mailFrom, rcptTo } = session.envelope
    for (const { address } of rcptTo) returnPaths.set(address, mailFrom ? mailFrom.address : '')
    simpleParser(stream).then(parsed => {
      received.push(parsed)
      done()
    }, done)
  },
})
beforeAll(() => new Promise<void>(resolve => smtp.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise<void>(resolve => smtp.close(() => resolve())))

const out = useProgram(() => ({ SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` }))
let ines: { id: string; email: string; api: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }> }
beforeAll(async () => {
  ines = await out.person('Ines Carvalho', 'sales')
})

let people = 0
const lead = async (values: Record<string, unknown> = {}): Promise<Json> => {
  people += 1
  const body = { name: 'Zoë Quist', email: `zoe@firm${people}.example`, country: 'NO', owner_id: ines.id, ...values }
  return (await out.api('POST', '/leads', body)).body
}
const advance = async (by: string) => expect((await out.api('POST', '/test/clock', { advance: by })).status).toBe(200)
const to = (email: string) => received.filter(mail => JSON.stringify(mail.to).includes(email))
const enrolment = async (id: string): Promise<Json> => (await out.api('GET', `/enrollments?lead_id=${id}`)).body.data[0]
const tick = (id: string) => ines.api('PATCH', `/leads/${id}`, { self_serve_no_interaction: true })
const started = async (values: Record<string, unknown> = {}): Promise<{ lead: Json; mail: ParsedMail; path: string }> => {
  const made = await lead(values)
  expect((await tick(made.id)).status).toBe(200)
  await out.until(async () => (await enrolment(made.id))?.sent === 1, 'the first mail in the outbox')
  // It lies there for a moment, so that the box can be taken back.
  await advance('PT1M')
  const mail = await out.until(async () => to(made.email)[0], 'the first mail')
  const link = /<([^>]+)>/.exec(String(mail.headerLines.find(line => line.key === 'list-unsubscribe')?.line))?.[1] ?? ''
  return { lead: made, mail, path: new URL(link).pathname }
}

describe('the self-serve flow (D5) through a real mail server', () => {
  test('three mails, in working days, and nothing else is to be done', async () => {
    const { lead: made, mail } = await started()
    expect(mail).toMatchObject({
      subject: 'Welcome: getting started',
      from: { value: [{ name: 'Ines Carvalho', address: 'sales@northlight.example' }] },
    })
    expect(mail.replyTo?.value).toEqual([{ name: 'Ines Carvalho', address: 'sales@northlight.example' }])
    // A bounce comes back to an address that is read here.
    expect(returnPaths.get(made.email)).toBe('sales@northlight.example')
    const header = (name: string) => String(mail.headerLines.find(line => line.key === name)?.line)
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(header('auto-submitted')).toContain('auto-generated')
    expect(mail.text).toContain('Hi Zoë,')
    expect(String(mail.html)).toContain('No more of these mails')
    await advance('P16D')
    await out.until(async () => to(made.email).length === 3, 'all mails')
    await advance('P2D')
    expect(to(made.email).map(one => one.subject)).toEqual(['Welcome: getting started', 'First insights', 'Anything in the way?'])
    for (const one of to(made.email)) expect(`${one.subject}${one.text}${String(one.html)}`).not.toMatch(/\{\{|\}\}/)
    expect(await enrolment(made.id)).toMatchObject({ state: 'finished', sent: 3 })
    const after = (await out.api('GET', `/leads/${made.id}`)).body
    expect([after.status, after.first_responded_at]).toEqual(['new', null])
    const timeline = (await out.api('GET', `/leads/${made.id}/timeline?kinds=mail`)).body.data
    expect(timeline.map((entry: Json) => [entry.title, entry.detail.sequence])).toEqual([
      ['Anything in the way?', 'Self-serve flow'],
      ['First insights', 'Self-serve flow'],
      ['Welcome: getting started', 'Self-serve flow'],
    ])
  }, 120_000)

  test('a reply that comes in by mail stops it', async () => {
    const { lead: made, mail } = await started()
    const reply = {
      from: made.email,
      to: mail.replyTo?.text,
      subject: `Re: ${mail.subject}`,
      inReplyTo: mail.messageId,
      text: 'A question',
    }
    expect((await out.mail(reply)).code).toBe(250)
    await out.until(async () => (await enrolment(made.id)).state === 'stopped', 'the stop')
    expect(await enrolment(made.id)).toMatchObject({ stopped_reason: 'reply', sent: 1 })
    await advance('P6D')
    expect(to(made.email)).toHaveLength(1)
    const { data } = (await out.api('GET', '/sequences/numbers')).body
    expect(data[0]).toMatchObject({ replied: 1 })
  }, 120_000)

  test('one click in the mail program unsubscribes; opening the link does not', async () => {
    const { lead: made, path } = await started()
    const opened = await fetch(`${out.base}${path}?utm_source=mail`)
    expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await opened.text()).toContain(made.email)
    expect((await enrolment(made.id)).state).toBe('active')
    const click = () =>
      fetch(`${out.base}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      })
    expect((await click()).status).toBe(200)
    expect((await click()).status).toBe(200)
    expect(await enrolment(made.id)).toMatchObject({ state: 'stopped', stopped_reason: 'unsubscribe' })
    const listed = (await out.api('GET', `/unsubscribes?email=${encodeURIComponent(made.email)}`)).body.data
    expect(listed).toMatchObject([{ way: 'one_click' }])
    await advance('P6D')
    expect(to(made.email)).toHaveLength(1)
    // Respected by every sequence, until an admin takes it back.
    const sequence = (
      await out.api('POST', '/sequences', { name: 'By hand', steps: [{ key: 'a', subject: 'S', body: 'B', delay_days: 0 }] })
    ).body
    await out.api('PATCH', `/leads/${made.id}`, { self_serve_no_interaction: false })
    const enrol = () => ines.api('POST', `/sequences/${sequence.id}/enroll`, { object: 'lead', record_id: made.id })
    expect(await enrol()).toMatchObject({ status: 422, body: { type: expect.stringContaining('sequence.unsubscribe') } })
    expect((await ines.api('DELETE', `/unsubscribes/${listed[0].id}`)).status).toBe(403)
    expect((await out.api('DELETE', `/unsubscribes/${listed[0].id}`)).status).toBe(200)
    expect((await enrol()).status).toBe(201)
  }, 120_000)

  test.each(['x', 'v1.a.b.c', '%00', '..%2F..%2Fapi', `v1.${'a'.repeat(400)}`, "'; drop table unsubscribe; --"])(
    'a made-up link %s says so and does nothing',
    async token => {
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(`${out.base}/u/${token}`, { method })
        expect(answer.status).toBe(404)
        expect(await answer.text()).toContain('This link does not work')
      }
    },
  )

  test('an address that the mail server refuses is written to no more', async () => {
    const made = await lead({ email: 'nobody@gone.example' })
    await tick(made.id)
    await out.until(async () => (await enrolment(made.id))?.sent === 1, 'the first mail in the outbox')
    await advance('PT1M')
    await out.until(async () => (await enrolment(made.id)).state === 'failed', 'the failure')
    expect((await enrolment(made.id)).note).toContain('No such mailbox')
  }, 120_000)

  test('sales write to their own people only', async () => {
    const { id } = await lead({ owner_id: (await out.person('Tomasz Wilk', 'sales')).id })
    const sequence = (await out.api('POST', '/sequences', { name: 'Own', steps: [{ key: 'a', subject: 'S', body: 'B', delay_days: 0 }] }))
      .body
    expect((await ines.api('POST', `/sequences/${sequence.id}/enroll`, { object: 'lead', record_id: id })).status).toBe(403)
    expect((await ines.api('PATCH', `/sequences/${sequence.id}`, { name: 'Mine' })).status).toBe(403)
    expect((await ines.api('POST', `/sequences/${sequence.id}/preview`, { object: 'lead', record_id: id })).body.steps[0].missing).toEqual(
      [],
    )
  })
})
