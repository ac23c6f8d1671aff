import { z } from 'zod'
import type { Context } from '../context.ts'
import { JsonText, Reply, type Route, route } from '../http/route.ts'
import { nameActors } from '../log/actor_names.ts'
import { readPosition, recordHistory } from '../log/change_log.ts'
import { malformed, notFound } from '../refuse.ts'
import { workspaceSetting } from '../settings/workspace.ts'
import { bulk } from './bulk.ts'
import type { Definition } from './define_object.ts'
import { exportRecords } from './export.ts'
import { findRecord, type ListQuery, listText, type Row, recordText } from './list.ts'
import { queryBody } from './list_query.ts'
import { merge } from './merge.ts'
import { schemaNames } from './object_schema.ts'
import { demand, hidesFields, readableFields } from './permission.ts'
import { recordJson } from './record_json.ts'
import type { ObjectType } from './registry.ts'
import { shortFormQuery } from './short_form.ts'
import { createRecord, deleteRecords, loadFor, restoreRecords, updateRecord } from './write.ts'

const idParams = z.object({ id: z.uuid() })
const recordInput = z.record(z.string(), z.unknown())
const bulkBody = z.looseObject({
  ids: z.array(z.uuid()).max(10_000).optional(),
  filter: z.unknown().optional(),
  action: z.string(),
  set: recordInput.optional(),
})
const mergeBody = z.strictObject({ winner_id: z.uuid(), loser_ids: z.array(z.uuid()), values: recordInput.optional() })
const listAnswer = z.object({ data: z.array(z.unknown()), next_cursor: z.string().nullable(), count: z.unknown().optional() })

export const json = (ctx: Context, type: ObjectType, row: Row) => recordJson(ctx, type, row, ctx.settings.get(workspaceSetting).currency)

async function answerList(ctx: Context, type: ObjectType, query: ListQuery & { refs?: boolean }): Promise<JsonText> {
  const { rows, nextCursor, count, refs } = await listText(ctx, type, query)
  const named = refs === null ? '' : `,"refs":${refs}`
  return new JsonText(`{"data":${rows},"next_cursor":${JSON.stringify(nextCursor)},"count":${JSON.stringify(count)}${named}}`)
}

export const tagged = (ctx: Context, type: ObjectType, row: Row, status = 200) =>
  new Reply(status, json(ctx, type, row), { etag: `"${String(row.version)}"` })

