import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../context.ts'
import { malformed } from '../refuse.ts'
import { columnType } from './column.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { type Field, neverNull } from './field.ts'
import { checkFilter, mentions } from './filter.ts'
import { filterSql } from './filter_sql.ts'
import { demand, permitted, readableFields } from './permission.ts'
import type { ObjectType } from './registry.ts'

export interface SortKey {
  field: string
  direction: 'asc' | 'desc'
}

export interface ListQuery {
  filter?: unknown
  sort?: SortKey[]
  fields?: string[]
  limit?: number
  cursor?: string | null
  count?: 'none' | 'estimate' | 'exact'
}

export type Row = Record<string, unknown> & { id: string }

export interface ListResult {
  rows: Row[]
  nextCursor: string | null
  count: { value: number; exact: boolean } | null
}

const maxLimit = 200
const cappedAt = 1_000
/** Leading comment that keeps a statement unnamed, so that the planner sees the values (data.md 2.5). */
const dynamic = sql.raw('/*dynamic*/ ')

interface Section {
  where: RawBuilder<boolean>
  order: RawBuilder<unknown>
}

/** The condition of a query: the permission predicate, the bin and the filter. Lists, counts, exports and bulk commands share it. */
export function conditionOf(
  ctx: ReadContext,
  type: ObjectType,
  filter: unknown,
  action: 'read' | 'update' | 'delete' = 'read',
): RawBuilder<boolean> {
  const parts = [permitted(ctx.registry, ctx.actor, type, action)]
  if (!mentions(filter, 'deleted_at')) parts.push(sql<boolean>`t.deleted_at is null`)
  if (filter !== undefined && filter !== null) {
    const { user } = ctx.actor
    const scope = { now: ctx.now, timeZone: user?.time_zone ?? 'UTC', me: user?.id ?? null, team: user?.team_user_ids ?? [] }
    parts.push(filterSql(checkFilter(filter, type, new Set(readableFields(ctx.actor, type)), scope), type))
  }
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** The sort keys of a query, checked: only readable and indexed fields can be sorted by. */
export function checkSort(ctx: ReadContext, type: ObjectType, sort: SortKey[] | undefined): { key: SortKey; field: Field }[] {
  const readable = new Set(readableFields(ctx.actor, type))
  const keys = sort && sort.length > 0 ? sort : [{ field: 'created_at', direction: 'desc' as const }]
  if (keys.length > 3) throw malformed('A list can be sorted by at most three fields.')
  return keys.map(key => {
    const field = key.field === 'id' ? undefined : type.fields[key.field]
    if (!field?.sort || !readable.has(key.field))
      throw malformed('The list cannot be sorted like this.', [
        { field: 'sort', code: 'sort', message: `“${key.field}” cannot be sorted by.` },
      ])
    return { key, field }
  })
}

/**
 * One page of a list by keyset: never an OFFSET, the whole row fetched only for the rows shown (data.md section 2).
 * Refuses unknown names with 400 and objects that the role may not read with 403.
 */
export async function listRecords(ctx: ReadContext, type: ObjectType, query: ListQuery): Promise<ListResult> {
  demand(ctx.actor, type, 'read')
  const limit = Math.max(1, Math.min(query.limit ?? 50, maxLimit))
  const sort = checkSort(ctx, type, query.sort)
  const fields = checkFields(ctx, type, query.fields)
  const condition = conditionOf(ctx, type, query.filter)
  const signature = sort.map(({ key }) => `${key.field}:${key.direction}`).join(',')
  const cursor = query.cursor ? readCursor(query.cursor, signature) : null

  const rows: Row[] = []
  for (const section of sectionsOf(sort, cursor)) {
    const wanted = limit + 1 - rows.length
    if (wanted <= 0) break
    rows.push(...(await fetchSection(ctx, type, fields, sort, condition, section, wanted)))
  }
  const more = rows.length > limit
  if (more) rows.length = limit
  const last = rows.at(-1)
  const nextCursor =
    more && last ? writeCursor({ sort: signature, values: sort.map(({ key }) => plain(last[`sort_${key.field}`])), id: last.id }) : null
  for (const row of rows) for (const { key } of sort) delete row[`sort_${key.field}`]
  return { rows, nextCursor, count: await countRecords(ctx, type, condition, query.count ?? 'none') }
}

const plain = (value: unknown): string | number | boolean | null =>
  value instanceof Date
    ? value.toISOString()
    : typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null

function checkFields(ctx: ReadContext, type: ObjectType, wanted: string[] | undefined): string[] {
  const readable = readableFields(ctx.actor, type)
  if (!wanted) return readable
  const unknown = wanted.filter(name => name !== 'id' && !readable.includes(name))
  if (unknown.length > 0)
    throw malformed(
      'Some of the fields do not exist.',
      unknown.map(name => ({ field: name, code: 'unknown', message: 'There is no such field.' })),
    )
  return wanted.filter(name => name !== 'id')
}

async function fetchSection(
  ctx: ReadContext,
  type: ObjectType,
  fields: string[],
  sort: { key: SortKey }[],
  condition: RawBuilder<boolean>,
  section: Section,
  limit: number,
): Promise<Row[]> {
  const table = sql.table(type.name)
  const columns = sql.join([sql.ref('t.id'), ...fields.map(name => sql.ref(`t.${name}`))])
  const sortColumns = sql.join(sort.map(({ key }) => sql`${sql.ref(`t.${key.field}`)} as ${sql.ref(`sort_${key.field}`)}`))
  // A partitioned table is keyed by (id, moment): fetching late by id alone would probe every partition.
  if (type.partitionedBy)
    return (
      await sql<Row>`${dynamic}select ${columns}, ${sortColumns} from ${table} t where ${condition} and ${section.where} order by ${section.order} limit ${limit}`.execute(
        ctx.tx,
      )
    ).rows
  const result = await sql<Row>`${dynamic}select ${columns}, ${sortColumns} from ${table} t
    join (select t.id from ${table} t where ${condition} and ${section.where} order by ${section.order} limit ${limit}) k on k.id = t.id
    order by ${section.order}`.execute(ctx.tx)
  return result.rows
}

/**
 * A nullable sort column is read in two sections, values first and then the rows without one, because a row comparison
 * drops nulls and only this shape walks the index in both directions (data.md 2.3, 2.4).
 */
function sectionsOf(sort: { key: SortKey; field: Field }[], cursor: ReturnType<typeof readCursor> | null): Section[] {
  const [first] = sort
  if (!first) return []
  if (sort.length > 1) return [severalKeys(sort, cursor)]
  const { key, field } = first
  const column = sql.ref(`t.${key.field}`)
  const [direction, beyond] = key.direction === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const value = cursor?.values[0]
  const cast = sql.raw(columnType(field))
  const after =
    cursor && value !== null && value !== undefined ? sql`(${column}, t.id) ${beyond} (${value}::${cast}, ${cursor.id}::uuid)` : null
  if (neverNull(field)) return [{ where: sql<boolean>`${after ?? sql`true`}`, order: sql`${column} ${direction}, t.id ${direction}` }]
  const nulls = key.direction === 'asc' ? sql`nulls first` : sql`nulls last`
  const order = sql`${column} ${direction} ${nulls}, t.id ${direction}`
  const known: Section = { where: sql<boolean>`${column} is not null and ${after ?? sql`true`}`, order }
  const inNulls = cursor !== null && (value === null || value === undefined)
  const unknown: Section = {
    where: sql<boolean>`${column} is null and ${inNulls ? sql`t.id ${beyond} ${cursor.id}::uuid` : sql`true`}`,
    order: sql`t.id ${direction}`,
  }
  return inNulls ? [unknown] : [known, unknown]
}

/** Several keys: nulls last in each; the rows after the cursor spelled out key by key. */
function severalKeys(sort: { key: SortKey; field: Field }[], cursor: ReturnType<typeof readCursor> | null): Section {
  const lastDirection = sort.at(-1)?.key.direction === 'asc' ? sql`asc` : sql`desc`
  const order = sql`${sql.join(
    sort.map(({ key }) => sql`${sql.ref(`t.${key.field}`)} ${sql.raw(key.direction)} nulls last`),
  )}, t.id ${lastDirection}`
  if (!cursor) return { where: sql<boolean>`true`, order }
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
  return { where: sql<boolean>`(${sql.join(cases, sql` or `)})`, order }
}

async function countRecords(
  ctx: ReadContext,
  type: ObjectType,
  condition: RawBuilder<boolean>,
  how: 'none' | 'estimate' | 'exact',
): Promise<{ value: number; exact: boolean } | null> {
  if (how === 'none') return null
  const table = sql.table(type.name)
  const counted =
    how === 'exact'
      ? await sql<{ n: number }>`${dynamic}select count(*) as n from ${table} t where ${condition}`.execute(ctx.tx)
      : await sql<{
          n: number
        }>`${dynamic}select count(*) as n from (select 1 from ${table} t where ${condition} limit ${cappedAt + 1}) capped`.execute(ctx.tx)
  const value = counted.rows[0]?.n ?? 0
  return how === 'exact' || value <= cappedAt ? { value, exact: true } : { value: cappedAt, exact: false }
}

/** One record through the permission predicate, or null. Deleted ones are found too: the page shows them with their bin mark. */
export async function findRecord(
  ctx: ReadContext,
  type: ObjectType,
  id: string,
  options: { action?: 'read' | 'update' | 'delete'; lock?: boolean } = {},
): Promise<Row | null> {
  const { rows } = await sql<Row>`select t.* from ${sql.table(type.name)} t where t.id = ${id}
    and ${permitted(ctx.registry, ctx.actor, type, options.action ?? 'read')} ${options.lock ? sql`for update of t` : sql``}`.execute(
    ctx.tx,
  )
  return rows[0] ?? null
}
