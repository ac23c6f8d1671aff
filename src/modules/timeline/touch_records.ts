import { sql } from 'kysely'
import type { Consequence } from '../../platform/object/derivation.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { touchesOf, touchFields } from './touches.rule.ts'

/** Keeps `last_touched_at` of the contacts or accounts that activities are stamped with. */
export const touchRecords = (object: 'contact' | 'account'): Consequence => ({
  object: 'activity',
  from: touchFields,
  follow: async (changes, ctx) => {
    const latest = touchesOf(changes, `${object}_id`, ctx.now)
    if (latest.size === 0) return
    const { rows } = await sql<{ id: string; last_touched_at: Date | null }>`select id, last_touched_at from ${sql.table(object)}
      where id = any(${[...latest.keys()]}::uuid[])`.execute(ctx.tx)
    const updates = rows.flatMap(row => {
      const at = latest.get(row.id)
      return at && (row.last_touched_at === null || row.last_touched_at < at) ? [{ id: row.id, changes: { last_touched_at: at } }] : []
    })
    await updateRecords(ctx, object, updates, { kind: 'touched' })
  },
})
