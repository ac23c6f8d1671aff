import type { Random } from '../src/demo/random.ts'

export type Json = Record<string, unknown>

export interface Operation {
  method: string
  path: string
  parameters: { name: string; in: string; schema: Json }[]
  body: Json | null
  /** Its pages and files are for people, so are its refusals. */
  forPeople: boolean
}

/** What requests are made from. */
export interface Material {
  schemas: Record<string, Json>
  objects: {
    name: string
    plural: string
    child: boolean
    fields: Record<
      string,
      {
        kind: string
        to?: string
        options?: { value: string; retired?: boolean }[]
        change?: string
        required?: boolean
        integer?: boolean
      }
    >
  }[]
  /** Ids by plural, so that a request reaches further than “not found”. It grows with what is created. */
  ids: Map<string, string[]>
  /** Valid documents by plural or, for settings, by key: what is nearly right gets deeper than what is all wrong. */
  documents: Map<string, Json[]>
  versions: Map<string, unknown>
  /** Bulk edits leave alone what was there before. */
  since: string | null
}

export interface Sent {
  path: string
  body: string | null
  headers: Record<string, string>
}

export const nasty: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -1e-308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  '1e999',
  '0x10',
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202egnp.exe',
  'Ω≈ç√∫˜µ≤≥÷',
  '👩‍👩‍👧‍👦'.repeat(20),
  "'; drop table lead; --",
  '%00%0a',
  '%',
  '\\',
  'a\r\nb: c',
  '{{7*7}}',
  '{{name',
  '=cmd|calc',
  '../../etc/passwd',
  'javascript:alert(1)',
  'constructor',
  '__proto__',
  '2026-02-30',
  '0000-00-00',
  '9999999-01-01',
  '9999999-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '275760-09-13T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31',
  '9999-12-31T23:59:59.999Z',
  '-infinity',
  'NaN',
  'me',
  'in 99999999999 days',
  'P99999999Y',
  '00000000-0000-7000-8000-000000000000',
  [],
  {},
  [null],
  [[[[[[[[]]]]]]]],
  { a: { a: { a: { a: {} } } } },
  JSON.parse('{"__proto__":{"admin":true},"prototype":1}'),
  'x'.repeat(70_000),
]

/** What may stand in any text: each alone in an otherwise right request gets the furthest. */
const nastyTexts: readonly string[] = [
  ...nasty.filter(one => typeof one === 'string'),
  '\u200f\u202eעברית\u2066',
  'e\u0301'.repeat(2_000),
  '\udc00\ud800',
  '<script>alert(1)</script>',
  '%{#a=1}',
  '1e400',
  '-0',
  '123456789012345678901234567890',
  '\u2028\u2029\ufeff',
  '10000-01-01',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2026-11-20T24:00:00Z',
  '2026-06-30T23:59:60Z',
]
/** Numbers that JSON can write and few programs expect. */
const nastyNumbers = ['1e400', '-1e400', '-0', '0.1e-400', '123456789012345678901234567890', '9007199254740993', '1E+2']

