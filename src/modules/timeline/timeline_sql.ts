import { type RawBuilder, sql } from 'kysely'
import { reach } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { permitted, readableFields } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { activityKinds } from './activity.object.ts'
import { isQuiet } from './timeline_title.rule.ts'

const logKinds = ['assignment', 'status', 'change'] as const
export const timelineKinds = [...activityKinds.map(kind => kind.value), 'note', 'task', ...logKinds] as const

/** Where a page goes on: below the entry with this moment and key. */
export interface Below {
  at: Date
  key: string
}

export interface TimelinePage {
  kinds: ReadonlySet<string> | null
  limit: number
  below: Below | null
}

/** One row of the union; `key` orders what happened at the same moment. */
export interface TimelineRow {
  key: string
  kind: string
  at: Date
  actor_kind: string
  actor_id: string | null
  title: string | null
  text: string | null
  html: string | null
  detail: Record<string, unknown> | null
  object: string
  record_id: string
  verb: string | null
  changes: Record<string, [unknown, unknown]> | null
}

const longestHtml = 100_000

/**
 * The timeline as one statement: a branch for each kind of thing, each walking its own index from the newest and stopping at the
 * page's length (data.md section 6); that way is right whatever the values, so the plan is kept. Whoever sees the record sees its timeline, apart from objects the role may not read.
 */
export function timelineSql(ctx: ReadContext, type: ObjectType, id: string, page: TimelinePage): RawBuilder<TimelineRow> | null {
  const branches = [
    ...activityBranch(ctx, type, id, page),
    ...noteBranch(ctx, type, id, page),
    ...taskBranches(ctx, type, id, page),
    ...logBranch(ctx, type, id, page),
  ]
  if (branches.length === 0) return null
  const parts = branches.map(branch => sql`(${branch})`)
  return sql<TimelineRow>`select * from (${sql.join(parts, sql` union all `)}) entries order by at desc, key desc limit ${sql.lit(page.limit)}`
}

const wants = (page: TimelinePage, kind: string) => page.kinds === null || page.kinds.has(kind)

/** Keeps to what lies below the cursor; the first condition is the one that the index walks by. */
function belowSql(page: TimelinePage, moment: RawBuilder<unknown>, key: RawBuilder<unknown>): RawBuilder<unknown> {
  if (!page.below) return sql`true`
  const { at } = page.below
  return sql`${moment} <= ${at} and (${moment}, ${key}) < (${at}::timestamptz, ${page.below.key}::text collate "C")`
}

/** A child object's condition: on this record, not deleted, and allowed where the role reads only some of them. */
function onRecord(ctx: ReadContext, child: ObjectType, type: ObjectType, id: string): RawBuilder<unknown> | null {
  const how = ctx.actor.user ? reach(ctx.actor, child.name, 'read') : 'all'
  if (how === 'none') return null
  const allowed = how === 'all' ? sql`true` : permitted(ctx.registry, ctx.actor, child, 'read')
  return sql`${sql.ref(`t.${type.name}_id`)} = ${id} and t.deleted_at is null and ${allowed}`
}

/** A field of a child, or nothing where the role may not see it. */
const shown = (ctx: ReadContext, child: ObjectType) => {
  const readable = new Set(readableFields(ctx.actor, child))
  return (name: string, as: RawBuilder<unknown> = sql.ref(`t.${name}`)) => (readable.has(name) ? as : sql`null`)
}

function activityBranch(ctx: ReadContext, type: ObjectType, id: string, page: TimelinePage): RawBuilder<unknown>[] {
  const child = ctx.registry.get('activity')
  const mine = onRecord(ctx, child, type, id)
  const kinds = activityKinds.map(kind => kind.value).filter(kind => wants(page, kind))
  if (!mine || kinds.length === 0) return []
  const field = shown(ctx, child)
  const key = sql`('a' || t.id::text) collate "C"`
  const only = kinds.length === activityKinds.length ? sql`true` : sql`t.kind = any(${kinds}::text[])`
  return [
    sql`select ${key} as key, t.kind, t.occurred_at as at, 'user'::text as actor_kind, coalesce(t.user_id, t.created_by) as actor_id,
      ${field('title')}::text as title, ${field('text')}::text as text, ${field('html', sql`case when length(t.html) <= ${longestHtml} then t.html end`)}::text as html,
      jsonb_strip_nulls(jsonb_build_object('direction', t.direction, 'message_id', t.message_id, 'inbound_id', t.inbound_id,
        'outcome', ${field('outcome')}::text, 'duration_minutes', ${field('duration_minutes')}::bigint, 'more', ${field('detail')}::jsonb)) as detail,
      'activity'::text as object, t.id as record_id, null::text as verb, null::jsonb as changes
    from activity t where ${mine} and ${only} and ${belowSql(page, sql`t.occurred_at`, key)} order by t.occurred_at desc, t.id desc limit ${sql.lit(page.limit)}`,
  ]
}

