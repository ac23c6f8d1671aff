import { sql } from 'kysely'
import type { Context, ReadContext } from '../../platform/context.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { demand, permitted, readableFields } from '../../platform/object/permission.ts'
import { forbidden, notFound } from '../../platform/refuse.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    note_mute: { thread_id: string; user_id: string; muted_at: Date }
  }
}

const most = 500

/** The thread that a note is in: its own when nothing was answered yet. */
export const threadOf = (note: Pick<Row, 'id'> & { thread_id?: unknown }): string =>
  typeof note.thread_id === 'string' ? note.thread_id : note.id

export interface ThreadNote {
  id: string
  text: string | null
  created_at: Date
  created_by: string | null
  edited_at: Date | null
  version: number
}

async function visible(ctx: ReadContext, id: string): Promise<Row> {
  const type = ctx.registry.get('note')
  demand(ctx.actor, type, 'read')
  const note = await findRecord(ctx, type, id)
  if (!note || note.deleted_at !== null) throw notFound()
  return note
}

/** All notes of the thread that a note is in, oldest first, and whether I follow it (A8). */
export async function threadNotes(
  ctx: ReadContext,
  id: string,
): Promise<{ thread_id: string; data: ThreadNote[]; following: boolean; muted: boolean }> {
  const type = ctx.registry.get('note')
  const thread = threadOf(await visible(ctx, id))
  const text = readableFields(ctx.actor, type).includes('text') ? sql`t.text` : sql`null`
  const { rows } = await sql<ThreadNote>`select t.id, ${text} as text, t.created_at, t.created_by, t.edited_at, t.version from note t
    where (t.id = ${thread} or t.thread_id = ${thread}) and t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')}
    order by t.created_at, t.id limit ${most}`.execute(ctx.tx)
  const me = ctx.actor.user?.id
  const muted = me
    ? await ctx.tx.selectFrom('note_mute').select('thread_id').where('thread_id', '=', thread).where('user_id', '=', me).executeTakeFirst()
    : undefined
  const following = me !== undefined && !muted && (await followersOf(ctx, [thread])).get(thread)?.has(me) === true
  return { thread_id: thread, data: rows, following, muted: muted !== undefined }
}

/** Who wrote or was mentioned in each of these threads, alone or with their team, and has not muted it. */
export async function followersOf(ctx: ReadContext, threads: readonly string[]): Promise<Map<string, Set<string>>> {
  if (threads.length === 0) return new Map()
  const { rows } = await sql<{ thread_id: string; user_id: string }>`
    with said as (select coalesce(n.thread_id, n.id) as thread_id, n.created_by, n.mentions, n.mentioned_team_ids from note n
      where (n.id = any(${threads}::uuid[]) or n.thread_id = any(${threads}::uuid[])) and n.deleted_at is null),
    involved as (
      select thread_id, created_by as user_id from said where created_by is not null
      union select thread_id, unnest(mentions) from said
      union select said.thread_id, u.id from said join "user" u on u.team_ids && said.mentioned_team_ids where said.mentioned_team_ids <> '{}')
    select i.thread_id, i.user_id from involved i
    where not exists (select 1 from note_mute m where m.thread_id = i.thread_id and m.user_id = i.user_id)`.execute(ctx.tx)
  const found = new Map<string, Set<string>>()
  for (const { thread_id, user_id } of rows) found.set(thread_id, (found.get(thread_id) ?? new Set()).add(user_id))
  return found
}

/** I am told of this thread no more, unless somebody names me. */
export async function muteThread(ctx: Context, id: string): Promise<void> {
  if (!ctx.actor.user) throw forbidden('Only a person follows a thread.')
  const thread_id = threadOf(await visible(ctx, id))
  await ctx.tx
    .insertInto('note_mute')
    .values({ thread_id, user_id: ctx.actor.user.id, muted_at: ctx.now })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** I am told of this thread again. */
export async function unmuteThread(ctx: Context, id: string): Promise<void> {
  if (!ctx.actor.user) throw forbidden('Only a person follows a thread.')
  const thread = threadOf(await visible(ctx, id))
  await ctx.tx.deleteFrom('note_mute').where('thread_id', '=', thread).where('user_id', '=', ctx.actor.user.id).execute()
}
