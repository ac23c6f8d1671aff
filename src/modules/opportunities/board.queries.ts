import { type RawBuilder, sql } from 'kysely'
import type { ReadContext } from '../../platform/context.ts'
import { writeCursor } from '../../platform/object/cursor.ts'
import { neverNull } from '../../platform/object/field.ts'
import { checkSort, conditionOf, type Row, type SortKey } from '../../platform/object/list.ts'
import { readableFields } from '../../platform/object/permission.ts'
import { namesOfReferences, recordJson } from '../../platform/object/record_json.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { malformed } from '../../platform/refuse.ts'
import { workspaceSetting } from '../../platform/settings/workspace.ts'
import { loadPipelines } from '../pipelines/pipelines.queries.ts'
import type { Stage } from '../pipelines/stage.rule.ts'
import type { Board } from './board_shape.ts'
import { addUp, type PartialSum } from './opportunity_sums.rule.ts'
import { medianStays } from './stages.queries.ts'
import { demandAmounts, partialSums } from './totals.queries.ts'

export interface BoardQuery {
  pipeline: string
  filter?: unknown
  sort?: SortKey[] | undefined
  per_stage: number
  /** Won and lost of this span. */
  closed: string
}

/** What a card shows, and what a move has to know of it. */
const cardFields = [
  'name',
  'account_id',
  'primary_contact_id',
  'type',
  'stage',
  'amount',
  'currency',
  'close_date',
  'closed_at',
  'owner_id',
  'next_steps',
  'next_step_date',
  'stage_entered_at',
  'version',
]

const byCloseDate: SortKey = { field: 'close_date', direction: 'asc' }
const latestClosed: SortKey = { field: 'closed_at', direction: 'desc' }

/** A pipeline as a board: per stage its sums and first cards, over all that the filter finds and the actor may see (A6, E2). */
export async function board(ctx: ReadContext, query: BoardQuery): Promise<Board> {
  demandAmounts(ctx)
  const type = ctx.registry.get('opportunity')
  const stages = await stagesOf(ctx, query.pipeline)
  const sort = query.sort?.[0] ?? byCloseDate
  const open = { field: 'closed_at', op: 'empty' }
  const closed = { field: 'closed_at', op: 'is', value: query.closed }
  const within = (clause: unknown) => ({
    and: [{ field: 'pipeline', op: 'is', value: query.pipeline }, clause, ...(query.filter ? [query.filter] : [])],
  })
  const openOnes = conditionOf(ctx, type, within(open))
  const closedOnes = conditionOf(ctx, type, within(closed))
  const sideOf = (stage: Stage) => (stage.outcome === 'open' ? { sort, where: openOnes } : { sort: latestClosed, where: closedOnes })
  const readable = new Set(readableFields(ctx.actor, type))
  const asked = stages.flatMap(stage => [...(stage.required ?? []), ...(stage.asked ?? [])])
  const fields = [...new Set([...cardFields, sort.field, ...asked])].filter(name => readable.has(name))
  // Sums take longest; what the cards point at is looked up meanwhile.
  const cardsAndNames = async () => {
    const cards = await firstCards(ctx, type, { stages, fields, limit: query.per_stage + 1, sideOf })
    const shown = [...cards.values()].flatMap(rows => rows.slice(0, query.per_stage))
    return { cards, refs: await namesOfReferences(ctx, type, shown) }
  }
  const [sums, { cards, refs }, stays] = await Promise.all([sumsByStage(ctx, [openOnes, closedOnes]), cardsAndNames(), medianStays(ctx)])
  const usual = new Map(stays.filter(one => one.pipeline === query.pipeline).map(one => [one.stage, Math.round(one.seconds / 8_640) / 10]))
  const { currency } = ctx.settings.get(workspaceSetting)
  const add = (found: (stage: Stage) => boolean) =>
    addUp(
      stages.filter(found).flatMap(stage => sums.get(stage.key) ?? []),
      currency,
    )
  const columns = stages
    .map(stage => {
      const rows = cards.get(stage.key) ?? []
      const shown = rows.slice(0, query.per_stage)
      const { sort } = sideOf(stage)
      return {
        stage,
        json: {
          stage: stage.key,
          label: stage.label,
          probability: stage.probability,
          outcome: stage.outcome,
          ...add(one => one === stage),
          median_days: stage.outcome === 'open' ? (usual.get(stage.key) ?? null) : null,
          cards: shown.map(row => recordJson(ctx, type, row, currency)),
          filter: { and: [...within(stage.outcome === 'open' ? open : closed).and, { field: 'stage', op: 'is', value: stage.key }] },
          sort: [sort],
          next_cursor: rows.length > shown.length ? cursorAfter(shown.at(-1), sort) : null,
        },
      }
    })
    .filter(({ stage, json }) => !stage.retired || json.count > 0)
  return {
    pipeline: query.pipeline,
    stages: columns.map(({ json }) => json),
    totals: { open: add(stage => stage.outcome === 'open'), won: add(stage => stage.outcome === 'won') },
    fields,
    refs,
  }
}

async function stagesOf(ctx: ReadContext, key: string): Promise<Stage[]> {
  const found = (await loadPipelines(ctx)).find(pipeline => pipeline.key === key)
  if (!found) throw malformed('There is no such pipeline.', [{ field: 'pipeline', code: 'unknown', message: 'There is no such pipeline.' }])
  return found.stages
}

type StageSum = PartialSum & { stage: string }

/** By the columns' own index each; at the same time, as each is a walk of its own. */
async function sumsByStage(ctx: ReadContext, sides: readonly RawBuilder<boolean>[]): Promise<Map<string, StageSum[]>> {
  const found = await Promise.all(
    sides.map(where => sql<StageSum>`/*dynamic*/ ${partialSums({ stage: sql`t.stage` }, where)}`.execute(ctx.tx)),
  )
  return Map.groupBy(
    found.flatMap(({ rows }) => rows),
    row => row.stage,
  )
}

interface CardsQuery {
  stages: readonly Stage[]
  fields: readonly string[]
  limit: number
  sideOf: (stage: Stage) => { sort: SortKey; where: RawBuilder<boolean> }
}

/** The first cards of every column in one statement, in the order in which the list query goes on. */
async function firstCards(ctx: ReadContext, type: ObjectType, { stages, fields, limit, sideOf }: CardsQuery): Promise<Map<string, Row[]>> {
  const columns = sql.join(['id', ...fields].map(name => sql.ref(`t.${name}`)))
  const selects = stages.map(stage => {
    const { sort, where } = sideOf(stage)
    const [checked] = checkSort(ctx, type, [sort])
    const direction = sql.raw(sort.direction)
    const nulls = checked && neverNull(checked.field) ? sql`` : sql`nulls last`
    return sql`(select ${columns} from opportunity t where ${where} and t.stage = ${stage.key}
      order by ${sql.ref(`t.${sort.field}`)} ${direction} ${nulls}, t.id ${direction} limit ${limit})`
  })
  if (selects.length === 0) return new Map()
  const { rows } = await sql<Row>`/*dynamic*/ ${sql.join(selects, sql` union all `)}`.execute(ctx.tx)
  return Map.groupBy(rows, row => String(row.stage))
}

function cursorAfter(last: Row | undefined, { field, direction }: SortKey): string | null {
  if (!last) return null
  const value = last[field]
  const plain = value instanceof Date ? value.toISOString() : (value as string | number | boolean | null)
  return writeCursor({ sort: `${field}:${direction}`, values: [plain], id: last.id })
}
