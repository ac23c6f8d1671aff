import type { Row } from '../platform/object/list.ts'
import { insertRecords } from '../platform/object/write.ts'
import { plain } from './companies.ts'
import type { BeginAt } from './fill_demo.ts'
import { companies, firstNames, lastNames, messages, titles } from './northlight.ts'
import { type Colleague, sellerFor } from './people.ts'
import type { Random } from './random.ts'

const day = 86_400_000
const hour = 3_600_000
const minute = 60_000
const months = 11
const perMonth = 28
const sources = [
  'contact_form',
  'contact_form',
  'email',
  'product_signup',
  'product_signup',
  'demo_booking',
  'forwarded_email',
  'event',
  'referral',
  'zendesk',
  'slack',
  'import',
]
const reasons = ['budget', 'lack_of_fit', 'self_serve_customer', 'not_sales', 'support_request', 'no_response', 'spam']
/** Far away from today nearly all have been decided. */
const statuses = ['converted', 'unqualified', 'unqualified', 'nurturing', 'unqualified', 'converted', 'working', 'nurturing']

/** The leads of the months before the last three weeks, each taken in when it came; scores follow from their values as always. */
export async function addOlderLeads(beginAt: BeginAt, now: Date, random: Random, people: readonly Colleague[]): Promise<void> {
  for (let month = months; month >= 1; month--) {
    const from = now.getTime() - month * 30 * day - 21 * day
    await beginAt(new Date(from + 30 * day), async ctx => {
      const activities: Record<string, unknown>[] = []
      for (let index = 0; index < perMonth; index++) {
        const lead = oldLead(random, people, from + Math.floor((index / perMonth) * 30 * day), index + month)
        const rows = await insertRecords({ ...ctx, now: lead.created_at }, 'lead', [lead])
        activities.push(...rows.flatMap(row => exchange(lead, row)))
      }
      await insertRecords(ctx, 'activity', activities)
    })
  }
}

/** What they wrote, and the answer. */
function exchange(lead: OldLead, row: Row): Record<string, unknown>[] {
  const on = { record_object: 'lead', record_id: row.id, lead_id: row.id, account_id: row.account_id }
  const wrote = lead.source === 'email'
  return [
    {
      ...on,
      kind: wrote ? 'mail' : 'form',
      direction: 'in',
      occurred_at: lead.created_at,
      title: wrote ? 'A question' : 'Contact form sent',
      text: lead.sales_form_message,
    },
    {
      ...on,
      kind: 'mail',
      direction: 'out',
      occurred_at: lead.first_responded_at,
      title: 'Re: A question',
      text: 'Thanks for writing. When would you have twenty minutes?',
      user_id: lead.owner_id,
    },
  ]
}

interface OldLead extends Record<string, unknown> {
  created_at: Date
  first_responded_at: Date
}

function oldLead(random: Random, people: readonly Colleague[], arrived: number, turn: number): OldLead {
  const company = random.pick(companies)
  const first = random.pick(firstNames)
  const last = random.pick(lastNames)
  const { title, role } = random.pick(titles)
  const status = random.pick(statuses)
  const owner = sellerFor(people, company.country, turn)
  const created_at = new Date(arrived + random.int(0, 20) * hour)
  // Most within a working day, a few after the weekend.
  const answered = new Date(created_at.getTime() + random.int(9, 60 * (random.chance(0.85) ? 20 : 40)) * minute)
  return {
    name: `${first} ${last}`,
    first_name: first,
    last_name: last,
    email: `${plain(first)}.${plain(last)}@${company.domain}`,
    title,
    role_at_organization: role,
    country: company.country,
    company: company.name,
    employees: company.employees,
    annual_revenue: company.annual_revenue,
    founded_year: company.founded_year,
    company_type: company.company_type,
    industry: company.industry,
    source: random.pick(sources),
    status,
    owner_id: owner.id,
    created_at,
    assigned_at: created_at,
    assignment_reason: `Territory and round robin: it was the turn of ${owner.name}.`,
    first_responded_at: answered,
    last_touched_at: answered,
    sales_form_message: random.pick(messages),
    monthly_events: random.chance(0.7) ? random.int(1, 120) * 100_000 : null,
    monthly_active_users: random.chance(0.5) ? random.int(1, 90) * 1_000 : null,
    disqualification_reason: status === 'unqualified' ? random.pick(reasons) : null,
    nurture_until: status === 'nurturing' ? new Date(arrived + 400 * day).toISOString().slice(0, 10) : null,
    converted_at: status === 'converted' ? answered : null,
  }
}
