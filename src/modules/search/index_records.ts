import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import type { Row } from '../../platform/object/list.ts'
import type { ObjectType, Registry } from '../../platform/object/registry.ts'
import { isWord, searchedFields, tokensOf } from './tokens.rule.ts'

declare module '../../platform/db/database.ts' {
  interface Database {
    search_token: { token: string; rank: number; kind: number; entity_id: string }
    search_vocabulary: { token: string; df: number }
  }
}

/** The number that stands for an object in `search_token`. Numbers are never given again: only append. */
export const searchKinds: Readonly<Record<string, number>> = { lead: 1, contact: 2, account: 3, opportunity: 4 }

const hour = 3_600_000
/** A record whose words stay the same moves up only once it is this much fresher: tokens are dear to write. */
const rankSteps = 24

/** What the tokens and the rank of a record are made from. */
export const searchColumns = (type: ObjectType): string[] => [
  ...searchedFields(type.fields, type.title),
  'updated_at',
  'deleted_at',
  ...('last_touched_at' in type.fields ? ['last_touched_at'] : []),
]

/** What changes the tokens or the rank of some record. */
export const searchChanges = (registry: Registry): string[] => [
  ...new Set(Object.keys(searchKinds).flatMap(object => (registry.has(object) ? searchColumns(registry.get(object)) : []))),
]

/** The last touch counts, not every change: a rule that scores all leads anew does not make them all recent. */
export const rankOf = (row: Row): number => {
  const moment = row.last_touched_at ?? row.updated_at
  return moment instanceof Date ? -Math.floor(moment.getTime() / hour) : 0
}

/** Writes the tokens of these records as they are now; those of deleted ones go. Set-based, and nothing where nothing changed. */
export async function indexRecords(ctx: Context, object: string, ids: readonly string[]): Promise<void> {
  const type = ctx.registry.get(object)
  const kind = searchKinds[object]
  if (kind === undefined || ids.length === 0) return
  const columns = sql.join(['id', ...searchColumns(type)].map(name => sql.ref(`t.${name}`)))
  const { rows } =
    await sql<Row>`select ${columns} from ${sql.table(object)} t where t.id = any(${ids}::uuid[]) and t.deleted_at is null`.execute(ctx.tx)
  const known = await knownTokens(ctx, ids)
  const current = new Map(rows.map(row => [row.id, row]))
  const fields = searchedFields(type.fields, type.title)
  const change: Change = { stale: [], made: [], df: new Map() }
  for (const id of new Set(ids)) {
    const row = current.get(id)
    const tokens = row ? tokensOf(type.fields, fields, row) : new Set<string>()
    const rank = row ? rankOf(row) : 0
    const before = known.get(id)
    if (before ? sameTokens(before.tokens, tokens) && Math.abs(before.rank - rank) < rankSteps : tokens.size === 0) continue
    if (before) change.stale.push(id)
    for (const token of before?.tokens ?? []) if (!tokens.has(token)) count(change, token, -1)
    for (const token of tokens) if (!before?.tokens.has(token)) count(change, token, 1)
    if (tokens.size > 0) change.made.push({ id, rank, tokens: [...tokens] })
  }
  await writeTokens(ctx, kind, change)
}

export interface TokenRow {
  id: string
  rank: number
  tokens: string[]
}

interface Change {
  stale: string[]
  made: TokenRow[]
  df: Map<string, number>
}

/** Writes tokens sorted, so that a batch walks the indexes instead of jumping about in them. */
export async function insertTokens(ctx: Context, table: string, kind: number, made: readonly TokenRow[]): Promise<void> {
  const texts = made.map(one => one.tokens.join(between))
  await sql`insert into ${sql.table(table)} (token, rank, kind, entity_id)
    select s.token, r.rank, ${kind}::smallint, r.id from unnest(${made.map(one => one.id)}::uuid[], ${made.map(one => one.rank)}::int[], ${texts}::text[]) as r(id, rank, tokens)
    cross join lateral string_to_table(r.tokens, ${between}) as s(token) order by s.token collate "C", r.rank`.execute(ctx.tx)
}

/** A control character: no token holds one. */
const between = '\u001f'

const sameTokens = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every(token => b.has(token))
const count = (change: Change, token: string, by: number) => {
  if (isWord(token)) change.df.set(token, (change.df.get(token) ?? 0) + by)
}

async function knownTokens(ctx: Context, ids: readonly string[]): Promise<Map<string, { rank: number; tokens: Set<string> }>> {
  const { rows } = await sql<{
    entity_id: string
    token: string
    rank: number
  }>`select entity_id, token, rank from search_token where entity_id = any(${ids}::uuid[])`.execute(ctx.tx)
  const known = new Map<string, { rank: number; tokens: Set<string> }>()
  for (const { entity_id, token, rank } of rows) {
    const one = known.get(entity_id) ?? { rank, tokens: new Set() }
    one.tokens.add(token)
    known.set(entity_id, one)
  }
  return known
}

async function writeTokens(ctx: Context, kind: number, change: Change): Promise<void> {
  if (change.stale.length > 0) await sql`delete from search_token where entity_id = any(${change.stale}::uuid[])`.execute(ctx.tx)
  if (change.made.length > 0) await insertTokens(ctx, 'search_token', kind, change.made)
  // In one order, so that a rebuild beside it cannot deadlock.
  const moved = [...change.df].filter(([, by]) => by !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
  if (moved.length === 0) return
  const words = moved.map(([word]) => word)
  await sql`insert into search_vocabulary (token, df) select w.token, w.df from unnest(${words}::text[], ${moved.map(([, by]) => by)}::bigint[]) as w(token, df)
    on conflict (token) do update set df = search_vocabulary.df + excluded.df`.execute(ctx.tx)
  if (moved.some(([, by]) => by < 0))
    await sql`delete from search_vocabulary where token = any(${words}::text[]) and df <= 0`.execute(ctx.tx)
}
