import { sql } from 'kysely'
import { actorOfUser } from '../../platform/auth/actor_of.ts'
import type { Context } from '../../platform/context.ts'
import type { LogEntry } from '../../platform/log/change_log.ts'
import type { Consumer } from '../../platform/module.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { type Notice, notifyAll } from '../notifications/notify.ts'
import { followersOf, threadOf } from './thread.queries.ts'

const longest = 200

/**
 * Tells those who are newly mentioned in a note, alone or with their team, and those who follow its thread, once each, if they may
 * see it (A8). The name of the consumer is its position in the log and stays.
 */
export const tellReaders: Consumer = {
  name: 'note_mention_notices',
  objects: ['note'],
  consume: async (entries, ctx) => {
    for (const entry of entries) {
      if (entry.actor_kind !== 'user' && entry.actor_kind !== 'key') continue
      if (entry.kind !== 'note.created' && !entry.changes.mentions && !entry.changes.mentioned_team_ids) continue
      await notifyAll(ctx, await noticesOf(ctx, entry))
    }
  },
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : [])
const fresh = ([before, after]: readonly [unknown, unknown] | [null, null]): string[] => {
  const known = new Set(listOf(before))
  return listOf(after).filter(id => !known.has(id))
}

async function noticesOf(ctx: Context, entry: LogEntry): Promise<Notice[]> {
  const note = await ctx.tx.selectFrom('note').selectAll().where('id', '=', entry.record_id).executeTakeFirst()
  if (!note || note.deleted_at !== null) return []
  const mentioned = new Set(fresh(entry.changes.mentions ?? [null, null]))
  const thread = threadOf(note)
  const muted = await mutedOf(ctx, thread)
  for (const id of await membersOf(ctx, fresh(entry.changes.mentioned_team_ids ?? [null, null]))) if (!muted.has(id)) mentioned.add(id)
  const isReply = entry.kind === 'note.created' && note.thread_id !== null
  const followers = isReply ? ((await followersOf(ctx, [thread])).get(thread) ?? new Set<string>()) : new Set<string>()
  const author = note.created_by ? await nameOf(ctx, note.created_by) : 'Somebody'
  const notices: Notice[] = []
  for (const userId of new Set([...mentioned, ...followers])) {
    if (userId === note.created_by) continue
    const seen = await seenBy(ctx, note.id, userId)
    if (!seen) continue
    const how = mentioned.has(userId) ? 'mention' : 'reply'
    const what = how === 'mention' ? 'mentioned you' : 'replied in a thread'
    const text = `${author} ${what}${seen.on}: ${snippet(String(seen.note.text))}`
    const subject = how === 'mention' ? 'You were mentioned in a note' : `${author} replied${seen.on}`
    const { record_object, record_id } = note
    const about = record_object && record_id ? { object: record_object, record_id } : {}
    notices.push({ user_id: userId, kind: how, text, ...about, mail: { subject, text } })
  }
  return notices
}

/** The note and the name of its record, as far as this user sees them; null when they may not see the note. */
async function seenBy(ctx: Context, noteId: string, userId: string): Promise<{ note: Row; on: string } | null> {
  const actor = await actorOfUser(ctx.tx, userId, ctx.actor.means)
  if (!actor) return null
  const as = { ...ctx, actor }
  const note = await findRecord(as, ctx.registry.get('note'), noteId)
  if (!note) return null
  const { record_object, record_id } = note
  if (typeof record_object !== 'string' || typeof record_id !== 'string' || !ctx.registry.has(record_object)) return { note, on: '' }
  const type = ctx.registry.get(record_object)
  const record = await findRecord(as, type, record_id)
  return { note, on: record ? ` on ${String(record[type.title])}` : '' }
}

async function nameOf(ctx: Context, userId: string): Promise<string> {
  const user = await ctx.tx.selectFrom('user').select('name').where('id', '=', userId).executeTakeFirst()
  return user?.name ?? 'Somebody'
}

async function membersOf(ctx: Context, teams: readonly string[]): Promise<string[]> {
  if (teams.length === 0) return []
  const { rows } = await sql<{
    id: string
  }>`select id from "user" where team_ids && ${teams}::uuid[] and active and deleted_at is null`.execute(ctx.tx)
  return rows.map(row => row.id)
}

async function mutedOf(ctx: Context, thread: string): Promise<Set<string>> {
  const rows = await ctx.tx.selectFrom('note_mute').select('user_id').where('thread_id', '=', thread).execute()
  return new Set(rows.map(row => row.user_id))
}

const snippet = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
