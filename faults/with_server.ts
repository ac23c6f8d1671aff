import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startEmbedded } from '../src/platform/db/embedded.ts'
import { databaseUrl, onServer } from '../src/platform/db/on_server.ts'

export interface Server {
  url: string
  admin: string
  /** Kills it as a power cut would. */
  killed: () => Promise<void>
  again: () => Promise<void>
}

/** A PostgreSQL that the program does not look after, as with DATABASE_URL. */
export async function withServer<T>(work: (server: Server) => Promise<T>, folder?: string): Promise<T> {
  const dataDir = folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-database-'))
  fs.chmodSync(dataDir, 0o755)
  const start = () => startEmbedded({ dataDir: path.join(dataDir, 'postgres') })
  let current = await start()
  await onServer(current.url('postgres'), 'create database faults')
  const server: Server = {
    url: databaseUrl(current.url('postgres'), 'faults'),
    admin: current.url('postgres'),
    killed: async () => {
      const pid = Number(fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGKILL')
      await current.exited
    },
    again: async () => {
      current = await start()
    },
  }
  try {
    return await work(server)
  } finally {
    await current.stop().catch(() => undefined)
    fs.rmSync(dataDir, { recursive: true, force: true })
  }
}
