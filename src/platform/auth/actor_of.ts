import { type Kysely, sql } from 'kysely'
import type { Actor, Rights } from '../actor.ts'
import type { Database, Tx } from '../db/database.ts'
import { hashApiKey, isApiKey } from './api_key.ts'

/** A role that is missing or damaged gives nothing. */
export const noRights: Rights = { objects: {}, fields: {}, settings: false, export: false }
/**
 * Whoever calls a public route. It carries an empty user because the engine takes an actor without one for the program itself;
 * a command behind a public route that acts for the program says so with `systemActor`.
 */
export const nobody: Actor = {
  kind: 'system',
  id: null,
  user: { id: '00000000-0000-0000-0000-000000000000', name: '', email: '', role: '', time_zone: 'UTC', team_ids: [], team_user_ids: [] },
  rights: noRights,
  means: 'public',
  scopes: [],
}

interface UserRow {
  id: string
  name: string
  email: string
  role: string
  time_zone: string
  team_ids: string[]
  team_user_ids: string[]
  rights: Rights | null
}

// Teams are few and small: the sub-select walks the user table, which stays in memory. No cache, so that a change of role acts at once.
const userColumns = sql`u.id, u.name, u.email, u.role, u.time_zone, u.team_ids, r.rights,
  array(select mate.id from "user" mate where mate.id = u.id or mate.team_ids && u.team_ids) as team_user_ids`
const userJoins = sql`left join role r on r.key = u.role and r.deleted_at is null where u.active and u.deleted_at is null`

const acting = (row: UserRow) => ({
  user: {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    time_zone: row.time_zone,
    team_ids: row.team_ids,
    team_user_ids: row.team_user_ids,
  },
  rights: row.rights ?? noRights,
})

export interface SessionActor {
  actor: Actor
  sessionId: string
  /** The session was last prolonged more than a day ago. */
  renew: boolean
}

/** Who a session token belongs to: one indexed query, so that a session revoked anywhere stops working at once. */
export async function actorOfSession(db: Kysely<Database>, token: string): Promise<SessionActor | null> {
  // Session lifetimes are real time, as better-auth writes them, not the test clock's.
  const found = await sql<UserRow & { session_id: string; renew: boolean }>`
    select ${userColumns}, s.id as session_id, s.updated_at < now() - interval '1 day' as renew
    from auth_session s join "user" u on u.id = s.user_id ${userJoins} and s.token = ${token} and s.expires_at > now()`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  return {
    actor: { kind: 'user', id: row.id, ...acting(row), means: 'page', scopes: ['all'] },
    sessionId: row.session_id,
    renew: row.renew,
  }
}

export async function prolongSession(db: Kysely<Database>, sessionId: string, seconds: number): Promise<void> {
  await sql`update auth_session set updated_at = now(), expires_at = now() + make_interval(secs => ${seconds}) where id = ${sessionId}`.execute(
    db,
  )
}

/** Who an API key acts for: its user's rights, limited by the key's scopes (H4). */
export async function actorOfKey(db: Kysely<Database>, key: string): Promise<Actor | null> {
  if (!isApiKey(key)) return null
  const found = await sql<UserRow & { key_id: string; scopes: string[]; stale: boolean }>`
    select ${userColumns}, k.id as key_id, k.scopes, coalesce(k.last_used_at < now() - interval '1 minute', true) as stale
    from api_key k join "user" u on u.id = k.user_id ${userJoins} and k.hash = ${hashApiKey(key)} and k.revoked_at is null`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  if (row.stale)
    await sql`update api_key set last_used_at = now() where id = ${row.key_id} and coalesce(last_used_at < now() - interval '1 minute', true)`.execute(
      db,
    )
  return { kind: 'key', id: row.key_id, ...acting(row), means: 'api', scopes: row.scopes }
}

/** The actor for a user by id, for what the program does in a user's name (command line, mail from a colleague). */
export async function actorOfUser(db: Kysely<Database> | Tx, userId: string, means: string): Promise<Actor | null> {
  const found = await sql<UserRow>`select ${userColumns} from "user" u ${userJoins} and u.id = ${userId}`.execute(db)
  const row = found.rows[0]
  return row ? { kind: 'user', id: row.id, ...acting(row), means, scopes: ['all'] } : null
}
