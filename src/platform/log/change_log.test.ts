import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newId } from '../id.ts'
import { testNow } from '../testing/context.ts'
import { useDatabase } from '../testing/database.ts'
import { readLog } from './change_log.ts'

const database = useDatabase()

test('pages keep the order of transactions when their numbers grow by a digit', async () => {
  await database.inRollback(async tx => {
    const wrote = [9, 10, 11, 99, 100, 101]
    for (const xid of wrote)
      await sql`insert into change_log (xid, at, actor_kind, means, object, record_id, kind, changes)
        values (${String(xid)}::xid8, ${testNow}, 'system', 'test', 'lead', ${newId()}, 'lead.created', '{}')`.execute(tx)
    const seen: string[] = []
    for (let after = { xid: '0', seq: '0' }; ; ) {
      const page = await readLog(tx, after, 2)
      const [xid = '', seq = ''] = page.at(-1)?.position.split('-') ?? []
      if (page.length === 0) break
      seen.push(...page.map(entry => entry.position.split('-')[0] ?? ''))
      after = { xid, seq }
    }
    expect(seen).toEqual(wrote.map(String))
  })
})
