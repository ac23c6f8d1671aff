import { type RawBuilder, sql } from 'kysely'
import { reach } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { permitted, readableFields } from '../../platform/object/permission.ts'
import { calendarDay, dateIn, startOfDay } from '../../platform/object/relative_date.rule.ts'
import { forbidden } from '../../platform/refuse.ts'
import { poolSetting } from '../leads/lead_settings.ts'

/** What asks for somebody, the most pressing first. */
export const homeKinds = ['first_reply', 'task', 'new_lead', 'next_step', 'close_date', 'pool', 'renewal', 'mention', 'claim'] as const
export type HomeKind = (typeof homeKinds)[number]

export interface HomeItem {
  /** Kind and id: the same thing keeps it from one answer to the next. */
  id: string
  kind: HomeKind
  /** The record that it opens. */
  object: string
  record_id: string | null
  title: string
  /** Company, record or next step that it is about. */
  about: string | null
  /** When it is due, or since when it waits. */
  at: Date | null
  late: boolean
  task_id: string | null
  notification_ids: string[]
  phone: string | null
  version: number | null
}

interface Found {
  kind: HomeKind
  object: string
  record_id: string | null
  title: string | null
  about: string | null
  at: Date | null
  task_id: string | null
  notification_ids: string[] | null
  phone: string | null
  version: number | null
}

const each = 25
const best = 5
const renewalDays = 30
/** Kinds whose time is the one since when they wait. */
const since: ReadonlySet<HomeKind> = new Set(['new_lead', 'mention', 'claim'])
const none = { uuid: sql`null::uuid`, text: sql`null::text`, uuids: sql`null::uuid[]` }

/**
 * Exactly what needs me now, in order (F4, E6): first replies that run out, tasks of today, new leads, next steps and closing dates
 * that have passed, leads that are about to go to the pool, renewals, mentions, and the best of what anyone may claim. One statement;
 * each source walks an index of its own and stops early.
 */
export async function homeOf(ctx: ReadContext): Promise<{ data: HomeItem[]; more: HomeKind[] }> {
  const { user } = ctx.actor
  if (!user) throw forbidden('Only a person has a home.')
  const day = calendarDay(ctx.now, user.time_zone)
  const tomorrow = startOfDay(day.year, day.month, day.day + 1, user.time_zone)
  const today = dateIn(ctx.now, user.time_zone)
  const sources = [
    ...leadSources(ctx, user.id),
    ...taskSources(ctx, user.id, tomorrow),
    ...opportunitySources(ctx, user.id, today, dateIn(new Date(ctx.now.getTime() + renewalDays * 86_400_000), user.time_zone)),
    mentions(user.id),
  ]
  const parts = sources.map(source => sql`(${source})`)
  const { rows } = await sql<Found>`/*dynamic*/ ${sql.join(parts, sql` union all `)}`.execute(ctx.tx)
  const names = await namesOf(ctx, rows)
  const items = rows.map(row => itemOf(row, ctx.now, today, names))
  const more = homeKinds.filter(kind => items.filter(item => item.kind === kind).length > each)
  return { data: ranked(items).filter((item, _, all) => all.filter(one => one.kind === item.kind).indexOf(item) < each), more }
}

