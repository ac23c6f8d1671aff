import type { FilledCompany } from './companies.ts'
import type { Random } from './random.ts'

const day = 86_400_000
/** How far back the first deal began, in days: long enough that some have come up for renewal. */
export const dealDays = 430
const deals = 120

/** Something that its owner did with an opportunity. */
export interface Step {
  at: number
  changes: Record<string, unknown>
  activity?: Touch
  /** How the account stands afterwards. */
  account?: Record<string, unknown>
}
export interface Deal {
  company: FilledCompany
  begun: number
  first: Record<string, unknown>
  steps: Step[]
}
interface Touch {
  kind: 'mail' | 'call' | 'meeting'
  title: string
  text: string
}
interface Stage {
  key: string
  /** Days that it usually takes. */
  days: number
  next: readonly string[]
  touch?: Touch
}

const sales: readonly Stage[] = [
  { key: 'inbound_lead', days: 5, next: ['Offer two times for a call', 'Ask who else decides'] },
  {
    key: 'meeting_booked',
    days: 8,
    next: ['Send the agenda', 'Prepare their event volume for the call'],
    touch: { kind: 'mail', title: 'Re: A first call', text: 'Tuesday at ten suits us. Two of our product managers will join.' },
  },
  {
    key: 'demo_completed',
    days: 11,
    next: ['Decide hands-on or self-serve with them', 'Send the recording of the demo', 'Answer the question about data residency'],
    touch: {
      kind: 'meeting',
      title: 'Demo for the product team',
      text: 'Funnels and replay were what they came for. They compare two tools.',
    },
  },
  {
    key: 'product_evaluation',
    days: 20,
    next: ['Look at their first dashboards together', 'Ask how the trial goes', 'Review events and cohorts with them'],
    touch: {
      kind: 'call',
      title: 'How the evaluation begins',
      text: 'Tracking is in staging. They want to see one week of real data first.',
    },
  },
  {
    key: 'commercial_legal_review',
    days: 12,
    next: ['Send the security documents', 'Wait for the legal review', 'Signature from their CFO'],
    touch: {
      kind: 'mail',
      title: 'Our offer',
      text: 'Attached is the offer for a year, as we discussed it, and the data processing agreement.',
    },
  },
]
const selfServe: readonly Stage[] = [
  { key: 'contacted', days: 5, next: ['See whether events arrive'] },
  { key: 'getting_started', days: 12, next: ['Offer help with the first dashboard'] },
  { key: 'sending_data', days: 15, next: ['Ask for the payment details'] },
]
const losses = ['price', 'missing_feature', 'competitor', 'no_decision', 'no_decision', 'timing', 'went_self_serve']
const offers = [
  [
    ['Product analytics', 0.7],
    ['Session replay', 0.3],
  ],
  [['Product analytics', 1]],
  [
    ['Product analytics', 0.6],
    ['Session replay', 0.25],
    ['Group analytics', 0.15],
  ],
  [
    ['Feature flags', 0.55],
    ['Experiments', 0.45],
  ],
  [
    ['Product analytics', 0.8],
    ['Enterprise support', 0.2],
  ],
] as const

/** A year and more of opportunities as they went: each begins, is moved from stage to stage, and is won, lost, or still open. */
export function planDeals(random: Random, now: number, companies: readonly FilledCompany[]): Deal[] {
  // More began lately than long ago: the company grows.
  const starts = Array.from({ length: deals }, () => now - (6 + (dealDays - 6) * random.next() ** 1.8) * day).sort((a, b) => a - b)
  const history = new Map<string, { busyUntil: number; won: number }>()
  return starts.map((begun, index) => {
    const free = companies.filter(company => (history.get(company.id)?.busyUntil ?? 0) < begun)
    const company = random.pick(free.length > 0 ? free : companies)
    const before = history.get(company.id)
    const deal = planDeal(random, now, begun, company, before?.won ?? 0, index % 8 === 5)
    const last = deal.steps.at(-1)
    const isWon = last?.changes.stage === 'closed_won'
    const closed = isWon || last?.changes.stage === 'closed_lost'
    history.set(company.id, {
      busyUntil: closed && last ? last.at : now,
      won: (before?.won ?? 0) + (isWon ? Number(deal.first.amount) : 0),
    })
    return deal
  })
}

