import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'

/** Of these fields, those whose value somebody else than the program itself wrote last: they are not overwritten (B9, C4). */
export async function typedFields(ctx: Context, object: string, id: string, fields: readonly string[]): Promise<Set<string>> {
  if (fields.length === 0) return new Set()
  const { rows } = await sql<{ name: string; actor_kind: string | null }>`select f.name, (
      select l.actor_kind from change_log l where l.object = ${object} and l.record_id = ${id} and l.changes ? f.name
      order by l.at desc, l.seq desc limit 1
    ) as actor_kind from unnest(${[...fields]}::text[]) as f(name)`.execute(ctx.tx)
  return new Set(rows.filter(row => row.actor_kind !== null && row.actor_kind !== 'system').map(row => row.name))
}
