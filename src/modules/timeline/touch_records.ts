import { sql } from 'kysely'
import type { Consumer } from '../../platform/module.ts'
import { updateRecords } from '../../platform/object/write.ts'
import { touchesOf } from './touches.rule.ts'

/** Keeps `last_touched_at` of the contacts or accounts that new activities are stamped with. */
export const touchConsumer = (object: 'contact' | 'account'): Consumer => ({
  name: `${object}_touch`,
  objects: ['activity'],
  consume: async (entries, ctx) => {
    const latest = touchesOf(entries, `${object}_id`)
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
