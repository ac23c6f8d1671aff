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
  const taken = (value: string, holder: string) => {
    const sentence = identity.taken.sentence(value)
    return refuse(identity.taken.code, sentence, {
      status: 409,
      errors: [{ field: identity.field, code: 'taken', message: sentence }],
      extra: { existing_id: holder },
    })
  }
  return {
    object: identity.object,
    from: [identity.field, identity.further, 'deleted_at'],
    reads: [identity.field, identity.further, 'deleted_at'],
    gives: [identity.field],
    derive: async (rows, ctx, before) => {
      const known = rows.filter((_, index) => before[index]).map(row => row.id)
      if (known.length > 0) await sql`delete from ${table} where ${record} = any(${known}::uuid[])`.execute(ctx.tx)
      const claims = new Map<string, string>()
      for (const row of rows)
        for (const value of valuesOf(row)) {
          const other = claims.get(value)
          if (other !== undefined && other !== row.id) throw taken(value, other)
          claims.set(value, row.id)
        }
      // Sorted, so that two writers of the same values wait for each other instead of deadlocking.
      const { rows: held } = await sql<{ value: string; holder: string }>`insert into ${table} (${key}, ${record})
        select value, id from unnest(${[...claims.keys()]}::text[], ${[...claims.values()]}::uuid[]) as claim(value, id) order by value
        on conflict (${key}) do update set ${record} = ${sql.ref(`${identity.table}.${identity.record}`)}
        returning ${key} as value, ${record} as holder`.execute(ctx.tx)
      const refused = held.find(({ value, holder }) => claims.get(value) !== holder)
      if (refused) throw taken(refused.value, refused.holder)
      return rows.map(row => {
        const value = row[identity.field]
        return { [identity.field]: typeof value === 'string' ? value.toLowerCase() : value }
      })
    },
  }
}
