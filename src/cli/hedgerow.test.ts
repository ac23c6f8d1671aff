import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-cli-'))
// Started as root, PostgreSQL runs as another user, who must get through.
fs.chmodSync(folder, 0o755)
const base = {
  ...process.env,
  BASE_URL: '',
  NODE_ENV: '',
  DATABASE_URL: '',
  PORT: '0',
  SMTP_PORT: '0',
  LOG_LEVEL: 'error',
  ADMIN_EMAIL: 'ada@cli.example',
  ADMIN_PASSWORD: 'correct-horse',
}
const at = (name: string, more: Record<string, string> = {}) => ({ ...base, DATA_DIR: path.join(folder, name), ...more })

interface Ended {
  code: number | null
  out: string
  err: string
}

function run(env: NodeJS.ProcessEnv, ...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['src/cli/hedgerow.ts', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', text => (out += text))
  child.stderr?.setEncoding('utf8').on('data', text => (err += text))
  const ended = new Promise<Ended>(resolve => child.once('close', code => resolve({ code, out, err })))
  return { child, ended }
}
const hedgerow = (env: NodeJS.ProcessEnv, ...args: string[]) => run(env, ...args).ended

describe('without a database', () => {
  test('help for all and for each, on standard output', async () => {
    const all = await hedgerow(base, '--help')
    expect(all.code).toBe(0)
    for (const name of ['start', 'migrate', 'user create', 'api-key create', 'import', 'export', 'backup', 'restore', 'demo', 'doctor'])
      expect(all.out).toContain(name)
    const one = await hedgerow(base, 'user', 'create', '--help')
    expect(one).toMatchObject({ code: 0, err: '' })
    expect(one.out).toContain('--password P')
  })

  test('what is typed wrong says so and how it goes: exit code 2', async () => {
    expect(await hedgerow(base, 'fly')).toMatchObject({ code: 2, out: '' })
    const missing = await hedgerow(base, 'user', 'create', '--name', 'Bo')
    expect(missing.code).toBe(2)
    expect(missing.err).toMatch(/^--email is missing\./)
    expect((await hedgerow(base, 'backup')).code).toBe(2)
    expect((await hedgerow(base, 'doctor', '--quick')).code).toBe(2)
  })

  test('a wrong setting is one line: exit code 1', async () => {
    expect(await hedgerow({ ...base, PORT: 'web' }, 'migrate')).toEqual({
      code: 1,
      out: '',
      err: 'The setting PORT is not a port (it is "web").\n',
    })
    const doctor = await hedgerow({ ...base, ROLE: 'both' }, 'doctor', '--json')
    expect(doctor.code).toBe(1)
    expect(JSON.parse(doctor.out)).toMatchObject({
      healthy: false,
      findings: [{ level: 'wrong', sentence: expect.stringContaining('ROLE') }],
    })
  })
})

describe.skipIf(process.env.TEST_DATABASE_URL)('beside a running program', () => {
  let program: ReturnType<typeof run>
  let port = 0
  beforeAll(async () => {
    program = run(at('data'), 'start')
    port = await new Promise((resolve, reject) => {
      program.child.once('message', message => resolve((message as { started: { port: number } }).started.port))
      void program.ended.then(({ err }) => reject(new Error(err)))
    })
  }, 90_000)
  afterAll(async () => {
    program.child.kill('SIGKILL')
    await program.ended
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('a user and a key made in another process count at once', async () => {
    const user = await hedgerow(
      at('data'),
      'user',
      'create',
      '--email',
      'Bo@CLI.example',
      '--name',
      'Bo',
      '--role',
      'revops',
      '--password',
      'correct-horse',
      '--json',
    )
    expect(JSON.parse(user.out)).toMatchObject({ email: 'bo@cli.example', role: 'revops' })
    const { key } = JSON.parse(
      (await hedgerow(at('data'), 'api-key', 'create', '--user', 'bo@cli.example', '--name', 'test', '--scopes', 'all', '--json')).out,
    )
    expect(key).toMatch(/^hr_/)
    const me = await fetch(`http://127.0.0.1:${port}/api/v1/meta`, { headers: { authorization: `Bearer ${key}` } })
    expect(await me.json()).toMatchObject({ me: { email: 'bo@cli.example' } })
    const again = await hedgerow(at('data'), 'user', 'create', '--email', 'bo@cli.example', '--name', 'Bo')
    expect(again.code).toBe(1)
    expect(again.err).toMatch(/^There is a user with the address bo@cli\.example\./)
  }, 60_000)

  test('an import is one step; what is wrong is named by its line; the export has it', async () => {
    const file = path.join(folder, 'leads.csv')
    fs.writeFileSync(file, 'name,email,country\nAna Silva,ana@one.example,PT\nBad,not an address,PT\n"Lee, Sam",sam@two.example,US\n')
    const imported = await hedgerow(at('data'), 'import', 'leads', file, '--json')
    expect(imported.code).toBe(1)
    expect(JSON.parse(imported.out)).toMatchObject({ count: 2, refused: [{ line: 3, reason: expect.stringContaining('email') }] })
    const exported = await hedgerow(at('data'), 'export', 'leads', '--filter', '{"field":"country","op":"is","value":"PT"}')
    expect(exported.out.split('\r\n').filter(Boolean)).toHaveLength(2)
    expect(exported.out).toContain('ana@one.example')
  }, 60_000)

  test('a second program on the same folder, and one on the same port, say so and leave it alone', async () => {
    const second = await hedgerow(at('data'), 'start')
    expect(second.code).toBe(1)
    expect(second.err).toMatch(/^The database in .* is in use \(process \d+\): is Hedgerow running already\?\n$/)
    const taken = await hedgerow(at('other', { PORT: String(port) }), 'start')
    expect(taken.code).toBe(1)
    expect(taken.err).toContain(`Port ${port} is taken`)
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200)
  }, 60_000)

  test('doctor finds nothing wrong, a backup is taken in use, and told to stop twice it stops once', async () => {
    const doctor = await hedgerow(at('data'), 'doctor')
    expect(doctor.code, doctor.out).toBe(0)
    expect((await hedgerow(at('data'), 'backup', path.join(folder, 'backup'))).code).toBe(0)
    expect((await hedgerow(at('data'), 'restore', path.join(folder, 'backup'))).err).toBe(
      'Hedgerow is running on this database. Stop it first.\n',
    )
    program.child.kill('SIGINT')
    program.child.kill('SIGINT')
    expect((await program.ended).code).toBe(0)
    const restored = await hedgerow(at('restored'), 'restore', path.join(folder, 'backup'))
    expect(restored.code, restored.err).toBe(0)
    expect((await hedgerow(at('restored'), 'export', 'leads')).out).toContain('sam@two.example')
  }, 90_000)
})
