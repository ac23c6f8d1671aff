import { companyNameFromDomain } from '../../enrichment/company_name.rule.ts'

type Values = Readonly<Record<string, unknown>>

export const convertedParts = ['account', 'contact', 'opportunity'] as const
export type ConvertedPart = (typeof convertedParts)[number]

/** Lead field → field of the record that it goes to, where the lead's word is as good as a new one's (D6). */
const goesTo: Record<'account' | 'contact', Readonly<Record<string, string>>> = {
  account: {
    company: 'name',
    domain: 'domain',
    website: 'website',
    industry: 'industry',
    employees: 'employees',
    annual_revenue: 'annual_revenue',
    founded_year: 'founded_year',
    company_type: 'company_type',
    country: 'country',
    city: 'city',
    owner_id: 'owner_id',
  },
  contact: {
    name: 'name',
    first_name: 'first_name',
    last_name: 'last_name',
    email: 'email',
    phone: 'phone',
    title: 'title',
    role_at_organization: 'role_at_organization',
    country: 'country',
    source: 'source',
    owner_id: 'owner_id',
    selected_deployment_type: 'selected_deployment_type',
    product_signup_ts: 'product_signup_ts',
    is_organization_first_user: 'is_organization_first_user',
    plan: 'plan',
  },
}

export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0)

/**
 * What a lead knows of an account or contact: field by field, and custom fields of the same name and kind. Blank is left out. A
 * company without a name goes by its domain.
 */
export function partFromLead(part: 'account' | 'contact', lead: Values, custom: readonly string[]): Record<string, unknown> {
  const pairs = [...Object.entries(goesTo[part]), ...custom.map(name => [name, name] as const)]
  const values: Record<string, unknown> = {}
  for (const [from, to] of pairs) if (!isBlank(lead[from])) values[to] = lead[from]
  if (part === 'account' && values.name === undefined) {
    const guess = companyNameFromDomain(typeof lead.domain === 'string' ? lead.domain : null)
    if (guess) values.name = guess
  }
  return values
}

/** Of what the lead knows, what fills a blank of a record that exists. Nothing that somebody entered there is overwritten (D6). */
export const fillBlanks = (existing: Values, known: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(known).filter(([name, value]) => isBlank(existing[name]) && !isBlank(value)))

export interface OpportunityStart {
  account: string
  /** The account has won before: this is more business with it. */
  is_customer: boolean
  record_types: readonly { value: string; label: string; retired?: boolean }[]
  today: string
}

const closeInDays = 30

/**
 * The opportunity that conversion makes when nobody says more (D6, E1): new business, or existing where the account has won already;
 * named after both; to close in 30 days. Amount and type stay blank: what a blank one becomes is the opportunity's own rule.
 */
export function opportunityFromLead(lead: Values, start: OpportunityStart): Record<string, unknown> {
  const wanted = start.is_customer ? 'existing_business' : 'new_business'
  const offered = start.record_types.filter(type => !type.retired)
  const type = offered.find(one => one.value === wanted) ?? offered[0]
  return {
    name: [start.account, type?.label].filter(Boolean).join(' – '),
    record_type: type?.value ?? null,
    close_date: daysAfter(start.today, closeInDays),
    owner_id: lead.owner_id ?? null,
    source: lead.source ?? null,
    next_steps: lead.next_steps ?? null,
    next_step_date: lead.next_step_date ?? null,
  }
}

const daysAfter = (date: string, days: number): string => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/** What a person must say about an opportunity that they describe (rulings). */
export const opportunityAsks = ['name', 'record_type', 'close_date'] as const

/** Whether what is asked for is what a conversion came to: a double click, not a second conversion. */
export function sameConversion(part: Values | null | undefined, result: { id: string | null; values: Values | null }): boolean {
  if (part === undefined) return true
  if (part === null) return result.id === null
  if (result.id === null) return false
  if (typeof part.id === 'string') return part.id === result.id
  return ['name', 'email', 'domain'].every(name => {
    const asked = part[name]
    return typeof asked !== 'string' || asked.trim().toLowerCase() === String(result.values?.[name] ?? '').toLowerCase()
  })
}
