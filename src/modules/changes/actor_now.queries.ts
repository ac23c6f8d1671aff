import { type Kysely, sql } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import { actorOfUser } from '../../platform/auth/actor_of.ts'
import type { Database } from '../../platform/db/database.ts'

/** An actor with its rights as they are now; null when its session ended, its key was revoked or its user left. For what stays open long. */
export async function actorNow(db: Kysely<Database>, actor: Actor, sessionId: string | null): Promise<Actor | null> {
  if (!actor.user) return actor
  if (sessionId) {
    const { rows } = await sql`select 1 from auth_session where id = ${sessionId} and expires_at > now()`.execute(db)
    if (rows.length === 0) return null
  }
  if (actor.kind === 'key') {
    const { rows } = await sql`select 1 from api_key where id = ${actor.id} and revoked_at is null`.execute(db)
    if (rows.length === 0) return null
  }
  const now = await actorOfUser(db, actor.user.id, actor.means)
  return now && { ...now, kind: actor.kind, id: actor.id, scopes: actor.scopes }
}
