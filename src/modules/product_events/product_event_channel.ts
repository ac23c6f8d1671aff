import type { Context } from '../../platform/context.ts'
import { findRecord } from '../../platform/object/list.ts'
import type { Channel, Raw } from '../inbound/channel.ts'
import { fileActivity } from '../leads/file_activity.ts'
import { processSignUp } from './process_sign_up.ts'
import type { ProductEvent } from './read_events.rule.ts'
import { readSignUp } from './read_sign_up.rule.ts'
import { signUpActivity, signUpIntake } from './sign_up_intake.ts'
import { asObject } from './storable_json.rule.ts'

/** The event of a stored input; null for what could not be read when it came. */
function eventOf(raw: Raw): ProductEvent | null {
  const stored = asObject(JSON.parse(raw.content.toString('utf8')))
  const text = (name: string) => (typeof stored?.[name] === 'string' ? stored[name] : '')
  if (!stored || text('event') === '') return null
  return {
    uuid: text('uuid'),
    fingerprint: null,
    event: text('event'),
    distinct_id: text('distinct_id'),
    occurred_at: new Date(text('occurred_at')),
    properties: asObject(stored.properties) ?? {},
    person: asObject(stored.person) ?? {},
    groups: Object.fromEntries(Object.entries(asObject(stored.groups) ?? {}).map(([type, key]) => [type, String(key)])),
  }
}

/** Sign-ups and purchases in the product (B9). */
export const productEventChannel: Channel = {
  name: 'product_event',
  process: async (ctx: Context, inbound, raw) => {
    const event = eventOf(raw)
    if (!event) return unreadable(raw)
    return processSignUp(ctx, inbound, event)
  },
  asLead: async (_ctx, inbound, raw) => {
    const event = eventOf(raw)
    const signUp = event && readSignUp(event)
    return event && signUp?.email ? signUpIntake(inbound, event, signUp) : null
  },
  file: async (ctx, inbound, raw, on) => {
    const event = eventOf(raw)
    const record = await findRecord(ctx, ctx.registry.get(on.object), on.id)
    if (event && record) await fileActivity(ctx, record, signUpActivity(inbound, event, readSignUp(event)), on.object)
  },
}

function unreadable(raw: Raw) {
  const stored = asObject(JSON.parse(raw.content.toString('utf8')))
  const bad = Array.isArray(stored?.bad) ? stored.bad.map(asObject) : []
  const reasons = [...new Set(bad.map(one => String(one?.reason ?? '')))].filter(Boolean).slice(0, 5)
  return {
    outcome: 'needs_a_look' as const,
    rule: 'product_event.unreadable',
    reason: `Part of a batch of product events could not be read: ${reasons.join(' ')} The rest of the batch was taken.`,
    inputs: { count: stored?.count ?? bad.length, reasons },
  }
}
