import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../../platform/context.ts'
import { newId } from '../../platform/id.ts'
import { enqueue } from '../../platform/jobs/enqueue.ts'
import { receive } from '../inbound/receive.ts'
import { countUsage } from './count_usage.ts'
import { eventAction } from './event_action.rule.ts'
import { learnOrganizations, learnUsers, organizationsOf } from './learn_people.ts'
import { productEventsSetting } from './product_event_settings.ts'
import type { BadEvent, ProductEvent } from './read_events.rule.ts'
import { readSignUp } from './read_sign_up.rule.ts'

export type IdentifiedEvent = ProductEvent & { uuid: string }

const asUuid = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Events that were not seen before; a retry of a batch finds its own. Sorted, so that two deliveries at once wait in line. */
async function unseen(ctx: Context, events: readonly ProductEvent[]): Promise<IdentifiedEvent[]> {
  const byId = new Map<string, IdentifiedEvent>()
  for (const event of events) {
    const uuid = event.uuid ?? (event.fingerprint ? asUuid(event.fingerprint) : newId())
    if (!byId.has(uuid)) byId.set(uuid, { ...event, uuid })
  }
  const { rows } = await sql<{ uuid: string }>`insert into product_event_seen (uuid, seen_on)
    select id, ${ctx.now.toISOString().slice(0, 10)}::date from unnest(${[...byId.keys()].sort()}::uuid[]) id
    on conflict (uuid) do nothing returning uuid`.execute(ctx.tx)
  const fresh = new Set(rows.map(row => row.uuid))
  return [...byId.values()].filter(event => fresh.has(event.uuid))
}

export interface Recorded {
  accepted: number
  sign_ups: number
}

/**
 * Takes a batch of product events in, set-based and in one transaction: sign-ups become inputs that are worked on by job, the
 * rest is counted as usage or ignored by rule, what it says of people and organisations is learnt. A bad event is kept where
 * people see it and takes no other with it (B9).
 */
export async function recordEvents(ctx: Context, events: readonly ProductEvent[], bad: readonly BadEvent[]): Promise<Recorded> {
  const { rules } = ctx.settings.get(productEventsSetting)
  const fresh = await unseen(ctx, events)
  const doing = (action: string) => fresh.filter(event => eventAction(rules, event.event) === action)
  await learnOrganizations(ctx, fresh)
  await learnUsers(ctx, fresh)
  const used = doing('usage')
  await countUsage(ctx, used, await organizationsOf(ctx, used))
  const signUps = doing('sign_up')
  for (const event of signUps) await receiveSignUp(ctx, event)
  await applyProperties(ctx, doing('properties'))
  if (bad.length > 0) await receiveBad(ctx, bad)
  return { accepted: fresh.length, sign_ups: signUps.length }
}

async function receiveSignUp(ctx: Context, event: IdentifiedEvent): Promise<void> {
  const { email, company } = readSignUp(event)
  await receive(ctx, {
    channel: 'product_event',
    source_id: event.uuid,
    content_type: 'application/json',
    content: Buffer.from(JSON.stringify(event)),
    envelope: { event: event.event },
    sender: email,
    subject: [event.event, [email ?? event.distinct_id, company].filter(Boolean).join(', ')].join(': '),
  })
}

/** One input for all bad events of a batch, so that a broken sender fills no list. */
async function receiveBad(ctx: Context, bad: readonly BadEvent[]): Promise<void> {
  const content = JSON.stringify({ bad: bad.slice(0, 100), count: bad.length })
  await receive(ctx, {
    channel: 'product_event',
    source_id: `bad:${createHash('sha256').update(content).digest('hex')}`,
    content_type: 'application/json',
    content: Buffer.from(content),
    envelope: { bad: bad.length },
    subject: bad.length === 1 ? 'A product event that cannot be read' : `${bad.length} product events that cannot be read`,
  })
}

/** What an identification says of a contact is written by job, and only where there is such a contact and something to write. */
async function applyProperties(ctx: Context, events: readonly IdentifiedEvent[]): Promise<void> {
  const telling = events
    .map(event => ({ event, read: readSignUp(event) }))
    .filter(({ read }) => read.email && (Object.keys(read.fields).length > 0 || read.plan))
  if (telling.length === 0) return
  const emails = [...new Set(telling.flatMap(({ read }) => read.email ?? []))]
  const known = await ctx.tx.selectFrom('contact_email').select('email').where('email', '=', sql<string>`any(${emails})`).execute()
  const contacts = new Set(known.map(row => row.email))
  for (const { event, read } of telling)
    if (read.email && contacts.has(read.email))
      await enqueue(ctx, 'apply_product_properties', { event }, { key: `properties:${event.uuid}` })
}
