import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runMigrations } from 'graphile-worker'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../db/database.ts'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { databaseUrl, onServer } from '../db/on_server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { url: string; template: string }
  }
}

const MIGRATIONS = path.join(import.meta.dirname, '..', '..', '..', 'migrations')

/** Once a run: one PostgreSQL (or the one of TEST_DATABASE_URL) with a migrated template, which each test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  const dataDir = given ? null : fs.mkdtempSync(path.join(os.tmpdir(), 'hedgerow-test-'))
  const embedded = dataDir ? await startEmbedded({ dataDir, forTests: true }) : null
  const adminUrl = given ?? embedded?.url('postgres') ?? ''
  const template = `hedgerow_template_${process.pid}`
  const tearDown = async (): Promise<void> => {
    if (given) await onServer(given, `drop database if exists ${template} with (force)`)
    await embedded?.stop()
    if (dataDir) fs.rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await onServer(adminUrl, `create database ${template} template template0 encoding 'UTF8'`)
    await fillTemplate(databaseUrl(adminUrl, template))
    // A database can be cloned only while nobody, autovacuum included, is connected to it.
    await onServer(adminUrl, `alter database ${template} allow_connections false`)
  } catch (error) {
    await tearDown()
    throw error
  }
  project.provide('postgres', { url: adminUrl, template })
  return tearDown
}

async function fillTemplate(url: string): Promise<void> {
  const { pool, close } = openDatabase(url, { max: 2 })
  try {
    await migrate(pool, MIGRATIONS)
    await runMigrations({ pgPool: pool })
  } finally {
    await close()
  }
}