/** In the order of the kinds, by due time; what only waits the newest first. What asks for several things is there once. */
function ranked(items: readonly HomeItem[]): HomeItem[] {
  const rank = (item: HomeItem) => homeKinds.indexOf(item.kind)
  // What may be claimed keeps the order of its scores.
  const time = (item: HomeItem) => (item.kind === 'claim' || !item.at ? 0 : item.at.getTime() * (since.has(item.kind) ? -1 : 1))
  const seen = new Set<string>()
  return [...items]
    .sort((a, b) => rank(a) - rank(b) || time(a) - time(b))
    .filter(item => {
      if (item.kind === 'task' || item.kind === 'mention') return true
      const key = `${item.object} ${item.record_id}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
}

function itemOf(row: Found, now: Date, today: string, names: ReadonlyMap<string, string>): HomeItem {
  const { kind, object, record_id, at, task_id } = row
  const dated = kind === 'next_step' || kind === 'close_date' || kind === 'renewal'
  const late = at !== null && !since.has(kind) && (dated ? at.toISOString().slice(0, 10) < today : at < now)
  return {
    ...row,
    id: `${kind}:${task_id ?? record_id ?? row.notification_ids?.[0] ?? ''}`,
    title: row.title ?? '',
    about: row.about ?? (kind === 'task' || kind === 'mention' ? (names.get(`${object} ${record_id}`) ?? null) : null),
    late,
    notification_ids: row.notification_ids ?? [],
    version: row.version === null ? null : Number(row.version),
  }
}

/** The source of an object as the actor may see it; none where the role does not read it. */
function seen(ctx: ReadContext, name: string) {
  const type = ctx.registry.get(name)
  if (reach(ctx.actor, name, 'read') === 'none') return null
  const readable = new Set(readableFields(ctx.actor, type))
  return {
    allowed: sql`t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')}`,
    field: (field: string): RawBuilder<unknown> => (readable.has(field) ? sql`${sql.ref(`t.${field}`)}::text` : none.text),
  }
}

function leadSources(ctx: ReadContext, me: string): RawBuilder<unknown>[] {
  const lead = seen(ctx, 'lead')
  if (!lead) return []
  const columns = (kind: HomeKind, at: RawBuilder<unknown>) =>
    sql`${sql.lit(kind)} as kind, 'lead' as object, t.id as record_id, ${lead.field('name')} as title, ${lead.field('company')} as about,
      (${at})::timestamptz as at, ${none.uuid} as task_id, ${none.uuids} as notification_ids, ${lead.field('phone')} as phone, t.version`
  const pooled = ctx.settings.get(poolSetting).after_days
  const mayClaim = reach(ctx.actor, 'lead', 'update') !== 'none'
  return [
    sql`select ${columns('first_reply', sql`t.sla_due_at`)} from lead t
      where t.owner_id = ${me} and t.first_responded_at is null and t.sla_due_at is not null and t.status in ('new', 'working', 'nurturing')
        and not t.self_serve_no_interaction
        and coalesce(t.sla_warns_at, t.sla_due_at) <= ${ctx.now} and ${lead.allowed} order by t.sla_due_at, t.id limit ${each + 1}`,
    sql`select ${columns('new_lead', sql`coalesce(t.assigned_at, t.created_at)`)} from lead t
      where t.owner_id = ${me} and t.status = 'new' and not t.self_serve_no_interaction and ${lead.allowed} order by t.created_at desc, t.id desc limit ${each + 1}`,
    sql`select ${columns('pool', sql`t.idle_since + make_interval(days => ${pooled}::int)`)} from lead t
      where t.owner_id = ${me} and t.pool_noticed_at is not null and t.idle_since is not null and t.status in ('new', 'working', 'nurturing')
        and ${lead.allowed} order by t.idle_since, t.id limit ${each + 1}`,
    ...(mayClaim
      ? [
          sql`select ${columns('claim', sql`coalesce(t.pooled_at, t.created_at)`)} from lead t
            where t.owner_id is null and t.status in ('new', 'working', 'nurturing') and ${lead.allowed}
            order by t.score desc, t.id desc limit ${best}`,
        ]
      : []),
  ]
}

function taskSources(ctx: ReadContext, me: string, tomorrow: Date): RawBuilder<unknown>[] {
  const task = seen(ctx, 'task')
  if (!task) return []
  return [
    sql`select 'task' as kind, coalesce(t.record_object, 'task') as object, coalesce(t.record_id, t.id) as record_id,
      ${task.field('subject')} as title, ${none.text} as about, t.due_at as at, t.id as task_id, ${none.uuids} as notification_ids,
      ${none.text} as phone, t.version from task t
    where t.owner_id = ${me} and t.done_at is null and t.due_at < ${tomorrow} and ${task.allowed} order by t.due_at, t.id limit ${each + 1}`,
  ]
}

function opportunitySources(ctx: ReadContext, me: string, today: string, soon: string): RawBuilder<unknown>[] {
  const opportunity = seen(ctx, 'opportunity')
  if (!opportunity) return []
  const columns = (kind: HomeKind, day: string, about: RawBuilder<unknown>) =>
    sql`${sql.lit(kind)} as kind, 'opportunity' as object, t.id as record_id, ${opportunity.field('name')} as title, ${about} as about,
      (${sql.ref(`t.${day}`)}::timestamp at time zone 'UTC') as at, ${none.uuid} as task_id, ${none.uuids} as notification_ids,
      ${none.text} as phone, t.version`
  const open = sql`t.owner_id = ${me} and t.closed_at is null and ${opportunity.allowed}`
  return [
    sql`select ${columns('next_step', 'next_step_date', opportunity.field('next_steps'))} from opportunity t
      where ${open} and t.next_step_date is not null and t.next_step_date < ${today}::date order by t.next_step_date, t.id limit ${each + 1}`,
    sql`select ${columns('close_date', 'close_date', none.text)} from opportunity t
      where ${open} and t.close_date < ${today}::date order by t.close_date, t.id limit ${each + 1}`,
    sql`select ${columns('renewal', 'close_date', none.text)} from opportunity t
      where ${open} and t.record_type = 'renewal' and t.close_date >= ${today}::date and t.close_date <= ${soon}::date
      order by t.close_date, t.id limit ${each + 1}`,
  ]
}

/** Unread mentions and replies, one line a record with its newest words. */
const mentions = (me: string): RawBuilder<unknown> =>
  sql`select 'mention' as kind, coalesce(n.object, 'note') as object, n.record_id, (array_agg(n.text order by n.created_at desc))[1] as title,
      ${none.text} as about, max(n.created_at) as at, ${none.uuid} as task_id, array_agg(n.id) as notification_ids, ${none.text} as phone,
      null::bigint as version
    from (select * from notification where user_id = ${me} and read_at is null and kind in ('mention', 'reply') order by created_at desc limit 200) n
    group by n.object, n.record_id limit ${each + 1}`

/** Names of the records that tasks are on, as far as the actor sees them: one statement an object. */
async function namesOf(ctx: ReadContext, rows: readonly Found[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const on = rows.filter(row => row.kind === 'task' && row.object !== 'task' && ctx.registry.has(row.object))
  for (const [object, group] of Map.groupBy(on, row => row.object)) {
    const type = ctx.registry.get(object)
    if (!readableFields(ctx.actor, type).includes(type.title)) continue
    const found = await sql<{ id: string; name: string }>`select t.id, ${sql.ref(`t.${type.title}`)} as name from ${sql.table(object)} t
      where t.id = any(${group.map(row => row.record_id)}::uuid[]) and ${permitted(ctx.registry, ctx.actor, type, 'read')}`.execute(ctx.tx)
    for (const { id, name } of found.rows) names.set(`${object} ${id}`, name)
  }
  return names
}
