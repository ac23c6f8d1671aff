import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Addresses that belong to the machine, its network or nobody: a webhook must not reach what only we can reach (SSRF). */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/** Whether an address is the machine's own, its network's or nobody's. */
export const isInside = (address: string): boolean => inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')

/** Whether a URL points at this machine by name or number. */
export const isLoopback = (url: string): boolean => {
  const host = bare(new URL(url).hostname)
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\./.test(host)
}

export interface Answer {
  status: number
  /** The first 2 kB. */
  body: string
}

interface Post {
  url: string
  body: string
  headers: Record<string, string>
  /** In a trial on one's own machine the receivers are there as well. */
  allowInside: boolean
  timeout?: number
}

const mostKept = 2_048
const refused = (address: string) => new Error(`${address} is an address inside the network; deliveries go outside only.`)

/**
 * Posts JSON to an address that a person entered: no redirects, ten seconds in all, and never to addresses inside the network.
 * The address that was checked is the one connected to, so a name that answers differently the second time gains nothing.
 */
export function postOutside({ url, body, headers, allowInside, timeout = 10_000 }: Post): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = new URL(url)
    const host = bare(target.hostname)
    if (isIP(host) && !allowInside && isInside(host)) return reject(refused(host))
    const request = (target.protocol === 'https:' ? https : http).request(
      target,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(timeout),
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Hedgerow-Webhook',
        },
        lookup: allowInside ? undefined : guardedLookup,
      },
      response => {
        let kept = Buffer.alloc(0)
        const answer = () =>
          resolve({ status: response.statusCode ?? 0, body: kept.subarray(0, mostKept).toString('utf8').replaceAll('\0', '') })
        response.on('data', (chunk: Buffer) => {
          kept = Buffer.concat([kept, chunk])
          if (kept.length < mostKept) return
          answer()
          response.destroy()
        })
        response.on('end', answer)
        response.on('error', reject)
      },
    )
    request.on('error', error =>
      reject(
        error.name === 'TimeoutError' || error.name === 'AbortError' ? new Error(`No answer within ${timeout / 1_000} seconds.`) : error,
      ),
    )
    request.end(body)
  })
}

const guardedLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, [])
    const wrong = addresses.find(({ address }) => isInside(address))
    if (wrong) return done(refused(`${hostname} (${wrong.address})`), [])
    const [first] = addresses
    if (options.all || !first) done(null, addresses)
    else done(null, first.address, first.family)
  })
}