function noteBranch(ctx: ReadContext, type: ObjectType, id: string, page: TimelinePage): RawBuilder<unknown>[] {
  const child = ctx.registry.get('note')
  const mine = onRecord(ctx, child, type, id)
  if (!mine || !wants(page, 'note')) return []
  const field = shown(ctx, child)
  const key = sql`('n' || t.id::text) collate "C"`
  return [
    sql`select ${key} as key, 'note'::text as kind, t.created_at as at, 'user'::text as actor_kind, t.created_by as actor_id,
      'Note'::text as title, ${field('text')}::text as text, null::text as html,
      jsonb_strip_nulls(jsonb_build_object('mentions', ${field('mentions')}, 'thread_id', t.thread_id, 'edited_at', t.edited_at)) as detail,
      'note'::text as object, t.id as record_id, null::text as verb, null::jsonb as changes
    from note t where ${mine} and ${belowSql(page, sql`t.created_at`, key)} order by t.created_at desc, t.id desc limit ${sql.lit(page.limit)}`,
  ]
}

/** A task stands on the timeline when it was made and when it was done. */
function taskBranches(ctx: ReadContext, type: ObjectType, id: string, page: TimelinePage): RawBuilder<unknown>[] {
  const child = ctx.registry.get('task')
  const mine = onRecord(ctx, child, type, id)
  if (!mine || !wants(page, 'task')) return []
  const field = shown(ctx, child)
  const branch = (letter: string, moment: RawBuilder<unknown>, by: RawBuilder<unknown>, words: string, only: RawBuilder<unknown>) => {
    const key = sql`(${sql.lit(letter)} || t.id::text) collate "C"`
    return sql`select ${key} as key, 'task'::text as kind, ${moment} as at, 'user'::text as actor_kind, ${by} as actor_id,
      (${sql.lit(words)} || coalesce(${field('subject')}::text, '')) as title, ${field('notes')}::text as text, null::text as html,
      jsonb_build_object('due_at', t.due_at, 'done_at', t.done_at, 'owner_id', t.owner_id, 'priority', t.priority,
        'outcome', ${field('outcome')}::text) as detail,
      'task'::text as object, t.id as record_id, null::text as verb, null::jsonb as changes
    from task t where ${mine} and ${only} and ${belowSql(page, moment, key)} order by ${moment} desc, t.id desc limit ${sql.lit(page.limit)}`
  }
  return [
    branch('t', sql`t.created_at`, sql`t.created_by`, 'Task: ', sql`true`),
    branch('u', sql`t.done_at`, sql`t.updated_by`, 'Task done: ', sql`t.done_at is not null`),
  ]
}

function logBranch(ctx: ReadContext, type: ObjectType, id: string, page: TimelinePage): RawBuilder<unknown>[] {
  const kinds = logKinds.filter(kind => wants(page, kind))
  if (kinds.length === 0) return []
  const readable = new Set(readableFields(ctx.actor, type))
  const left = Object.entries(type.fields)
    .filter(([name, field]) => !readable.has(name) || isQuiet(field))
    .map(([name]) => name)
  const changes = sql`(t.changes - ${left}::text[])`
  const moved = sql`(${changes} ? 'status' or ${changes} ? 'stage') and t.kind <> ${`${type.name}.created`}`
  const kind = sql`case when ${changes} ? 'owner_id' then 'assignment' when ${moved} then 'status' else 'change' end`
  const only = kinds.length === logKinds.length ? sql`true` : sql`${kind} = any(${kinds}::text[])`
  const key = sql`('l' || lpad(t.seq::text, 20, '0')) collate "C"`
  const reason = readable.has('assignment_reason') ? sql`t.changes -> 'assignment_reason' ->> 1` : sql`null`
  // What a command says besides may tell of any field, so only its reason is shown, and only to those who see all fields.
  const said = (ctx.actor.rights.fields[type.name]?.hidden.length ?? 0) > 0 ? sql`null` : sql`t.detail ->> 'reason'`
  return [
    sql`select ${key} as key, ${kind} as kind, t.at, t.actor_kind, t.actor_id, null::text as title, coalesce(${reason}, ${said})::text as text,
      null::text as html, jsonb_strip_nulls(jsonb_build_object('means', t.means, 'batch_id', t.batch_id)) as detail,
      t.object, t.record_id, t.kind as verb, ${changes} as changes
    from change_log t where t.object = ${type.name} and t.record_id = ${id} and (${changes} <> '{}' or t.kind <> all(${[`${type.name}.updated`, `${type.name}.touched`]}::text[]))
      and ${only} and ${belowSql(page, sql`t.at`, key)} order by t.at desc, t.seq desc limit ${sql.lit(page.limit)}`,
  ]
}
