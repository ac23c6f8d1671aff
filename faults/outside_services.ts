import http from 'node:http'
import net from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Fault } from './fault.ts'
import { call, install, isReady, prepare, until } from './program.ts'

type Mood = 'silent' | 'garbage' | 'busy' | 'drops' | 'well'
const moods: readonly Mood[] = ['garbage', 'busy', 'drops', 'silent', 'well']

const usual = ['PT2M']
const spans: Record<Mood, readonly string[]> = { garbage: usual, busy: usual, drops: usual, silent: [], well: ['PT3H', 'PT12H', 'P1D'] }

/** Mail server and webhook receiver that are slow, fail or lie: what waits is visible, and goes out once they are well, without a hand. */
export const outsideServices: Fault = {
  name: 'outside services fail and lie',
  run: async () => {
    const post = await mailServer()
    const hook = await hookServer()
    const installation = install({ SMTP_URL: `smtp://127.0.0.1:${post.port}?ignoreTLS=true`, TEST_CLOCK: '1' })
    try {
      const running = await prepare(installation)
      // The clock stands until every attempt has ended; those at the silent server are held for half a minute.
      const api = (method: string, url: string, body?: unknown) => call(running, installation.key, method, url, body, 290)
      await api('POST', '/webhooks', { url: `http://127.0.0.1:${hook.port}/hook`, events: ['lead.created'] })
      const open = await installation.inspect()
      const states = async () =>
        (
          await open.pool.query<{ mails: number; told: number; hooks: number; failing: number }>(`select
            (select count(*) from mail where state = 'waiting') as mails, (select count(*) from mail where state = 'waiting' and last_error is not null) as told,
            (select count(*) from webhook_delivery where state <> 'delivered') as hooks,
            (select count(*) from webhook_delivery where state <> 'delivered' and attempts > 0 and last_error is not null) as failing`)
        ).rows[0]
      try {
        let leads = 0
        for (const mood of moods) {
          post.mood = mood
          hook.mood = mood
          for (let n = 0; n < 3; n++, leads++)
            await api('POST', '/leads/intake', { name: `Person ${leads}`, email: `p${leads}@c${leads}.example` })
          const isSeen = async () => mood === 'well' || ((await states())?.told !== 0 && (await states())?.failing !== 0)
          // Silence is waited for in real time: the test clock stands until every attempt has ended, and new ones would begin meanwhile.
          if (mood === 'silent') await until(isSeen, 'silence is told', 90)
          // Past the pauses between attempts; with everything well again, what waited goes out here.
          for (const span of spans[mood]) await api('POST', '/test/clock', { advance: span })
          if (!(await isSeen())) throw new Error(`Nobody can see that ${mood} failed: ${JSON.stringify(await states())}`)
          if (!(await isReady(running))) throw new Error(`Not ready while ${mood}`)
        }
        await until(async () => (await states())?.mails === 0 && (await states())?.hooks === 0, 'everything went out', 60)
        const { rows } = await open.pool.query<{ mails: number; sent: number; hooks: number }>(
          `select (select count(*) from mail) as mails, (select count(*) from mail where state = 'sent') as sent, (select count(*) from webhook_delivery) as hooks`,
        )
        const [{ mails, sent, hooks } = { mails: 0, sent: 0, hooks: 0 }] = rows
        if (mails !== sent) throw new Error(`${mails} mails, ${sent} were sent`)
        if (post.got.size !== mails) throw new Error(`${mails} mails were sent, ${post.got.size} different ones arrived`)
        if (hook.got.size !== hooks || hooks < leads)
          throw new Error(`${leads} leads, ${hooks} deliveries, ${hook.got.size} different ones arrived`)
        await installation.stop(running)
        return `${mails} mails and ${hooks} deliveries through ${moods.length - 1} kinds of failure; each arrived, ${post.twice} mails and ${hook.twice} deliveries twice under the same identity because the receiver lost its own answer`
      } finally {
        await open.close()
      }
    } finally {
      post.close()
      hook.close()
      installation.remove()
    }
  },
}

interface Receiver {
  port: number
  mood: Mood
  /** Identities of what arrived. */
  got: Set<string>
  twice: number
  close: () => void
}

const listening = (server: net.Server): Promise<number> =>
  new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    }),
  )

/** Decides by its mood before SMTP begins; when well, a real server does the talking. */
async function mailServer(): Promise<Receiver> {
  const receiver: Receiver = { port: 0, mood: 'well', got: new Set(), twice: 0, close: () => undefined }
  const take = (id: string) => (receiver.got.has(id) ? receiver.twice++ : receiver.got.add(id))
  const real = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      let text = ''
      stream.on('data', part => (text += String(part)))
      stream.on('end', () => {
        if (receiver.mood === 'busy') return done(Object.assign(new Error('Try later'), { responseCode: 451 }))
        take(/^Message-ID: (.*)$/im.exec(text)?.[1]?.trim() ?? text)
        if (receiver.mood === 'drops') return void stream.destroy()
        done()
      })
    },
  })
  real.on('error', () => undefined)
  const port = await listening(real.server)
  const sockets = new Set<net.Socket>()
  const front = net.createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (receiver.mood === 'silent') return
    if (receiver.mood === 'garbage') return void socket.end('<html>502 Bad gateway</html>\r\n')
    const behind = net.connect(port, '127.0.0.1')
    behind.on('error', () => undefined)
    // The answer to the mail itself is lost on the way.
    if (receiver.mood === 'drops')
      behind.on('data', part => (/^354 /m.test(String(part)) ? setTimeout(() => socket.destroy(), 300) : undefined))
    socket.pipe(behind).pipe(socket)
  })
  receiver.port = await listening(front)
  receiver.close = () => {
    for (const socket of sockets) socket.destroy()
    front.close()
    real.close()
  }
  return receiver
}

async function hookServer(): Promise<Receiver> {
  const receiver: Receiver = { port: 0, mood: 'well', got: new Set(), twice: 0, close: () => undefined }
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const id = String(request.headers['hedgerow-delivery'])
      if (receiver.mood === 'silent') return
      if (receiver.mood === 'garbage') return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
      if (receiver.mood === 'busy') return void response.writeHead(500).end('x'.repeat(100_000))
      if (receiver.got.has(id)) receiver.twice++
      receiver.got.add(id)
      if (receiver.mood === 'drops') return void request.socket.destroy()
      // 200 with nonsense is a 200: what the receiver makes of it is its own affair.
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>not json')
    })
  })
  receiver.port = await listening(server)
  receiver.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return receiver
}
