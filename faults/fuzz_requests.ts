import http from 'node:http'
import { createRandom, type Random } from '../src/demo/random.ts'
import type { Fault } from './fault.ts'
import { type Json, type Material, makeRequest, type Operation, type Sent } from './make_request.ts'
import { call, install, isReady, prepare, type Running, until } from './program.ts'

/** What somebody else's records say: it must never appear in an answer to one who may not see them. */
const secret = 'zzsecretmarker'
/** Their work is to end sessions, move the clock, or never to end. */
const leftOut = /\/stream$|\/test\/clock|sign_out|\/set_password|\/api_keys|\/auth\/|\/sessions/
/** Pages that people see, whose refusals are pages as well. */
const forPeople = /^\/(f|u|embed|array|calendar)\//

/** `npm run faults`: requests made from the OpenAPI document, right and wrong, never answered by a 5xx, a leak or another form than the contract's. */
export const fuzzRequests: Fault = {
  name: 'fuzzed requests',
  run: async size => {
    const requests = size.times(2_000, 200_000)
    const { seed } = size
    const installation = install({ LOG_LEVEL: 'silent' })
    let started: Running | undefined
    try {
      const running = await prepare(installation)
      started = running
      const { operations, material, callers } = await prepareFuzz(running.port, installation.key, (...args) =>
        call(running, installation.key, ...args),
      )
      const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
      const seen = new Map<number, number>()
      const wrongs = new Map<string, string>()
      const asked = new Map<number, string>()
      let left = requests
      const about = operationsAbout(operations)
      const one = async (random: Random, lane: number) => {
        // What was just made is gone on with for a while: changed, moved, converted, taken back.
        let focus: { plural: string; id: string; caller: Caller; left: number } | null = null
        while (left-- > 0) {
          const further: readonly Operation[] = focus ? (about.get(focus.plural) ?? []) : []
          if (focus && (focus.left-- <= 0 || further.length === 0)) focus = null
          const operation: Operation = focus ? random.pick(further) : random.pick(operations)
          const caller: Caller = focus ? focus.caller : random.pick(callers)
          const sent = makeRequest(random, operation, caller.blind ? material.blind : material.admin, focus?.id)
          asked.set(lane, `${operation.method} ${sent.path.slice(0, 400)} ${String(sent.body).slice(0, 1_500)}`)
          const answer = await ask(agent, running.port, operation.method, sent, caller.key)
          seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
          const made: ReturnType<typeof keep> = caller.blind ? null : keep(operation, answer, material)
          if (made && random.chance(0.7)) focus = { ...made, caller, left: random.int(1, 8) }
          const wrong = judge(answer, operation, caller.blind)
          if (wrong)
            wrongs.set(
              `${wrong}: ${operation.method} ${operation.path}`,
              `${sent.path.slice(0, 400)} ${JSON.stringify(sent.headers)} ${String(sent.body).slice(0, 1_500)} → ${answer.status} ${answer.text.slice(0, 600)}`,
            )
        }
      }
      await Promise.all(Array.from({ length: 8 }, (_, index) => one(createRandom(seed + index), index))).catch((error: unknown) => {
        throw new Error(
          `${String(error)}; the program ${running.child.exitCode === null ? 'runs' : `ended with ${running.child.exitCode}: ${running.output().slice(-2_000)}`}; under way were\n  ${[...asked.values()].join('\n  ')}`,
        )
      })
      agent.destroy()
      if (wrongs.size > 0) throw new Error([...wrongs].map(([what, example]) => `${what}\n    ${example}`).join('\n  '))
      await until(() => isReady(running), 'the program is still ready')
      await installation.stop(running)
      const counts = [...seen].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n.toLocaleString('en')}`)
      const right = [...seen].reduce((sum, [status, n]) => sum + (status < 400 ? n : 0), 0)
      return `${requests.toLocaleString('en')} requests over ${new Set(operations).size} operations, seed ${seed}, ${Math.round((right / requests) * 100)} % of them taken (${counts.join(', ')})`
    } finally {
      if (started) await installation.kill(started)
      installation.remove()
    }
  },
}

type Caller = { key: string | null; blind: boolean }
/** An admin never touches the secret records, or they would not stay secret; the others may try all they like. */
type Materials = { admin: Material; blind: Material }

/** Routes about one record, by its plural; a batch's are how anything is taken back. */
const operationsAbout = (operations: readonly Operation[]): ReadonlyMap<string, Operation[]> =>
  Map.groupBy(
    operations.filter(({ path }) => /^\/api\/v1\/\w+\/\{id\}/.test(path)),
    ({ path }) => path.split('/')[3] ?? '',
  )

/** What was made is what later requests are about. Answers the record or batch that it is, if it is one. */
function keep(operation: Operation, answer: Answer, { admin, blind }: Materials): { plural: string; id: string } | null {
  if (answer.status > 202 || operation.method === 'GET' || operation.path.endsWith('/query')) return null
  const plural = /^\/api\/v1\/(\w+)$/.exec(operation.path)?.[1]
  const made = answer.text.startsWith('{') ? (JSON.parse(answer.text) as Json) : {}
  const batch = answer.batch ?? (typeof made.batch_id === 'string' ? made.batch_id : null)
  if (batch) remember(admin, 'batches', batch)
  if (typeof made.id === 'string') admin.versions.set(made.id, made.version)
  if (plural && typeof made.id === 'string') {
    for (const material of [admin, blind]) remember(material, plural, made.id)
    return { plural, id: made.id }
  }
  return batch ? { plural: 'batches', id: batch } : null
}

function remember({ ids }: Material, plural: string, id: string): void {
  const known = ids.get(plural) ?? []
  ids.set(plural, known)
  // The newest live longest: what came first is mostly in the bin by then.
  if (known.length >= 300) known.splice(50, 1)
  known.push(id)
}

async function prepareFuzz(port: number, key: string, api: (method: string, url: string, body?: unknown) => Promise<Json>) {
  const none = { create: 'none', read: 'none', update: 'none', delete: 'none' }
  const own = { create: 'all', read: 'own', update: 'own', delete: 'own' }
  const rights = { '*': own, user: { ...none, read: 'all' }, role: none, mail: none, webhook: none, inbound: none }
  await api('POST', '/roles', {
    key: 'own_only',
    label: 'Own only',
    rights: { objects: rights, fields: {}, settings: false, export: true },
  })
  const blind = await api('POST', '/users', { name: 'Only Own', email: 'own@faults.example', role: 'own_only' })
  const blindKey = await api('POST', '/api_keys', { name: 'blind', scopes: ['all'], user_id: blind.id })
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
  const document = (await (await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Json>>
    components: { schemas: Record<string, Json> }
  }
  const objects = (await api('GET', '/meta')).objects as Material['objects']
  const documents = new Map<string, Json[]>()
  for (const { plural } of objects) documents.set(plural, (await api('GET', `/${plural}?limit=20`)).data as Json[])
  const settings = (await api('GET', '/settings')) as { data?: unknown }
  for (const [name, value] of Object.entries((settings.data ?? settings) as Json)) documents.set(`settings.${name}`, [value as Json])
  const secrets = new Map<string, string[]>(
    Object.entries({ accounts: account, contacts: contact, leads: lead, opportunities: deal, notes: note }).map(([plural, one]) => [
      plural,
      [String(one.id)],
    ]),
  )
  const sellers = users.filter(one => one.email !== 'own@faults.example' && one.role === 'sales').map(one => String(one.id))
  // Settings that nobody's rights hang on.
  const settled = (): [string, string[]][] =>
    ['territories', 'pipelines', 'products', 'sequences', 'addresses', 'forms', 'views'].map(plural => [
      plural,
      (documents.get(plural) ?? []).map(one => String(one.id)),
    ])
  const materialOf = (ids: Map<string, string[]>): Material => ({
    schemas: document.components.schemas,
    objects,
    ids,
    documents,
    versions: new Map(),
    since: null,
  })
  const material: Materials = {
    // To be in the way of nobody's signing in, nobody's role is changed but that of those who are made on the way.
    admin: {
      ...materialOf(new Map([['users', sellers], ...settled()])),
      since: String(note.created_at),
    },
    blind: materialOf(new Map([['users', [...sellers]], ...settled(), ...secrets])),
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
            forPeople: forPeople.test(path),
          }
        }),
  )
  // Who is nobody gets nowhere: one in nine is enough.
  const callers: Caller[] = [
    ...Array.from({ length: 5 }, () => ({ key, blind: false })),
    ...Array.from({ length: 3 }, () => ({ key: String(blindKey.key), blind: true })),
    { key: null, blind: true },
  ]
  // What can be made is made more often than not: the rest is about it.
  const making = operations.filter(({ method, path }) => method === 'POST' && objects.some(one => path === `/api/v1/${one.plural}`))
  return { operations: [...operations, ...making, ...making], material, callers }
}

interface Answer {
  status: number
  type: string
  /** The batch that takes it back. */
  batch: string | null
  text: string
}

function ask(agent: http.Agent, port: number, method: string, sent: Sent, key: string | null): Promise<Answer> {
  const { path, body, headers: more } = sent
  return new Promise((resolve, reject) => {
    const headers = {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...more,
    }
    const request = http.request({ agent, host: '127.0.0.1', port, method, path, headers, timeout: 30_000 }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: String(answer.headers['content-type'] ?? ''),
          batch: [answer.headers['hedgerow-batch']].flat()[0] ?? null,
          text: Buffer.concat(parts).toString(),
        }),
      )
    })
    request.on('timeout', () => request.destroy(new Error(`No answer within half a minute: ${method} ${path}`)))
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server closes a connection that nobody used for a while, at times in the very moment that somebody does.
      if (error.code === 'ECONNRESET' && request.reusedSocket) resolve(ask(agent, port, method, sent, key))
      else reject(error)
    })
    request.end(body ?? undefined)
  })
}

/** What is wrong with an answer; null when nothing is. */
function judge({ status, type, text }: Answer, { forPeople: isPage }: Operation, blind: boolean): string | null {
  if (status >= 500 && status !== 503) return 'a 5xx'
  if (status === 503) return 'not available, although nothing is wrong'
  if (blind && text.includes(secret)) return 'a leak of what this caller may not see'
  if (/\bat .*\.(ts|js):\d+:\d+|node_modules|SQLSTATE|syntax error at/.test(text)) return 'the inside of the program'
  if (status < 400 || status === 429 || (isPage && type.startsWith('text/html'))) return null
  if (!type.startsWith('application/problem+json')) return 'a refusal that is no problem+json'
  const problem = JSON.parse(text) as Json
  return ['type', 'title', 'status', 'detail'].every(name => name in problem) && problem.status === status
    ? null
    : 'a refusal without its members'
}
