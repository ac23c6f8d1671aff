import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database, Tx } from '../db/database.ts'
import type { Ports } from '../ports.ts'
import { malformed, refuse } from '../refuse.ts'
import '../auth/tables.ts'
import type { Reply } from './route.ts'

/** One POST with an Idempotency-Key, as it is told from others. */
export interface Once {
  actor: string
  key: string
  hash: Buffer
}

interface StoredAnswer {
  status: number
  body: unknown
  headers: Record<string, string>
}

/** The key of a request, from its header; null without one. */
export function onceOf(header: string | undefined, actor: string, path: string, body: Buffer): Once | null {
  const key = keyOf(header)
  return key === null ? null : { actor, key, hash: createHash('sha256').update(path).update('\0').update(body).digest() }
}

export function keyOf(header: string | undefined): string | null {
  if (header === undefined) return null
  const key = header.trim()
  if (key.length === 0 || key.length > 255) throw malformed('Idempotency-Key must have 1 to 255 characters.')
  return key
}

export const keyReused = () => refuse('idempotency.key_reused', 'This Idempotency-Key was used before, for another request. Use a new one.')
/** Says that an answer was given before. */
export const replayed = { 'idempotent-replayed': 'true' }

/**
 * Takes the key in the request's own transaction. Null: it is new, do the work. Else the answer given before.
 * A second request with the same key waits on the unique index until the first has committed or rolled back.
 */
export async function takeOnce(db: Kysely<Database> | Tx, once: Once, secrets: Ports['secrets'], now: Date): Promise<StoredAnswer | null> {
  await db
    .deleteFrom('idempotency')
    .where('actor', '=', once.actor)
    .where('key', '=', once.key)
    .where(where =>
      where.or([
        where('created_at', '<', new Date(now.getTime() - keptFor)),
        // Its process was killed: nothing runs for so long, and the key must not be lost for a day.
        where.and([where('status', 'is', null), where('created_at', '<', new Date(now.getTime() - abandonedAfter))]),
      ]),
    )
    .execute()
  const taken = await db
    .insertInto('idempotency')
    .values({ actor: once.actor, key: once.key, request_hash: once.hash, status: null, answer: null, created_at: now })
    .onConflict(on => on.columns(['actor', 'key']).doNothing())
    .executeTakeFirst()
  if (Number(taken.numInsertedOrUpdatedRows ?? 0) > 0) return null
  const row = await db.selectFrom('idempotency').selectAll().where('actor', '=', once.actor).where('key', '=', once.key).executeTakeFirst()
  if (row && !row.request_hash.equals(once.hash)) throw keyReused()
  if (row?.status == null || row.answer === null)
    throw refuse('idempotency.in_progress', 'The first request with this Idempotency-Key is still running.', {
      status: 409,
      extra: { retry_after: 1 },
    })
  return { status: row.status, ...parseAnswer(secrets.open(row.answer)) }
}

/** Answers may hold what is shown only once (a new API key), so they are kept sealed. */
export async function keepAnswer(db: Kysely<Database> | Tx, once: Once, reply: Reply, secrets: Ports['secrets']): Promise<void> {
  const answer = secrets.seal(JSON.stringify({ body: reply.body, headers: reply.headers }))
  await db
    .updateTable('idempotency')
    .set({ status: reply.status, answer })
    .where('actor', '=', once.actor)
    .where('key', '=', once.key)
    .execute()
}

/** For routes with transactions of their own: a failed one leaves the key free. */
export async function giveBack(db: Kysely<Database>, once: Once): Promise<void> {
  await db.deleteFrom('idempotency').where('actor', '=', once.actor).where('key', '=', once.key).where('status', 'is', null).execute()
}

const keptFor = 24 * 60 * 60 * 1000
const abandonedAfter = 2 * 60 * 1000

function parseAnswer(text: string): { body: unknown; headers: Record<string, string> } {
  const stored: { body: unknown; headers: Record<string, string> } = JSON.parse(text)
  return stored
}
