import type { ReadContext } from '../../platform/context.ts'
import { type NamedActor, nameActors } from '../../platform/log/actor_names.ts'
import { readCursor, writeCursor } from '../../platform/object/cursor.ts'
import { findRecord } from '../../platform/object/list.ts'
import { demand } from '../../platform/object/permission.ts'
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
  if (!(await findRecord(ctx, type, id))) throw notFound()

  const statement = timelineSql(ctx, type, id, { kinds: query.kinds ? new Set(query.kinds) : null, limit: query.limit + 1, below })
  const rows = statement ? (await statement.execute(ctx.tx)).rows : []
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    data: await told(ctx, object, page),
    next_cursor:
      rows.length > query.limit && last ? writeCursor({ sort: `timeline ${object}`, values: [last.at.toISOString(), last.key], id }) : null,
  }
}

function readBelow(text: string, object: string, id: string): Below {
  const cursor = readCursor(text, `timeline ${object}`)
  const [at, key] = cursor.values
  const moment = new Date(String(at))
  if (cursor.id !== id || typeof key !== 'string' || Number.isNaN(moment.getTime()))
    throw malformed('The cursor is not valid for this timeline. Begin again without it.')
  return { at: moment, key }
}

async function told(ctx: ReadContext, object: string, rows: readonly TimelineRow[]): Promise<TimelineEntry[]> {
  const type = ctx.registry.get(object)
  const owners = rows.flatMap(row => row.changes?.owner_id ?? []).filter(id => typeof id === 'string')
  const name = await nameActors(ctx.tx, [
    ...rows.map(row => ({ kind: row.actor_kind, id: row.actor_id })),
    ...owners.map(id => ({ kind: 'user', id })),
  ])
  const wording: Wording = { label: type.label[0], fields: type.fields, nameOf: id => name({ kind: 'user', id }).name }
  return rows.map(row => {
    const { more, ...detail } = row.detail ?? {}
    return {
      id: row.key,
      kind: row.kind,
      at: row.at,
      actor: row.actor_id === null && row.verb === null ? null : name({ kind: row.actor_kind, id: row.actor_id }),
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
