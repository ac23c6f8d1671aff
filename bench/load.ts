import net from 'node:net'
import type pg from 'pg'
import type { Statement } from './figures.ts'

export interface Rate {
  perSecond: number
  /** Of the program's process alone. */
  cpuEach?: number
}

/** So many connections ask one request after another for some seconds; a plain client, because it shares the machine. */
export async function requestsPerSecond(port: number, requests: readonly Buffer[], connections: number, seconds: number): Promise<Rate> {
  let done = 0
  const until = performance.now() + seconds * 1_000
  const one = (start: number) =>
    new Promise<void>((resolve, reject) => {
      let turn = start
      let waiting = 0
      const socket = net.connect(port, '127.0.0.1', () => socket.write(requests[turn % requests.length] ?? ''))
      socket.setNoDelay(true)
      socket.on('error', reject)
      socket.on('data', part => {
        if (waiting === 0) {
          const head = part.indexOf('\r\n\r\n')
          const text = part.toString('latin1', 0, head)
          const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
          if (!text.startsWith('HTTP/1.1 20') || head < 0 || Number.isNaN(length)) return reject(new Error(text.slice(0, 300)))
          waiting = length - (part.length - head - 4)
        } else waiting -= part.length
        if (waiting > 0) return
        done++
        turn += connections
        if (performance.now() < until) socket.write(requests[turn % requests.length] ?? '')
        else {
          socket.destroy()
          resolve()
        }
      })
    })
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  return { perSecond: done / ((performance.now() - start) / 1_000) }
}

/** The bytes of a request, made once. */
export function requestBytes(method: string, path: string, key: string, body?: object): Buffer {
  const content = body === undefined ? '' : JSON.stringify(body)
  const more = body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(content)}\r\n`
  return Buffer.from(`${method} /api/v1${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${key}\r\n${more}\r\n${content}`)
}

/** The same many callers with raw statements: what is left when the program costs nothing. */
export async function statementsPerSecond(
  pool: pg.Pool,
  turns: readonly (readonly Statement[])[],
  connections: number,
  seconds: number,
): Promise<Rate> {
  let done = 0
  const until = performance.now() + seconds * 1_000
  const one = async (from: number) => {
    for (let turn = from; performance.now() < until; turn += connections) {
      for (const { text, values } of turns[turn % turns.length] ?? []) await pool.query(text, values)
      done++
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  return { perSecond: done / ((performance.now() - start) / 1_000) }
}
