import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'

export interface NamedActor {
  kind: string
  id: string | null
  name: string | null
}

/** Names for the actors of log entries, batches and the like: one query, however many. An API key goes by its own name. */
export async function nameActors(
  db: Kysely<Database>,
  actors: readonly { kind: string; id: string | null }[],
): Promise<(actor: { kind: string; id: string | null }) => NamedActor> {
  const ids = [...new Set(actors.map(actor => actor.id).filter(id => id !== null))]
  const names = new Map<string, string>()
  if (ids.length > 0) {
    const { rows } = await sql<{ id: string; name: string }>`select id, name from "user" where id = any(${ids}::uuid[])
      union all select id, name from api_key where id = any(${ids}::uuid[])`.execute(db)
    for (const row of rows) names.set(row.id, row.name)
  }
  return ({ kind, id }) => ({ kind, id, name: id === null ? null : (names.get(id) ?? null) })
}
