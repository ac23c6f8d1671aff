import { fork } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildWeb } from '../src/app/build_web.ts'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server of the run, with a database that holds the demo company, which each journey clones. */
    journeys: { postgres: string; demo: string; dataDir: string }
  }
}

const demo = 'journey_demo'
const cli = path.join(import.meta.dirname, '..', 'src', 'cli', 'hedgerow.ts')

/** Once a run: the page is built, one PostgreSQL is started, the demo company is made by the command line. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-journeys-'))
  const cluster = fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-journeys-'))
  const embedded = await startEmbedded({ dataDir: cluster, forTests: true })
  const tearDown = async () => {
    await embedded.stop()
    for (const folder of [cluster, dataDir]) fs.rmSync(folder, { recursive: true, force: true })
  }
  try {
    const postgres = embedded.url('postgres')
    await onServer(postgres, `create database ${demo}`)
    await Promise.all([buildWeb({ info: () => undefined }), fillDemo({ DATABASE_URL: databaseUrl(postgres, demo), DATA_DIR: dataDir })])
    project.provide('journeys', { postgres, demo, dataDir })
    return tearDown
  } catch (error) {
    await tearDown()
    throw error
  }
}

async function fillDemo(env: Record<string, string>): Promise<void> {
  const child = fork(cli, ['demo'], { env: { ...process.env, ...env }, silent: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`The demo company was not made:\n${said}`)
}
