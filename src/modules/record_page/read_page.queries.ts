import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { fewTexts, recordText } from '../../platform/object/list.ts'
import { queryBody } from '../../platform/object/list_query.ts'
import { demand } from '../../platform/object/permission.ts'
import type { ObjectType } from '../../platform/object/registry.ts'
import { type FieldError, invalid, notFound } from '../../platform/refuse.ts'
import { inTouch } from '../in_touch/in_touch.queries.ts'
import { findDuplicates } from '../leads/intake/find_duplicates.ts'
import { opportunityStages } from '../opportunities/stages.queries.ts'
import { timelineOf } from '../timeline/timeline.queries.ts'
import { renewals } from '../winning/renewals.queries.ts'
import { filledFilter, isBound } from './bound_filter.rule.ts'

/** What may stand beside a record, each as its own route answers it. */
const parts = ['timeline', 'in_touch', 'duplicates', 'stages', 'renewals'] as const
type Part = (typeof parts)[number]

export const pageBody = z.strictObject({
  parts: z.array(z.enum(parts)).max(parts.length).default([]),
  lists: z
    .array(
      queryBody
        .pick({ filter: true, sort: true, fields: true })
        .extend({ object: z.string(), limit: z.number().int().min(1).max(100).default(20) }),
    )
    .max(16)
    .default([]),
})
type Asked = z.output<typeof pageBody>
type Values = Readonly<Record<string, unknown>>

/**
 * A record with the names of what it points at, the newest of its timeline and what else its page shows, as JSON text (A1): one request
 * and few statements. Each part asks for its own permission, as it does alone.
 */
export async function readPage(ctx: Context, type: ObjectType, id: string, asked: Asked): Promise<string> {
  demand(ctx.actor, type, 'read')
  checkLists(ctx, asked)
  const ofRecord = async () => {
    const found = await recordText(ctx, type, id, true)
    if (!found) throw notFound()
    const values: Values = JSON.parse(found.json)
    const texts = await Promise.all([
      ...asked.parts.filter(part => part !== 'timeline').map(part => partText(ctx, type, values, part)),
      lists(ctx, values, asked),
    ])
    return [`"record":${found.json}`, ...texts]
  }
  const timeline = async () =>
    asked.parts.includes('timeline') ? [`"timeline":${JSON.stringify(await timelineOf(ctx, type.name, id, { limit: 50 }))}`] : []
  const [around, newest] = await Promise.all([ofRecord(), timeline()])
  return `{${[...around, ...newest].join(',')}}`
}

/** One part as the member of an object; null where the record has no such thing, as one in the bin is in touch with nobody. */
async function partText(ctx: Context, type: ObjectType, values: Values, part: Exclude<Part, 'timeline'>): Promise<string> {
  return `"${part}":${JSON.stringify(await answerOf(ctx, type, values, part))}`
}

async function answerOf(ctx: Context, type: ObjectType, values: Values, part: Exclude<Part, 'timeline'>): Promise<unknown> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null)
  const id = text('id') ?? ''
  if (part === 'in_touch') return values.deleted_at === null ? inTouch(ctx, type.name, id) : null
  if (part === 'stages') return type.name === 'opportunity' ? opportunityStages(ctx, id) : null
  if (part === 'duplicates') {
    const data = await findDuplicates(ctx, {
      email: text('email'),
      name: text('name'),
      domain: text('domain'),
      phone: text('phone'),
      except_id: id,
    })
    return { data }
  }
  const account = type.name === 'account' ? id : text('account_id')
  return account === null ? null : renewals(ctx, account)
}

/** The lists in one statement; one that asks for a value that the record has not is empty. */
async function lists(ctx: Context, values: Values, { lists: wanted }: Asked): Promise<string> {
  const filled = wanted.map(({ object, filter, sort, fields, limit }) => {
    const known = filledFilter(filter, values)
    return known === null ? null : { type: ctx.registry.get(object), filter: known, sort, fields, limit }
  })
  const found = await fewTexts(
    ctx,
    filled.filter(one => one !== null),
  )
  const texts = filled.map(one => {
    const { rows, refs } = (one && found.shift()) ?? { rows: '[]', refs: '{}' }
    return `{"data":${rows},"refs":${refs}}`
  })
  return `"lists":[${texts.join(',')}]`
}

function checkLists(ctx: Context, { lists: wanted }: Asked): void {
  const errors = wanted.flatMap(({ object, filter }): FieldError[] => {
    if (!ctx.registry.has(object)) return [{ field: 'lists', code: 'unknown', message: `There is no object ${object}.` }]
    if (!isBound(filter))
      return [
        {
          field: 'lists',
          code: 'unbound',
          message: 'A list beside a record takes a value of it: { "op": "is", "value": { "of": "id" } }.',
        },
      ]
    return []
  })
  if (errors.length > 0) throw invalid(errors)
}