/** `If-Match: "7"` → 7; refuses what is no version of ours. */
export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined
  const version = Number(header.replace(/^W\//, '').replaceAll('"', ''))
  if (!Number.isInteger(version)) throw malformed('If-Match must hold the version of the record, as its ETag does.')
  return version
}

/** Everything the API offers for one object, derived from its definition (contract.md, API). */
export function objectRoutes(definition: Definition): Route[] {
  const { name, plural, label, without = [] } = definition
  const [one, many] = [label[0].toLowerCase(), label[1].toLowerCase()]
  const base = `/api/v1/${plural}`
  const names = schemaNames(definition as ObjectType)
  const tag = label[1]
  const type = (ctx: Context) => ctx.registry.get(name)
  const can = (verb: (typeof without)[number]) => !without.includes(verb)

  const routes: Route[] = [
    route({
      method: 'GET',
      path: base,
      tag,
      auth: 'user',
      summary: `List ${many}`,
      description:
        'Short form of the query: field=value filters, field[op]=value for other operators, sort=-created_at, limit, cursor, fields, count.',
      query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      response: listAnswer,
      schemas: { items: names.record },
      run: (ctx, { query }) => answerList(ctx, type(ctx), shortFormQuery(type(ctx), query)),
    }),
    route({
      method: 'POST',
      path: `${base}/query`,
      tag,
      auth: 'user',
      scope: 'read',
      reads: true,
      summary: `Query ${many}`,
      body: queryBody,
      response: listAnswer,
      schemas: { items: names.record },
      run: (ctx, { body }) => answerList(ctx, type(ctx), body),
    }),
    route({
      method: 'GET',
      path: `${base}/export`,
      tag,
      auth: 'user',
      summary: `Export ${many} as CSV`,
      query: z.object({ query: z.string().optional(), format: z.literal('csv').optional() }),
      run: (ctx, { query }) => exportRecords(ctx, type(ctx), query.query),
    }),
    route({
      method: 'GET',
      path: `${base}/{id}`,
      tag,
      auth: 'user',
      summary: `Read one ${one}`,
      params: idParams,
      query: z.object({ refs: z.enum(['true', 'false']).optional() }),
      schemas: { response: names.record },
      run: async (ctx, { params, query }) => {
        demand(ctx.actor, type(ctx), 'read')
        const found = await recordText(ctx, type(ctx), params.id, query.refs === 'true')
        if (!found) throw notFound()
        return new Reply(200, new JsonText(found.json), { etag: `"${found.version}"` })
      },
    }),
    route({
      method: 'GET',
      path: `${base}/{id}/history`,
      tag,
      auth: 'user',
      summary: `Who changed what of one ${one}`,
      params: idParams,
      query: z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      response: listAnswer,
      run: (ctx, { params, query }) => answerHistory(ctx, type(ctx), params.id, query),
    }),
  ]
  if (can('create') && !definition.createdByCommand)
    routes.push(
      route({
        method: 'POST',
        path: base,
        tag,
        auth: 'user',
        summary: `Create one ${one}`,
        body: recordInput,
        status: 201,
        schemas: { body: names.input, response: names.record },
        run: async (ctx, { body }) => tagged(ctx, type(ctx), await createRecord(ctx, name, body), 201),
      }),
    )
  if (can('update'))
    routes.push(
      route({
        method: 'PATCH',
        path: `${base}/{id}`,
        tag,
        auth: 'user',
        summary: `Change one ${one}`,
        params: idParams,
        body: recordInput,
        schemas: { body: names.input, response: names.record },
        run: async (ctx, { params, body, headers }) => {
          const ifVersion = versionOf(headers['if-match'])
          return tagged(ctx, type(ctx), await updateRecord(ctx, name, params.id, body, { ifVersion }))
        },
      }),
    )
  if (can('delete'))
    routes.push(
      route({
        method: 'DELETE',
        path: `${base}/{id}`,
        tag,
        auth: 'user',
        summary: `Put one ${one} into the bin`,
        params: idParams,
        schemas: { response: names.record },
        run: async (ctx, { params }) => {
          demand(ctx.actor, type(ctx), 'delete')
          await loadFor(ctx, type(ctx), params.id, 'delete')
          const [row] = await deleteRecords(ctx, name, [params.id])
          if (!row) throw notFound()
          return tagged(ctx, type(ctx), row)
        },
      }),
      route({
        method: 'POST',
        path: `${base}/{id}/restore`,
        tag,
        auth: 'user',
        summary: `Take one ${one} out of the bin`,
        params: idParams,
        schemas: { response: names.record },
        run: async (ctx, { params }) => {
          demand(ctx.actor, type(ctx), 'delete')
          await loadFor(ctx, type(ctx), params.id, 'delete', { deleted: true })
          const [row] = await restoreRecords(ctx, name, [params.id])
          if (!row) throw notFound()
          return tagged(ctx, type(ctx), row)
        },
      }),
    )
  if (can('bulk'))
    routes.push(
      route({
        method: 'POST',
        path: `${base}/bulk`,
        tag,
        auth: 'user',
        summary: `Change many ${many} at once`,
        body: bulkBody,
        response: z.object({
          batch_id: z.string(),
          count: z.number(),
          total: z.number(),
          state: z.enum(['done', 'running']),
          skipped: z.array(z.unknown()),
          left: z.looseObject({}).nullable(),
        }),
        run: async (ctx, { body }) => {
          const result = await bulk(ctx, type(ctx), body)
          return new Reply(result.state === 'running' ? 202 : 200, result)
        },
      }),
    )
  if (can('merge'))
    routes.push(
      route({
        method: 'POST',
        path: `${base}/merge`,
        tag,
        auth: 'user',
        summary: `Make one ${one} of several`,
        body: mergeBody,
        response: z.object({ batch_id: z.string(), id: z.string() }),
        run: (ctx, { body }) => merge(ctx, type(ctx), body),
      }),
    )
  return routes
}

async function answerHistory(ctx: Context, type: ObjectType, id: string, query: { cursor?: string; limit: number }) {
  demand(ctx.actor, type, 'read')
  if (!(await findRecord(ctx, type, id))) throw notFound()
  const before = query.cursor ? readPosition(query.cursor) : null
  if (query.cursor && !before) throw malformed('The cursor is not valid.')
  const entries = await recordHistory(ctx.tx, type.name, id, query.limit + 1, before)
  const page = entries.slice(0, query.limit)
  const readable = new Set(readableFields(ctx.actor, type))
  const named = await nameActors(
    ctx.tx,
    page.map(entry => ({ kind: entry.actor_kind, id: entry.actor_id })),
  )
  return {
    data: page.map(({ actor_kind, actor_id, ...entry }) => ({
      ...entry,
      detail: hidesFields(ctx.actor, type) ? null : entry.detail,
      actor: named({ kind: actor_kind, id: actor_id }),
      changes: Object.fromEntries(Object.entries(entry.changes).filter(([field]) => readable.has(field))),
    })),
    next_cursor: entries.length > query.limit ? (page.at(-1)?.position ?? null) : null,
  }
}