function planDeal(random: Random, now: number, begun: number, company: FilledCompany, worth: number, alone: boolean): Deal {
  const stages = alone ? selfServe : sales
  const annual = !alone && random.chance(0.65)
  const amount = Math.max(2, Math.round((Math.sqrt(company.employees) * random.int(60, 180)) / 100) * (alone ? 1 : 2)) * 500
  const fate = random.next()
  const lostAt = fate < 0.36 ? null : fate < 0.8 ? random.int(1, stages.length - 1) : null
  // Some take their time, and that is what an amber card says.
  const pace = random.chance(0.3) ? 2.6 : 1
  const left: number[] = []
  for (const { days } of stages) left.push((left.at(-1) ?? begun) + Math.max(3, days * pace * (0.5 + random.next())) * day)
  const end = (lostAt === null ? left.at(-1) : left[lostAt]) ?? begun
  const owner_id = company.owner_id
  const what = worth > 0 ? random.pick(['session replay', 'more events', 'feature flags']) : annual ? 'annual plan' : 'monthly plan'
  const first = {
    name: `${company.name} – ${what}`,
    pipeline: alone ? 'self_serve' : 'sales',
    stage: stages[0]?.key,
    account_id: company.id,
    primary_contact_id: random.pick(company.contacts).id,
    record_type: worth > 0 ? (annual && random.chance(0.4) ? 'convert_to_annual' : 'existing_business') : 'new_business',
    type: annual ? 'annual_plan' : 'monthly_plan',
    amount: `${amount}.00`,
    currency: 'USD',
    owner_id,
    source: alone ? 'product_signup' : random.pick(['contact_form', 'product_signup', 'email', 'referral', 'demo_booking']),
    // Nobody knows yet how long it will take.
    close_date: dateOf(begun + (alone ? 30 : 60) * day + random.int(-10, 25) * day),
    next_steps: random.pick(stages[0]?.next ?? []),
    next_step_date: dateOf(begun + random.int(2, 5) * day),
  }
  const steps: Step[] = []
  for (const [index, stage] of stages.entries()) {
    const at = left[index - 1]
    if (at === undefined || at > now || at >= end) continue
    steps.push({
      at,
      changes: {
        stage: stage.key,
        next_steps: random.pick(stage.next),
        next_step_date: dateOf(at + random.int(3, 9) * day),
        // Who evaluates for real says when it will be decided.
        ...(index === 3 ? { close_date: dateOf((left.at(-1) ?? at) + random.int(-14, 8) * day) } : {}),
      },
      ...(stage.touch ? { activity: stage.touch } : {}),
    })
  }
  if (end <= now) steps.push(lostAt === null ? won(random, end, annual, amount, worth) : lost(random, end))
  else
    steps.push(
      reminder(random, now, steps.at(-1)?.at ?? begun, stages[steps.length], String(steps.at(-1)?.changes.close_date ?? first.close_date)),
    )
  return { company, begun, first, steps: steps.filter(step => step.at <= now) }
}

function won(random: Random, at: number, annual: boolean, amount: number, worth: number): Step {
  const products = random.pick(offers).map(([name, share]) => ({ name, quantity: 1, price: (amount * share).toFixed(2) }))
  return {
    at,
    changes: {
      stage: 'closed_won',
      close_date: dateOf(at),
      contract_start_date: dateOf(at + random.int(0, 6) * day),
      ...(annual ? { contract_term_months: 12 } : {}),
      products,
      next_steps: null,
      next_step_date: null,
    },
    account: { type: 'customer', mrr: Math.round((amount + worth) / 12) },
    activity: { kind: 'mail', title: 'Signed', text: 'Countersigned and attached. We look forward to starting.' },
  }
}

const lost = (random: Random, at: number): Step => ({
  at,
  changes: { stage: 'closed_lost', close_date: dateOf(at), loss_reason: random.pick(losses), next_steps: null, next_step_date: null },
})

/** What an owner wrote down lately about an opportunity that is still open. */
function reminder(random: Random, now: number, since: number, stage: Stage | undefined, closes: string): Step {
  const overdue = Date.parse(closes) < now - 16 * day
  return {
    at: Math.max(since + 2.5 * day, now - random.int(0, 6) * day - day / 8),
    changes: {
      next_steps: random.pick(stage?.next ?? []),
      next_step_date: dateOf(now + random.int(-3, 10) * day),
      ...(overdue ? { close_date: dateOf(now + random.int(8, 40) * day) } : {}),
    },
  }
}

export const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
