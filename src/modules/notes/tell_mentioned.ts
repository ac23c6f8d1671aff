import { actorOfUser } from '../../platform/auth/actor_of.ts'
import type { Context } from '../../platform/context.ts'
import type { Consumer } from '../../platform/module.ts'
import { findRecord, type Row } from '../../platform/object/list.ts'
import { notify } from '../notifications/notify.ts'

const longest = 200

/** Tells those who are newly mentioned in a note, if they may see it (A8). */
export const tellMentioned: Consumer = {
  name: 'note_mention_notices',
  objects: ['note'],
  consume: async (entries, ctx) => {
    for (const entry of entries) {
      if (entry.actor_kind !== 'user' && entry.actor_kind !== 'key') continue
      const [before, after] = entry.changes.mentions ?? [null, null]
      const known = new Set(listOf(before))
      const fresh = listOf(after).filter(id => !known.has(id) && id !== entry.actor_id)
      for (const userId of new Set(fresh)) await tell(ctx, entry.record_id, userId)
    }
  },
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(one => typeof one === 'string') : [])

async function tell(ctx: Context, noteId: string, userId: string): Promise<void> {
  const actor = await actorOfUser(ctx.tx, userId, ctx.actor.means)
  if (!actor) return
  const note = await findRecord({ ...ctx, actor }, ctx.registry.get('note'), noteId)
  if (!note || note.deleted_at !== null || note.created_by === userId) return
  const author =
    typeof note.created_by === 'string'
      ? await ctx.tx.selectFrom('user').select('name').where('id', '=', note.created_by).executeTakeFirst()
      : undefined
  const text = `${author?.name ?? 'Somebody'} mentioned you${await onWhat(ctx, note)}: ${snippet(String(note.text))}`
  const { record_object, record_id } = note
  const about = typeof record_object === 'string' && typeof record_id === 'string' ? { object: record_object, record_id } : {}
  await notify(ctx, { user_id: userId, kind: 'mention', text, ...about, mail: { subject: 'You were mentioned in a note', text } })
}

const snippet = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

async function onWhat(ctx: Context, note: Row): Promise<string> {
  if (typeof note.record_object !== 'string' || typeof note.record_id !== 'string' || !ctx.registry.has(note.record_object)) return ''
  const type = ctx.registry.get(note.record_object)
  const record = await findRecord(ctx, type, note.record_id)
  return record ? ` on ${String(record[type.title])}` : ''
}
