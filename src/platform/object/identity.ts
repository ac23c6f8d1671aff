import { sql } from 'kysely'
import { refuse } from '../refuse.ts'
import type { Derivation } from './derivation.ts'
import type { Row } from './list.ts'

interface Identity {
  object: string
  /** The field that identifies a record, and the one with further values of the same kind. */
  field: string
  further: string
  /** The identity table: its key column, and the column that names the record. */
  table: string
  key: string
  record: string
  /** What the second one is told. */
  taken: { code: string; sentence: (value: string) => string }
}

/**
 * One record a value, as a fact: a record's values are claimed in an identity table, and a second record that wants one is refused
 * with the first one's id (C1). The table is also what intake looks records up in. A record in the bin claims nothing.
 */
export function identityOf(identity: Identity): Derivation {
  const table = sql.table(identity.table)
  const [key, record] = [sql.ref(identity.key), sql.ref(identity.record)]
  const valuesOf = (row: Readonly<Row>): string[] => {
    const further = row[identity.further]
    const all = [row[identity.field], ...(Array.isArray(further) ? further : [])]
    const texts = all.filter((value): value is string => typeof value === 'string' && value !== '').map(value => value.toLowerCase())
    return row.deleted_at === null ? [...new Set(texts)] : []
  }
  return {
    object: identity.object,
    from: [identity.field, identity.further, 'deleted_at'],
    derive: async (rows, ctx) => {
      await sql`delete from ${table} where ${record} = any(${rows.map(row => row.id)}::uuid[])`.execute(ctx.tx)
      // Sorted, so that two writers of the same values wait for each other instead of deadlocking.
      const claims = rows.flatMap(row => valuesOf(row).map(value => ({ value, id: row.id }))).sort((a, b) => (a.value < b.value ? -1 : 1))
      for (const { value, id } of claims) {
        const { rows: holders } = await sql<{ id: string }>`insert into ${table} (${key}, ${record}) values (${value}, ${id})
          on conflict (${key}) do update set ${record} = ${sql.ref(`${identity.table}.${identity.record}`)} returning ${record} as id`.execute(
          ctx.tx,
        )
        const holder = holders[0]?.id
        if (holder === id) continue
        const sentence = identity.taken.sentence(value)
        throw refuse(identity.taken.code, sentence, {
          status: 409,
          errors: [{ field: identity.field, code: 'taken', message: sentence }],
          extra: { existing_id: holder },
        })
      }
      return rows.map(row => {
        const value = row[identity.field]
        return { [identity.field]: typeof value === 'string' ? value.toLowerCase() : value }
      })
    },
  }
}
