import { type RawBuilder, sql } from 'kysely'
import { reach } from '../../platform/actor.ts'
import type { ReadContext } from '../../platform/context.ts'
import { isId } from '../../platform/object/field_value.ts'
import type { Row } from '../../platform/object/list.ts'
import { mayAtAll, permitted, readableFields } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { type Candidate, findCandidates, type Word } from './candidates.queries.ts'
import { searchKinds } from './index_records.ts'
import { queryWords, searchedFields, tokensOf } from './tokens.rule.ts'
import { typosOf } from './typos.queries.ts'

export interface Hit {
  object: string
  id: string
  title: string
  subtitle: string
  status?: string
  owner_id?: string | null
  score?: number
}

/** Fewer hits than this, and similar spellings are tried as well. */
const few = 3
/** An own record counts as this many hours fresher. */
const ownBonus = 30 * 24

/**
 * Search over all objects as one types (data.md section 4): exact before prefix before typo, then recent and own ones first.
 * Every hit went through the permission predicate, and matched by a field that the actor may see.
 */
export async function searchRecords(ctx: ReadContext, query: string, limit: number): Promise<Hit[]> {
  const id = query.trim()
  if (isId(id)) return (await byIds(ctx, id)).slice(0, limit)
  const words: Word[] = queryWords(query).map(text => ({ text, typos: [] }))
  if (words.length === 0) return []
  const objects = readable(ctx)
  if (objects.size === 0) return []
  const restricted = [...objects.values()].some(type => ctx.actor.user !== null && reach(ctx.actor, type.name, 'read') !== 'all')
  const found = await admit(ctx, objects, words, await findCandidates(ctx, words, restricted ? 1_000 : Math.max(60, limit * 3)), limit)
  if (found.length < few) {
    const corrected = await Promise.all(words.map(async word => ({ ...word, typos: await typosOf(ctx, word.text) })))
    if (corrected.some(word => word.typos.length > 0)) {
      const more = await admit(ctx, objects, corrected, await findCandidates(ctx, corrected, 200), limit)
      const seen = new Set(found.map(one => one.hit.id))
      found.push(...more.filter(one => !seen.has(one.hit.id)))
    }
  }
  return found
    .sort(order)
    .slice(0, limit)
    .map(one => one.hit)
}

interface Graded {
  hit: Hit
  grade: number
  weight: number
}
const order = (a: Graded, b: Graded) => a.grade - b.grade || a.weight - b.weight

/** Objects that this actor may search, by their number in the token table. */
const readable = (ctx: ReadContext): Map<number, ObjectType> =>
  new Map(
    Object.entries(searchKinds)
      .filter(([object]) => ctx.registry.has(object) && mayAtAll(ctx.actor, ctx.registry.get(object), 'read'))
      .map(([object, kind]) => [kind, ctx.registry.get(object)]),
  )

/** Turns candidates into hits, in growing portions until there are enough: a restricted role may have to look further. */
async function admit(
  ctx: ReadContext,
  objects: ReadonlyMap<number, ObjectType>,
  words: readonly Word[],
  candidates: readonly Candidate[],
  limit: number,
): Promise<Graded[]> {
  const admitted: Graded[] = []
  for (let from = 0, size = Math.max(60, limit * 2); from < candidates.length && admitted.length < limit; from += size, size *= 4) {
    const portion = candidates.slice(from, from + size)
    for (const [kind, type] of objects) {
      const some = new Map(portion.filter(one => one.kind === kind).map(one => [one.entity_id, one]))
      if (some.size === 0) continue
      for (const row of await rowsOf(ctx, type, [...some.keys()])) {
        const grade = gradeOf(ctx, type, row, words)
        if (grade === null) continue
        const mine = type.owner !== undefined && ctx.actor.user !== null && row[type.owner] === ctx.actor.user.id
        admitted.push({ hit: hitOf(ctx, type, row), grade, weight: (some.get(row.id)?.rank ?? 0) - (mine ? ownBonus : 0) })
      }
    }
  }
  return admitted
}

/** How well a record answers: -1 when this is its whole name, 0 exactly, 1 by prefix, 2 by a corrected spelling; null when only a hidden field would match. */
function gradeOf(ctx: ReadContext, type: ObjectType, row: Row, words: readonly Word[]): number | null {
  const visible = new Set(readableFields(ctx.actor, type))
  const fields = searchedFields(type.fields, type.title).filter(name => visible.has(name))
  const tokens = [...tokensOf(type.fields, fields, row)]
  let worst = 0
  for (const word of words) {
    const exact = tokens.includes(word.text) || (word.tail !== undefined && tokens.includes(word.tail))
    const grade = exact
      ? 0
      : tokens.some(token => token.startsWith(word.text))
        ? 1
        : tokens.some(token => word.typos.includes(token))
          ? 2
          : null
    if (grade === null) return null
    worst = Math.max(worst, grade)
  }
  const isItsName =
    visible.has(type.title) && queryWords(String(row[type.title] ?? '')).join(' ') === words.map(word => word.text).join(' ')
  return isItsName ? -1 : worst
}

const shownBeside = ['company', 'email', 'domain', 'phone', 'country']

async function rowsOf(ctx: ReadContext, type: ObjectType, ids: readonly string[]): Promise<Row[]> {
  const wanted = [...searchedFields(type.fields, type.title), ...shownBeside, 'status', 'stage', 'score', type.owner ?? 'created_by']
  const columns: RawBuilder<unknown>[] = [...new Set(wanted)].filter(name => name in type.fields).map(name => sql.ref(`t.${name}`))
  const { rows } = await sql<Row>`select t.id, ${sql.join(columns)} from ${sql.table(type.name)} t where t.id = any(${ids}::uuid[])
    and t.deleted_at is null and ${permitted(ctx.registry, ctx.actor, type, 'read')}`.execute(ctx.tx)
  return rows
}

function hitOf(ctx: ReadContext, type: ObjectType, row: Row): Hit {
  const visible = new Set(readableFields(ctx.actor, type))
  const textOf = (name: string) => (visible.has(name) && typeof row[name] === 'string' ? row[name] : '')
  const status = textOf('status') || textOf('stage')
  const owner = type.owner && visible.has(type.owner) ? row[type.owner] : undefined
  const hit: Hit = {
    object: type.name,
    id: row.id,
    title: textOf(type.title),
    subtitle: shownBeside
      .filter(name => name !== type.title)
      .map(textOf)
      .filter(Boolean)
      .slice(0, 2)
      .join(' · '),
  }
  if (status) hit.status = status
  if (owner === null || typeof owner === 'string') hit.owner_id = owner
  if (visible.has('score') && typeof row.score === 'number') hit.score = row.score
  return hit
}

async function byIds(ctx: ReadContext, id: string): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const type of readable(ctx).values()) for (const row of await rowsOf(ctx, type, [id])) hits.push(hitOf(ctx, type, row))
  return hits
}
