import net from 'node:net'
import { createRandom, type Random } from '../src/demo/random.ts'
import type { Fault } from './fault.ts'
import { install, isReady, prepare, until } from './program.ts'

const parts = [
  'From: Maren Holst <maren@fjordlast.example>',
  'To: sales@faults.example',
  'Subject: =?utf-8?B?SGVsbG8=?=',
  'Subject: Fwd: Question',
  'Date: Thu, 19 Nov 2026 09:00:00 +0000',
  'Message-ID: <x@y>',
  'In-Reply-To: <z@y>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="cut"',
  'Content-Type: text/html; charset=koi8-r',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: base64',
  'Auto-Submitted: auto-replied',
  '',
  '--cut',
  '--cut--',
  'Hello, what does it cost?',
  '---------- Forwarded message ---------',
  '> quoted',
  'From: Jane <jane@acme.example>',
  '<table><td><b>From:</b> <a href="mailto:jane@acme.example">Jane</a>',
]
const noise = [
  '\0',
  '\r',
  '\n',
  '=?utf-8?Q?',
  'é'.repeat(400),
  '\ud83d\ude00',
  '<'.repeat(900),
  '@'.repeat(900),
  ' '.repeat(900),
  '\x80\xff\xfe',
  '-'.repeat(900),
]

const brokenMail = (random: Random): string => {
  const lines = Array.from({ length: random.int(0, 25) }, () => random.pick(parts))
  let text = (random.chance(0.7) ? [...parts.slice(0, 3), ...lines] : lines).join('\r\n')
  for (let change = random.int(0, 5); change > 0; change--) {
    const at = random.int(0, text.length)
    text = text.slice(0, at) + (random.chance(0.5) ? random.pick(noise) : '') + text.slice(random.chance(0.5) ? at + random.int(0, 60) : at)
  }
  return text
}

/** Mails that no mail program writes: each is taken and kept, or refused in SMTP's own words; none is lost and none stops the program. */
export const brokenMails: Fault = {
  name: 'broken mails',
  run: async size => {
    const mails = size.times(100, 10_000)
    const installation = install({ LOG_LEVEL: 'silent' })
    try {
      const running = await prepare(installation)
      let left = mails
      let taken = 0
      let refused = 0
      const one = async (random: Random) => {
        while (left > 0) {
          const socket = await Smtp.open(running.smtpPort)
          // A few of them a connection, as mail servers do.
          for (let n = 0; n < 20 && left > 0; n++) {
            left--
            const code = await socket.send(brokenMail(random))
            if (code === 250) taken++
            else if (code >= 400 && code < 600) refused++
            else throw new Error(`SMTP answered ${code}`)
          }
          socket.close()
        }
      }
      await Promise.all(Array.from({ length: 4 }, (_, index) => one(createRandom(size.seed + index))))
      await until(() => isReady(running), 'the program is still ready')
      const open = await installation.inspect()
      try {
        await until(
          async () => (await open.pool.query(`select count(*) as n from inbound where state <> 'done'`)).rows[0].n === 0,
          'all mails are decided',
          300,
        )
        const { rows } = await open.pool.query<{ n: number; outcome: string; raw: number }>(
          `select i.outcome, count(*) as n, count(r.inbound_id) as raw from inbound i left join inbound_raw r on r.inbound_id = i.id group by 1`,
        )
        const kept = rows.reduce((sum, row) => sum + row.raw, 0)
        const distinct = rows.reduce((sum, row) => sum + row.n, 0)
        if (kept !== distinct) throw new Error(`${distinct} mails are there, of ${kept} the bytes`)
        if (distinct > taken) throw new Error(`${taken} were taken, ${distinct} are there`)
        await installation.stop(running)
        return `${mails.toLocaleString('en')} mails: ${taken} taken (${distinct} different ones: ${rows.map(row => `${row.n} ${row.outcome}`).join(', ')}), ${refused} refused`
      } finally {
        await open.close()
      }
    } finally {
      installation.remove()
    }
  },
}

/** SMTP by hand: a library would not send what is broken. */
class Smtp {
  readonly #socket: net.Socket
  #heard = ''
  #wake: () => void = () => undefined

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.setEncoding('latin1').on('data', text => {
      this.#heard += String(text)
      this.#wake()
    })
    socket.on('close', () => this.#wake())
  }

  static async open(port: number): Promise<Smtp> {
    const socket = net.connect(port, '127.0.0.1')
    const smtp = new Smtp(socket)
    await smtp.#answer()
    await smtp.#say('EHLO broken.example')
    return smtp
  }

  async send(text: string): Promise<number> {
    const from = await this.#say('MAIL FROM:<maren@fjordlast.example>')
    if (from !== 250) return from
    const to = await this.#say('RCPT TO:<sales@faults.example>')
    if (to !== 250) return to
    await this.#say('DATA')
    // A dot at the start of a line is doubled, as the protocol wants; everything else goes as it is.
    return this.#say(`${text.replaceAll(/^\./gm, '..')}\r\n.`)
  }

  async #say(line: string): Promise<number> {
    this.#socket.write(`${line}\r\n`, 'latin1')
    return this.#answer()
  }

  async #answer(): Promise<number> {
    for (;;) {
      const last = /^(\d{3}) .*\r\n/m.exec(this.#heard)
      if (last) {
        this.#heard = ''
        return Number(last[1])
      }
      if (this.#socket.destroyed) throw new Error('The connection was closed')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.#socket.end('QUIT\r\n')
  }
}
