import http from 'node:http'
import { createRandom, type Random } from '../src/demo/random.ts'
import type { Fault } from './fault.ts'
import { call, install, isReady, prepare, until } from './program.ts'

type Json = Record<string, unknown>
interface Operation {
  method: string
  path: string
  parameters: { name: string; in: string; schema: Json }[]
  body: Json | null
}

/** What somebody else's records say: it must never appear in an answer to one who may not see them. */
const secret = 'zzsecretmarker'
/** Their work is to end sessions, move the clock, or never to end. */
const leftOut = /\/stream$|\/test\/clock|sign_out|\/set_password|\/api_keys|\/auth\//

const nasty: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -1e-308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202egnp.exe',
  'Ω≈ç√∫˜µ≤≥÷',
  '👩‍👩‍👧‍👦'.repeat(20),
  "'; drop table lead; --",
  '%00%0a',
  '{{7*7}}',
  '=cmd|calc',
  '../../etc/passwd',
  '2026-02-30',
  '9999999-01-01T00:00:00Z',
  '-infinity',
  'NaN',
  'me',
  '00000000-0000-7000-8000-000000000000',
  [],
  {},
  [[[[[[[[]]]]]]]],
  JSON.parse('{"__proto__":{"admin":true},"prototype":1}'),
  'x'.repeat(70_000),
]

