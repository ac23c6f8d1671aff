import { z } from 'zod'
import { authPaths } from '../auth/auth_paths.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/** What the record engine adds at request time: paths and schemas of objects with their custom fields as they are now. */
export interface OpenApiExtra {
  paths: Record<string, Json>
  schemas: Record<string, Json>
  tags?: { name: string; description: string }[]
}

export interface OpenApiDocument {
  openapi: string
  info: Json
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: Json & { schemas: Record<string, Json> }
  security: Json[]
}

export interface Operation extends Json {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Json }[]
  requestBody?: Json
  responses: Record<string, Json>
}

/** JSON Schema of a zod schema as a client sends (`input`) or gets (`output`) it. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: out }) => {
      // A format says it for people and tools; zod's pattern for it is a page long.
      if (out.format) delete out.pattern
      if (zodSchema._zod.def.type === 'date') Object.assign(out, { type: 'string', format: 'date-time' })
    },
  })
  return rest
}

/** `POST /api/v1/leads/{id}/claim` → `post_leads_id_claim`: unique because method and path are. */
const operationId = (method: string, path: string): string =>
  [method.toLowerCase(), ...path.replace(/^\/api\/v1/, '').split(/[^A-Za-z0-9]+/)].filter(Boolean).join('_')

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** Answers that are the same for every operation; given here once so that the record engine's operations can use them too. */
const sharedResponses: Record<string, Json> = {
  Malformed: problemAnswer('The request is malformed.'),
  Unauthorized: problemAnswer('No valid session or API key.'),
  Forbidden: problemAnswer('The role or the key may not do this.'),
  NotFound: problemAnswer('There is no such record, or the caller may not see it.'),
  Conflict: problemAnswer('The record was changed by somebody else, or it exists already.'),
  Refused: problemAnswer('A rule refuses this; `code` says which, `errors` which fields.'),
  TooMany: problemAnswer('Too many requests; Retry-After says when to come back.'),
}
const use = (name: string): Json => ({ $ref: `#/components/responses/${name}` })

/** The refusals an operation may answer with. */
function refusalsOf(method: string, needsCaller: boolean, hasId: boolean): Record<string, Json> {
  const writes = method !== 'GET'
  return {
    400: use('Malformed'),
    ...(needsCaller ? { 401: use('Unauthorized'), 403: use('Forbidden') } : {}),
    // A body may name records too (merge, a token).
    ...(hasId || writes ? { 404: use('NotFound') } : {}),
    ...(writes ? { 409: use('Conflict'), 422: use('Refused') } : {}),
    429: use('TooMany'),
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Same key and body within 24 hours: the same answer, done once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): NonNullable<Operation['parameters']> {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: rest,
  }))
}

const component = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const bodySchema = (route: Route): Json =>
  route.schemas?.body ? component(route.schemas.body) : route.body ? jsonSchema(route.body, 'input') : {}

function answerSchema(route: Route): Json | null {
  if (route.schemas?.response) return component(route.schemas.response)
  if (!route.response) return null
  const schema = jsonSchema(route.response, 'output')
  const { properties } = schema
  if (!route.schemas?.items || typeof properties !== 'object') return schema
  return { ...schema, properties: { ...properties, data: { type: 'array', items: component(route.schemas.items) } } }
}

function operationOf(route: Route): Operation {
  const known = new Set(parametersOf(route.params, 'path').map(parameter => parameter.name))
  const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '').filter(name => !known.has(name))
  const parameters = [
    ...parametersOf(route.params, 'path'),
    ...named.map(name => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...parametersOf(route.query, 'query'),
    ...(route.method === 'POST' && !route.reads ? [idempotencyKey] : []),
  ]
  const answer = answerSchema(route)
  const status = route.status ?? (answer ? 200 : route.method === 'DELETE' ? 204 : 200)
  const scope = route.scope ?? (route.method === 'GET' ? 'read' : route.auth === 'settings' ? 'settings' : 'write')
  return {
    operationId: operationId(route.method, route.path),
    summary: route.summary,
    description: route.description ?? `${route.summary}.${route.auth === 'public' ? '' : ` An API key needs the scope \`${scope}\`.`}`,
    tags: [route.tag],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.rawBody ? { requestBody: { required: true, content: { '*/*': { schema: {} } } } } : {}),
    ...(route.body && !route.rawBody
      ? { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(route) } } } }
      : {}),
    responses: {
      [status]: { description: 'Done.', ...(answer ? { content: { 'application/json': { schema: answer } } } : {}) },
      ...refusalsOf(route.method, route.auth !== 'public', route.path.includes('{')),
    },
    ...(route.auth === 'public' ? { security: [] } : {}),
  }
}

function authOperations(): Record<string, Record<string, Operation>> {
  return Object.fromEntries(
    authPaths.map(({ method, path, summary, auth, body, response }) => [
      `/api/auth${path}`,
      {
        [method.toLowerCase()]: {
          operationId: operationId(method, `/auth${path}`),
          summary,
          description: `${summary}. Works with the session cookie.`,
          tags: ['Sign-in'],
          ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } } } : {}),
          responses: {
            200: { description: 'Done.', content: { 'application/json': { schema: jsonSchema(response, 'output') } } },
            ...refusalsOf(method, true, false),
          },
          security: auth === 'public' ? [] : [{ session: [] }],
        },
      },
    ]),
  )
}

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for people.' },
    code: { type: 'string', description: 'Stable, for programs.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
  additionalProperties: true,
}

/** The OpenAPI 3.1 document of every mounted route, at request time (H4). */
export function openApi(routes: readonly Route[], baseUrl: string, extra: OpenApiExtra): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = authOperations()
  for (const route of routes) {
    if (route.hidden) continue
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  for (const [path, item] of Object.entries(extra.paths)) paths[path] = { ...paths[path], ...(item as Record<string, Operation>) }
  const described = new Map((extra.tags ?? []).map(tag => [tag.name, tag.description]))
  const used = new Set(Object.values(paths).flatMap(item => Object.values(item).flatMap(operation => operation.tags)))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hedgerow',
      version: '1',
      summary: 'The API of the self-hosted CRM.',
      description: 'JSON in and out; errors are RFC 9457 problem details; lists are paged by cursor. See docs/api.md.',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'The administrator of this installation', url: baseUrl },
    },
    servers: [{ url: baseUrl }],
    tags: [...used].sort().map(name => ({ name, description: described.get(name) ?? name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: { Problem: problemSchema, ...extra.schemas },
      responses: sharedResponses,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key: `Authorization: Bearer hr_…`.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'hedgerow.session_token',
          description: 'The page’s session; unsafe methods send `X-Hedgerow: 1`.',
        },
      },
    },
    security: [{ key: [] }, { session: [] }],
  }
}
