import { insertRecords } from '../platform/object/write.ts'
import { plain } from './companies.ts'
import type { BeginAt } from './fill_demo.ts'
import { companies, firstNames, lastNames, messages, titles } from './northlight.ts'
import { type Colleague, sellerFor } from './people.ts'
import type { Random } from './random.ts'

const day = 86_400_000
const hour = 3_600_000
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

/** The leads of the months before the last three weeks, as they are by now; scores follow from their values as always. */
export async function addOlderLeads(beginAt: BeginAt, now: Date, random: Random, people: readonly Colleague[]): Promise<void> {
  for (let month = months; month >= 1; month--) {
    const from = now.getTime() - month * 30 * day - 21 * day
    await beginAt(new Date(from + 30 * day), async ctx => {
      const leads = Array.from({ length: perMonth }, (_, index) =>
        oldLead(random, people, from + Math.floor((index / perMonth) * 30 * day), index + month),
      )
      const rows = await insertRecords(ctx, 'lead', leads)
      await insertRecords(
        ctx,
        'activity',
        rows.flatMap(row => {
          const on = { record_object: 'lead', record_id: row.id, lead_id: row.id, account_id: row.account_id }
          const arrived = row.created_at as Date
          return [
            {
              ...on,
              kind: row.source === 'email' ? 'mail' : 'form',
              direction: 'in',
              occurred_at: arrived,
              title: row.source === 'email' ? 'A question' : 'Contact form sent',
              text: row.sales_form_message,
            },
            ...(row.first_responded_at
              ? [
                  {
                    ...on,
                    kind: 'mail',
                    direction: 'out',
                    occurred_at: row.first_responded_at,
                    title: 'Re: A question',
                    text: 'Thanks for writing. When would you have twenty minutes?',
                    user_id: row.owner_id,
                  },
                ]
              : []),
          ]
        }),
      )
    })
  }
}

function oldLead(random: Random, people: readonly Colleague[], arrived: number, turn: number): Record<string, unknown> {
  const company = random.pick(companies)
  const first = random.pick(firstNames)
  const last = random.pick(lastNames)
  const { title, role } = random.pick(titles)
  const status = random.pick(statuses)
  const owner = sellerFor(people, company.country, turn)
  const created_at = new Date(arrived + random.int(0, 20) * hour)
  const answered = new Date(created_at.getTime() + random.int(1, 30) * hour)
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
