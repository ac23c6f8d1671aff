import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../context.ts'
import { malformed } from '../refuse.ts'
import { workspaceSetting } from '../settings/workspace.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import type { Field } from './field.ts'
import { checkFilter, mentions, valuesAsked } from './filter.ts'
import { filterSql } from './filter_sql.ts'
import { jsonColumns, jsonValue } from './json_sql.ts'
import { mergedRefs, type Pointers, pointerColumns, pointersOf, refsSql } from './list_names.ts'
import { type Section, type SortKey, sectionsOf, tableOf } from './list_order.ts'
import { demand, ownersSeen, permitted, readableFields, seesAll } from './permission.ts'
import type { ObjectType } from './registry.ts'

export type { SortKey } from './list_order.ts'

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

/** The condition of a query: the permission predicate, the bin and the filter. Lists, counts, exports and bulk commands share it. */
export function conditionOf(
  ctx: ReadContext,
  type: ObjectType,
  filter: unknown,
  action: 'read' | 'update' | 'delete' = 'read',
): RawBuilder<boolean> {
  const { user } = ctx.actor
  const scope = { now: ctx.now, timeZone: user?.time_zone ?? 'UTC', me: user?.id ?? null, team: user?.team_user_ids ?? [] }
  const checked =
    filter === undefined || filter === null ? null : checkFilter(filter, type, new Set(readableFields(ctx.actor, type)), scope)
  const parts: RawBuilder<boolean>[] = []
  const seen = action === 'read' && checked ? ownersSeen(ctx.registry, ctx.actor, type) : null
  const asked = seen && checked && valuesAsked(checked, seen.field)
  if (seen && asked && !asked.some(seen.has)) parts.push(sql<boolean>`false`)
  else if (!seen || !asked?.every(seen.has)) parts.push(permitted(ctx.registry, ctx.actor, type, action))
  if (!mentions(filter, 'deleted_at')) parts.push(sql<boolean>`t.deleted_at is null`)
  if (checked) parts.push(filterSql(checked, type))
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

/** A whole list, section after section, as statements that choose `columns` of its rows. */
export function wholeList(ctx: ReadContext, type: ObjectType, query: ListQuery, columns: RawBuilder<unknown>): RawBuilder<unknown> {
  demand(ctx.actor, type, 'read')
  const condition = conditionOf(ctx, type, query.filter)
  const sort = checkSort(ctx, type, query.sort)
  const parts = sectionsOf(type, sort, null).map(
    ({ where, order }) => sql`(select ${columns} from ${tableOf(type, sort)} where ${condition} and ${where} order by ${order})`,
  )
  return sql.join(parts, sql` union all `)
}

/** A page as it is sent: its rows as JSON text made by PostgreSQL, which costs this process next to nothing. */
export interface ListText {
  /** A JSON array. */
  rows: string
  nextCursor: string | null
  count: { value: number; exact: boolean } | null
  /** Names by object and id, as JSON text; null unless asked for. */
  refs: string | null
}

/**
 * One page of a list by keyset: never an OFFSET, the whole row fetched only for the rows shown (data.md section 2). Rows, count and the
 * names of what they point at come in one statement. Refuses unknown names with 400 and objects that the role may not read with 403.
 */
export async function listText(ctx: ReadContext, type: ObjectType, query: ListQuery & { refs?: boolean }): Promise<ListText> {
  demand(ctx.actor, type, 'read')
  const limit = Math.max(1, Math.min(query.limit ?? 50, maxLimit))
  const sort = checkSort(ctx, type, query.sort)
  const fields = checkFields(ctx, type, query.fields)
  const condition = conditionOf(ctx, type, query.filter)
  const signature = sort.map(({ key }) => `${key.field}:${key.direction}`).join(',')
  const cursor = query.cursor ? readCursor(query.cursor, signature) : null
  const isWhole = (query.filter === undefined || query.filter === null) && seesAll(ctx.registry, ctx.actor, type, 'read')
  const how = query.count ?? 'none'

  const rows: string[] = []
  const refs: string[] = []
  let found = 0
  let counted: number | null = null
  let last: [values: Cursor['values'], id: string] | null = null
  for (const section of sectionsOf(type, sort, cursor)) {
    if (found > limit) break
    const part = await readPage(
      ctx,
      type,
      { fields, sort, condition, sections: [section], limit: limit - found, isWhole, refs: query.refs ?? false },
      counted === null ? how : 'none',
    )
    counted ??= part.counted
    if (part.rows !== null) rows.push(part.rows)
    if (part.refs !== null) refs.push(part.refs)
    found += part.found
    last = part.last ?? last
  }
  return {
    rows: `[${rows.join(',')}]`,
    nextCursor: found > limit && last ? writeCursor({ sort: signature, values: last[0], id: last[1] }) : null,
    count:
      counted === null
        ? null
        : how === 'exact' || counted <= cappedAt
          ? { value: counted, exact: true }
          : { value: cappedAt, exact: false },
    refs: query.refs ? mergedRefs(refs) : null,
  }
}

/** The same page as rows, for what the program does with them itself. */
export async function listRecords(ctx: ReadContext, type: ObjectType, query: ListQuery): Promise<ListResult> {
  const { rows, nextCursor, count } = await listText(ctx, type, query)
  return { rows: (JSON.parse(rows) as Row[]).map(row => revived(type, row)), nextCursor, count }
}

/** A row as the database gives it, from its JSON. */
function revived(type: ObjectType, row: Row): Row {
  for (const [name, value] of Object.entries(row)) {
    const kind = type.fields[name]?.kind
    if (kind === 'datetime' && typeof value === 'string') row[name] = new Date(value)
    else if (kind === 'money' && typeof value === 'object' && value !== null && 'amount' in value) row[name] = value.amount
  }
  return row
}

export function checkFields(ctx: ReadContext, type: ObjectType, wanted: string[] | undefined): readonly string[] {
  const readable = readableFields(ctx.actor, type)
  if (!wanted) return readable
  const known = new Set(readable)
  const unknown = wanted.filter(name => name !== 'id' && !known.has(name))
  if (unknown.length > 0)
    throw malformed(
      'Some of the fields do not exist.',
      unknown.map(name => ({ field: name, code: 'unknown', message: 'There is no such field.' })),
    )
  const asked = new Set(wanted)
  return readable.filter(name => asked.has(name))
}

interface Part {
  fields: readonly string[]
  sort: readonly { key: SortKey; field: Field }[]
  condition: RawBuilder<boolean>
  /** One after the other, until the page is full. */
  sections: readonly Section[]
  limit: number
  /** Nothing but the bin narrows it: the plan does not depend on values, so the statement may keep it. */
  isWhole: boolean
  refs: boolean
}

interface Found {
  rows: string | null
  found: number
  last: [values: Cursor['values'], id: string] | null
  counted: number | null
  refs: string | null
}

/** The statement that reads a page: one row that holds it as text. */
function pageSql(ctx: ReadContext, type: ObjectType, part: Part, how: 'none' | 'estimate' | 'exact'): RawBuilder<Found> {
  const { condition, sections, limit, sort } = part
  const table = sql.table(type.name)
  const currency = ctx.settings.get(workspaceSetting).currency
  const pointers: Pointers = part.refs ? pointersOf(ctx, type, part.fields) : new Map()
  const columns = sql.join([
    sql`row_to_json(j) as json, t.id`,
    ...sort.map(({ key, field }, index) => sql`${jsonValue(key.field, field)} as ${sql.ref(`sort_${index}`)}`),
    ...pointerColumns(type, pointers),
  ])
  const shape = sql`cross join lateral (select ${jsonColumns(type, part.fields, currency)}) j`
  // A partitioned table is keyed by (id, moment): fetching late by id alone would probe every partition. Without a filter nothing is
  // passed over, so there is nothing to fetch late for.
  const early = type.partitionedBy || part.isWhole
  const [first, ...others] = sections.map(section => {
    const where = sql`where ${condition} and ${section.where} order by ${section.order} limit ${sql.lit(limit + 1)}`
    return early
      ? sql`select ${columns} from ${tableOf(type, sort)} ${shape} ${where}`
      : sql`select ${columns} from (select t.id from ${tableOf(type, sort)} ${where}) k join ${table} t on t.id = k.id ${shape} order by ${section.late}`
  })
  const page = others.length === 0 ? first : sql`(${sql.join([first, ...others], sql`) union all (`)}) limit ${sql.lit(limit + 1)}`
  const counted =
    how === 'none'
      ? sql`null::bigint`
      : how === 'exact'
        ? sql`(select count(*) from ${table} t where ${condition})`
        : sql`(select count(*) from (select 1 from ${table} t where ${condition} limit ${sql.lit(cappedAt + 1)}) capped)`
  const refs = part.refs ? refsSql(ctx, pointers) : sql`null::text`
  const values = sql.join(sort.map((_, index) => sql.ref(`sort_${index}`)))
  return sql<Found>`with page as materialized (${page})
    select (select string_agg(json::text, ',') from (select json from page limit ${sql.lit(limit)}) shown) as rows,
      (select count(*) from page) as found, ${limit === 0 ? sql`null::json` : sql`(select json_build_array(json_build_array(${values}), id) from page offset ${sql.lit(limit - 1)} limit 1)`} as last,
      ${counted} as counted, ${refs} as refs`
}

async function readPage(ctx: ReadContext, type: ObjectType, part: Part, how: 'none' | 'estimate' | 'exact'): Promise<Found> {
  const { rows } = await sql<Found>`${part.isWhole ? sql`` : dynamic}${pageSql(ctx, type, part, how)}`.execute(ctx.tx)
  const [row] = rows
  if (!row) throw new Error('A statement without rows gave none')
  return row
}

interface FewQuery extends ListQuery {
  type: ObjectType
}

/**
 * The first rows of several lists with the names of what they point at, in one statement whose plan is kept: each list must be one that
 * an index narrows to little, whatever the values.
 */
export async function fewTexts(ctx: ReadContext, lists: readonly FewQuery[]): Promise<{ rows: string; refs: string }[]> {
  if (lists.length === 0) return []
  const parts = lists.map(({ type, ...query }, index) => {
    demand(ctx.actor, type, 'read')
    const sort = checkSort(ctx, type, query.sort)
    const part: Part = {
      fields: checkFields(ctx, type, query.fields),
      sort,
      condition: conditionOf(ctx, type, query.filter),
      sections: sectionsOf(type, sort, null),
      limit: Math.max(1, Math.min(query.limit ?? 20, maxLimit)),
      isWhole: false,
      refs: true,
    }
    return sql`(${pageSql(ctx, type, part, 'none')}) ${sql.ref(`l${index}`)}`
  })
  const columns = lists.map((_, index) => sql`array[${sql.ref(`l${index}.rows`)}, ${sql.ref(`l${index}.refs`)}] as ${sql.ref(`l${index}`)}`)
  const { rows } = await sql<
    Record<string, [rows: string | null, refs: string | null]>
  >`select ${sql.join(columns)} from ${sql.join(parts, sql` cross join `)}`.execute(ctx.tx)
  return lists.map((_, index) => {
    const [found, refs] = rows[0]?.[`l${index}`] ?? [null, null]
    return { rows: `[${found ?? ''}]`, refs: refs ?? '{}' }
  })
}

/** One record as it is sent, through the permission predicate; null when there is none. Its plan never depends on values, so it is kept. */
export async function recordText(
  ctx: ReadContext,
  type: ObjectType,
  id: string,
  withRefs: boolean,
): Promise<{ json: string; version: number } | null> {
  const fields = readableFields(ctx.actor, type)
  const pointers: Pointers = withRefs ? pointersOf(ctx, type, fields) : new Map()
  const columns = sql.join([sql`row_to_json(j)::text as json, t.version`, ...pointerColumns(type, pointers)])
  const { rows } = await sql<{ json: string | null; version: number; refs: string | null }>`with page as materialized (select ${columns}
      from ${sql.table(type.name)} t cross join lateral (select ${jsonColumns(type, fields, ctx.settings.get(workspaceSetting).currency)}) j
      where t.id = ${id} and ${permitted(ctx.registry, ctx.actor, type, 'read')})
    select json, version, ${withRefs ? refsSql(ctx, pointers) : sql`null::text`} as refs from page`.execute(ctx.tx)
  const [row] = rows
  if (!row?.json) return null
  return { json: row.refs === null ? row.json : `${row.json.slice(0, -1)},"refs":${row.refs}}`, version: row.version }
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
