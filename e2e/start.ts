import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'
import { openBrowser } from './browser.ts'
import { pictureOf, watchFetching } from './look.ts'

export const password = 'northlight-demo'
const cli = path.join(import.meta.dirname, '..', 'src', 'cli', 'hedgerow.ts')
/** Long enough for two busy cores, short enough to say soon what is missing. */
const patience = 30_000

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a program outside gets is JSON without types; the journeys say what it must be.
  body: any
}

export interface House {
  base: string
  smtpPort: number
  /** A page of somebody who has signed in, or of nobody. */
  open: (who: string | null, address?: string, options?: BrowserContextOptions) => Promise<Page>
  /** The API, as this demo colleague. */
  api: (who: string, method: string, path: string, body?: unknown) => Promise<Answer>
  /** A key of this colleague's. */
  key: (who: string, scopes?: string[]) => Promise<string>
  /** Sends a mail by SMTP. */
  mail: (mail: SendMailOptions) => Promise<void>
  /** Console errors that a journey causes on purpose. */
  allow: (text: RegExp) => void
}

/** The address of a demo colleague, by first name. */
export const address = (who: string): string => `${who.toLowerCase()}@northlight.example`

/**
 * The real program for one journey file, on a clone of the demo company (or on an empty database), and a browser before it.
 * Whatever a page writes as an error, or throws, fails the journey.
 */
export function useHouse(options: { empty?: boolean } = {}): House {
  const { postgres, demo, dataDir } = inject('journeys')
  const name = `journey_${randomUUID().replaceAll('-', '')}`
  const house = {} as House
  const contexts = new Set<BrowserContext>()
  const cookies = new Map<string, string>()
  let complaints: string[] = []
  let allowed: RegExp[] = []
  let child: ChildProcess | null = null
  let browser: Browser | null = null

  beforeAll(async () => {
    await onServer(postgres, `create database ${name}${options.empty ? '' : ` template ${demo} strategy file_copy`}`)
    const [started, opened] = await Promise.all([startProgram(databaseUrl(postgres, name), dataDir), openBrowser()])
    child = started.child
    browser = opened
    const base = `http://127.0.0.1:${started.port}`
    const signIn = async (who: string): Promise<string> => {
      const known = cookies.get(who)
      if (known) return known
      const response = await fetch(`${base}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hedgerow': '1', origin: base },
        body: JSON.stringify({ email: address(who), password }),
      })
      if (!response.ok) throw new Error(`${who} could not sign in: ${await response.text()}`)
      const cookie = response.headers
        .getSetCookie()
        .map(one => one.split(';')[0])
        .join('; ')
      cookies.set(who, cookie)
      return cookie
    }
    const api: House['api'] = async (who, method, route, body) => {
      const response = await fetch(`${base}/api/v1${route}`, {
        method,
        headers: { cookie: await signIn(who), 'x-hedgerow': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
    }
    Object.assign(house, {
      base,
      smtpPort: started.smtpPort,
      api,
      allow: (text: RegExp) => void allowed.push(text),
      key: async (who: string, scopes = ['all']) => {
        const { status, body } = await api(who, 'POST', '/api_keys', { name: `journey ${scopes.join(' ')}`, scopes })
        if (typeof body.key !== 'string') throw new Error(`No key: ${status} ${JSON.stringify(body)}`)
        return body.key
      },
      mail: async (mail: SendMailOptions) => {
        const transport = nodemailer.createTransport({ host: '127.0.0.1', port: started.smtpPort, secure: false, ignoreTLS: true })
        await transport.sendMail(mail)
        transport.close()
      },
      open: async (who: string | null, at = '/', more: BrowserContextOptions = {}) => {
        const context = await opened.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', baseURL: base, ...more })
        contexts.add(context)
        context.setDefaultTimeout(patience)
        if (who !== null) {
          const pairs = (await signIn(who)).split('; ').map(pair => pair.split('='))
          await context.addCookies(pairs.map(([cookie = '', ...value]) => ({ name: cookie, value: value.join('='), url: base })))
        }
        context.on('page', page => {
          watchFetching(page)
          page.on('console', message => message.type() === 'error' && complaints.push(`${page.url()} says: ${message.text()}`))
          page.on('pageerror', error => complaints.push(`${page.url()} throws: ${error.stack ?? error.message}`))
        })
        const page = await context.newPage()
        await page.goto(at)
        return page
      },
    } satisfies House)
  }, 60_000)

  afterEach(async ({ task }) => {
    const pages = [...contexts].flatMap(context => context.pages())
    if (task.result?.state === 'fail')
      for (const [index, page] of pages.entries()) await page.screenshot({ path: pictureOf(`failed ${task.name} ${index}`) })
    for (const context of contexts) await context.close()
    contexts.clear()
    const said = complaints.filter(one => !allowed.some(text => text.test(one)))
    complaints = []
    allowed = []
    expect(said).toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    if (child) await stop(child)
    await onServer(postgres, `drop database if exists ${name} with (force)`)
  })
  return house
}

async function startProgram(url: string, dataDir: string): Promise<{ child: ChildProcess; port: number; smtpPort: number }> {
  const child = fork(cli, ['start'], {
    silent: true,
    env: {
      // Not all of it: the test runner sets BASE_URL and NODE_ENV for itself.
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      PORT: '0',
      SMTP_PORT: '0',
      TEST_CLOCK: '1',
      SECRET_KEY: 'a-secret-for-journeys-only',
      LOG_LEVEL: 'warn',
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('exit', code => reject(new Error(`The program did not start (${code}):\n${said}`)))
    child.once('message', message => {
      const { started } = message as { started: { port: number; smtpPort: number } }
      resolve({ child, ...started })
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
