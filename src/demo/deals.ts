import { insertRecords } from '../platform/object/write.ts'
import type { FilledCompany } from './companies.ts'
import type { BeginAt } from './fill_demo.ts'
import type { Random } from './random.ts'

const day = 86_400_000
const deals = 120
const stages = [
  { pipeline: 'sales', stage: 'inbound_lead', probability: 10, forecast_category: 'pipeline' },
  { pipeline: 'sales', stage: 'meeting_booked', probability: 20, forecast_category: 'pipeline' },
  { pipeline: 'sales', stage: 'demo_completed', probability: 40, forecast_category: 'pipeline' },
  { pipeline: 'sales', stage: 'product_evaluation', probability: 50, forecast_category: 'best_case' },
  { pipeline: 'sales', stage: 'commercial_legal_review', probability: 80, forecast_category: 'commit' },
  { pipeline: 'sales', stage: 'closed_won', probability: 100, forecast_category: 'closed' },
  { pipeline: 'sales', stage: 'closed_won', probability: 100, forecast_category: 'closed' },
  { pipeline: 'sales', stage: 'closed_lost', probability: 0, forecast_category: 'omitted' },
  { pipeline: 'renewal', stage: 'qualification', probability: 10, forecast_category: 'pipeline' },
  { pipeline: 'renewal', stage: 'closed_won', probability: 100, forecast_category: 'closed' },
  { pipeline: 'self_serve', stage: 'getting_started', probability: 30, forecast_category: 'pipeline' },
] as const
const sold = ['Product analytics', 'Session replay', 'Group analytics']
const losses = ['price', 'missing_feature', 'competitor', 'no_decision', 'timing', 'went_self_serve']
const nextSteps = [
  'Send the security documents',
  'Call with the CTO',
  'Size the annual plan',
  'Wait for the legal review',
  'Ask how the trial goes',
]

/** Opportunities over all pipelines and a year, won and lost ones among them. */
export async function addDeals(beginAt: BeginAt, now: Date, random: Random, companies: readonly FilledCompany[]): Promise<void> {
  await beginAt(now, ctx =>
    insertRecords(
      ctx,
      'opportunity',
      Array.from({ length: deals }, () => {
        const company = random.pick(companies)
        const at = random.pick(stages)
        const closed = at.stage === 'closed_won' || at.stage === 'closed_lost'
        const begun = now.getTime() - random.int(closed ? 60 : 5, closed ? 330 : 100) * day
        const ends = closed
          ? new Date(Math.min(now.getTime() - day, begun + random.int(14, 90) * day))
          : new Date(now.getTime() + random.int(-5, 80) * day)
        const annual = random.chance(0.6)
        const amount = `${random.int(4, 90) * 1_000}.00`
        const date = (moment: Date) => moment.toISOString().slice(0, 10)
        return {
          ...at,
          name: `${company.name} – ${at.pipeline === 'renewal' ? 'renewal' : annual ? 'annual plan' : 'monthly plan'}`,
          account_id: company.id,
          primary_contact_id: company.contacts[0]?.id ?? null,
          record_type:
            at.pipeline === 'renewal' ? 'renewal' : random.pick(['new_business', 'new_business', 'existing_business', 'convert_to_annual']),
          type: annual ? 'annual_plan' : 'monthly_plan',
          amount,
          currency: 'USD',
          arr_up_for_renewal: at.pipeline === 'renewal' ? amount : null,
          owner_id: company.owner_id,
          source: random.pick(['contact_form', 'product_signup', 'email', 'referral']),
          close_date: date(ends),
          created_at: new Date(begun),
          stage_entered_at: closed ? ends : new Date(begun + 3 * day),
          closed_at: closed ? ends : null,
          loss_reason: at.stage === 'closed_lost' ? random.pick(losses) : null,
          contract_start_date: at.stage === 'closed_won' ? date(ends) : null,
          products: at.stage === 'closed_won' ? sold.slice(0, 1 + (amount.length % 3)) : null,
          next_steps: closed ? null : random.pick(nextSteps),
          next_step_date: closed ? null : date(new Date(now.getTime() + random.int(-3, 14) * day)),
        }
      }),
    ),
  )
}
