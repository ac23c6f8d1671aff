import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ReceivedMail, type SmtpReceiver, startSmtpReceiver } from './receive_mail.ts'

let receiver: SmtpReceiver
let stored: ReceivedMail[]
let storing: (mail: ReceivedMail) => Promise<void>
const open: Socket[] = []

beforeEach(async () => {
  stored = []
  storing = async mail => {
    stored.push(mail)
  }
  receiver = await startSmtpReceiver({
    port: 0,
    host: '127.0.0.1',
    hostname: 'mx.hedge.test',
    maxSize: 50_000,
    resolveRecipient: async address => {
      if (address.startsWith('broken')) throw new Error('database is away')
      return /^(?:sales|hello|grüße|u-\d+)@hedge\.test$/i.test(address) ? 'accept' : 'unknown'
    },
    store: mail => storing(mail),
    log: { info: () => undefined, warn: () => undefined },
  })
})

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  await receiver.close()
})

/** A conversation by hand: `say` sends, `hear` waits until the answer with that code is complete. */
async function talk(): Promise<{ say: (bytes: string | Buffer) => void; hear: (code: number) => Promise<string>; socket: Socket }> {
  const socket = connect(receiver.port, '127.0.0.1')
  open.push(socket)
  let heard = ''
  let wake = (): void => undefined
  socket.on('error', () => wake())
  socket.on('data', data => {
    heard += data.toString('utf8')
    wake()
  })
  socket.on('close', () => wake())
  const hear = async (code: number): Promise<string> => {
    for (;;) {
      const answer = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(heard)
      if (answer) {
        heard = heard.slice(answer[0].length)
        expect(Number(answer[1]), answer[0]).toBe(code)
        return answer[0]
      }
      if (socket.destroyed) throw new Error(`closed; heard ${JSON.stringify(heard)}`)
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }
  const say = (bytes: string | Buffer): void => {
    socket.write(bytes)
  }
  await hear(220)
  say('EHLO client.test\r\n')
  return { say, hear, socket }
}

describe('startSmtpReceiver (B1, B13)', () => {
  test('announces what it can do and no more', async () => {
    const { hear } = await talk()
    const features = await hear(250)
    for (const feature of ['SIZE 50000', '8BITMIME', 'SMTPUTF8', 'PIPELINING']) expect(features).toContain(feature)
    expect(features).not.toMatch(/AUTH|STARTTLS/)
  })

  test('nodemailer delivers; one mail to several of ours is stored once', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: receiver.port, secure: false, ignoreTLS: true })
    const sent = await transport.sendMail({
      from: 'Jane <jane@acme.test>',
      to: 'sales@hedge.test, hello@hedge.test, other@hedge.test',
      subject: 'Grüße',
      text: 'Hello\n.dot\n',
    })
    expect(sent.accepted).toEqual(['sales@hedge.test', 'hello@hedge.test'])
    expect(sent.rejected).toEqual(['other@hedge.test'])
    expect(stored).toHaveLength(1)
    expect(stored[0]).toMatchObject({
      envelopeFrom: 'jane@acme.test',
      recipients: ['sales@hedge.test', 'hello@hedge.test'],
      remoteAddress: '127.0.0.1',
    })
    expect(stored[0]?.raw.toString()).toContain('\r\n.dot')
  })

  test('pipelining, dot-stuffing, raw 8-bit bytes, two mails on one connection, empty sender', async () => {
    const { say, hear } = await talk()
    await hear(250)
    say('MAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<sales@hedge.test>\r\nRCPT TO:<nobody@hedge.test>\r\nDATA\r\n')
    await hear(250)
    await hear(250)
    await hear(550)
    await hear(354)
    say(
      Buffer.concat([
        Buffer.from('Subject: a\r\n\r\n..one dot\r\n..\r\n'),
        Buffer.from([0xe4, 0x00, 0xff]),
        Buffer.from('\r\n.\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<hello@hedge.test>\r\nDATA\r\n'),
      ]),
    )
    await hear(250)
    await hear(250)
    await hear(250)
    await hear(354)
    say('Subject: b\r\n\r\nb\r\n.\r\nQUIT\r\n')
    await hear(250)
    await hear(221)
    expect(stored.map(mail => mail.envelopeFrom)).toEqual(['', 'a@b.test'])
    expect(stored[0]?.recipients).toEqual(['sales@hedge.test'])
    expect(stored[0]?.raw).toEqual(
      Buffer.concat([Buffer.from('Subject: a\r\n\r\n.one dot\r\n.\r\n'), Buffer.from([0xe4, 0x00, 0xff]), Buffer.from('\r\n')]),
    )
  })

  test('SMTPUTF8 addresses', async () => {
    const { say, hear } = await talk()
    await hear(250)
    say('MAIL FROM:<jäne@bücher.test> SMTPUTF8\r\n')
    await hear(250)
    say('RCPT TO:<grüße@hedge.test>\r\n')
    await hear(250)
    say('DATA\r\n')
    await hear(354)
    say('Subject: ü\r\n\r\nü\r\n.\r\n')
    await hear(250)
    expect(stored[0]).toMatchObject({ envelopeFrom: 'jäne@bücher.test', recipients: ['grüße@hedge.test'] })
  })

  test('refuses too large a mail, by announcement and by bytes, and goes on', async () => {
    const { say, hear } = await talk()
    await hear(250)
    say('MAIL FROM:<a@b.test> SIZE=60000\r\n')
    await hear(552)
    say('MAIL FROM:<a@b.test>\r\nRCPT TO:<sales@hedge.test>\r\nDATA\r\n')
    await hear(250)
    await hear(250)
    await hear(354)
    say(`Subject: big\r\n\r\n${'x'.repeat(70)}\r\n${`${'y'.repeat(70)}\r\n`.repeat(1000)}.\r\n`)
    await hear(552)
    expect(stored).toHaveLength(0)
    say('NOOP\r\n')
    await hear(250)
  })

  test('says 451 when it cannot store or look up, so that the sender tries again', async () => {
    storing = async () => {
      throw new Error('disk full')
    }
    const { say, hear } = await talk()
    await hear(250)
    say('MAIL FROM:<a@b.test>\r\nRCPT TO:<broken@hedge.test>\r\nRCPT TO:<sales@hedge.test>\r\nDATA\r\n')
    await hear(250)
    await hear(451)
    await hear(250)
    await hear(354)
    say('Subject: a\r\n\r\na\r\n.\r\n')
    await hear(451)
  })

  test('more recipients than it takes at once are put off, not lost', async () => {
    const { say, hear } = await talk()
    await hear(250)
    say('MAIL FROM:<a@b.test>\r\n')
    await hear(250)
    say(Array.from({ length: 101 }, (_x, i) => `RCPT TO:<u-${i}@hedge.test>\r\n`).join(''))
    for (let i = 0; i < 100; i++) await hear(250)
    await hear(452)
  })

  test('a connection lost in the middle of the data stores nothing', async () => {
    const { say, hear, socket } = await talk()
    await hear(250)
    say('MAIL FROM:<a@b.test>\r\nRCPT TO:<sales@hedge.test>\r\nDATA\r\n')
    await hear(250)
    await hear(250)
    await hear(354)
    say('Subject: half\r\n\r\nhalf of it')
    await new Promise(resolve => setTimeout(resolve, 20))
    socket.destroy()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(stored).toHaveLength(0)
  })

  test('says 250 only after it is stored, also while closing; idle connections are hung up', async () => {
    let release = (): void => undefined
    let begun = (): void => undefined
    const started = new Promise<void>(resolve => {
      begun = resolve
    })
    storing = mail =>
      new Promise(resolve => {
        begun()
        release = () => {
          stored.push(mail)
          resolve()
        }
      })
    const { say, hear } = await talk()
    await hear(250)
    const idle = await talk()
    await idle.hear(250)
    say('MAIL FROM:<a@b.test>\r\nRCPT TO:<sales@hedge.test>\r\nDATA\r\n')
    await hear(250)
    await hear(250)
    await hear(354)
    say('Subject: a\r\n\r\na\r\n.\r\n')
    await started
    let closed = false
    const closing = receiver.close().then(() => {
      closed = true
    })
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(closed).toBe(false)
    release()
    await hear(250)
    await hear(421)
    await idle.hear(421)
    for (const socket of open) socket.end()
    await closing
    expect(stored).toHaveLength(1)
  })
})
