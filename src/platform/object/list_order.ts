import { type RawBuilder, sql } from 'kysely'
import { columnType } from './column.ts'
import type { readCursor } from './cursor.ts'
import { type Field, neverNull } from './field.ts'
import { recencyOf } from './filter_sql.ts'
import type { ObjectType } from './registry.ts'

export interface SortKey {
  field: string
  direction: 'asc' | 'desc'
}

/** A part of a list that one walk of an index reads. */
export interface Section {
  where: RawBuilder<boolean>
  order: RawBuilder<unknown>
  /** The same order of rows that are fetched late. */
  late: RawBuilder<unknown>
}

const isByRecency = (type: ObjectType, sort: readonly { key: SortKey }[]) =>
  type.recency === true && sort.length === 1 && sort[0]?.key.field === 'updated_at'

/** The rows of a list, beside the order by `updated_at` where that is asked for and stands in a table of its own. */
export const tableOf = (type: ObjectType, sort: readonly { key: SortKey }[]) =>
  isByRecency(type, sort) ? sql`${sql.table(type.name)} t join ${recencyOf(type)} on recent.id = t.id` : sql`${sql.table(type.name)} t`

/**
 * A nullable sort column is read in two sections, values first and then the rows without one, because a row comparison
 * drops nulls and only this shape walks the index in both directions (data.md 2.3, 2.4).
 */
export function sectionsOf(
  type: ObjectType,
  sort: { key: SortKey; field: Field }[],
  cursor: ReturnType<typeof readCursor> | null,
): Section[] {
  const [first] = sort
  if (!first) return []
  if (sort.length > 1) return [severalKeys(sort, cursor)]
  const { key, field } = first
  const from = isByRecency(type, sort) ? 'recent' : 't'
  const column = sql.ref(`${from}.${key.field}`)
  const id = sql.ref(`${from}.id`)
  const [direction, beyond] = key.direction === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const value = cursor?.values[0]
  const cast = sql.raw(columnType(field))
  const after =
    cursor && value !== null && value !== undefined ? sql`(${column}, ${id}) ${beyond} (${value}::${cast}, ${cursor.id}::uuid)` : null
  if (neverNull(field))
    return [
      {
        where: sql<boolean>`${after ?? sql`true`}`,
        order: sql`${column} ${direction}, ${id} ${direction}`,
        late: sql`${sql.ref(`t.${key.field}`)} ${direction}, t.id ${direction}`,
      },
    ]
  // A custom column's index holds only the rows that have a value, in the plain order.
  const nulls = field.custom ? sql`` : key.direction === 'asc' ? sql`nulls first` : sql`nulls last`
  const order = sql`${column} ${direction} ${nulls}, t.id ${direction}`
  const known: Section = { where: sql<boolean>`${column} is not null and ${after ?? sql`true`}`, order, late: order }
  const inNulls = cursor !== null && (value === null || value === undefined)
  const unknown: Section = {
    where: sql<boolean>`${column} is null and ${inNulls ? sql`t.id ${beyond} ${cursor.id}::uuid` : sql`true`}`,
    order: sql`t.id ${direction}`,
    late: sql`t.id ${direction}`,
  }
  return inNulls ? [unknown] : [known, unknown]
}

/** Several keys: nulls last in each; the rows after the cursor spelled out key by key. */
function severalKeys(sort: { key: SortKey; field: Field }[], cursor: ReturnType<typeof readCursor> | null): Section {
  const lastDirection = sort.at(-1)?.key.direction === 'asc' ? sql`asc` : sql`desc`
  const order = sql`${sql.join(
    sort.map(({ key }) => sql`${sql.ref(`t.${key.field}`)} ${sql.raw(key.direction)} nulls last`),
  )}, t.id ${lastDirection}`
  if (!cursor) return { where: sql<boolean>`true`, order, late: order }
  const cases: RawBuilder<boolean>[] = []
  const same: RawBuilder<boolean>[] = []
  sort.forEach(({ key, field }, index) => {
    const column = sql.ref(`t.${key.field}`)
    const value = cursor.values[index] ?? null
    const typed = sql`${value}::${sql.raw(columnType(field))}`
    const beyond = key.direction === 'asc' ? sql`>` : sql`<`
    if (value !== null)
      cases.push(sql<boolean>`(${sql.join([...same, sql<boolean>`(${column} ${beyond} ${typed} or ${column} is null)`], sql` and `)})`)
    same.push(sql<boolean>`${column} is not distinct from ${typed}`)
  })
  const beyondId = sort.at(-1)?.key.direction === 'asc' ? sql`>` : sql`<`
  cases.push(sql<boolean>`(${sql.join([...same, sql<boolean>`t.id ${beyondId} ${cursor.id}::uuid`], sql` and `)})`)
  return { where: sql<boolean>`(${sql.join(cases, sql` or `)})`, order, late: order }
}
