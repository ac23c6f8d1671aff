import type { FastifyInstance } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Metrics } from './metrics.ts'

export interface HealthParts {
  db: Kysely<Database>
  metrics: Metrics
  /** What is still missing before this process may serve (pending migrations); null when nothing is. */
  missing: () => Promise<string | null>
  stopping: () => boolean
}

/** Live: the process answers. Ready: it may be sent requests. */
export function mountHealth(app: FastifyInstance, { db, metrics, missing, stopping }: HealthParts): void {
  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async (request, reply) => {
    const why = stopping() ? 'shutting down' : await unready(db, missing)
    if (!why) return { status: 'ready' }
    request.log.warn({ why }, 'Not ready')
    return reply.code(503).header('retry-after', '2').send({ status: 'not ready', why })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()))
}

async function unready(db: Kysely<Database>, missing: () => Promise<string | null>): Promise<string | null> {
  try {
    await sql`select 1`.execute(db)
  } catch (error) {
    return `the database cannot be reached (${error instanceof Error && 'code' in error ? String(error.code) : 'no answer'})`
  }
  return missing()
}
