import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'

/** One word of a query: matched as a prefix, and by these corrected spellings when there are any. */
export interface Word {
  text: string
  typos: string[]
  /** The last seven digits of a longer phone number: found whatever prefix it was written with. */
  tail?: string
}

export interface Candidate {
  kind: number
  entity_id: string
  rank: number
}

interface Found extends Candidate {
  token: string
}

/** Leading comment that keeps a statement unnamed: these depend wholly on how common the words are. */
const dynamic = sql.raw('/*dynamic*/ ')
const most = 1_000
/** Sorts after every token that begins with the text before it. */
const end = '\u{10FFFF}'

/** Records that have all the words, best first, each once. Reads at most a thousand tokens however common the words are. */
export async function findCandidates(ctx: ReadContext, words: readonly Word[], enough: number): Promise<Candidate[]> {
  for (const word of words) if (/^\d{8,}$/.test(word.text)) word.tail = word.text.slice(-7)
  const [only] = words
  if (!only) return []
  if (words.length > 1) return best(await allWords(ctx, words, enough), words)
  if (only.text.length > 3 || only.typos.length > 0) return best(await byPrefix(ctx, only), words)
  return best([...(await exactly(ctx, only.text, enough)), ...(await walk(ctx, only.text, enough))], words)
}

const matches = (alias: string, word: Word, token: RawBuilder<unknown> = sql.ref(`${alias}.token`)): RawBuilder<boolean> => {
  const others = [...word.typos, ...(word.tail ? [word.tail] : [])]
  const prefix = sql<boolean>`(${token} >= ${word.text} and ${token} < ${word.text + end})`
  return others.length === 0 ? prefix : sql<boolean>`(${prefix} or ${token} = any(${others}::text[]))`
}

/** Four letters and more: a range of the token index. The exact token comes first in it, the most recent first in each token. */
async function byPrefix(ctx: ReadContext, word: Word): Promise<Found[]> {
  const others = [...word.typos, ...(word.tail ? [word.tail] : [])]
  const { rows } = await sql<Found>`${dynamic}select token, rank, kind, entity_id from search_token s
    where token >= ${word.text} and token < ${word.text + end} order by token, rank limit ${most}`.execute(ctx.tx)
  if (others.length === 0) return rows
  const more = await sql<Found>`${dynamic}select s.token, s.rank, s.kind, s.entity_id from unnest(${others}::text[]) as o(token)
    cross join lateral (select * from search_token s where s.token = o.token collate "C" order by s.rank limit 100) s`.execute(ctx.tx)
  return [...rows, ...more.rows]
}

async function exactly(ctx: ReadContext, text: string, enough: number): Promise<Found[]> {
  const { rows } =
    await sql<Found>`${dynamic}select token, rank, kind, entity_id from search_token where token = ${text} order by rank limit ${enough}`.execute(
      ctx.tx,
    )
  return rows
}

/** Up to three letters: the most recent records in index order. With one or two, over the groups of three letters that begin so. */
async function walk(ctx: ReadContext, text: string, enough: number): Promise<Found[]> {
  if ([...text].length === 3) {
    const { rows } = await sql<Found>`${dynamic}select token, rank, kind, entity_id from search_token
      where left(token, 3) = ${text} order by left(token, 3), rank limit ${enough}`.execute(ctx.tx)
    return rows
  }
  const each = [...text].length === 2 ? 20 : 3
  const { rows } = await sql<Found>`${dynamic}with recursive groups as (
      (select left(token, 3) as p from search_token where left(token, 3) >= ${text} and left(token, 3) < ${text + end} order by left(token, 3) limit 1)
      union all
      select (select left(token, 3) from search_token where left(token, 3) > g.p and left(token, 3) < ${text + end} order by left(token, 3) limit 1)
      from groups g where g.p is not null
    )
    select s.token, s.rank, s.kind, s.entity_id from groups g cross join lateral (
      select * from search_token s where left(s.token, 3) = g.p order by left(s.token, 3), s.rank limit ${each}) s
    where g.p is not null order by s.rank limit ${enough}`.execute(ctx.tx)
  return rows
}

/** Records of the leading word that are asked for the other words, one by one: at first, and at most. */
const [portion, largest] = [1_000, 8_000]
/** Tokens that are read of one word, and what is soon enough cut across as a whole. */
const widest = 40_000

/**
 * Several words: the rarest one leads, the others are checked on its records. Where even that one is common, the most recent of its records
 * go first: mostly there are enough among them. Otherwise what the words have in common is found without looking at each record.
 */
async function allWords(ctx: ReadContext, words: readonly Word[], enough: number): Promise<Found[]> {
  const counted = await Promise.all(words.map(async word => ({ word, count: await commonness(ctx, word) })))
  const [lead, ...rest] = counted.sort((a, b) => a.count - b.count)
  if (!lead) return []
  // Looked up record by record and no other way: the planner thinks too little of how common a beginning is, so the token is hidden from it.
  const others = rest.map(
    ({ word }, index) => sql`cross join lateral (select 1 from search_token o where o.entity_id = s.entity_id
      and ${matches('o', word, sql`(o.token || '')`)} limit 1) ${sql.table(`o${index}`)}`,
  )
  const check = async (from: RawBuilder<unknown>) => {
    const { rows } = await sql<Found>`${dynamic}select s.token, s.rank, s.kind, s.entity_id from ${from} ${sql.join(others, sql` `)}
      limit ${most}`.execute(ctx.tx)
    return rows
  }
  if (lead.count <= portion) return check(sql`(select * from search_token s where ${matches('s', lead.word)}) s`)
  const range = (columns: RawBuilder<unknown>, word: Word) =>
    sql`(select ${columns} from search_token s where ${matches('s', word)} limit ${widest})`
  const newest = (some: number) =>
    check(
      sql`(select * from ${range(sql`token, rank, kind, entity_id`, lead.word)} l order by token <> ${lead.word.text}, rank limit ${some}) s`,
    )
  const found = await newest(portion)
  if (found.length * 3 >= enough) return found
  if (counted.some(({ count }) => count > widest)) return newest(largest)
  const common = counted.map(({ word }) => range(sql`rank, kind, entity_id`, word))
  const { rows } = await sql<Found>`${dynamic}select '' as token, c.* from (${sql.join(common, sql` intersect `)}) c
    order by rank limit ${most}`.execute(ctx.tx)
  return [...found, ...rows]
}

/** Roughly how many records have the word. Addresses and numbers are not in the vocabulary because they are rare. */
async function commonness(ctx: ReadContext, word: Word): Promise<number> {
  const { rows } = await sql<{ n: number }>`${dynamic}select coalesce(sum(df), 0)::bigint as n from (
    select df from search_vocabulary v where ${matches('v', word)} limit 500) counted`.execute(ctx.tx)
  return rows[0]?.n ?? 0
}

function best(found: readonly Found[], words: readonly Word[]): Candidate[] {
  const exact = new Set(words.flatMap(word => (word.tail ? [word.text, word.tail] : [word.text])))
  const typos = new Set(words.flatMap(word => word.typos))
  const gradeOf = (token: string) => (exact.has(token) ? 0 : typos.has(token) ? 2 : 1)
  const once = new Map<string, Found & { grade: number }>()
  for (const one of found) {
    const grade = gradeOf(one.token)
    const before = once.get(one.entity_id)
    if (!before || grade < before.grade) once.set(one.entity_id, { ...one, grade })
  }
  return [...once.values()].sort((a, b) => a.grade - b.grade || a.rank - b.rank)
}
