import { type ChildProcess, spawn } from 'node:child_process'
import http from 'node:http'
import path from 'node:path'
import type { Statement } from './probe.ts'

const root = path.join(import.meta.dirname, '..')
const runOptions = ['--max-semi-space-size=8', ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [])]

export type Caller = 'admin' | 'own' | 'team'

/** The program in a process of its own, spoken to over HTTP and asked for its processor time and statements. */
export interface BenchServer {
  /** Sends one request over a connection that is kept open; answers the parsed body. Anything but success is an error. */
  call: (method: string, url: string, body?: unknown, as?: Caller) => Promise<Record<string, unknown>>
  cpu: () => Promise<{ cpu: number; rss: number }>
  port: number
  /** Milliseconds from the start of the process to the first page that it served. */
  startup: number
  statementsOf: (work: () => Promise<unknown>) => Promise<Statement[]>
  close: () => Promise<void>
}

export async function startServer(databaseUrl: string, dataDir: string, keys: Record<Caller, string>): Promise<BenchServer> {
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    SMTP_PORT: '0',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    BASE_URL: '',
  }
  const began = performance.now()
  // The options are those that run.js starts the program with.
  const child = spawn(process.execPath, [...runOptions, '--import', './bench/probe.ts', 'src/cli/hedgerow.ts', 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.setMaxListeners(0)
  const { port } = await heard<{ port: number }>(child, 'started')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 6 })
  await fetch(`http://127.0.0.1:${port}/`).then(answer => answer.text())
  const startup = performance.now() - began
  const ask = <T>(question: string, answer: string) => {
    const reply = heard<T>(child, answer)
    child.send(question)
    return reply
  }
  return {
    port,
    startup,
    call: (method, url, body, as = 'admin') => request({ agent, port, method, url, key: keys[as], body }),
    cpu: async () => {
      const reply = new Promise<{ cpu: number; rss: number }>(resolve =>
        child.once('message', message => resolve(message as { cpu: number; rss: number })),
      )
      child.send('cpu')
      return reply
    },
    statementsOf: async work => {
      await ask('keep', 'keeping')
      await work()
      return ask<Statement[]>('take', 'statements')
    },
    close: async () => {
      agent.destroy()
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}

function heard<T>(child: ChildProcess, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const listen = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !(name in message)) return
      child.off('message', listen)
      resolve((message as Record<string, T>)[name] as T)
    }
    child.on('message', listen)
    child.once('exit', code => reject(new Error(`The program ended with ${String(code)}`)))
  })
}

interface Request {
  agent: http.Agent
  port: number
  method: string
  url: string
  key: string
  body?: unknown
}

function request({ agent, port, method, url, key, body }: Request): Promise<Record<string, unknown>> {
  const content = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${key}`,
    ...(content ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) } : {}),
  }
  return new Promise((resolve, reject) => {
    const sent = http.request({ agent, host: '127.0.0.1', port, method, path: `/api/v1${url}`, headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if ((answer.statusCode ?? 500) >= 400) reject(new Error(`${method} ${url}: ${answer.statusCode} ${text.slice(0, 500)}`))
        else resolve(JSON.parse(text))
      })
    })
    sent.on('error', reject)
    sent.end(content)
  })
}