const operators = [
  ...['is', 'is_not', 'in', 'not_in', 'contains', 'starts_with', 'gt', 'gte', 'lt', 'lte', 'between'],
  ...['empty', 'not_empty', 'within_last', 'within_next', 'nope'],
]
const written: Record<string, readonly string[]> = {
  email: ['maren@fjordlast.example', 'MAREN@Fjordlast.example', 'no address', 'ü@ü.example'],
  domain: ['fjordlast.example', 'www.fjordlast.co.uk', 'localhost'],
  website: ['https://fjordlast.example', 'javascript:x'],
  url: ['https://127.0.0.1:1/hook', 'http://fjordlast.example', 'file:///etc/passwd'],
  phone: ['+49 30 123456', '030 12', 'none'],
  country: ['US', 'DE', 'Germany', 'ZZ'],
  currency: ['USD', 'EUR', 'XXX'],
  time_zone: ['Europe/Berlin', 'UTC', 'Mars/Base'],
  object: ['lead', 'contact', 'account', 'opportunity', 'task', 'nope'],
  direction: ['asc', 'desc'],
  op: operators,
  period: ['2026-Q4', '2027-Q1', '9999-Q9'],
  until: ['next Tuesday', 'in 3 days', '2026-12-01T09:00:00Z', 'in 999999999 days', '31/02/2027'],
  text: ['Call Maren in 3 days', 'Check in every month', 'remind me in 999999 years', '@[Ana](user:x) hello'],
  role: ['sales', 'own_only', 'nope'],
  stage: ['closed_won', 'closed_lost', 'demo_completed', 'qualification'],
  kind: ['text', 'number', 'call', 'money'],
}
const writtenAs = (name: string): readonly string[] => (Object.hasOwn(written, name) ? (written[name] ?? []) : [])
const rightDates = ['2026-12-01', '2027-02-28', '2028-02-29', '2026-11-20']
const rightTimes = ['2026-12-01T09:00:00Z', '2026-12-01T09:00:00+05:30', '2027-06-30T00:00:00.000Z']
const dates = ['2026-12-01', '2027-02-28', '0001-01-01', '9999-12-31', '2026-13-01']
const times = ['2026-12-01T09:00:00Z', '2026-12-01T09:00:00+05:30', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 'now']
const words = ['Maren Holst', 'name', 'created', 'hello', 'score', 'new', 'Fjordlast', 'a b c', '7']
const parents: Record<string, string> = { owner_id: 'users', user_id: 'users', parent_id: 'accounts', primary_contact_id: 'contacts' }

/** Makes one request: half of them as the document wants them, half with something wrong in it; about the record named by `id`, if any. */
export function makeRequest(random: Random, operation: Operation, material: Material, id?: string): Sent {
  return new Maker(random, operation, material, id).request()
}

class Maker {
  readonly #random: Random
  readonly #operation: Operation
  readonly #material: Material
  readonly #plural: string
  readonly #wrong: number
  readonly #about: string | undefined

  constructor(random: Random, operation: Operation, material: Material, about?: string) {
    this.#about = about
    this.#random = random
    this.#operation = operation
    this.#material = material
    this.#plural = /^\/api\/v1\/(\w+)/.exec(operation.path)?.[1] ?? ''
    this.#wrong = random.chance(0.5) ? 0 : 0.12
  }

  request(): Sent {
    const random = this.#random
    const { method, parameters, body: schema } = this.#operation
    let path = this.#operation.path
    let id = ''
    const query: string[] = []
    for (const one of parameters) {
      if (one.in === 'path') {
        const value = this.#inPath(one.name, one.schema)
        if (one.name === 'id') id = decodeURIComponent(value)
        path = path.replace(`{${one.name}}`, () => value || 'x')
      } else if (one.in === 'query' && random.chance(0.5)) query.push(`${one.name}=${this.#inAddress(one.schema, one.name)}`)
    }
    if (method === 'GET' && path.endsWith(`/${this.#plural}`) && random.chance(0.5)) query.push(this.#shortFilter())
    if (random.chance(0.02)) query.push(`unknown=${inUrl(random.pick(nasty))}`)
    const headers: Record<string, string> = {}
    if (method === 'PATCH' && random.chance(0.1))
      headers['if-match'] = random.chance(0.5)
        ? `"${String(this.#material.versions.get(id) ?? 1)}"`
        : random.pick(['"999"', '*', 'x', '"-1"', '""'])
    if (method === 'POST' && random.chance(0.05)) headers['idempotency-key'] = random.pick(['a', 'b', 'x'.repeat(300), '\t'])
    let body: string | null = null
    if (schema) {
      body = JSON.stringify(random.chance(0.02) ? random.pick(nasty) : this.#body(schema)) ?? '{}'
      if (random.chance(0.02)) body = body.replace(/(?<=[:[,])-?\d+(\.\d+)?(?=[\]},])/, random.pick(nastyNumbers))
      // What no client means to send: cut off, not JSON, very deep, of another type.
      if (random.chance(0.02)) body = body.slice(0, random.int(0, body.length))
      if (random.chance(0.005)) body = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
      if (random.chance(0.01))
        headers['content-type'] = random.pick(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'x'])
    }
    return { path: path.replaceAll(/\{\w+\}/g, 'x') + (query.length > 0 ? `?${query.join('&')}` : ''), body, headers }
  }

