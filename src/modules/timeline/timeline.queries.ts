import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import type { NamedActor } from '../../platform/log/actor_names.ts'
import { readCursor, writeCursor } from '../../platform/object/cursor.ts'
import { demand, permitted } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { malformed, notFound } from '../../platform/refuse.ts'
import { type Below, type TimelineRow, timelineKinds, timelineSql } from './timeline_sql.ts'
import { timelineTitle, type Wording } from './timeline_title.rule.ts'

/** One thing that happened to a record. */
export interface TimelineEntry {
  id: string
  kind: string
  at: Date
  actor: NamedActor | null
  title: string
  text: string | null
  html: string | null
  detail: Record<string, unknown>
  object: string
  record_id: string
  changes: Record<string, [unknown, unknown]> | null
}

export interface TimelineQuery {
  kinds?: string[] | undefined
  limit: number
  cursor?: string | undefined
}

/** Everything that happened to a record, newest first (A4): mail, calls, notes, tasks, events, decisions, assignments, changes. */
export async function timelineOf(
  ctx: ReadContext,
  object: string,
  id: string,
  query: TimelineQuery,
): Promise<{ data: TimelineEntry[]; next_cursor: string | null }> {
  const type = ctx.registry.get(object)
  demand(ctx.actor, type, 'read')
  const unknown = (query.kinds ?? []).filter(kind => !timelineKinds.some(one => one === kind))
  if (unknown.length > 0)
    throw malformed(`There are the kinds ${timelineKinds.join(', ')}.`, [
      { field: 'kinds', code: 'unknown', message: `Not a kind: ${unknown.join(', ')}.` },
    ])
  const below = query.cursor ? readBelow(query.cursor, object, id) : null
  const statement = timelineSql(ctx, type, id, { kinds: query.kinds ? new Set(query.kinds) : null, limit: query.limit + 1, below })
  const found = await readTimeline(ctx, type, id, statement)
  if (!found) throw notFound()
  const page = found.rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    data: told(type, page, found.names),
    next_cursor:
      found.rows.length > query.limit && last
        ? writeCursor({ sort: `timeline ${object}`, values: [last.at.toISOString(), last.key], id })
        : null,
  }
}

type Names = Record<string, string>

/** Whether the record may be seen, its entries, and who they speak of: in one statement. Null where it may not. */
async function readTimeline(
  ctx: ReadContext,
  type: ObjectType,
  id: string,
  statement: RawBuilder<TimelineRow> | null,
): Promise<{ rows: TimelineRow[]; names: Names } | null> {
  const seen = sql`select 1 from ${sql.table(type.name)} t where t.id = ${id} and ${permitted(ctx.registry, ctx.actor, type, 'read')}`
  if (!statement) return (await sql`${seen}`.execute(ctx.tx)).rows.length > 0 ? { rows: [], names: {} } : null
  const { rows } = await sql<{ seen: boolean; rows: TimelineRow[] | null; names: Names | null }>`
    with seen as materialized (${seen}), entries as materialized (select * from (${statement}) e where exists (select 1 from seen)),
    people as materialized (select array(select actor_id from entries union select (changes -> 'owner_id' ->> 0)::uuid from entries
      union select (changes -> 'owner_id' ->> 1)::uuid from entries) as ids)
    select exists (select 1 from seen) as seen, (select json_agg(e) from entries e) as rows,
      (select json_object_agg(id, name) from (select id, name from "user" where id = any((select ids from people)::uuid[])
        union all select id, name from api_key where id = any((select ids from people)::uuid[])) named) as names`.execute(ctx.tx)
  const [row] = rows
  if (!row?.seen) return null
  return { rows: (row.rows ?? []).map(entry => ({ ...entry, at: new Date(entry.at) })), names: row.names ?? {} }
}

function readBelow(text: string, object: string, id: string): Below {
  const cursor = readCursor(text, `timeline ${object}`)
  const [at, key] = cursor.values
  const moment = new Date(String(at))
  if (cursor.id !== id || typeof key !== 'string' || Number.isNaN(moment.getTime()))
    throw malformed('The cursor is not valid for this timeline. Begin again without it.')
  return { at: moment, key }
}

function told(type: ObjectType, rows: readonly TimelineRow[], names: Names): TimelineEntry[] {
  const nameOf = (id: string | null) => (id === null ? null : (names[id] ?? null))
  const wording: Wording = { label: type.label[0], fields: type.fields, nameOf }
  return rows.map(row => {
    const { more, ...detail } = row.detail ?? {}
    return {
      id: row.key,
      kind: row.kind,
      at: row.at,
      actor: row.actor_id === null && row.verb === null ? null : { kind: row.actor_kind, id: row.actor_id, name: nameOf(row.actor_id) },
      title: row.verb === null ? (row.title ?? '') : timelineTitle({ kind: row.verb, changes: row.changes ?? {} }, wording),
      text: row.text,
      html: row.html,
      detail: { ...detail, ...(typeof more === 'object' && more !== null && !Array.isArray(more) ? more : {}) },
      object: row.object,
      record_id: row.record_id,
      changes: row.changes,
    }
  })
}
