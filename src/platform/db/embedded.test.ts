import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { type Embedded, startEmbedded } from './embedded.ts'

let dataDir = ''

/** Another process that starts the database, says so, and keeps it until it is killed. */
async function startInChild(): Promise<ChildProcess> {
  const module = path.join(import.meta.dirname, 'embedded.ts')
  const program = `const { startEmbedded } = await import(${JSON.stringify(module)})
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, forTests: true }); process.send('up'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', code => reject(new Error(`ended with ${code}`)))
  })
  return child
}

async function count(server: Embedded): Promise<number> {
  const { pool, close } = openDatabase(server.url('postgres'), { max: 1 })
  try {
    await pool.query('create table if not exists kept (at timestamptz default now())')
    await pool.query('insert into kept default values')
    return (await pool.query('select count(*) as n from kept')).rows[0]?.n
  } finally {
    await close()
  }
}

beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-embedded-'))
})
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }))

// On the run with another server there is nothing new to learn here.
describe.skipIf(process.env.TEST_DATABASE_URL)('startEmbedded', () => {
  test('keeps what was written over a stop and a start', async () => {
    for (const expected of [1, 2]) {
      const server = await startEmbedded({ dataDir, forTests: true })
      expect(await count(server)).toBe(expected)
      await server.stop()
      await server.exited
    }
  })

  test('a program that was killed leaves no database behind; the next start takes over, whoever has its old number now', async () => {
    const child = await startInChild()
    const pidFile = path.join(dataDir, 'postmaster.pid')
    const postmaster = Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0])
    child.kill('SIGKILL')
    const server = await startEmbedded({ dataDir, forTests: true })
    expect(Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0])).not.toBe(postmaster)
    expect(await count(server)).toBe(3)
    await server.stop()

    fs.writeFileSync(pidFile, `${process.pid}\n${dataDir}\n`)
    const again = await startEmbedded({ dataDir, forTests: true })
    expect(await count(again)).toBe(4)
    await again.stop()
  })

  test('a second start on a folder in use says so and does not disturb the first', async () => {
    const child = await startInChild()
    await expect(startEmbedded({ dataDir, forTests: true })).rejects.toThrow(/is in use \(process \d+\): is Hedgerow running already\?/)
    expect(child.exitCode).toBeNull()
    child.kill('SIGKILL')
    const server = await startEmbedded({ dataDir, forTests: true })
    await server.stop()
  })
})