  #body(schema: Json): unknown {
    const random = this.#random
    const settings = this.#plural === 'settings' ? [...this.#material.documents] : []
    if (settings.length > 0) {
      const [, documents] = random.pick(settings.filter(([key]) => key.startsWith('settings.')))
      return random.chance(0.3) ? random.pick(documents) : this.#spoiled(random.pick(documents))
    }
    const { method, path } = this.#operation
    if ((method === 'POST' && path === `/api/v1/${this.#plural}`) || (method === 'PATCH' && path === `/api/v1/${this.#plural}/{id}`)) {
      const made = this.#record(method === 'POST')
      if (made) return random.chance(this.#wrong === 0 ? 0.15 : 0.9) ? this.#spoiled(made) : made
    }
    if (this.#operation.path.endsWith('/merge')) {
      const [winner_id, ...loser_ids] = [this.#id(this.#plural), this.#id(this.#plural), this.#id(this.#plural)]
      return this.#maybeSpoiled({
        winner_id,
        loser_ids: loser_ids.slice(0, random.int(0, 2)),
        ...(random.chance(0.3) ? { values: this.#input() } : {}),
      })
    }
    if (this.#operation.path.endsWith('/bulk')) {
      const which = random.chance(0.6)
        ? { ids: [this.#id(this.#plural), this.#id(this.#plural)] }
        : { filter: this.#newer(this.#filter(0)) }
      const action = random.pick(['update', 'update', 'delete', 'restore', 'assign', 'complete', 'nope'])
      return { ...which, action: this.#maybeSpoiled(action), set: this.#maybeSpoiled(this.#input()) }
    }
    return this.#valueFor(schema, 0, '')
  }

  #maybeSpoiled(value: unknown): unknown {
    return this.#wrong > 0 ? this.#spoiled(value) : value
  }

  /** A record that is right in every field, as far as the fields themselves say; null where there is no such object. */
  #record(isNew: boolean): Json | null {
    const random = this.#random
    const object = this.#material.objects.find(one => one.plural === this.#plural)
    if (!object) return null
    const made: Json = {}
    const fields = Object.entries(object.fields).filter(([, field]) => field.change !== 'commands')
    for (const [name, field] of fields) {
      if (!(isNew && field.required) && !random.chance(Math.min(0.5, 4 / fields.length))) continue
      const value = this.#right(name, field)
      if (value !== undefined) made[name] = value
    }
    if (object.child && isNew && random.chance(0.8)) {
      const on = random.pick(['leads', 'contacts', 'accounts', 'opportunities'])
      made.record = { object: on === 'opportunities' ? 'opportunity' : on.slice(0, -1), id: this.#id(on) }
    }
    return made
  }

  /** A value that the field takes; undefined for none. */
  #right(name: string, field: Material['objects'][number]['fields'][string]): unknown {
    const random = this.#random
    const offered = (field.options ?? []).filter(option => !option.retired)
    const alike = (this.#material.documents.get(this.#plural) ?? []).map(one => one[name]).filter(one => one !== null && one !== undefined)
    switch (field.kind) {
      case 'choice':
        return offered.length > 0 ? random.pick(offered).value : undefined
      case 'choices':
        return offered.length > 0 ? [random.pick(offered).value] : []
      case 'number':
        return field.integer ? random.int(0, 100) : random.pick([0, 1, 12.5, 100])
      case 'money':
        return random.pick(['0', '12.50', '20000', 100])
      case 'date':
        return random.pick(rightDates)
      case 'datetime':
        return random.pick(rightTimes)
      case 'checkbox':
        return random.chance(0.5)
      case 'email':
        return `p${random.int(1, 1e6)}@c${random.int(1, 1e5)}.example`
      case 'emails':
        return [`q${random.int(1, 1e6)}@c${random.int(1, 1e5)}.example`]
      case 'phone':
        return `+49 30 ${random.int(100_000, 9_999_999)}`
      case 'url':
        return `https://c${random.int(1, 1e5)}.example/x`
      case 'country':
        return random.pick(['US', 'DE', 'JP', 'GB'])
      case 'user':
        return this.#id('users')
      case 'ref':
        return this.#known(this.#material.objects.find(one => one.name === field.to)?.plural)
      case 'refs':
        return [this.#known(this.#material.objects.find(one => one.name === field.to)?.plural)].filter(one => one !== undefined)
      case 'json':
        return alike.length > 0 ? random.pick(alike) : undefined
      default:
        return this.#rightText(name, alike)
    }
  }

  #rightText(name: string, alike: readonly unknown[]): unknown {
    const random = this.#random
    const number = random.int(1, 1e6)
    if (name === 'domain') return `c${number}.example`
    if (name === 'key' || name === 'slug') return `k_${number}`
    if (name === 'address') return `a${number}@faults.example`
    if (name === 'period') return `20${random.int(26, 99)}-Q${random.int(1, 4)}`
    if (name === 'object') return random.pick(['lead', 'contact', 'account', 'opportunity'])
    if (name === 'currency' || name === 'time_zone' || name === 'group_by' || name === 'layout')
      return alike.length > 0 ? random.pick(alike) : undefined
    return `${random.pick(words)} ${number}`
  }

  #known(plural: string | undefined): string | undefined {
    const ids = this.#material.ids.get(plural ?? '')
    return ids && ids.length > 0 ? this.#random.pick(ids) : undefined
  }

  /** Fields of a record of the object that the path is about. */
  #input(): unknown {
    if (this.#random.chance(0.6)) return this.#record(false) ?? {}
    const object = this.#material.objects.find(one => one.plural === this.#plural)
    const name = object?.name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
    const made = this.#valueFor(this.#material.schemas[`${name}Input`] ?? {}, 0, '')
    return typeof made === 'object' ? made : {}
  }

  /** A copy with one thing in it that is wrong. */
  #spoiled(value: unknown): unknown {
    const random = this.#random
    const copy: unknown = structuredClone(value)
    let at = copy
    for (let depth = 0; depth < 8; depth++) {
      if (typeof at !== 'object' || at === null) return random.pick(nasty)
      const inside = at as Json
      const keys = Object.keys(inside)
      if (keys.length === 0) return copy
      const key = random.pick(keys)
      const next = inside[key]
      if (typeof next === 'object' && next !== null && Object.keys(next).length > 0 && random.chance(0.75)) at = next
      else {
        if (typeof next === 'string' && random.chance(0.6)) inside[key] = random.pick(nastyTexts)
        else if (random.chance(0.15)) delete inside[key]
        else if (Array.isArray(at) && random.chance(0.2)) at.push(next)
        else inside[key] = random.pick(nasty)
        return copy
      }
    }
    return copy
  }

  #id(plural: string): string {
    const random = this.#random
    const known = this.#material.ids.get(plural)
    if (known && known.length > 0 && random.chance(0.95)) return random.pick(known)
    return random.pick([...this.#material.ids.values()].flat())
  }

  #inPath(name: string, schema: Json): string {
    const random = this.#random
    if (name === 'id' && this.#about) return this.#about
    if (name === 'id' && random.chance(0.9)) return this.#id(this.#plural)
    if (name === 'key' && random.chance(0.9)) return random.pick([...this.#material.documents.keys()]).replace('settings.', '')
    if (name === 'slug' && random.chance(0.7)) return 'contact'
    return this.#inAddress(schema, name) || 'x'
  }

  #inAddress(schema: Json, name: string): string {
    if (name === 'query' && this.#random.chance(0.7)) return Buffer.from(JSON.stringify({ filter: this.#filter(0) })).toString('base64url')
    return inUrl(this.#random.chance(0.85) ? this.#valueFor(schema, 0, name) : this.#random.pick(nasty))
  }

  #newer(filter: unknown): unknown {
    const { since } = this.#material
    return since === null ? filter : { and: [{ field: 'created_at', op: 'gt', value: since }, filter] }
  }

  #field(): string {
    const object = this.#material.objects.find(one => one.plural === this.#plural)
    const names = Object.keys(object?.fields ?? {})
    return names.length > 0 && this.#random.chance(0.95)
      ? this.#random.pick(names)
      : this.#random.pick(['name', 'id', 'nope', '__proto__', 'record'])
  }

  #shortFilter(): string {
    const right = this.#wrong === 0 ? this.#rightClause() : null
    if (right) return `${right.field}[${right.op}]=${inUrl(right.value)}`
    const field = this.#field()
    const value = inUrl(this.#ofField(field))
    return this.#random.pick([
      `${field}=${value}`,
      `${field}[${this.#random.pick(operators)}]=${value}`,
      `sort=-${field}`,
      `fields=${field}`,
    ])
  }

  #filter(depth: number): unknown {
    const random = this.#random
    if (depth < 3 && random.chance(0.25))
      return { [random.pick(['and', 'or'])]: Array.from({ length: random.int(0, 3) }, () => this.#filter(depth + 1)) }
    const right = this.#wrong === 0 ? this.#rightClause() : null
    if (right) return right
    const field = this.#field()
    const op = random.pick(operators)
    const value =
      ['in', 'not_in', 'between'].includes(op) && random.chance(0.9) ? [this.#ofField(field), this.#ofField(field)] : this.#ofField(field)
    return { field, op, value }
  }

  /** A clause that means something; null where the object has no field that one could ask for so. */
  #rightClause(): { field: string; op: string; value: unknown } | null {
    const random = this.#random
    const fields = Object.entries(this.#material.objects.find(one => one.plural === this.#plural)?.fields ?? {})
    const found = fields.length > 0 ? random.pick(fields) : null
    const value = found ? this.#right(...found) : undefined
    if (!found || value === undefined || typeof value === 'object') return null
    const [name, { kind }] = found
    const measured = ['number', 'money', 'date', 'datetime'].includes(kind)
    const textual = ['text', 'long_text', 'email', 'url', 'phone'].includes(kind)
    const op = random.pick(['is', 'is_not', ...(measured ? ['gt', 'gte', 'lt', 'lte'] : textual ? ['contains', 'starts_with'] : [])])
    return kind === 'json' ? null : { field: name, op, value }
  }

  /** A value such as the field may have, or not. */
  #ofField(name: string): unknown {
    const random = this.#random
    const field = this.#material.objects.find(one => one.plural === this.#plural)?.fields[name === '__proto__' ? '' : name]
    if (!field || random.chance(0.2)) return random.pick(nasty)
    if (field.options && field.options.length > 0) return random.pick(field.options).value
    switch (field.kind) {
      case 'number':
      case 'money':
        return random.pick([0, 1, 50, -1, 1.5, '12', 1e12, 1e20, { amount: '20', currency: 'USD' }])
      case 'date':
      case 'datetime':
        return random.pick([...dates, ...times, 'today', 'P7D', { last: 7, unit: 'days' }, 7, '7d', 'this_month'])
      case 'checkbox':
        return random.pick([true, false, 'true'])
      case 'user':
        return random.chance(0.5) ? 'me' : this.#id('users')
      case 'ref':
        return this.#id(this.#material.objects.find(one => one.name === field.to)?.plural ?? 'leads')
      default:
        return random.pick([...writtenAs(name), ...words])
    }
  }

  #valueFor(schema: Json, depth: number, name: string): unknown {
    const random = this.#random
    if (random.chance(this.#wrong) || depth > 7) return random.pick(nasty)
    if (typeof schema.$ref === 'string')
      return this.#valueFor(this.#material.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth + 1, name)
    const options = (schema.anyOf ?? schema.oneOf ?? schema.allOf) as Json[] | undefined
    if (options && options.length > 0) return this.#valueFor(random.pick(options), depth + 1, name)
    if (Array.isArray(schema.enum)) return random.pick(schema.enum)
    if ('const' in schema) return schema.const
    const type = Array.isArray(schema.type) ? schema.type[random.chance(0.9) ? 0 : schema.type.length - 1] : schema.type
    switch (type) {
      case 'object':
        return this.#object(schema, depth, name)
      case 'array':
        return Array.from({ length: random.int(0, 3) }, () => this.#valueFor((schema.items ?? {}) as Json, depth + 1, name))
      case 'integer':
      case 'number':
        return random.pick([0, 1, 2, 50, 200, 201, -1, 1.5, 2 ** 53])
      case 'boolean':
        return random.chance(0.5)
      case 'null':
        return null
      case 'string':
        return this.#string(schema, name)
      default:
        return this.#anything(name)
    }
  }

  #object(schema: Json, depth: number, name: string): Json {
    const random = this.#random
    if (name === 'record' || name === 'object_and_id') {
      const object = random.pick(['lead', 'contact', 'account', 'opportunity'])
      return { object, id: this.#id(`${object.replace(/y$/, 'ie')}s`) }
    }
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>)
    const required = new Set((schema.required as string[] | undefined) ?? [])
    // A name or a subject is what most records need.
    for (const always of ['name', 'subject', 'label', 'email', 'text', 'close_date', 'stages']) if (random.chance(0.9)) required.add(always)
    const made: Json = {}
    for (const [key, inner] of properties)
      if (required.has(key) || (key.endsWith('_id') && random.chance(0.5)) || random.chance(Math.min(0.5, 6 / properties.length)))
        made[key] = this.#valueFor(inner, depth + 1, key)
    if (properties.length === 0)
      for (let n = random.int(0, 3); n > 0; n--) made[random.pick([...words, this.#field()])] = this.#ofField(this.#field())
    if (this.#wrong > 0 && random.chance(0.05))
      made[random.pick(['__proto__', 'constructor', 'nope', 'id', 'version'])] = random.pick(nasty)
    return made
  }

  #string(schema: Json, name: string): string {
    const random = this.#random
    if (schema.format === 'uuid') return this.#id(parents[name] ?? this.#pluralOf(name))
    if (schema.format === 'date') return random.pick(this.#wrong === 0 ? rightDates : dates)
    if (schema.format === 'date-time') return random.pick(this.#wrong === 0 ? rightTimes : times)
    if (name === 'field' || name === 'sort' || name === 'fields') return this.#field()
    if (name === 'email' || schema.format === 'email')
      return random.chance(0.8) ? `p${random.int(1, 3_000)}@c${random.int(1, 900)}.example` : random.pick(writtenAs('email'))
    if (name === 'key' || name === 'slug') return `k_${random.int(1, 500)}`
    return random.pick(Object.hasOwn(written, name) ? writtenAs(name) : words)
  }

  #pluralOf(name: string): string {
    const object = name.replace(/_ids?$/, '')
    return this.#material.objects.find(one => one.name === object)?.plural ?? this.#plural
  }

  /** What the document leaves open: a filter, or a list of its own shape as an existing record has it. */
  #anything(name: string): unknown {
    const random = this.#random
    if (name === 'filter') return this.#filter(0)
    if (name === 'amount' || name === 'price')
      return random.pick(['12.50', 100, { amount: '20000.00', currency: 'USD' }, '1e5', '999999999999999999999'])
    const alike = (this.#material.documents.get(this.#plural) ?? []).map(one => one[name]).filter(one => one !== null && one !== undefined)
    if (alike.length === 0) return random.pick(nasty)
    const one = random.pick(alike)
    return random.chance(0.4) ? one : this.#spoiled(one)
  }
}

/** A lone surrogate cannot be written into an address; no client can send it. */
function inUrl(value: unknown): string {
  try {
    return encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 6_000)
  } catch {
    return 'x'
  }
}
