import type { Context } from '../../platform/context.ts'
import type { Intake, IntakeResult } from '../leads/intake/intake.ts'
import type { Inbound } from './inbound.object.ts'

export interface Raw {
  content_type: string
  envelope: Record<string, unknown>
  content: Buffer
}

/** What was decided about an input: shown on the page with its reason, and correctable (rulings). */
export interface Decision {
  outcome: 'created' | 'filed' | 'duplicate' | 'needs_a_look' | 'ignored'
  /** One sentence for people. */
  reason: string
  /** Stable name of the rule that decided. */
  rule: string
  lead_id?: string | null
  contact_id?: string | null
  conversation_id?: string | null
  spam?: boolean
  /** The inputs it was decided from. */
  inputs?: Record<string, unknown>
}

/** A decision that hangs on a lead being taken in: several inputs' leads are taken in together. */
export interface Wanted {
  intake: Intake
  decide: (result: IntakeResult) => Decision
}

/** What an inbound row says of its decision. */
export const decided = (ctx: Pick<Context, 'now'>, decision: Decision) => ({
  state: 'done' as const,
  outcome: decision.outcome,
  reason: decision.reason,
  rule: decision.rule,
  decision: decision.inputs ?? null,
  lead_id: decision.lead_id ?? null,
  contact_id: decision.contact_id ?? null,
  conversation_id: decision.conversation_id ?? null,
  spam: decision.spam ? 'spam' : null,
  processed_at: ctx.now,
  error: null,
})

/** How one channel understands its raw inputs. */
export interface Channel {
  name: 'mail' | 'form' | 'product_event' | 'api'
  process: (ctx: Context, inbound: Inbound, raw: Raw) => Promise<Decision | Wanted>
  /** The lead that this input would make whatever the rules say: for the "make it a lead" correction. Null when nobody is in it. */
  asLead: (ctx: Context, inbound: Inbound, raw: Raw) => Promise<Intake | null>
  /** Puts the input onto a record's timeline by hand. */
  file: (ctx: Context, inbound: Inbound, raw: Raw, on: { object: string; id: string }) => Promise<void>
}

const channels = new Map<Channel['name'], Channel>()
/** Names the program's channels, once at start (`app/modules.ts`); by name, because a module that imported them would close a circle. */
export const setChannels = (all: readonly Channel[]): void => {
  for (const channel of all) channels.set(channel.name, channel)
}

export function channelOf(inbound: Pick<Inbound, 'channel'>): Channel {
  const channel = [...channels.values()].find(one => one.name === inbound.channel)
  if (!channel) throw new Error(`No channel is called ${inbound.channel}`)
  return channel
}
