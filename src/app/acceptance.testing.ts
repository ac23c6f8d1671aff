import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import nodemailer, { type SendMailOptions } from 'nodemailer'
import pino from 'pino'
import { afterAll, beforeAll, inject } from 'vitest'
import { openDatabase } from '../platform/db/database.ts'
import { databaseUrl, onServer } from '../platform/db/on_server.ts'
import { type Config, readConfig } from './config.ts'
import { type Program, startProgram } from './program.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a program outside gets is JSON without types; the tests say what it must be.
export type Json = any

export interface Answer {
  status: number
  body: Json
  headers: Headers
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface Outside {
  program: Program
  base: string
  /** Key of the first admin, Ada. */
  key: string
  api: Call
  /** The API as somebody else. */
  as: (key: string) => Call
  /** Gives a user a password and lets them in through the page: calls with their session. */
  signIn: (id: string, email: string) => Promise<Call>
  /** Makes a user with this role and a key of theirs. */
  person: (name: string, role: string) => Promise<{ id: string; key: string; email: string; api: Call }>
  mail: (mail: SendMailOptions) => Promise<{ code: number; message: string }>
  /** A second program on the same database. */
  another: (role: Config['role']) => Promise<Program>
  /** Asks until `found` gives something, for long enough on a busy machine. */
  until: <T>(found: () => Promise<T | null | undefined | false>, what?: string) => Promise<T>
  sql: (text: string, values?: unknown[]) => Promise<Json[]>
}

export const adminEmail = 'ada@northlight.example'
const adminPassword = 'hedgerow-demo-1'

/** Starts the real program on a database of the test file's own, ports chosen by the system: nothing in it is replaced. */
export function useProgram(more: () => Record<string, string> = () => ({})): Outside {
  const { url: adminUrl, template } = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-acceptance-'))
  const outside = {} as Outside
  const closers: (() => Promise<void>)[] = []
  const configOf = (role: Config['role']): Config => ({
    ...readConfig({
      PORT: '0',
      SMTP_PORT: '0',
      DATA_DIR: folder,
      ADMIN_EMAIL: adminEmail,
      ADMIN_PASSWORD: adminPassword,
      SECRET_KEY: 'a-secret-for-tests-only',
      TEST_CLOCK: '1',
      ROLE: role,
      ...more(),
    }),
    databaseUrl: databaseUrl(adminUrl, name),
  })
  const start = async (role: Config['role']): Promise<Program> => {
    const program = await startProgram(configOf(role), pino({ level: 'silent' }))
    closers.push(program.close)
    return program
  }

  beforeAll(async () => {
    await onServer(adminUrl, `create database ${name} template ${template} strategy file_copy`)
    const program = await start('all')
    const base = `http://127.0.0.1:${program.port}`
    // Not a bare pool: one that is still closing when its database is dropped would end the test run.
    const { pool, close } = openDatabase(databaseUrl(adminUrl, name), { max: 2 })
    closers.unshift(close)
    const caller =
      (headers: Record<string, string>): Call =>
      async (method, address, body, more = {}) =>
        read(
          await fetch(`${base}/api/v1${address}`, {
            method,
            headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
            ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          }),
        )
    const as = (key: string) => caller({ authorization: `Bearer ${key}` })
    const session = async (email: string, password: string): Promise<Call> => {
      const response = await fetch(`${base}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hedgerow': '1', origin: base },
        body: JSON.stringify({ email, password }),
      })
      const cookie = response.headers
        .getSetCookie()
        .map(one => one.split(';')[0])
        .join('; ')
      return caller({ cookie, 'x-hedgerow': '1' })
    }
    const keyOf = async (email: string, password: string) => {
      const answer = await (await session(email, password))('POST', '/api_keys', { name: 'test', scopes: ['all'] })
      if (!answer.body.key) throw new Error(`No key for ${email}: ${JSON.stringify(answer.body)}`)
      return String(answer.body.key)
    }
    const key = await keyOf(adminEmail, adminPassword)
    const api = as(key)
    Object.assign(outside, {
      program,
      base,
      key,
      api,
      as,
      another: start,
      signIn: async (id: string, email: string) => {
        await api('POST', `/users/${id}/set_password`, { password: 'a-password-of-theirs' })
        return session(email, 'a-password-of-theirs')
      },
      sql: async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows,
      person: async (personName: string, role: string) => {
        const email = `${personName.toLowerCase().replaceAll(' ', '.')}@northlight.example`
        const made = await api('POST', '/users', { name: personName, email, role })
        if (made.status !== 201) throw new Error(JSON.stringify(made.body))
        await api('POST', `/users/${made.body.id}/set_password`, { password: `${personName}-password-1` })
        const own = await keyOf(email, `${personName}-password-1`)
        return { id: String(made.body.id), key: own, email, api: as(own) }
      },
      mail: async (mail: SendMailOptions) => {
        const transport = nodemailer.createTransport({ host: '127.0.0.1', port: program.smtpPort ?? 0, secure: false, ignoreTLS: true })
        try {
          const sent = await transport.sendMail(mail)
          return { code: Number(String(sent.response).slice(0, 3)), message: String(sent.response) }
        } catch (error) {
          const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
          return { code, message: String(error) }
        } finally {
          transport.close()
        }
      },
      until: async <T>(found: () => Promise<T | null | undefined | false>, what = 'it') => {
        for (let tries = 0; tries < 1_000; tries++) {
          const value = await found()
          if (value !== null && value !== undefined && value !== false) return value
          await pause(50)
        }
        throw new Error(`Waited too long for ${what}`)
      },
    } satisfies Outside)
  }, 60_000)
  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
    await onServer(adminUrl, `drop database if exists ${name} with (force)`)
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return outside
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text, headers: response.headers }
}
