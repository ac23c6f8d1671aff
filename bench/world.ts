import type { Field } from '../src/platform/object/field.ts'
import { PIPELINES } from '../src/playbooks/pipelines.ts'
import type { Row } from './generate.ts'

/**
 * A made-up company's four years, as rows that follow from their number alone, so that a lead's contact, account and activities agree
 * without anything being kept. Skewed as in life (data.md): few owners, accounts and sources have most, most happens soon after a
 * lead came, and one account has a timeline of fifty thousand entries (at a million leads).
 */
export interface World {
  n: number
  start: number
  end: number
  owners: string[]
  custom: { name: string; field: Field }[]
}

const day = 86_400_000
/** A fixed day, so that two runs make the same rows. */
const end = Date.UTC(2026, 10, 20)

export const createWorld = (n: number, owners: string[], custom: World['custom']): World => ({
  n,
  start: end - 1_461 * day,
  end,
  owners,
  custom,
})

/** Numbers from 0 to 1 that depend on what they are for only (a hash, not a sequence). */
function chance(kind: number, index: number, what: number): number {
  let mixed = (Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(kind * 131 + what + 1, 0x85ebca6b)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  mixed ^= mixed >>> 15
  return (mixed >>> 0) / 4_294_967_296
}
const pick = <T>(from: readonly T[], share: number): T => from[Math.min(from.length - 1, Math.floor(share * from.length))] as T
/** The first have most: a power law. */
const skewed = (share: number, count: number, power: number): number => Math.min(count - 1, Math.floor(count * share ** power))

const kinds = { account: 1, contact: 2, lead: 3, opportunity: 4, task: 5, activity: 6 } as const
type Kind = keyof typeof kinds

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits)
/** A UUIDv7 of that moment. */
function idOf(kind: Kind, index: number, at: number): string {
  const time = hex(at, 12)
  const more = hex(Math.floor(chance(kinds[kind], index, 97) * 0xffff_ffff), 8)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${more.slice(0, 3)}-8${more.slice(3, 6)}-${hex(kinds[kind], 2)}${more.slice(6)}${hex(index, 8)}`
}

const instant = (at: number): string => new Date(at).toISOString()
const dayOf = (at: number): string => instant(at).slice(0, 10)
const evenly = (world: World, index: number, count: number): number =>
  world.start + Math.floor(((world.end - world.start) * (index + 0.5)) / count)
const between = (world: World, at: number, share: number): number => at + Math.floor(share * (world.end - at))

const stems = 'ka lo mi ra ne to su vi be no pa li do re han fa ter wu jo en bri mor sta el gu fen ost il dra qui'.split(' ')
/** A made-up word; the same number gives the same one, and numbers up to some hundred thousand different ones. */
function word(number: number, seed: number): string {
  let rest = number * 7 + seed
  let made = ''
  for (let part = 0; part < 2 || rest > 0; part++) {
    made += stems[rest % stems.length] ?? ''
    rest = Math.floor(rest / stems.length)
  }
  return made.charAt(0).toUpperCase() + made.slice(1)
}
const trades = ['Logistics', 'Health', 'Games', 'Labs', 'Software', 'Bank', 'Foods', 'Energy', 'Media', 'Systems', 'Robotics', 'Travel']
const countries = ['US', 'US', 'US', 'US', 'DE', 'DE', 'GB', 'FR', 'NL', 'IN', 'BR', 'JP', 'SE', 'CA', 'AU', 'PL', 'ES', 'KE']
const titles = ['Engineer', 'Head of Engineering', 'Founder', 'Product manager', 'Data analyst', 'CTO', 'Buyer', 'Growth lead']

const ownerOf = (world: World, kind: Kind, index: number): string => pick(world.owners, chance(kinds[kind], index, 1) ** 2)

function placed(world: World, index: number) {
  const at = evenly(world, index, world.n / 4)
  const own = word(skewed(chance(1, index, 2), 120_000, 1.2), 1)
  const trade = pick(trades, chance(1, index, 3))
  return {
    at,
    id: idOf('account', index, at),
    name: `${own} ${trade}`,
    domain: `${own.toLowerCase()}-${index}.example`,
    country: pick(countries, chance(1, index, 4)),
    trade,
  }
}

export function accountOf(world: World, index: number) {
  const { at, id, name, domain, country, trade } = placed(world, index)
  const share = (what: number) => chance(1, index, what)
  const customer = share(10) < 0.2
  const mrr = customer ? (20 + share(11) ** 3 * 20_000).toFixed(2) : null
  return {
    id,
    name,
    domain,
    industry: trade,
    employees: 1 + skewed(share(5), 20_000, 4),
    annual_revenue: Math.floor(share(6) ** 3 * 1e8),
    country,
    phone: share(7) < 0.3 ? `+4930${String(10_000_000 + index)}` : null,
    owner_id: share(8) < 0.9 ? ownerOf(world, 'account', index) : null,
    type: customer ? 'customer' : null,
    mrr,
    arr: mrr === null ? null : (Number(mrr) * 12).toFixed(2),
    last_touched_at: share(9) < 0.7 ? instant(between(world, at, share(12))) : null,
    ...system(world, 1, index, at),
  }
}

const system = (world: World, kind: number, index: number, at: number) => ({
  created_at: instant(at),
  updated_at: instant(between(world, at, chance(kind, index, 90) ** 2)),
  version: 1 + Math.floor(chance(kind, index, 91) * 5),
})

/** Account number of a person: among those that were there when it came; the first accounts have the most people. */
const employer = (index: number) => skewed(chance(2, index, 1), Math.max(1, Math.floor(index / 4)), 2)

function person(world: World, index: number) {
  const at = evenly(world, index, world.n)
  const first = word(skewed(chance(2, index, 2), 900, 2), 3)
  const last = word(skewed(chance(2, index, 3), 90_000, 1.6), 5)
  return { at, first, last, name: `${first} ${last}`, account: placed(world, employer(index)) }
}

export function emailOf(world: World, index: number): string {
  const { first, last, account } = person(world, index)
  return `${first.toLowerCase()}.${last.toLowerCase()}${index % 7 === 0 ? '' : index}@${index % 7 === 0 ? `${index}.` : ''}${account.domain}`
}

export function contactOf(world: World, index: number) {
  const { at, first, last, name, account } = person(world, index)
  const share = (what: number) => chance(2, index, what)
  return {
    id: idOf('contact', index, at),
    name,
    first_name: first,
    last_name: last,
    email: emailOf(world, index),
    phone: share(4) < 0.6 ? `+1415${String(1_000_000 + index)}` : null,
    title: pick(titles, share(5)),
    country: account.country,
    account_id: account.id,
    owner_id: share(6) < 0.9 ? ownerOf(world, 'contact', index) : null,
    source: 'email',
    product_signup_ts: share(7) < 0.4 ? instant(at) : null,
    last_touched_at: share(8) < 0.7 ? instant(between(world, at, share(9) ** 2)) : null,
    ...system(world, 2, index, at),
  }
}

const sources = ['product_signup', 'contact_form', 'email', 'event', 'import', 'demo_booking', 'referral']
const past = ['unqualified', 'unqualified', 'unqualified', 'converted', 'converted', 'nurturing', 'working']
const reasons = ['budget', 'lack_of_fit', 'no_response', 'spam']

export function leadOf(world: World, index: number) {
  const { at, first, last, name, account } = person(world, index)
  const share = (what: number) => chance(3, index, what)
  const status = index > world.n * 0.985 || share(2) < 0.004 ? 'new' : pick(past, share(3))
  const owned = share(4) < 0.93
  const created = instant(at)
  const open = status === 'new' || status === 'working' || status === 'nurturing'
  const answered = share(15) < 0.8
  const source = sources[skewed(share(6), sources.length, 1.7)] ?? 'email'
  const kept = between(world, at, share(22) ** 3)
  return {
    id: idOf('lead', index, at),
    name,
    first_name: first,
    last_name: last,
    email: emailOf(world, index),
    phone: share(5) < 0.4 ? `+1415${String(1_000_000 + index)}` : null,
    title: pick(titles, chance(2, index, 5)),
    company: account.name,
    domain: account.domain,
    country: account.country,
    status,
    owner_id: owned ? ownerOf(world, 'lead', index) : null,
    source,
    product_led: source === 'product_signup',
    score: Math.floor(share(7) ** 2 * 71),
    icp_score: Math.floor(share(8) * 40) - 15,
    score_reasons: '{"lead":{"max":70,"reasons":[]}}',
    monthly_events: share(9) < 0.6 ? Math.floor(share(10) ** 4 * 2e7) : null,
    monthly_active_users: share(11) < 0.4 ? 1 + Math.floor(share(12) ** 4 * 900_000) : null,
    sales_form_message: share(13) < 0.3 ? 'We would like to know what it costs.' : null,
    disqualification_reason: status === 'unqualified' ? pick(reasons, share(14)) : null,
    assigned_at: owned ? created : null,
    assignment_reason: owned ? 'Territory and rotation.' : null,
    pooled_at: owned ? null : created,
    first_responded_at: answered ? instant(at + Math.floor(share(16) ** 3 * 3 * day)) : null,
    sla_due_at: instant(at + day),
    sla_warns_at: instant(at + day - day / 6),
    // What is long past has rung already, and nobody works through years of leads that lie: those of the last days are in play.
    sla_rings_at: open && !answered && at > world.end - day ? instant(at + day) : null,
    idle_since: open && owned ? instant(Math.max(kept, world.end - Math.floor(share(23) * 5 * day))) : null,
    last_touched_at: share(17) < 0.8 ? instant(between(world, at, share(18) ** 4)) : null,
    next_step_date: share(19) < 0.1 ? dayOf(world.end + (share(20) - 0.5) * 60 * day) : null,
    contact_id: idOf('contact', index, at),
    account_id: account.id,
    converted_at: status === 'converted' ? instant(between(world, at, share(21) ** 4)) : null,
    ...Object.fromEntries(
      world.custom.map(({ name, field }, at) => [name, share(100 + at) < 0.3 ? sampleOf(field, share(200 + at)) : nothing(field)]),
    ),
    ...system(world, 3, index, at),
  }
}

const nothing = (field: Field): Row[string] => (field.kind === 'checkbox' ? false : null)

/** A value that a custom field of this kind may hold. */
function sampleOf(field: Field, share: number): Row[string] {
  if (field.kind === 'choice') return field.options?.[Math.floor(share ** 2 * field.options.length)]?.value ?? null
  if (field.kind === 'number') return Math.floor(share * 100_000)
  if (field.kind === 'money') return (share * 100_000).toFixed(2)
  if (field.kind === 'date') return dayOf(end - share * 900 * day)
  if (field.kind === 'datetime') return instant(end - Math.floor(share * 900 * day))
  if (field.kind === 'checkbox') return share < 0.5
  return word(Math.floor(share * 5_000), 11)
}

const stages = PIPELINES.flatMap(pipeline => pipeline.stages.map(stage => ({ pipeline: pipeline.key, ...stage })))

export function opportunityOf(world: World, index: number) {
  const at = evenly(world, index, world.n / 2)
  const share = (what: number) => chance(4, index, what)
  const account = placed(world, skewed(share(2), Math.max(1, Math.floor(index / 2)), 1.5))
  // All but a few are over: at a million leads some fifteen thousand are open at a time.
  const over = share(3) < 0.99 && index < world.n * 0.49
  const inSales = share(4) < 0.8
  const fitting = stages.filter(stage => (stage.outcome !== 'open') === over && (stage.pipeline === 'sales') === inSales)
  const stage = pick(fitting, share(5))
  const close = at + Math.floor((10 + share(6) * 120) * day)
  return {
    id: idOf('opportunity', index, at),
    name: `${account.name} plan`,
    account_id: account.id,
    record_type: inSales ? 'new_business' : 'renewal',
    type: share(7) < 0.4 ? 'annual_plan' : 'monthly_plan',
    pipeline: stage.pipeline,
    stage: stage.key,
    probability: stage.probability,
    forecast_category: stage.forecast_category,
    amount: (500 + share(8) ** 4 * 200_000).toFixed(2),
    currency: 'USD',
    close_date: dayOf(close),
    owner_id: ownerOf(world, 'opportunity', index),
    source: sources[skewed(share(9), sources.length, 1.7)] ?? 'email',
    next_step_date: over || share(10) < 0.5 ? null : dayOf(world.end + (share(11) - 0.3) * 40 * day),
    loss_reason: stage.outcome === 'lost' ? 'other' : null,
    stage_entered_at: instant(Math.min(close, world.end)),
    closed_at: over ? instant(Math.min(close, world.end)) : null,
    ...system(world, 4, index, at),
  }
}

/** The stay in the stage where an opportunity stands, and the one before it: from its making to then. */
export function stageEntryOf(world: World, index: number) {
  const { id, pipeline, stage, amount, stage_entered_at, created_at } = opportunityOf(world, Math.floor(index / 2))
  const before = stages.find(one => one.pipeline === pipeline && one.outcome === 'open')?.key ?? stage
  const stay = { opportunity_id: id, pipeline, amount }
  return index % 2 === 0
    ? { ...stay, stage: before, entered_at: created_at, left_at: stage_entered_at }
    : { ...stay, stage, entered_at: stage_entered_at, left_at: null }
}

/** What children are stamped with: the lead, its contact and its account. */
function stamps(world: World, index: number) {
  const { at, account } = person(world, index)
  const id = idOf('lead', index, at)
  return { record_object: 'lead', record_id: id, lead_id: id, contact_id: idOf('contact', index, at), account_id: account.id }
}

export function taskOf(world: World, index: number) {
  const at = evenly(world, index, world.n * 0.3)
  const share = (what: number) => chance(5, index, what)
  const done = share(1) < 0.95 && index < world.n * 0.297
  return {
    id: idOf('task', index, at),
    subject: pick(['Call back', 'Send the offer', 'Ask for the size of the team', 'Follow up'], share(2)),
    due_at: instant(at + 3 * day),
    owner_id: ownerOf(world, 'task', index),
    priority: 'normal',
    done_at: done ? instant(at + 2 * day) : null,
    ...stamps(world, recentLead(world, at, share(3))),
    created_at: instant(at),
    updated_at: instant(at),
    version: 1,
  }
}

/** A lead that was there then, most likely one that had just come. */
const recentLead = (world: World, at: number, share: number): number => {
  const there = Math.floor(((at - world.start) / (world.end - world.start)) * world.n)
  return Math.max(0, Math.min(world.n - 1, there - Math.floor(there * share ** 4)))
}

export const activities = (world: World): number => world.n * 10

const happened = [
  {
    kind: 'mail',
    direction: 'out',
    title: 'Re: your question',
    text: 'Thank you for the call. As discussed, the offer is attached; tell me what is missing.',
  },
  {
    kind: 'mail',
    direction: 'in',
    title: 'Your question',
    text: 'Could you tell us what the annual plan costs for forty people, and whether our data stays in Europe?',
  },
  { kind: 'call', direction: 'out', title: 'Call', text: 'They compare three vendors and decide by the end of the month.' },
  { kind: 'meeting', direction: null, title: 'Demo', text: 'Shown: dashboards, session recordings. They want single sign-on.' },
  { kind: 'product_event', direction: null, title: 'Invited colleagues', text: null },
  { kind: 'form', direction: 'in', title: 'Contact form', text: 'We would like to know what it costs.' },
]

export function activityOf(world: World, index: number) {
  const count = activities(world)
  const at = evenly(world, index, count)
  const share = (what: number) => chance(6, index, what)
  const one = pick(happened, share(1))
  // Every two-hundredth is at the busiest account.
  const busy = index % 200 === 0 && index > count / 100
  const stamped = stamps(world, recentLead(world, at, share(2)))
  return {
    id: idOf('activity', index, at),
    kind: one.kind,
    direction: one.direction,
    occurred_at: instant(at),
    title: one.title,
    text: one.text,
    user_id: ownerOf(world, 'activity', index),
    ...(busy
      ? { ...stamped, record_object: 'account', record_id: busiest(world), lead_id: null, contact_id: null, account_id: busiest(world) }
      : stamped),
    created_at: instant(at),
    updated_at: instant(at),
    version: 1,
  }
}

/** The account with the longest timeline. */
export const busiest = (world: World): string => placed(world, 7).id

/** The log: that each record was made, and for leads and opportunities who got them and what became of them. */
export function changes(world: World): { table: string; count: number; row: (index: number) => Row }[] {
  const entry = (at: string, record: string, kind: string, fields: Record<string, unknown>) => ({
    at,
    actor_kind: 'system',
    means: 'bench',
    object: '',
    record_id: record,
    kind,
    changes: JSON.stringify(fields),
  })
  const made = (table: string, count: number, of: (world: World, index: number) => Record<string, unknown>, told: string[]) => ({
    table,
    count,
    row: (index: number) => {
      const row = of(world, index)
      return entry(
        String(row.created_at),
        String(row.id),
        `${table}.created`,
        Object.fromEntries(told.map(name => [name, [null, row[name]]])),
      )
    },
  })
  return [
    made('account', world.n / 4, accountOf, ['name', 'domain', 'country', 'owner_id']),
    made('contact', world.n, contactOf, ['name', 'email', 'country', 'account_id', 'owner_id']),
    made('lead', world.n, leadOf, ['name', 'email', 'company', 'domain', 'country', 'status', 'source', 'score', 'icp_score', 'owner_id']),
    {
      table: 'lead',
      count: world.n,
      row: index => {
        const { id, status, created_at } = leadOf(world, index)
        return entry(String(created_at), String(id), 'lead.updated', { status: ['new', status === 'new' ? 'working' : status] })
      },
    },
    made('opportunity', world.n / 2, opportunityOf, ['name', 'account_id', 'pipeline', 'stage', 'amount', 'close_date', 'owner_id']),
    made('task', world.n * 0.3, taskOf, ['subject', 'due_at', 'owner_id']),
  ]
}
