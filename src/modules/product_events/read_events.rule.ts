import { asObject, storableJson, storableText } from './storable_json.rule.ts'

type Values = Record<string, unknown>

/** One event of the product, in our own form. */
export interface ProductEvent {
  /** Its own id: what makes a retry the same event. Null when the sender gave none. */
  uuid: string | null
  /** What tells it from others when there is no id. */
  fingerprint: string | null
  event: string
  distinct_id: string
  occurred_at: Date
  properties: Values
  /** Properties of the person: `$set` over `$set_once`. */
  person: Values
  /** Group type → key. */
  groups: Record<string, string>
}

export interface BadEvent {
  index: number
  reason: string
  event: unknown
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const longest = { event: 200, distinctId: 200, bad: 20_000 }

/** The key that a body names, wherever clients put it. */
export function keyOf(body: unknown): string | null {
  const [first] = listOf(body)
  for (const place of [asObject(body), asObject(first), asObject(asObject(first)?.properties)])
    for (const name of ['api_key', 'token', '$token']) {
      const value = place?.[name]
      if (typeof value === 'string' && value !== '') return value
    }
  return null
}

/** The events of a body: a batch, a list, one event, or what a PostHog destination posts. */
export function listOf(body: unknown): unknown[] {
  if (Array.isArray(body)) return body
  const one = asObject(body)
  if (!one) return []
  if (Array.isArray(one.batch)) return one.batch
  const inner = asObject(one.event)
  if (!inner) return [one]
  return [{ ...inner, $set: { ...asObject(asObject(one.person)?.properties), ...asObject(inner.$set) } }]
}

export const isSingle = (body: unknown): boolean => !Array.isArray(body) && !Array.isArray(asObject(body)?.batch)

/**
 * When it happened, by our clock: a sender's clock that is wrong is set right by when it says that it sent, and nothing has
 * happened after now.
 */
function timeOf(event: Values, sentAt: unknown, now: Date): Date {
  const at = readTime(event.timestamp ?? asObject(event.properties)?.timestamp)
  if (!at) return typeof event.offset === 'number' && event.offset >= 0 ? clamped(now.getTime() - event.offset, now) : now
  const sent = readTime(event.sent_at ?? sentAt)
  return clamped(sent ? now.getTime() - (sent.getTime() - at.getTime()) : at.getTime(), now)
}

const earliest = Date.UTC(2000, 0, 1)
const clamped = (time: number, now: Date): Date => new Date(time > now.getTime() || !Number.isFinite(time) ? now : Math.max(time, earliest))

/** A moment in any of the ways in which programs write them; without a zone it is UTC. */
export function readTime(given: unknown): Date | null {
  if (typeof given === 'number') return valid(new Date(given < 1e11 ? given * 1000 : given))
  if (typeof given !== 'string' || given.length > 40) return null
  const text = given.trim()
  if (/^\d{10}(?:\.\d+)?$|^\d{13}$/.test(text)) return readTime(Number(text))
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null
  const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i.test(text) || text.length === 10
  return valid(new Date(`${text.replace(' ', 'T')}${zoned ? '' : 'Z'}`))
}
const valid = (date: Date): Date | null =>
  Number.isFinite(date.getTime()) && date.getUTCFullYear() <= 9999 && date.getUTCFullYear() >= 1 ? date : null

function readEvent(given: unknown, sentAt: unknown, now: Date): ProductEvent | string {
  const event = asObject(storableJson(asObject(given))?.value)
  if (!event) return asObject(given) ? 'It is nested too deeply.' : 'It is not an object.'
  if (typeof event.event !== 'string' || event.event.trim() === '') return 'It has no event name.'
  const { token, api_key, $token, ...properties } = asObject(event.properties) ?? {}
  const id = event.distinct_id ?? event.$distinct_id ?? properties.distinct_id
  const distinctId = typeof id === 'number' ? String(id) : id
  if (typeof distinctId !== 'string' || distinctId.trim() === '') return 'It has no distinct_id.'
  if (event.properties !== undefined && event.properties !== null && !asObject(event.properties)) return 'Its properties are not an object.'
  const name = event.event.trim().slice(0, longest.event)
  const uuid = typeof event.uuid === 'string' && uuidShape.test(event.uuid) ? event.uuid.toLowerCase() : null
  const when = typeof event.timestamp === 'string' ? event.timestamp : null
  return {
    uuid,
    fingerprint: uuid ? null : (typeof event.uuid === 'string' && event.uuid) || (when && `${name}\0${distinctId}\0${when}`),
    event: name,
    distinct_id: storableText(distinctId).trim().slice(0, longest.distinctId),
    occurred_at: timeOf(event, sentAt, now),
    properties,
    person: {
      ...asObject(properties.$set_once),
      ...asObject(event.$set_once),
      ...asObject(properties.$set),
      ...asObject(event.$set),
    },
    groups: groupsOf(name, properties),
  }
}

function groupsOf(name: string, properties: Values): Record<string, string> {
  const named: [string, unknown][] =
    name === '$groupidentify'
      ? [[String(properties.$group_type), properties.$group_key]]
      : Object.entries(asObject(properties.$groups) ?? {})
  return Object.fromEntries(
    named.flatMap(([type, key]) =>
      (typeof key === 'string' && key.trim() !== '') || typeof key === 'number' ? [[type, String(key).trim().slice(0, 200)]] : [],
    ),
  )
}

/** Reads a body's events one by one: a bad one is told apart and takes no other with it (B9). */
export function readEvents(body: unknown, now: Date): { events: ProductEvent[]; bad: BadEvent[] } {
  const sentAt = asObject(body)?.sent_at
  const events: ProductEvent[] = []
  const bad: BadEvent[] = []
  for (const [index, given] of listOf(body).entries()) {
    const read = readEvent(given, sentAt, now)
    if (typeof read === 'string') bad.push({ index, reason: read, event: shown(given) })
    else events.push(read)
  }
  return { events, bad }
}

/** As much of a bad event as is worth keeping. */
function shown(given: unknown): unknown {
  const kept = storableJson(given)?.value
  const text = kept === undefined ? '' : JSON.stringify(kept)
  return text === '' || text.length > longest.bad ? text.slice(0, longest.bad) : kept
}
