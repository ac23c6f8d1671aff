import { randomUUID } from 'node:crypto'
import net from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { adminEmail, type Json, useProgram } from './acceptance.testing.ts'

const out = useProgram()
const sales = 'sales@northlight.example'
const hello = 'hello@northlight.example'
let ines: { id: string; email: string; api: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }> }

beforeAll(async () => {
  ines = await out.person('Ines Carvalho', 'sales')
  const territories = (await out.api('GET', '/territories')).body.data
  for (const one of territories) await out.api('PATCH', `/territories/${one.id}`, { members: [ines.id] })
})

/** What was decided about the mail with this subject. */
const decided = (subject: string): Promise<Json> =>
  out.until(async () => {
    const found = await out.api('POST', '/inbound/query', {
      filter: { field: 'subject', op: 'is', value: subject },
      sort: [{ field: 'received_at', direction: 'desc' }],
    })
    const row = found.body.data[0]
    return row?.state === 'done' ? row : null
  }, `the decision about “${subject}”`)
const leadOf = async (row: Json): Promise<Json> => (await out.api('GET', `/leads/${row.lead_id}`)).body
const leadsWith = async (email: string): Promise<Json[]> => (await out.api('GET', `/leads?email=${encodeURIComponent(email)}`)).body.data
const stranger = (name: string) => `${name} <${name.toLowerCase()}@${name.toLowerCase()}.example>`
const send = async (mail: Parameters<typeof out.mail>[0]): Promise<void> => {
  const answer = await out.mail(mail)
  expect(answer.code, answer.message).toBe(250)
}
/** Talks SMTP by hand: what no client would send. */
function raw(from: string, to: string[], content: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(out.program.smtpPort ?? 0, '127.0.0.1')
    const lines = ['EHLO test', `MAIL FROM:<${from}>`, ...to.map(one => `RCPT TO:<${one}>`), 'DATA']
    let answers = ''
    socket.setTimeout(10_000, () => socket.destroy(new Error('No answer')))
    socket.on('data', chunk => {
      answers += chunk.toString()
      if (!/^\d{3} .*\r\n$/m.test(chunk.toString())) return
      const next = lines.shift()
      if (next !== undefined) socket.write(`${next}\r\n`)
      else if (lines.length === 0 && !answers.includes('queued-by-test')) {
        answers += 'queued-by-test'
        socket.write(content)
        socket.write('\r\n.\r\n')
      } else {
        socket.end('QUIT\r\n')
        resolve(chunk.toString())
      }
    })
    socket.on('error', reject)
  })
}
const source = (headers: Record<string, string>, body: string): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}`

describe('strangers and people who are known (B2)', () => {
  test('a stranger to the sales address becomes a lead with owner, reason and score', async () => {
    await send({
      from: 'Maren Holst <maren@fjordlast.no>',
      to: sales,
      subject: 'Six million events',
      text: 'Hello, we track parcels. Price?\n\n-- \nMaren Holst\nHead of Data\n+47 22 55 01 48',
    })
    const row = await decided('Six million events')
    expect(row).toMatchObject({
      channel: 'mail',
      outcome: 'created',
      rule: 'mail.stranger',
      reason: expect.any(String),
      sender: expect.stringContaining('maren@fjordlast.no'),
    })
    const lead = await leadOf(row)
    expect(lead).toMatchObject({
      source: 'email',
      status: 'new',
      name: 'Maren Holst',
      email: 'maren@fjordlast.no',
      domain: 'fjordlast.no',
      country: 'NO',
      owner_id: ines.id,
      assignment_reason: expect.any(String),
      sales_form_message: expect.stringContaining('We track parcels'.toLowerCase().slice(3)),
    })
    expect(lead.score_reasons).toBeTruthy()
    const timeline = (await out.api('GET', `/leads/${lead.id}/timeline`)).body.data
    expect(timeline.filter((one: Json) => one.kind === 'mail')).toHaveLength(1)
  })
  test('a second mail is filed on the open lead and its owner is told', async () => {
    await send({ from: 'Maren Holst <maren@fjordlast.no>', to: sales, subject: 'One more thing', text: 'And SSO?' })
    const row = await decided('One more thing')
    expect(row).toMatchObject({ outcome: 'filed', rule: 'mail.known_sender' })
    expect(await leadsWith('maren@fjordlast.no')).toHaveLength(1)
    const told = (await ines.api('GET', '/notifications')).body.data
    expect(told.some((one: Json) => one.text.includes('One more thing'))).toBe(true)
  })
  test('a contact is filed on, by a further address too', async () => {
    const contact = (
      await out.api('POST', '/contacts', { name: 'Known Contact', email: 'known@contact.example', emails: ['other@contact.example'] })
    ).body
    await send({ from: 'other@contact.example', to: sales, subject: 'From my other address', text: 'Hi' })
    expect(await decided('From my other address')).toMatchObject({ outcome: 'filed', contact_id: contact.id })
    expect(await leadsWith('other@contact.example')).toHaveLength(0)
  })
  test('a general address has conversations, no leads; several addresses in To are as good as one', async () => {
    await send({ from: stranger('General'), to: hello, subject: 'To hello only', text: 'Hi' })
    expect(await decided('To hello only')).toMatchObject({ outcome: 'filed', lead_id: null })
    await send({ from: stranger('Several'), to: ['someone@else.example', sales], subject: 'To two addresses', text: 'Hi' })
    expect(await decided('To two addresses')).toMatchObject({ outcome: 'created' })
  })
  test('an unqualified lead who writes again is a lead again', async () => {
    await send({ from: stranger('Gone'), to: sales, subject: 'Gone one', text: 'Hi' })
    const first = await decided('Gone one')
    await out.api('POST', `/leads/${first.lead_id}/disqualify`, { disqualification_reason: 'no_response' })
    await send({ from: stranger('Gone'), to: sales, subject: 'Gone two', text: 'Hi again' })
    const second = await decided('Gone two')
    expect(second.outcome).toBe('created')
    expect(second.lead_id).not.toBe(first.lead_id)
  })
})

const gmail = (from: string, body: string, subject = 'Pricing') =>
  `please take\n\n---------- Forwarded message ---------\nFrom: ${from}\nDate: Thu, 19 Nov 2026 at 10:00\nSubject: ${subject}\nTo: Ines Carvalho <ines.carvalho@northlight.example>\n\n${body}`

describe('forwards by colleagues (B3)', () => {
  const clients: [string, string, string][] = [
    ['gmail', 'Fwd: Pricing', gmail('Gina Mail <clara.gmail@lumenfeld.de>', 'Hi, what does it cost?')],
    [
      'outlook de',
      'WG: Preise',
      'Bitte übernehmen\n\n________________________________\nVon: Otto Look <clara.outlook@lumenfeld.de>\nGesendet: Donnerstag, 19. November 2026 10:00\nAn: Ines Carvalho <ines.carvalho@northlight.example>\nBetreff: Preise\n\nWas kostet es?',
    ],
    [
      'apple fr',
      'Tr : Tarifs',
      'Début du message réexpédié :\n\n> De: Anne Apple <clara.apple@lumenfeld.de>\n> Objet: Tarifs\n> Date: 19 novembre 2026 à 10:00:00 UTC+1\n> À: Ines Carvalho <ines.carvalho@northlight.example>\n>\n> Combien ?',
    ],
    [
      'thunderbird',
      'Fwd: Pricing',
      'fyi\n\n\n-------- Forwarded Message --------\nSubject: \tPricing\nDate: \tThu, 19 Nov 2026 10:00:00 +0100\nFrom: \tTheo Bird <clara.tb@lumenfeld.de>\nTo: \tInes Carvalho <ines.carvalho@northlight.example>\n\nHi, what does it cost?',
    ],
    ['external tag, no prefix', '[EXTERNAL] Pricing question', gmail('Eva Extern <clara.ext@lumenfeld.de>', 'Hi')],
    [
      'mailto',
      'FW: Pricing',
      'From: Mia Mailto [mailto:clara.mailto@lumenfeld.de]\nSent: Thursday, 19 November 2026 10:00\nTo: Ines Carvalho\nSubject: Pricing\n\nHi',
    ],
  ]
  test.each(clients)('%s', async (_client, subject, text) => {
    const name = /(\w+ \w+) [<[](?:mailto:)?clara/.exec(text)?.[1]
    const address = /clara\.\w+@lumenfeld\.de/.exec(text)?.[0] ?? ''
    const unique = `${subject} ${randomUUID().slice(0, 8)}`
    await send({ from: `Ines Carvalho <${ines.email}>`, to: sales, subject: unique, text })
    const row = await decided(unique)
    expect(row).toMatchObject({ outcome: 'created', rule: 'mail.forward' })
    const lead = await leadOf(row)
    expect(lead).toMatchObject({ source: 'forwarded_email', name, email: address })
    const timeline = JSON.stringify((await out.api('GET', `/leads/${lead.id}/timeline`)).body)
    expect(timeline).toContain(ines.id)
  })
  test('HTML only, bold headers', async () => {
    await send({
      from: `Ines Carvalho <${ines.email}>`,
      to: sales,
      subject: 'FW: In HTML',
      html: '<p>please</p><div><b>From:</b> Hanna Html &lt;hanna@html.example&gt;<br><b>Sent:</b> Thursday, 19 November 2026 10:00<br><b>To:</b> Ines<br><b>Subject:</b> In HTML<br><br><p>Hello there</p></div>',
    })
    const row = await decided('FW: In HTML')
    expect(row).toMatchObject({ outcome: 'created', rule: 'mail.forward' })
    expect((await leadOf(row)).email).toBe('hanna@html.example')
  })
  test('attached as message/rfc822', async () => {
    const inner = source(
      {
        From: 'Atta Ched <atta@ched.example>',
        To: ines.email,
        Subject: 'Inner',
        Date: 'Thu, 19 Nov 2026 10:00:00 +0000',
        'Message-ID': '<inner@ched.example>',
      },
      'Please call me',
    )
    await send({
      from: ines.email,
      to: sales,
      subject: 'Fwd: attached',
      text: 'see attached',
      attachments: [{ content: inner, contentType: 'message/rfc822', filename: 'inner.eml' }],
    })
    const row = await decided('Fwd: attached')
    expect(row).toMatchObject({ outcome: 'created', rule: 'mail.forward' })
    expect(await leadOf(row)).toMatchObject({ email: 'atta@ched.example', name: 'Atta Ched' })
  })
  test('in Cc and Bcc: no lead', async () => {
    await send({ from: ines.email, to: adminEmail, cc: sales, subject: 'Fwd: in cc', text: gmail('Cece <cece@cc.example>', 'Hi') })
    expect(await decided('Fwd: in cc')).toMatchObject({ outcome: 'ignored', lead_id: null, reason: expect.any(String) })
    await send({ from: ines.email, to: adminEmail, bcc: sales, subject: 'Fwd: in bcc', text: gmail('Bece <bece@bcc.example>', 'Hi') })
    expect(await decided('Fwd: in bcc')).toMatchObject({ outcome: 'ignored', lead_id: null })
    expect([...(await leadsWith('cece@cc.example')), ...(await leadsWith('bece@bcc.example'))]).toEqual([])
  })
  test('a reply is none; a forward without a usable sender waits; a known lead is filed on', async () => {
    await send({
      from: ines.email,
      to: sales,
      subject: 'Re: quoted',
      inReplyTo: '<x@y.example>',
      text: 'Sure\n\nOn Thu, 19 Nov 2026, Rita <rita@reply.example> wrote:\n> hello',
    })
    expect((await decided('Re: quoted')).lead_id).toBeNull()
    expect(await leadsWith('rita@reply.example')).toEqual([])
    await send({ from: ines.email, to: sales, subject: 'Fwd: nobody', text: gmail('Somebody without an address', 'Hi') })
    expect(await decided('Fwd: nobody')).toMatchObject({ outcome: 'needs_a_look', lead_id: null })
    await send({ from: ines.email, to: sales, subject: 'Fwd: known', text: gmail('Maren Holst <maren@fjordlast.no>', 'Hi') })
    expect(await decided('Fwd: known')).toMatchObject({ outcome: 'filed' })
    expect(await leadsWith('maren@fjordlast.no')).toHaveLength(1)
    expect(await leadsWith(ines.email)).toEqual([])
  })
  test('by an outsider: a lead for the outsider', async () => {
    await send({
      from: stranger('Outsider'),
      to: sales,
      subject: 'Fwd: from outside',
      text: gmail('Inner Person <inner@person.example>', 'Hi'),
    })
    const row = await decided('Fwd: from outside')
    expect(row).toMatchObject({ outcome: 'created', rule: 'mail.outsider_forward' })
    expect((await leadOf(row)).email).toBe('outsider@outsider.example')
    expect(await leadsWith('inner@person.example')).toEqual([])
  })
})

describe('replies of colleagues (B4)', () => {
  test('bcc’d to sales: filed as outgoing, the conversation is handled, the lead is working', async () => {
    await send({ from: stranger('Bccd'), to: sales, subject: 'Question', messageId: '<question@bccd.example>', text: 'Hi' })
    const row = await decided('Question')
    await send({
      from: ines.email,
      to: 'bccd@bccd.example',
      bcc: sales,
      subject: 'Re: Question',
      inReplyTo: '<question@bccd.example>',
      references: '<question@bccd.example>',
      text: 'Answer',
    })
    const reply = await decided('Re: Question')
    expect(reply).toMatchObject({ outcome: 'filed', rule: 'mail.outgoing', lead_id: row.lead_id, conversation_id: row.conversation_id })
    const conversation = (await out.api('GET', `/conversations/${row.conversation_id}`)).body
    expect(JSON.stringify(conversation)).toContain(ines.id)
    const lead = await out.until(async () => {
      const now = (await out.api('GET', `/leads/${row.lead_id}`)).body
      return now.first_responded_at && now.status === 'working' ? now : null
    }, 'the lead to be working')
    expect(lead.status).toBe('working')
    const messages = (await out.api('GET', `/messages?conversation_id=${row.conversation_id}`)).body.data
    expect(messages.map((one: Json) => one.direction).sort()).toEqual(['in', 'out'])
  })
})

describe('what never makes a lead (B13)', () => {
  const kinds: [string, Record<string, string>][] = [
    ['Out of office', { 'Auto-Submitted': 'auto-replied' }],
    ['Automatic reply: away', { 'X-Autoreply': 'yes' }],
    ['List mail', { 'List-Id': '<news.list.example>', 'List-Unsubscribe': '<mailto:x@list.example>', Precedence: 'bulk' }],
  ]
  test.each(kinds)('%s', async (subject, headers) => {
    await send({ from: `robot@${subject.length}.example`, to: sales, subject, text: 'I am away', headers })
    expect(await decided(subject)).toMatchObject({
      outcome: 'ignored',
      lead_id: null,
      reason: expect.any(String),
      rule: expect.stringMatching(/^mail\./),
    })
    expect(await leadsWith(`robot@${subject.length}.example`)).toEqual([])
  })
  test('a bounce', async () => {
    await raw(
      '',
      [sales],
      source(
        {
          From: 'Mail Delivery Subsystem <mailer-daemon@mx.example>',
          To: sales,
          Subject: 'Undelivered Mail Returned',
          'Content-Type': 'text/plain',
          'Message-ID': '<bounce@mx.example>',
        },
        'Could not be delivered',
      ),
    )
    expect(await decided('Undelivered Mail Returned')).toMatchObject({ outcome: 'ignored', rule: 'mail.bounce' })
  })
  test('a spoofed colleague makes and hides nothing', async () => {
    await raw(
      'evil@evil.example',
      [sales],
      source(
        {
          From: `Ines Carvalho <${ines.email}>`,
          To: sales,
          Subject: 'Fwd: spoofed',
          'Authentication-Results': 'mx.northlight.example; spf=fail; dkim=fail; dmarc=fail',
          'Message-ID': '<spoof@evil.example>',
        },
        gmail('Victim <victim@spoof.example>', 'Hi').replaceAll('\n', '\r\n'),
      ),
    )
    expect(await decided('Fwd: spoofed')).toMatchObject({ outcome: 'needs_a_look', lead_id: null })
    await send({ from: '"Ines Carvalho" <someone@spoof2.example>', to: sales, subject: 'Display name only', text: 'Hi' })
    expect(await decided('Display name only')).toMatchObject({ outcome: 'created', rule: 'mail.stranger' })
  })
  test('the same mail twice, by two addresses or redelivered, is stored once', async () => {
    const content = source(
      {
        From: 'Twice <twice@twice.example>',
        To: `${sales}, ${hello}`,
        Subject: 'Twice',
        'Message-ID': '<twice@twice.example>',
        Date: 'Thu, 19 Nov 2026 10:00:00 +0000',
      },
      'Hi',
    )
    const answers = await Promise.all([
      raw('twice@twice.example', [sales, hello], content),
      raw('twice@twice.example', [sales], content),
      raw('twice@twice.example', [hello], content),
    ])
    for (const answer of answers) expect(answer).toMatch(/^250/)
    await out.until(async () => (await out.api('GET', '/inbound?state=waiting')).body.data.length === 0)
    expect(await leadsWith('twice@twice.example')).toHaveLength(1)
    const [messages] = await out.sql(`select count(*)::int as n from message where subject = 'Twice'`)
    expect(messages.n).toBe(1)
  })
  test('at hello first and at sales a moment later, it is a lead', async () => {
    const content = source(
      {
        From: 'Later <later@later.example>',
        To: `${sales}, ${hello}`,
        Subject: 'Both addresses',
        'Message-ID': '<later@later.example>',
        Date: 'Thu, 19 Nov 2026 10:00:00 +0000',
      },
      'Hi',
    )
    await raw('later@later.example', [hello], content)
    await decided('Both addresses')
    await raw('later@later.example', [sales], content)
    await out.until(async () => (await out.api('GET', '/inbound?state=waiting')).body.data.length === 0)
    expect(await leadsWith('later@later.example')).toHaveLength(1)
  })
})

describe('hostile and broken', () => {
  test('unknown recipient 550, size announced, more than 35 MB refused', async () => {
    expect((await out.mail({ from: 'a@b.example', to: 'nobody@northlight.example', subject: 'x', text: 'y' })).code).toBe(550)
    const big = await out.mail({
      from: 'big@big.example',
      to: sales,
      subject: 'Big',
      text: 'x',
      attachments: [{ filename: 'a.bin', content: Buffer.alloc(28 * 1024 * 1024, 7) }],
    })
    expect(big.code).toBe(552)
  })
  test('NUL bytes, lone bytes, no headers, encoded words, endless headers', async () => {
    const mails: [string, Buffer | string][] = [
      [
        'NUL in it',
        source({ From: 'nul@nul.example', To: sales, Subject: 'NUL in it', 'Message-ID': '<nul@nul.example>' }, 'a\u0000b \ud800'),
      ],
      [
        '=?utf-8?q?Gr=C3=BC=C3=9Fe?=',
        source(
          {
            From: '=?iso-8859-1?q?J=F6rg?= <jorg@encoded.example>',
            To: sales,
            Subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=',
            'Message-ID': '<enc@encoded.example>',
          },
          'Hallo',
        ),
      ],
      [
        'Broken',
        Buffer.concat([
          Buffer.from(
            source(
              {
                From: 'broken@broken.example',
                To: sales,
                Subject: 'Broken',
                'Content-Type': 'multipart/mixed; boundary="x"',
                'Content-Transfer-Encoding': 'base64',
              },
              '--x\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n',
            ),
          ),
          Buffer.from([0xff, 0xfe, 0x80, 0x00]),
        ]),
      ],
      ['None', 'no headers at all'],
      ['Long', source({ From: 'long@long.example', To: sales, Subject: 'Long', References: '<x@y.example> '.repeat(5_000) }, 'Hi')],
    ]
    for (const [what, content] of mails) expect(await raw('x@y.example', [sales], content), what).toMatch(/^250/)
    await out.until(async () => (await out.api('GET', '/inbound?state[in]=waiting,failed')).body.data.length === 0, 'all to be understood')
    expect(await leadsWith('nul@nul.example')).toHaveLength(1)
    expect((await leadsWith('jorg@encoded.example'))[0]).toMatchObject({ name: 'Jörg' })
    expect(await decided('Grüße')).toMatchObject({ outcome: 'created' })
  })
  test('hostile HTML is nowhere as it came', async () => {
    const html =
      '<p onclick="alert(1)">Hello <b>there</b><script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">x</a><iframe src="https://e.example"></iframe><style>body{display:none}</style><form action="https://e.example"><input></form></p>'
    await send({ from: stranger('Hostile'), to: sales, subject: '<script>alert("subject")</script>', html })
    const row = await decided('<script>alert("subject")</script>')
    const timeline = (await out.api('GET', `/leads/${row.lead_id}/timeline`)).body.data
    const message = (await out.api('GET', `/messages?conversation_id=${row.conversation_id}`)).body.data[0]
    for (const shown of [...timeline.map((one: Json) => one.html), message.html].filter(Boolean))
      expect(shown).not.toMatch(/<script|onclick|onerror|javascript:|<iframe|<style|<form/i)
    expect(JSON.stringify(timeline)).toContain('there')
    const rawAnswer = await fetch(`${out.base}/api/v1/inbound/${row.id}/raw`, { headers: { authorization: `Bearer ${out.key}` } })
    expect(rawAnswer.headers.get('content-type')).toContain('text/plain')
    expect(rawAnswer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('corrected by one click', () => {
  test('make_lead out of what was ignored or waits', async () => {
    const waiting = await decided('Fwd: nobody')
    expect((await out.api('POST', `/inbound/${waiting.id}/make_lead`, {})).status).toBeLessThan(500)
    const made = await out.api('POST', `/inbound/${waiting.id}/make_lead`, { person: { name: 'Nora Body', email: 'nora@body.example' } })
    expect([200, 409], JSON.stringify(made.body)).toContain(made.status)
    const ignored = await decided('Fwd: in cc')
    const lead = await out.api('POST', `/inbound/${ignored.id}/make_lead`, {})
    expect(lead.body, JSON.stringify(lead.body)).toMatchObject({ outcome: 'created' })
    expect((await leadsWith('cece@cc.example'))[0]).toMatchObject({ id: lead.body.lead_id, source: 'forwarded_email' })
    expect((await out.api('GET', `/inbound/${ignored.id}`)).body).toMatchObject({
      outcome: 'created',
      rule: 'corrected.make_lead',
      lead_id: lead.body.lead_id,
    })
  })
  test('make_lead of a general mail links its conversation; the mail is on the timeline', async () => {
    const row = await decided('To hello only')
    const made = await out.api('POST', `/inbound/${row.id}/make_lead`, {})
    expect(made.body.outcome).toBe('created')
    const timeline = (await out.api('GET', `/leads/${made.body.lead_id}/timeline`)).body.data
    expect(timeline.filter((one: Json) => one.kind === 'mail')).toHaveLength(1)
  })
  test('file on a record that exists, not on one that does not', async () => {
    const row = await decided('Re: quoted')
    const contact = (await out.api('POST', '/contacts', { name: 'File Here' })).body
    expect((await out.api('POST', `/inbound/${row.id}/file`, { object: 'contact', id: randomUUID() })).status).toBeGreaterThanOrEqual(400)
    expect((await out.api('POST', `/inbound/${row.id}/file`, { object: 'contact', id: contact.id })).status).toBe(200)
    expect((await out.api('GET', `/inbound/${row.id}`)).body).toMatchObject({
      outcome: 'filed',
      rule: 'corrected.file',
      contact_id: contact.id,
    })
    const timeline = (await out.api('GET', `/contacts/${contact.id}/timeline`)).body.data
    expect(timeline.filter((one: Json) => one.kind === 'mail')).toHaveLength(1)
  })
  test('ignore as spam; retry decides anew', async () => {
    const row = await decided('Display name only')
    expect((await out.api('POST', `/inbound/${row.id}/ignore`, { reason: 'spam' })).status).toBe(200)
    expect((await out.api('GET', `/inbound/${row.id}`)).body).toMatchObject({ outcome: 'ignored', rule: 'corrected.spam', spam: 'spam' })
    expect(await leadOf(row)).toMatchObject({ status: 'unqualified', disqualification_reason: 'spam' })
    const waiting = await decided('Fwd: spoofed')
    expect((await out.api('POST', `/inbound/${waiting.id}/retry`, {})).status).toBe(200)
    const again = await out.until(async () => {
      const now = (await out.api('GET', `/inbound/${waiting.id}`)).body
      return now.state === 'done' ? now : null
    })
    expect(again).toMatchObject({ outcome: 'needs_a_look' })
    const general = await decided('Fwd: in bcc')
    await out.api('POST', `/inbound/${general.id}/retry`, {})
    expect(
      await out.until(async () => {
        const now = (await out.api('GET', `/inbound/${general.id}`)).body
        return now.state === 'done' ? now : null
      }),
    ).toMatchObject({ outcome: 'ignored', rule: 'mail.forward_in_copy' })
  })
  test('a lead taken for spam by mistake is made a lead again', async () => {
    await send({ from: stranger('Mistaken'), to: sales, subject: 'Mistaken', text: 'Hi' })
    const row = await decided('Mistaken')
    await out.api('POST', `/inbound/${row.id}/ignore`, { reason: 'spam' })
    const again = await out.api('POST', `/inbound/${row.id}/make_lead`, {})
    expect(again.body, JSON.stringify(again.body)).toMatchObject({ outcome: 'created', lead_id: row.lead_id })
    expect(await leadOf(row)).toMatchObject({ status: 'new', disqualification_reason: null })
  })
})
