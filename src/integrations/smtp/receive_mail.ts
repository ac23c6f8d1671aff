import type { AddressInfo } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

export type ReceivedMail = {
  /** Empty for bounces. */
  envelopeFrom: string
  /** Those of our addresses that it was accepted for, each once. */
  recipients: string[]
  raw: Buffer
  remoteAddress: string
}

export type SmtpReceiverOptions = {
  /** 0: the system picks one. */
  port: number
  host: string
  /** How the server calls itself. */
  hostname: string
  /** In bytes; announced as SIZE. */
  maxSize: number
  resolveRecipient: (address: string) => Promise<'accept' | 'unknown'>
  /** Resolves when the mail is committed; only then the sender hears 250. */
  store: (mail: ReceivedMail) => Promise<void>
  log: { info: (data: object, text: string) => void; warn: (data: object, text: string) => void }
  /** STARTTLS is offered only with a certificate of one's own. */
  certificate?: Pick<SecureContextOptions, 'key' | 'cert'>
}

export type SmtpReceiver = { port: number; close: () => Promise<void> }

const closeTimeout = 20_000

/** Receives mail by SMTP (B1, B13): what is answered with 250 is committed, what cannot be is answered with 451 and comes again. */
export async function startSmtpReceiver(options: SmtpReceiverOptions): Promise<SmtpReceiver> {
  const running = new Set<Promise<void>>()
  const server = new SMTPServer({
    name: options.hostname,
    banner: 'Hedgerow',
    size: options.maxSize,
    authOptional: true,
    disabledCommands: options.certificate ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...options.certificate,
    disableReverseLookup: true,
    maxClients: 100,
    socketTimeout: 60_000,
    closeTimeout,
    logger: false,
    // Further ones are answered with 452, and the sender tries them again.
    maxRecipients: 100,
    onRcptTo: (address, _session, done) => {
      checkRecipient(address, options).then(refusal => done(refusal))
    },
    onData: (stream, session, done) => {
      const work = receive(stream, session, options).then(refusal => (refusal === null ? done() : done(refusal)))
      running.add(work)
      work.finally(() => running.delete(work))
    },
  })
  // A peer that drops its connection is everyday; nobody needs to act on it.
  server.on('error', error => options.log.info({ err: error }, 'smtp connection ended with an error'))

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.server.off('error', reject)
      resolve()
    })
  })
  const address = server.server.address()
  return { port: isAddressInfo(address) ? address.port : options.port, close: () => close(server, running) }
}

async function checkRecipient(address: SMTPServerAddress, options: SmtpReceiverOptions): Promise<Error | null> {
  try {
    const answer = await options.resolveRecipient(address.address)
    return answer === 'accept' ? null : reply(550, `No such address here: ${address.address}`)
  } catch (error) {
    options.log.warn({ err: error, recipient: address.address }, 'recipient could not be looked up')
    return reply(451, 'Cannot look up the recipient now, try again later')
  }
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, options: SmtpReceiverOptions): Promise<Error | null> {
  try {
    const raw = await readAll(stream, options.maxSize)
    if (raw === null) return reply(552, `Message exceeds the maximum size of ${options.maxSize} bytes`)
    const from = session.envelope.mailFrom
    const recipients = [...new Set(session.envelope.rcptTo.map(one => one.address))]
    await options.store({ envelopeFrom: from === false ? '' : from.address, recipients, raw, remoteAddress: session.remoteAddress })
    options.log.info({ bytes: raw.length, recipients, remote: session.remoteAddress }, 'mail received')
    return null
  } catch (error) {
    options.log.warn({ err: error, remote: session.remoteAddress }, 'mail could not be stored; the sender is asked to try again')
    return reply(451, 'Cannot store the message now, try again later')
  }
}

async function readAll(stream: SMTPServerDataStream, maxSize: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    // The rest must be read for the answer to be heard, but is not kept.
    if (size <= maxSize) chunks.push(chunk)
    else chunks.length = 0
  }
  return size > maxSize || stream.sizeExceeded ? null : Buffer.concat(chunks, size)
}

// Lets mails that are being received finish and be answered; idle connections are closed at once.
async function close(server: SMTPServer, running: Set<Promise<void>>): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(resolve))
  const deadline = AbortSignal.timeout(closeTimeout)
  while (running.size > 0 && !deadline.aborted)
    await Promise.race([Promise.all(running), new Promise(resolve => deadline.addEventListener('abort', resolve))])
  for (const connection of server.connections) hangUp(connection)
  await closed
}

function hangUp(connection: unknown): void {
  if (typeof connection !== 'object' || connection === null) return
  if ('send' in connection && typeof connection.send === 'function') connection.send(421, 'Server shutting down')
  if ('close' in connection && typeof connection.close === 'function') connection.close()
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