/** `npm run faults`: requests made from the OpenAPI document, right and wrong, never answered by a 5xx, a leak or another form than the contract's. */
export const fuzzRequests: Fault = {
  name: 'fuzzed requests',
  run: async size => {
    const requests = size === 'full' ? 200_000 : 4_000
    const installation = install({ LOG_LEVEL: 'silent' })
    try {
      const running = await prepare(installation)
      const { operations, schemas, callers, ids } = await prepareFuzz(running.port, installation.key, (...args) =>
        call(running, installation.key, ...args),
      )
      const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
      const seen = new Map<number, number>()
      let left = requests
      const one = async (random: Random) => {
        while (left-- > 0) {
          const operation = random.pick(operations)
          const caller = random.pick(callers)
          const sent = make(random, operation, schemas, ids)
          const answer = await ask(agent, running.port, operation.method, sent, caller.key)
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
          const wrong = judge(answer, caller.blind)
          if (wrong)
            throw new Error(
              `${wrong}: ${operation.method} ${sent.path.slice(0, 300)} ${String(sent.body).slice(0, 600)} → ${answer.status} ${answer.text.slice(0, 600)}`,
            )
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, index) => one(createRandom(100 + index))))
      agent.destroy()
      await until(() => isReady(running), 'the program is still ready')
      await installation.stop(running)
      const counts = [...seen].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n.toLocaleString('en')}`)
      return `${requests.toLocaleString('en')} requests over ${operations.length} operations (${counts.join(', ')})`
    } finally {
      installation.remove()
    }
  },
}

type Caller = { key: string | null; blind: boolean }

async function prepareFuzz(port: number, key: string, api: (method: string, url: string, body?: unknown) => Promise<Json>) {
  const none = { create: 'none', read: 'none', update: 'none', delete: 'none' }
  const own = { create: 'all', read: 'own', update: 'own', delete: 'own' }
  const objects = { '*': own, user: { ...none, read: 'all' }, role: none, mail: none, webhook: none, inbound: none }
  await api('POST', '/roles', { key: 'own_only', label: 'Own only', rights: { objects, fields: {}, settings: false, export: true } })
  const blind = await api('POST', '/users', { name: 'Only Own', email: 'own@faults.example', role: 'own_only' })
  const blindKey = await api('POST', '/api_keys', { name: 'blind', scopes: ['all'], user_id: blind.id })
  const ids: string[] = [String(blind.id)]
  const account = await api('POST', '/accounts', { name: `Account ${secret}`, domain: 'secret.example' })
  const contact = await api('POST', '/contacts', { name: `Contact ${secret}`, email: `a@secret.example`, account_id: account.id })
  const lead = await api('POST', '/leads', { name: `Lead ${secret}`, email: `b@other.example`, owner_id: null, sales_form_message: secret })
  const users = (await api('GET', '/users?limit=50')).data as Json[]
  const ana = users.find(one => one.name === 'Ana')
  await api('POST', `/leads/${String(lead.id)}/assign`, { owner_id: ana?.id })
  const deal = await api('POST', '/opportunities', {
    name: `Deal ${secret}`,
    account_id: account.id,
    close_date: '2027-01-15',
    owner_id: ana?.id,
  })
  const note = await api('POST', '/notes', { text: `Note ${secret}`, record: { object: 'lead', id: lead.id } })
  ids.push(...[account, contact, lead, deal, note].map(one => String(one.id)))
  const document = (await (await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Json>>
    components: { schemas: Record<string, Json> }
  }
  const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    leftOut.test(path)
      ? []
      : Object.entries(methods).map(([method, it]) => {
          const content = (it.requestBody as { content?: Record<string, { schema?: Json }> } | undefined)?.content
          return {
            method: method.toUpperCase(),
            path,
            parameters: (it.parameters as Operation['parameters'] | undefined) ?? [],
            body: content?.['application/json']?.schema ?? (content ? {} : null),
          }
        }),
  )
  const callers: Caller[] = [
    { key, blind: false },
    { key: String(blindKey.key), blind: true },
    { key: String(blindKey.key), blind: true },
    { key: null, blind: true },
  ]
  return { operations, schemas: document.components.schemas, callers, ids }
}

interface Sent {
  path: string
  body: string | null
}

function make(random: Random, operation: Operation, schemas: Record<string, Json>, ids: readonly string[]): Sent {
  const value = (schema: Json) =>
    encodeURIComponent(String(random.chance(0.6) ? valueFor(random, schema, schemas, ids, 0) : random.pick(nasty)))
  let path = operation.path
  const query: string[] = []
  for (const one of operation.parameters) {
    if (one.in === 'path')
      path = path.replace(
        `{${one.name}}`,
        random.chance(0.8) && one.name === 'id' ? random.pick(ids) : safely(() => value(one.schema)) || 'x',
      )
    else if (one.in === 'query' && random.chance(0.5)) query.push(`${one.name}=${safely(() => value(one.schema))}`)
  }
  if (random.chance(0.05)) query.push(`unknown=${safely(() => encodeURIComponent(String(random.pick(nasty))))}`)
  let body: string | null = null
  if (operation.body) {
    body = JSON.stringify(random.chance(0.05) ? random.pick(nasty) : valueFor(random, operation.body, schemas, ids, 0)) ?? '{}'
    // What no client means to send: cut off, not JSON, very deep.
    if (random.chance(0.03)) body = body.slice(0, random.int(0, body.length))
    if (random.chance(0.01)) body = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
  }
  return { path: path.replaceAll(/\{\w+\}/g, 'x') + (query.length > 0 ? `?${query.join('&')}` : ''), body }
}

/** A lone surrogate cannot be written into an address; no client can send it. */
function safely(work: () => string): string {
  try {
    return work()
  } catch {
    return 'x'
  }
}

function valueFor(random: Random, schema: Json, schemas: Record<string, Json>, ids: readonly string[], depth: number): unknown {
  if (random.chance(0.08) || depth > 6) return random.pick(nasty)
  if (typeof schema.$ref === 'string') return valueFor(random, schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas, ids, depth + 1)
  const options = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Json[] | undefined
  if (options && options.length > 0) return valueFor(random, random.pick(options), schemas, ids, depth + 1)
  if (Array.isArray(schema.enum)) return random.pick(schema.enum)
  if ('const' in schema) return schema.const
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type
  switch (type) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
      const required = new Set((schema.required as string[] | undefined) ?? [])
      const made: Json = {}
      for (const [name, inner] of properties)
        if (required.has(name) || random.chance(Math.min(0.5, 6 / properties.length)))
          made[name] = valueFor(random, inner, schemas, ids, depth + 1)
      if (properties.length === 0) made[random.pick(['name', 'value', 'field', 'id'])] = random.pick(nasty)
      return made
    }
    case 'array':
      return Array.from({ length: random.int(0, 3) }, () => valueFor(random, (schema.items ?? {}) as Json, schemas, ids, depth + 1))
    case 'integer':
    case 'number':
      return random.pick([0, 1, 2, 50, 200, 201, -1, 1.5, 2 ** 53])
    case 'boolean':
      return random.chance(0.5)
    case 'null':
      return null
    case 'string':
      if (schema.format === 'uuid') return random.pick(ids)
      if (schema.format === 'date') return random.pick(['2026-12-01', '2027-02-28', '0001-01-01', '2026-13-01'])
      if (schema.format === 'date-time') return random.pick(['2026-12-01T09:00:00Z', '2026-12-01T09:00:00+05:30', 'now'])
      return random.pick(['Maren Holst', 'maren@fjordlast.example', 'name', 'created', 'is', 'lead', 'US', 'hello', 'score', 'desc'])
    default:
      return random.chance(0.5)
        ? {
            field: random.pick(['name', 'status', 'owner_id', 'score', 'nope']),
            op: random.pick(['is', 'in', 'contains', 'gt', 'within_last', 'nope']),
            value: random.pick(nasty),
          }
        : random.pick(nasty)
  }
}

interface Answer {
  status: number
  type: string
  text: string
}

function ask(agent: http.Agent, port: number, method: string, { path, body }: Sent, key: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    }
    const request = http.request({ agent, host: '127.0.0.1', port, method, path, headers, timeout: 60_000 }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: String(answer.headers['content-type'] ?? ''),
          text: Buffer.concat(parts).toString(),
        }),
      )
    })
    request.on('timeout', () => request.destroy(new Error(`No answer within a minute: ${method} ${path}`)))
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}

/** What is wrong with an answer; null when nothing is. */
function judge({ status, type, text }: Answer, blind: boolean): string | null {
  if (status >= 500 && status !== 503) return 'a 5xx'
  if (status === 503) return 'not available, although nothing is wrong'
  if (blind && text.includes(secret)) return 'a leak of what this caller may not see'
  if (/\bat .*\.(ts|js):\d+:\d+|node_modules|SQLSTATE|syntax error at/.test(text)) return 'the inside of the program'
  if (status < 400 || status === 429) return null
  if (!type.startsWith('application/problem+json')) return 'a refusal that is no problem+json'
  const problem = JSON.parse(text) as Json
  return ['type', 'title', 'status', 'detail'].every(name => name in problem) && problem.status === status
    ? null
    : 'a refusal without its members'
}
