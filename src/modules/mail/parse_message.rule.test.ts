import { describe, expect, test } from 'vitest'
import { rawMail } from './fixtures/sample_mail.ts'
import { parseMessage } from './parse_message.rule.ts'

async function from(line: string) {
  return (await parseMessage(Buffer.from(`From: ${line}\r\nSubject: x\r\n\r\nx`))).from
}

describe('parseMessage (B1, B13)', () => {
  test.each<[string, string, { name: string; address: string } | null]>([
    ['plain', 'Jane Doe <Jane@Acme.test>', { name: 'Jane Doe', address: 'jane@acme.test' }],
    ['bare', 'jane@acme.test', { name: '', address: 'jane@acme.test' }],
    ['encoded words', '=?utf-8?B?SsOkbmU=?= =?iso-8859-1?Q?_D=F6e?= <jane@acme.test>', { name: 'Jäne Döe', address: 'jane@acme.test' }],
    ['spoofed display name', '"ceo@x.test" <evil@y.test>', { name: 'ceo@x.test', address: 'evil@y.test' }],
    ['spoofed by encoded word', '=?utf-8?Q?ceo=40x.test?= <evil@y.test>', { name: 'ceo@x.test', address: 'evil@y.test' }],
    ['spoofed without quotes', 'ceo@x.test <evil@y.test>', { name: 'ceo@x.test', address: 'evil@y.test' }],
    ['comma in quotes', '"Doe, Jane" <jane@acme.test>', { name: 'Doe, Jane', address: 'jane@acme.test' }],
    ['IDN', 'Jane <jane@xn--bcher-kva.test>', { name: 'Jane', address: 'jane@bücher.test' }],
    ['SMTPUTF8', 'Jäne <jäne@bücher.test>', { name: 'Jäne', address: 'jäne@bücher.test' }],
    ['group', 'Team: Jane <jane@acme.test>, Zoe <zoe@acme.test>;', { name: 'Jane', address: 'jane@acme.test' }],
    ['no address', 'Jane Doe', null],
    ['empty', '', null],
    ['no domain', 'root', null],
  ])('From: %s', async (_what, line, expected) => {
    expect(await from(line)).toEqual(expected)
  })

  test('reads raw Latin letters in headers and bodies of unknown encoding', async () => {
    const raw = Buffer.concat([
      Buffer.from('From: a@b.test\r\nX-Note: '),
      Buffer.from([0xe4]),
      Buffer.from('\r\nContent-Type: text/plain; charset=x-none\r\n\r\n'),
      Buffer.from([0xe4, 0xff]),
      Buffer.from('\r\n'),
    ])
    const m = await parseMessage(raw)
    expect(m.headers.get('x-note')).toBe('ä')
    expect(m.text.length).toBeGreaterThan(0)
  })

  test('ids, references, date, headers given twice', async () => {
    const m = await parseMessage(
      Buffer.from(
        'Received: two\r\nReceived: one\r\nFrom: a@b.test\r\nMessage-ID: <1@b>\r\nIn-Reply-To: <0@b> (earlier)\r\nReferences: <x@b>\r\n <0@b>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0100 (CET)\r\nReply-To: c@d.test\r\nCc: undisclosed-recipients:;\r\n\r\nx',
      ),
    )
    expect(m).toMatchObject({
      message_id: '<1@b>',
      in_reply_to: '<0@b>',
      references: ['<x@b>', '<0@b>'],
      dedupe_key: '<1@b>',
      reply_to: [{ address: 'c@d.test' }],
      cc: [],
      problems: [],
    })
    expect(m.date?.toISOString()).toBe('2026-01-05T09:00:00.000Z')
    expect(m.headers.get('received')).toBe('two\none')
    expect((await parseMessage(Buffer.from('From: a@b.test\r\nDate: whenever\r\n\r\nx'))).date).toBeNull()
  })

  test('without a message id, the same content has the same key whatever way it came', async () => {
    const one = await parseMessage(Buffer.concat([Buffer.from('Received: by a\r\n'), rawMail({ text: 'x' })]))
    const two = await parseMessage(Buffer.concat([Buffer.from('Received: by b\r\n'), rawMail({ text: 'x' })]))
    const other = await parseMessage(rawMail({ text: 'y' }))
    expect(one.dedupe_key).toBe(two.dedupe_key)
    expect(one.dedupe_key).toMatch(/^sha256:/)
    expect(one.dedupe_key).not.toBe(other.dedupe_key)
  })

  test('text from HTML where there is no text; attachments; a mail in the mail', async () => {
    const html = await parseMessage(rawMail({ html: '<style>p{}</style><p>Hello<br>Jane</p><script>x</script>' }))
    expect(html.text).toBe('Hello\nJane')
    const inner = 'From: Jane <jane@acme.test>\r\nSubject: inner\r\n\r\nHello\r\n'
    const m = await parseMessage(rawMail({ text: 'outer', attached: inner }))
    expect(m.text.trim()).toBe('outer')
    expect(m.attachments).toHaveLength(1)
    expect(m.attachments[0]).toMatchObject({
      filename: 'mail.eml',
      content_type: 'message/rfc822',
      message_rfc822: { subject: 'inner', from: { address: 'jane@acme.test' } },
    })
  })

  test('never holds NUL or half characters', async () => {
    const m = await parseMessage(rawMail({ subject: 'a\0b', from: 'J\0 <j@a.test>', text: 'x\0y', html: '<p>x\0y\ud800</p>' }))
    expect(JSON.stringify([m.subject, m.from, m.text, m.html, [...m.headers]])).not.toMatch(/\\u0000|\\ud800/i)
  })

  test.each<[string, () => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['only line breaks', () => Buffer.from('\r\n\r\n\r\n')],
    ['binary', () => Buffer.from(Array.from({ length: 5000 }, (_x, i) => (i * 7919) % 256))],
    [
      '10,000 nested multiparts',
      () =>
        Buffer.from(
          `From: a@b.test\r\n${Array.from({ length: 10_000 }, (_x, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`).join('')}\r\nx`,
        ),
    ],
    [
      '3,000 empty parts',
      () =>
        Buffer.from(
          `From: a@b.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: application/x\r\n\r\n\r\n'.repeat(3000)}--b--`,
        ),
    ],
    ['a 3 MB header', () => Buffer.from(`From: a@b.test\r\nX-Big: ${'x'.repeat(3_000_000)}\r\n\r\nbody`)],
    [
      '20,000 headers',
      () => Buffer.from(`From: a@b.test\r\n${Array.from({ length: 20_000 }, (_x, i) => `X-${i}: v\r\n`).join('')}\r\nbody`),
    ],
    [
      '20,000 recipients',
      () => Buffer.from(`From: a@b.test\r\nTo: ${Array.from({ length: 20_000 }, (_x, i) => `u${i}@b.test`).join(',\r\n ')}\r\n\r\nbody`),
    ],
    ['wrong base64', () => Buffer.from('From: a@b.test\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!! not base64 ====')],
    ['a boundary that never comes', () => Buffer.from('From: a@b.test\r\nContent-Type: multipart/mixed; boundary="never"\r\n\r\nHello')],
    ['an unknown charset', () => Buffer.from('From: a@b.test\r\nContent-Type: text/plain; charset="klingon"\r\n\r\nHello')],
    ['deeply nested HTML', () => rawMail({ html: '<div>'.repeat(20_000) })],
    [
      'mails in mails',
      () => Array.from({ length: 12 }).reduce<Buffer>(mail => rawMail({ text: 'x', attached: mail.toString() }), rawMail({ text: 'in' })),
    ],
  ])('hostile: %s', { timeout: 4000 }, async (_what, raw) => {
    const m = await parseMessage(raw())
    expect(Array.isArray(m.problems)).toBe(true)
    expect(m.dedupe_key.length).toBeGreaterThan(3)
  })

  test('a mail that the parser refuses keeps its headers and its words', async () => {
    const m = await parseMessage(
      Buffer.from(`From: Jane <jane@acme.test>\r\nTo: sales@hedge.test\r\nX-Big: ${'x'.repeat(3_000_000)}\r\n\r\nbody`),
    )
    expect(m.from?.address).toBe('jane@acme.test')
    expect(m.to.map(one => one.address)).toEqual(['sales@hedge.test'])
  })
})
