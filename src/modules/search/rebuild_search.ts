import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { indexRecords, searchKinds } from './index_records.ts'

const page = 1_000

/** Writes the whole search index anew from the records (`hedgerow doctor`). The consumer waits meanwhile. Answers how many records it read. */
export async function rebuildSearch(ctx: Context): Promise<number> {
  await sql`select 1 from consumer where name = 'search' for update`.execute(ctx.tx)
  await sql`delete from search_token`.execute(ctx.tx)
  await sql`delete from search_vocabulary`.execute(ctx.tx)
  let read = 0
  for (const object of Object.keys(searchKinds)) {
    if (!ctx.registry.has(object)) continue
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const { rows } = await sql<{
        id: string
      }>`select id from ${sql.table(object)} where id > ${after}::uuid and deleted_at is null order by id limit ${page}`.execute(ctx.tx)
      const last = rows.at(-1)
      if (!last) break
      await indexRecords(
        ctx,
        object,
        rows.map(row => row.id),
      )
      read += rows.length
      after = last.id
    }
  }
  return read
}
