import { sql } from 'kysely'
import type { Derivation } from '../../platform/object/derivation.ts'
import { refuse } from '../../platform/refuse.ts'

const placed = ['record_object', 'record_id', 'lead_id', 'contact_id', 'account_id', 'opportunity_id'] as const
type Place = Record<(typeof placed)[number], string | null>

/** A reply belongs to the thread of what it answers, and stands on the record that the thread is on (A8). */
export const deriveThread: Derivation = {
  object: 'note',
  from: ['reply_to_id'],
  derive: async (records, ctx, before) => {
    if (before.some((old, index) => old && old.reply_to_id !== records[index]?.reply_to_id))
      throw refuse('note.reply_fixed', 'What a note answers cannot be changed afterwards.')
    const ids = [...new Set(records.flatMap(one => (typeof one.reply_to_id === 'string' ? [one.reply_to_id] : [])))]
    if (ids.length === 0) return records.map(() => ({}))
    const { rows } = await sql<{ id: string; thread_id: string | null; deleted: boolean } & Place>`select id, thread_id,
      deleted_at is not null as deleted, ${sql.join(placed.map(name => sql.ref(name)))} from note where id = any(${ids}::uuid[])`.execute(
      ctx.tx,
    )
    const answered = new Map(rows.map(row => [row.id, row]))
    return records.map(record => {
      const parent = typeof record.reply_to_id === 'string' ? answered.get(record.reply_to_id) : undefined
      if (!parent) return {}
      if (parent.deleted) throw refuse('note.answered_deleted', 'The note that this answers is in the bin.')
      return { thread_id: parent.thread_id ?? parent.id, ...Object.fromEntries(placed.map(name => [name, parent[name]])) }
    })
  },
}

/** A note that says something else than it did shows that it was edited; its history has what it was. */
export const deriveEdited: Derivation = {
  object: 'note',
  from: ['text'],
  derive: async (records, ctx, before) =>
    records.map((record, index) => {
      const old = before[index]
      return old && old.text !== record.text ? { edited_at: ctx.now } : {}
    }),
}
