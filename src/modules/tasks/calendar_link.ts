import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { actorOfUser } from '../../platform/auth/actor_of.ts'
import type { Context, ReadContext } from '../../platform/context.ts'
import { permitted } from '../../platform/object/permission.ts'
import { forbidden, notFound } from '../../platform/refuse.ts'
import { calendarFeed } from './calendar_feed.rule.ts'

export interface CalendarLink {
  url: string | null
  created_at: Date | null
}
/** Database row of a link; the token can be shown again to its owner and is found by its hash. */
export interface CalendarLinkRow {
  user_id: string
  token_hash: string
  sealed_token: string
  created_at: Date
}
declare module '../../platform/db/database.ts' {
  interface Database {
    calendar_link: CalendarLinkRow
  }
}

const most = 1_000
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const urlOf = (ctx: ReadContext, token: string): string => `${ctx.ports.baseUrl}/calendar/${token}.ics`

function ownId(ctx: ReadContext): string {
  if (!ctx.actor.user) throw forbidden('Only a person has a calendar.')
  return ctx.actor.user.id
}

/** The private link of one's own calendar, if there is one. */
export async function calendarLink(ctx: ReadContext): Promise<CalendarLink> {
  const row = await ctx.tx.selectFrom('calendar_link').selectAll().where('user_id', '=', ownId(ctx)).executeTakeFirst()
  return row ? { url: urlOf(ctx, ctx.ports.secrets.open(row.sealed_token)), created_at: row.created_at } : { url: null, created_at: null }
}

/** Makes a private link; a former one stops working at once. */
export async function makeCalendarLink(ctx: Context): Promise<CalendarLink> {
  const token = randomBytes(24).toString('base64url')
  const values = { token_hash: hashOf(token), sealed_token: ctx.ports.secrets.seal(token), created_at: ctx.now }
  await ctx.tx
    .insertInto('calendar_link')
    .values({ user_id: ownId(ctx), ...values })
    .onConflict(conflict => conflict.column('user_id').doUpdateSet(values))
    .execute()
  return { url: urlOf(ctx, token), created_at: ctx.now }
}

/** Takes the link away: whoever has it sees nothing any more. */
export async function revokeCalendarLink(ctx: Context): Promise<void> {
  await ctx.tx.deleteFrom('calendar_link').where('user_id', '=', ownId(ctx)).execute()
}

/** The open tasks of whoever the link belongs to, as far as they may see them; 404 when there is no such link, or its owner has left. */
export async function readCalendar(ctx: ReadContext, token: string): Promise<string> {
  const link = await ctx.tx.selectFrom('calendar_link').select('user_id').where('token_hash', '=', hashOf(token)).executeTakeFirst()
  const actor = link ? await actorOfUser(ctx.tx, link.user_id, 'calendar') : null
  if (!actor?.user) throw notFound('There is no such calendar.')
  const type = ctx.registry.get('task')
  const { rows } = await sql<{
    id: string
    subject: string
    notes: string | null
    due_at: Date
    updated_at: Date
    record_object: string | null
    record_id: string | null
  }>`select t.id, t.subject, t.notes, t.due_at, t.updated_at, t.record_object, t.record_id from task t
    where t.owner_id = ${actor.user.id} and t.done_at is null and t.deleted_at is null and t.due_at is not null
      and ${permitted(ctx.registry, actor, type, 'read')} order by t.due_at desc, t.id limit ${most}`.execute(ctx.tx)
  return calendarFeed(
    `Tasks of ${actor.user.name}`,
    rows.map(({ record_object, record_id, ...task }) => {
      const on = record_object && record_id && ctx.registry.has(record_object) ? ctx.registry.get(record_object).plural : null
      return { ...task, url: on ? `${ctx.ports.baseUrl}/${on}/${record_id}` : `${ctx.ports.baseUrl}/tasks?at=${task.id}` }
    }),
  )
}
